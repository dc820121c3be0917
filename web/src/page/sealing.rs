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

    /// Carries out one order. The program ends with it.
    pub(super) async fn seal(&self, session: &SessionId, order: &Order) -> Result<Done, Unsealed> {
        let order = order.to_bytes().map_err(|_| Unsealed::Refused)?;
        let measure = Measure::begin(MEASURE);
        // What was started ahead may have been out of the server's reach then.
        let ahead = self.waiting.take();
        let answer = match ahead {
            Some(program) => match ask(&program, &order).await {
                Some(answer) => Some(answer),
                None => ask_anew(&order).await,
            },
            None => ask_anew(&order).await,
        };
        drop(measure);
        let answer = answer.ok_or(Unsealed::Unreachable)?;
        Done::from_bytes(session, &answer).map_err(|_| Unsealed::Refused)
    }
}

async fn ask_anew(order: &[u8]) -> Option<Vec<u8>> {
    ask(&Program::start(LINK)?, order).await
}

async fn ask(program: &Program, order: &[u8]) -> Option<Vec<u8>> {
    let order = Uint8Array::from(order);
    let answer = program.ask(&order, &Array::of1(&order.buffer())).await?;
    Some(answer.dyn_into::<Uint8Array>().ok()?.to_vec())
}
