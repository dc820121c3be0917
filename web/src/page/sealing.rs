//! The program that seals, beside the page.

use std::{cell::RefCell, rc::Rc};

use js_sys::{Array, Promise, Uint8Array};
use tacit_participant::apart::{Done, Order, prepare};
use tacit_protocol::ids::SessionId;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, future_to_promise};

use super::{dom::Measure, program::Program};

/// Name of the sealing's measure in the browser's performance timeline.
const MEASURE: &str = "tacit-seal";
/// How the page's index names the program.
const LINK: &str = "seal";

/// Why nothing was sealed.
pub(super) enum Unsealed {
    /// The program couldn't be loaded.
    Unreachable,
    /// It couldn't seal that.
    Refused,
}

/// The program, started ahead for the next order.
#[derive(Default)]
pub(super) struct Sealing {
    ahead: RefCell<Option<Sealer>>,
}

impl Sealing {
    /// Has the program loaded and its circuit compiled ahead, so that they need not be waited for. `manifest`: its exact
    /// bytes.
    pub(super) fn prepare(&self, session: &SessionId, manifest: &[u8]) {
        let mut ahead = self.ahead.borrow_mut();
        if ahead.is_none() {
            *ahead = Sealer::start(session, manifest);
        }
    }

    /// Carries out one order for the session. The program waits for another then: what it has run once, it runs faster.
    pub(super) async fn seal(
        &self,
        (session, manifest): (&SessionId, &[u8]),
        order: &Order,
    ) -> Result<Done, Unsealed> {
        let order = order.to_bytes().map_err(|_| Unsealed::Refused)?;
        let measure = Measure::begin(MEASURE);
        // What was started ahead may have been out of the server's reach then.
        let ahead = self.ahead.take();
        let (sealer, answer) = match answered(ahead, &order).await {
            Some(answered) => answered,
            None => {
                let sealer = Sealer::start(session, manifest);
                answered(sealer, &order).await.ok_or(Unsealed::Unreachable)?
            }
        };
        drop(measure);
        // One that refuses may not know its session: it is not asked again.
        let done = Done::from_bytes(session, &answer).map_err(|_| Unsealed::Refused)?;
        self.ahead.replace(Some(sealer));
        Ok(done)
    }

    /// Ends the program: nothing more is to be sealed.
    pub(super) fn end(&self) {
        self.ahead.take();
    }
}

/// The program, and the promise to say whether it has taken in its session.
struct Sealer {
    program: Rc<Program>,
    prepared: Promise,
}

impl Sealer {
    fn start(session: &SessionId, manifest: &[u8]) -> Option<Self> {
        let session = prepare(session, manifest).ok()?;
        let program = Rc::new(Program::start(LINK)?);
        let told = program.clone();
        let prepared = future_to_promise(async move { Ok(ask(&told, &session).await.is_some().into()) });
        Some(Self { program, prepared })
    }
}

/// The program with its answer. `None`: it gave none in time; it is ended, so that a late one is taken for no other's.
async fn answered(sealer: Option<Sealer>, order: &[u8]) -> Option<(Sealer, Vec<u8>)> {
    let sealer = sealer?;
    let prepared = JsFuture::from(sealer.prepared.clone()).await.ok()?;
    if !prepared.is_truthy() {
        return None;
    }
    let answer = ask(&sealer.program, order).await?;
    Some((sealer, answer))
}

async fn ask(program: &Program, message: &[u8]) -> Option<Vec<u8>> {
    let message = Uint8Array::from(message);
    let answer = program.ask(&message, &Array::of1(&message.buffer())).await?;
    Some(answer.dyn_into::<Uint8Array>().ok()?.to_vec())
}
