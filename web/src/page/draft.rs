//! What is typed and ticked, kept in this tab only.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use tacit_form::{Answers, Form, Table};
use tacit_numerals::Conventions;
use yew::Callback;

use crate::{
    entry::{self, Entry, Meant, Unclear},
    grid::{Change, History, Place},
};

/// The answers so far, as they were typed. Typing changes them without drawing the page anew.
#[derive(Clone, PartialEq)]
pub(super) struct Draft {
    kept: Kept,
    typed: Callback<String>,
    clarified: Callback<()>,
    imports: u32,
}

/// What a [`Draft`] keeps. Equal to its clones alone: they share it.
#[derive(Clone, Default)]
pub(super) struct Kept {
    answers: Rc<RefCell<Answers>>,
    meant: Rc<RefCell<Meant>>,
    /// By the tables' keys.
    histories: Rc<RefCell<Vec<(String, History)>>>,
    imports: Rc<Cell<u32>>,
}

impl Kept {
    /// Takes what was kept elsewhere in place of what there is; the form must be drawn anew.
    pub(super) fn fill(&self, answers: Answers, meant: Meant) {
        self.answers.replace(answers);
        self.meant.replace(meant);
        self.histories.take();
        self.imports.set(self.imports.get() + 1);
    }

    /// What there is now, to be kept elsewhere.
    pub(super) fn copy(&self) -> (Answers, Meant) {
        (self.answers.borrow().clone(), self.meant.borrow().clone())
    }
}

impl PartialEq for Kept {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.answers, &other.answers)
    }
}

impl Draft {
    /// Goes on with what is kept; `typed` is called at every change, with the field's key, and `clarified` whenever it is
    /// said which number an unclear one is.
    pub(super) fn new(kept: Kept, typed: Callback<String>, clarified: Callback<()>) -> Self {
        let imports = kept.imports.get();
        Self { kept, typed, clarified, imports }
    }

    /// Everything typed so far, read in the reader's way.
    pub(super) fn entry(&self, form: &Form, conventions: &Conventions) -> Entry {
        Entry::read(form, &self.kept.answers.borrow(), &self.kept.meant.borrow(), conventions)
    }

    /// What a field with one text holds.
    pub(super) fn text(&self, key: &str) -> String {
        self.kept.answers.borrow().get(key).first().cloned().unwrap_or_default()
    }

    /// Everything that a field holds.
    pub(super) fn texts(&self, key: &str) -> Vec<String> {
        self.kept.answers.borrow().get(key).to_vec()
    }

    /// The number that a field holds so far, in units of its last decimal.
    pub(super) fn number(&self, form: &Form, field: usize, conventions: &Conventions) -> Option<i64> {
        let text = self.text(&form.fields().get(field)?.key);
        entry::number(form, field, &text, &self.kept.meant.borrow(), conventions)
    }

    /// Whether a field holds what may be either of two numbers.
    pub(super) fn is_unclear(&self, form: &Form, field: usize, conventions: &Conventions) -> bool {
        let Some(asked) = form.fields().get(field) else { return false };
        entry::is_unclear(form, field, &self.text(&asked.key), &self.kept.meant.borrow(), conventions)
    }

    /// The steps that were taken in the table with this key.
    pub(super) fn history<T>(&self, table: &str, with: impl FnOnce(&mut History) -> T) -> T {
        let mut histories = self.kept.histories.borrow_mut();
        if let Some((_, history)) = histories.iter_mut().find(|(key, _)| key == table) {
            return with(history);
        }
        let (_, history) = histories.push_mut((table.to_owned(), History::default()));
        with(history)
    }

    /// Whether a field has this text; the empty text stands for "prefer not to say".
    pub(super) fn has(&self, key: &str, text: &str) -> bool {
        self.kept.answers.borrow().get(key).iter().any(|each| each == text)
    }

    /// Gives a field one text.
    pub(super) fn set(&self, key: &str, text: &str) {
        self.kept.answers.borrow_mut().set(key, text);
        self.typed.emit(key.to_owned());
    }

