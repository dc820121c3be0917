//! The program that seals, beside the page.

use std::cell::RefCell;

use js_sys::{Array, Uint8Array};
use tacit_participant::apart::{Done, Order};
use tacit_protocol::ids::SessionId;
use wasm_bindgen::JsCast;

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
    waiting: RefCell<Option<Program>>,
}

impl Sealing {
    /// Has the program loaded ahead, so that it need not be waited for.
    pub(super) fn prepare(&self) {
        let mut waiting = self.waiting.borrow_mut();
        if waiting.is_none() {
            *waiting = Program::start(LINK);
        }
    }

    /// Carries out one order. The program waits for another then: what it has run once, it runs faster.
    pub(super) async fn seal(&self, session: &SessionId, order: &Order) -> Result<Done, Unsealed> {
        let order = order.to_bytes().map_err(|_| Unsealed::Refused)?;
        let measure = Measure::begin(MEASURE);
        // What was started ahead may have been out of the server's reach then.
        let ahead = self.waiting.take();
        let (program, answer) = match answered(ahead, &order).await {
            Some(answered) => answered,
            None => answered(Program::start(LINK), &order).await.ok_or(Unsealed::Unreachable)?,
        };
        drop(measure);
        self.waiting.replace(Some(program));
        Done::from_bytes(session, &answer).map_err(|_| Unsealed::Refused)
    }

    /// Ends the program: nothing more is to be sealed.
    pub(super) fn end(&self) {
        self.waiting.take();
    }
}

async fn answered(program: Option<Program>, order: &[u8]) -> Option<(Program, Vec<u8>)> {
    let program = program?;
    let answer = ask(&program, order).await?;
    Some((program, answer))
}

async fn ask(program: &Program, order: &[u8]) -> Option<Vec<u8>> {
    let order = Uint8Array::from(order);
    let answer = program.ask(&order, &Array::of1(&order.buffer())).await?;
    Some(answer.dyn_into::<Uint8Array>().ok()?.to_vec())
}
