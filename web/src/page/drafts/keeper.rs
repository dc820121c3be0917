//! Where a draft is: in the browser's storage, under the session's and the participant's id.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use gloo_timers::callback::Timeout;
use js_sys::Date;
use rand_core::UnwrapErr;
use tacit_participant::{Draft as Stored, DraftError, DraftLock, LockError};
use tacit_protocol::{
    ids::{SessionId, Token},
    link::Link,
};
use web_sys::Storage;

use crate::page::{dom::Measure, draft::Kept};

/// Milliseconds without another change after which a draft is saved.
const PAUSE: u32 = 400;

/// Name of the passphrase's measure in the browser's performance timeline.
const UNLOCK_MEASURE: &str = "tacit-unlock";

/// How it is with the draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// There is none.
    None,
    /// There is one from an earlier visit, still locked.
    Found,
    /// It is kept, saved last at this time.
    Kept(Option<u64>),
    /// The browser doesn't take it as it is now; an older one may still be there.
    Refused { older: bool },
}

/// Why a passphrase isn't taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    Empty,
    Wrong,
    Damaged,
    Memory,
}

/// Keeps one participant's draft of one session, once it is asked to.
pub(in crate::page) struct Keeper {
    name: String,
    session: SessionId,
    token: Token,
    state: Cell<State>,
    lock: RefCell<Option<DraftLock>>,
    /// Whether the browser has it, as far as this page knows.
    stored: Cell<bool>,
    answers: RefCell<Kept>,
    timer: RefCell<Option<Timeout>>,
    told: RefCell<Box<dyn Fn()>>,
}

impl Keeper {
    /// Looks whether there is a draft for this link.
    pub(in crate::page) fn new(link: &Link) -> Self {
        let (session, token) = (*link.session(), link.token().clone());
        let name = format!("tacit-draft-{session}-{}", token.participant_id());
        let found = stored(&name).is_some();
        Self {
            name,
            session,
            token,
            state: Cell::new(if found { State::Found } else { State::None }),
            lock: RefCell::default(),
            stored: Cell::new(found),
            answers: RefCell::default(),
            timer: RefCell::default(),
            told: RefCell::new(Box::new(|| {})),
        }
    }

    pub(super) fn state(&self) -> State {
        self.state.get()
    }

    /// Calls this whenever the state changes.
    pub(super) fn tell(&self, told: impl Fn() + 'static) {
        drop(self.told.replace(Box::new(told)));
    }

    /// These are the answers to keep.
    pub(in crate::page) fn follow(&self, answers: &Kept) {
        self.answers.replace(answers.clone());
    }

    /// Opens the draft that was found, or begins one.
    pub(super) fn unlock(&self, passphrase: &str) -> Result<(), Refused> {
        if passphrase.is_empty() {
            return Err(Refused::Empty);
        }
        let _measure = Measure::begin(UNLOCK_MEASURE);
        if self.state.get() == State::Found {
            let kept = stored(&self.name).unwrap_or_default();
            let (lock, draft) =
                DraftLock::open(&kept, passphrase, &self.session, &self.token).map_err(refused)?;
            self.lock.replace(Some(lock));
            self.answers.borrow().fill(draft.answers, draft.meant);
            self.set(State::Kept(None));
        } else {
            let lock =
                DraftLock::new(&mut UnwrapErr(getrandom::SysRng), passphrase, &self.session, &self.token);
            self.lock.replace(Some(lock.map_err(|error| refused(error.into()))?));
            self.save();
        }
        Ok(())
    }

    /// To be called at every change of the answers.
    pub(in crate::page) fn changed(self: &Rc<Self>) {
        if self.lock.borrow().is_some() {
            let keeper = self.clone();
            self.timer.replace(Some(Timeout::new(PAUSE, move || keeper.save())));
        }
    }

    /// Saves now.
    pub(in crate::page) fn flush(&self) {
        self.timer.take();
        if self.lock.borrow().is_some() {
            self.save();
        }
    }

    /// Whether there is something to delete.
    pub(in crate::page) fn is_there(&self) -> bool {
        self.stored.get()
    }

    /// Forgets the draft, here and in the browser's storage.
    pub(in crate::page) fn delete(&self) {
        self.timer.take();
        self.lock.take();
        self.stored.set(false);
        if let Some(storage) = storage() {
            // What isn't there needn't be removed.
            let _ = storage.remove_item(&self.name);
        }
        self.set(State::None);
    }

    fn save(&self) {
        // Deleted or submitted in another tab: that holds here, too.
        if self.stored.get() && stored(&self.name).is_none() {
            return self.delete();
        }
        let (answers, meant) = self.answers.borrow().copy();
        let draft = Stored { answers, meant };
        let lock = self.lock.borrow();
        let text = lock.as_ref().and_then(|lock| lock.lock(&mut UnwrapErr(getrandom::SysRng), &draft).ok());
        let saved = text.zip(storage()).and_then(|(text, storage)| storage.set_item(&self.name, &text).ok());
        drop(lock);
        self.stored.set(self.stored.get() || saved.is_some());
        let refused = State::Refused { older: self.stored.get() };
        self.set(saved.map_or(refused, |()| State::Kept(Some(Date::now() as u64))));
    }

    fn set(&self, state: State) {
        self.state.set(state);
        self.told.borrow()();
    }
}

fn refused(error: DraftError) -> Refused {
    match error {
        DraftError::Lock(LockError::WrongPassphrase) => Refused::Wrong,
        DraftError::Lock(LockError::EmptyPassphrase) => Refused::Empty,
        DraftError::Lock(LockError::OutOfMemory) => Refused::Memory,
        _ => Refused::Damaged,
    }
}

fn stored(name: &str) -> Option<String> {
    storage()?.get_item(name).ok()?
}

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}
