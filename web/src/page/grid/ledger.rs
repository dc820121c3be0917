//! The numbers of all tables, and everything that follows from them while somebody types.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use gloo_timers::callback::Timeout;
use tacit_form::{Fixed, Form, Numbers, Question, Table};
use yew::Callback;

use super::super::draft::Draft;
use crate::{entry::Unclear, grid::Place, model::Survey, texts::Texts};

/// A number that is shown and not asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// A cell that is given or computed.
    Cell(Place),
    /// The total of a row.
    Row(usize),
    /// The total of a column.
    Column(usize),
    /// The total of the table.
    All,
}

/// Keeps what is typed, and tells whoever shows a number that follows from it when it becomes another.
pub(in crate::page) struct Ledger {
    survey: Rc<Survey>,
    draft: Draft,
    texts: Texts,
    numbers: RefCell<Numbers>,
    watchers: RefCell<Vec<Watcher>>,
    changed: RefCell<Vec<usize>>,
    due: Cell<Option<Timeout>>,
}

struct Watcher {
    table: usize,
    part: Part,
    shown: String,
    tell: Callback<String>,
}

impl Ledger {
    /// Begins with what was typed so far.
    pub(in crate::page) fn new(survey: Rc<Survey>, draft: Draft, texts: Texts) -> Self {
        let entry = draft.entry(&survey.manifest.form, texts.conventions());
        let numbers = RefCell::new(survey.manifest.form.numbers(&entry.answers));
        let (watchers, changed, due) = Default::default();
        Self { survey, draft, texts, numbers, watchers, changed, due }
    }

    pub(super) fn form(&self) -> &Form {
        &self.survey.manifest.form
    }

    pub(super) fn table(&self, table: usize) -> &Table {
        &self.form().tables()[table]
    }

    pub(super) fn draft(&self) -> &Draft {
        &self.draft
    }

    pub(super) fn texts(&self) -> &Texts {
        &self.texts
    }

    /// What was typed in a field.
    pub(super) fn text(&self, field: usize) -> String {
        self.draft.text(&self.form().fields()[field].key)
    }

    /// Keeps what is typed in a field of a table. What follows from it is told soon, at once for many.
    pub(super) fn write(self: &Rc<Self>, table: usize, field: usize, text: &str) {
        self.draft.set(&self.form().fields()[field].key, text);
        let number = self.draft.number(self.form(), field, self.texts.conventions());
        self.numbers.borrow_mut().set(field, number);
        self.changed.borrow_mut().push(table);
        self.tell_soon();
    }

    /// Something was typed in the form. Tables may be computed from questions beside them.
    pub(in crate::page) fn look_again(self: &Rc<Self>) {
        let form = self.form();
        if !form.tables().iter().any(Table::is_computed) {
            return;
        }
        for question in form.questions() {
            if let Question::Field(field) = *question {
                let number = self.draft.number(form, field, self.texts.conventions());
                self.numbers.borrow_mut().set(field, number);
            }
        }
        self.tell_soon();
    }

    /// It may have been said which numbers these are.
    pub(in crate::page) fn clarified(self: &Rc<Self>, unclear: &[Unclear]) {
        let form = self.form();
        for field in unclear.iter().filter_map(|unclear| form.field_index(&unclear.key)) {
            let number = self.draft.number(form, field, self.texts.conventions());
            self.numbers.borrow_mut().set(field, number);
            let tables = form.tables().iter();
            let table = tables.enumerate().find(|(_, table)| table.fields().any(|other| other == field));
            self.changed.borrow_mut().extend(table.map(|(index, _)| index));
        }
        if !unclear.is_empty() {
            self.tell_soon();
        }
    }

    /// Whether a field holds something that isn't a number it takes.
    pub(super) fn is_bad(&self, field: usize) -> bool {
        let blank = self.text(field).trim().is_empty();
        !blank
            && self.numbers.borrow().get(field).is_none()
            && !self.draft.is_unclear(self.form(), field, self.texts.conventions())
    }

    /// A number that isn't asked, as the reader writes it; nothing if there is none.
    pub(super) fn shown(&self, table: usize, part: Part) -> String {
        let (form, table, numbers) = (self.form(), self.table(table), self.numbers.borrow());
        let fixed = match part {
            Part::Cell(Place { row, column }) => form.cell_number(&numbers, table, row, column),
            Part::Row(row) => form.row_total(&numbers, table, row),
            Part::Column(column) => form.column_total(&numbers, table, column),
            Part::All => form.table_total(&numbers, table),
        };
        fixed.map_or_else(String::new, |fixed| show(fixed, &self.texts))
    }

    /// Has `tell` called with a number whenever it becomes another than `shown`.
    pub(super) fn watch(&self, table: usize, part: Part, shown: String, tell: Callback<String>) {
        self.unwatch(table, part);
        self.watchers.borrow_mut().push(Watcher { table, part, shown, tell });
    }

    /// Ends that.
    pub(super) fn unwatch(&self, table: usize, part: Part) {
        self.watchers.borrow_mut().retain(|watcher| (watcher.table, watcher.part) != (table, part));
    }

    fn tell_soon(self: &Rc<Self>) {
        let ledger = Rc::downgrade(self);
        let tell = move || ledger.upgrade().into_iter().for_each(|ledger| ledger.tell());
        // One that was due already is dropped, and doesn't come.
        self.due.set(Some(Timeout::new(0, tell)));
    }

    fn tell(&self) {
        let changed = self.changed.take();
        let mut told = Vec::new();
        for watcher in self.watchers.borrow_mut().iter_mut() {
            if !changed.contains(&watcher.table) && !self.table(watcher.table).is_computed() {
                continue;
            }
            let shown = self.shown(watcher.table, watcher.part);
            if shown != watcher.shown {
                watcher.shown.clone_from(&shown);
                told.push((watcher.tell.clone(), shown));
            }
        }
        told.into_iter().for_each(|(tell, shown)| tell.emit(shown));
    }
}

impl PartialEq for Ledger {
    /// The same one, not an equal one.
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

/// A number as the reader writes it.
pub(super) fn show(fixed: Fixed, texts: &Texts) -> String {
    texts.conventions().show(&fixed.to_string())
}