    /// Ticks or unticks an option of a field.
    pub(super) fn tick(&self, key: &str, option: &str, on: bool) {
        let mut others: Vec<String> = self.kept.answers.borrow().get(key).to_vec();
        others.retain(|each| each != option);
        let mut answers = self.kept.answers.borrow_mut();
        answers.clear(key);
        others.into_iter().for_each(|each| answers.push(key, each));
        if on {
            answers.push(key, option);
        }
        drop(answers);
        self.typed.emit(key.to_owned());
    }

    /// Takes answers to many fields at once: a step back for each table. They are drawn when the page is drawn anew.
    pub(super) fn take(&self, form: &Form, answers: Vec<Import>) -> Taken {
        let mut steps = vec![Vec::new(); form.tables().len()];
        let mut cells = vec![None; form.fields().len()];
        for (table, asked) in form.tables().iter().enumerate() {
            places(asked).for_each(|(field, place)| cells[field] = Some((table, place)));
        }
        let mut taken = Vec::with_capacity(answers.len());
        for Import { field, texts, plain } in answers {
            let key = &form.fields()[field].key;
            if let Some((table, place)) = cells[field] {
                let after = texts.first().cloned().unwrap_or_default();
                steps[table].push(Change { place, before: self.text(key), after });
            }
            let mut meant = self.kept.meant.borrow_mut();
            let meant_before = match (plain, texts.first()) {
                (Some(plain), Some(typed)) => meant.insert(key.clone(), (typed.clone(), plain)),
                _ => meant.remove(key),
            };
            let before =
                Import { field, texts: self.texts(key), plain: meant_before.map(|(_, plain)| plain) };
            let mut answers = self.kept.answers.borrow_mut();
            answers.clear(key);
            texts.iter().for_each(|text| answers.push(key, text));
            taken.push((before, texts));
        }
        for (table, step) in form.tables().iter().zip(steps).filter(|(_, step)| !step.is_empty()) {
            self.history(&table.key, |history| history.keep(step));
        }
        self.kept.imports.set(self.kept.imports.get() + 1);
        Taken(taken)
    }

    /// Puts back what was there before answers were taken, but where something else was answered since.
    pub(super) fn give_back(&self, form: &Form, taken: &Taken) {
        let same =
            |(before, texts): &&(Import, Vec<String>)| self.texts(&form.fields()[before.field].key) == *texts;
        let before = taken.0.iter().filter(same).map(|(before, _)| before.clone()).collect();
        self.take(form, before);
    }

    /// How often answers were taken: what was drawn before another time shows what was there then.
    pub(super) fn imports(&self) -> u32 {
        self.imports
    }

    /// Says which number an unclear one is.
    pub(super) fn mean(&self, unclear: &Unclear, plain: &str) {
        let said = (unclear.typed.clone(), plain.to_owned());
        self.kept.meant.borrow_mut().insert(unclear.key.clone(), said);
        self.clarified.emit(());
    }

    /// Whether an unclear number was said to be this one.
    pub(super) fn means(&self, unclear: &Unclear, plain: &str) -> bool {
        let meant = self.kept.meant.borrow();
        meant.get(&unclear.key).is_some_and(|(typed, said)| *typed == unclear.typed && said == plain)
    }
}

/// An answer that is taken from elsewhere. Secret.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Import {
    /// Index into the form's fields.
    pub(super) field: usize,
    /// As the reader would type or tick it.
    pub(super) texts: Vec<String>,
    /// The number that is meant.
    pub(super) plain: Option<String>,
}

/// What was taken at once, and what was there before. Secret.
#[derive(PartialEq, Eq)]
pub(super) struct Taken(Vec<(Import, Vec<String>)>);

/// The fields of a table, and where they are in it.
fn places(table: &Table) -> impl Iterator<Item = (usize, Place)> {
    let places = (0..table.rows.len())
        .flat_map(|row| (0..table.columns.len()).map(move |column| Place { row, column }));
    places.filter_map(|place| Some((table.cell(place.row, place.column).field()?, place)))
}
