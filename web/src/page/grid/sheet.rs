//! What happens in a table: where one is, what is selected, typed, taken back.

mod lines;

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use tacit_form::{AnswerError, Table};
use web_sys::{Element, Event, HtmlInputElement, MouseEvent};
use yew::{Callback, TargetCast};

pub(super) use self::lines::Lines;
use super::{bar::Slot, ledger::Ledger, place_label, place_of};
use crate::{
    grid::{Area, Change, Edit, Move, Place, extended, jumped, moved},
    page::dom,
};

/// The state of one table that needs no drawing anew.
pub(super) struct Sheet {
    ledger: Rc<Ledger>,
    index: usize,
    narrow: bool,
    bar: Rc<Slot>,
    status: Rc<Slot>,
    area: Cell<Area>,
    /// Whether keys edit the text of the cell instead of leading to others.
    editing: Cell<bool>,
    dragging: Cell<bool>,
    /// The headings from which the mouse is dragged over others.
    dragged_lines: Cell<Option<(Lines, Area)>>,
    /// What the cell held when one came to it.
    entered: RefCell<Option<(Place, String)>>,
    problems: RefCell<Rc<Vec<AnswerError>>>,
}

impl Sheet {
    pub(super) fn new(
        ledger: Rc<Ledger>,
        index: usize,
        narrow: bool,
        bar: Rc<Slot>,
        status: Rc<Slot>,
    ) -> Self {
        let area = Cell::default();
        let (editing, dragging, dragged_lines, entered, problems) = Default::default();
        Self { ledger, index, narrow, bar, status, area, editing, dragging, dragged_lines, entered, problems }
    }

    pub(super) fn ledger(&self) -> &Rc<Ledger> {
        &self.ledger
    }

    /// Index into the form's tables.
    pub(super) fn index(&self) -> usize {
        self.index
    }

    pub(super) fn table(&self) -> &Table {
        self.ledger.table(self.index)
    }

    /// Whether rows are cards.
    pub(super) fn narrow(&self) -> bool {
        self.narrow
    }

    /// What is selected; one cell at least.
    pub(super) fn area(&self) -> Area {
        self.area.get()
    }

    pub(super) fn editing(&self) -> bool {
        self.editing.get()
    }

    /// Has keys edit the cell's text, or lead to other cells.
    pub(super) fn edit(&self, editing: bool) {
        self.editing.set(editing);
    }

    /// What is wrong with the answers.
    pub(super) fn look_at(&self, errors: &Rc<Vec<AnswerError>>) {
        self.problems.replace(errors.clone());
    }

    /// A listener that hands events on.
    pub(super) fn on<E: 'static>(self: &Rc<Self>, handle: fn(&Rc<Self>, E)) -> Callback<E> {
        let sheet = self.clone();
        Callback::from(move |event| handle(&sheet, event))
    }

    /// The author's hints about a cell.
    pub(super) fn hint(&self, place: Place) -> Option<String> {
        let table = self.table();
        let field = table.cell(place.row, place.column).field()?;
        let hints = [
            self.ledger.form().fields()[field].hint.clone(),
            table.columns[place.column].hint.clone(),
            table.rows[place.row].hint.clone(),
        ];
        let hints: Vec<String> = hints.into_iter().flatten().collect();
        (!hints.is_empty()).then(|| hints.join(" "))
    }

    /// The focus came to a cell.
    pub(super) fn entered(self: &Rc<Self>, event: web_sys::FocusEvent) {
        let Some((place, input)) = self.target(&event) else { return };
        self.entered.replace(Some((place, input.value())));
        self.editing.set(false);
        if self.area.get().anchor != place {
            self.select(Area::at(place));
        }
        if !self.narrow {
            input.select();
        }
        self.describe(place);
    }

    /// The focus left a cell.
    pub(super) fn left(self: &Rc<Self>, _: web_sys::FocusEvent) {
        self.commit();
    }

    /// Something was typed.
    pub(super) fn typed(self: &Rc<Self>, event: yew::InputEvent) {
        let Some((place, input)) = self.target(&event) else { return };
        let Some(field) = self.table().cell(place.row, place.column).field() else { return };
        self.editing.set(true);
        if !self.area.get().is_single() {
            self.select(Area::at(place));
        }
        self.ledger.write(self.index, field, &input.value());
    }

    /// A button of the mouse goes down: in another cell than the one with the focus, it is selected whole.
    pub(super) fn pressed(self: &Rc<Self>, event: MouseEvent) {
        if self.narrow || event.button() != 0 || self.pressed_heading(&event) {
            return;
        }
        let Some(place) = at(&event) else { return };
        self.dragging.set(true);
        let here = self.area.get().anchor == place && self.has_focus(place);
        if event.shift_key() {
            event.prevent_default();
            self.select(self.area.get().to(place));
        } else if here && self.area.get().is_single() {
            self.editing.set(true);
        } else {
            event.prevent_default();
            self.select(Area::at(place));
            self.focus(place);
        }
    }

    /// The mouse is over a cell.
    pub(super) fn dragged(self: &Rc<Self>, event: MouseEvent) {
        if event.buttons() & 1 == 0 {
            self.dragging.set(false);
            self.dragged_lines.set(None);
        }
        if self.dragged_heading(&event) {
            return;
        }
        if let Some(place) = at(&event)
            && self.dragging.get()
            && self.area.get().head != place
        {
            self.editing.set(false);
            self.select(self.area.get().to(place));
            dom::select_no_text();
        }
    }

    /// Goes to another cell.
    pub(super) fn go(&self, step: Move) {
        let place = moved(self.table(), self.area.get().anchor, step);
        self.select(Area::at(place));
        self.focus(place);
    }

    /// Selects from where one is to another cell.
    pub(super) fn extend(&self, step: Move) {
        self.select_to(extended(self.table(), self.area.get().head, step));
    }

    fn select_to(&self, head: Place) {
        self.select(self.area.get().to(head));
        if let Some(cell) = self.element(head) {
            dom::show(&cell);
        }
    }

    /// Goes to where filled cells end or begin; `extend`: selects on the way.
    pub(super) fn jump(&self, step: Move, extend: bool) {
        let area = self.area.get();
        let filled = |place| !self.text(place).trim().is_empty();
        let passed = jumped(self.table(), if extend { area.head } else { area.anchor }, step, filled);
        let asked = |place: &&Place| self.table().cell(place.row, place.column).field().is_some();
        if extend {
            passed.last().into_iter().for_each(|head| self.select_to(*head));
        } else if let Some(place) = passed.iter().rev().find(asked) {
            self.select(Area::at(*place));
            self.focus(*place);
        }
    }

    pub(super) fn select(&self, area: Area) {
        self.area.set(area);
        let cells = self.root().map(|root| dom::all(&root, "td[data-row]")).unwrap_or_default();
        for cell in cells {
            let selected = !area.is_single() && place(&cell).is_some_and(|place| area.contains(place));
            dom::toggle(&cell, "selected", selected);
        }
        if !area.is_single() {
            let (rows, columns) = area.size();
            let size = [("rows", rows.into()), ("columns", columns.into())];
            self.tell(self.ledger.texts().say_with("grid-selected", &size));
        }
    }

    /// The text in a cell: typed, or shown.
    pub(super) fn text(&self, place: Place) -> String {
        match self.table().cell(place.row, place.column).field() {
            Some(field) => self.ledger.text(field),
            None => self.ledger.shown(self.index, super::ledger::Part::Cell(place)),
        }
    }

    /// Carries out an edit of many cells: one step back when it is undone.
    pub(super) fn apply(&self, edit: &Edit) {
        self.commit();
        let step = edit.texts.iter().map(|(place, after)| {
            let (place, before, after) = (*place, self.text(*place), after.clone());
            Change { place, before, after }
        });
        let step = step.collect();
        self.write(&edit.texts);
        self.history(|history| history.keep(step));
        self.select(edit.area);
    }

    /// Takes a step back, or again.
    pub(super) fn undo(&self, again: bool) {
        self.commit();
        let texts = self.history(|history| if again { history.redo() } else { history.undo() });
        let texts = match texts {
            Some(texts) => texts,
            None => return self.tell(self.ledger.texts().say("grid-nothing")),
        };
        self.write(&texts);
        if let Some((first, _)) = texts.first() {
            self.focus(*first);
            let area = texts.iter().fold(Area::at(*first), |area, (place, _)| around(area, *place));
            self.select(area);
        }
        let texts = self.ledger.texts();
        self.tell(if again { texts.say("grid-redone") } else { texts.say("grid-undone") });
    }

    /// Puts back what the cell held when one came to it.
    pub(super) fn revert(&self) {
        let entered = self.entered.borrow().clone();
        if let Some((place, text)) = entered {
            self.write(&[(place, text)]);
            self.focus(place);
        }
        self.editing.set(false);
    }

    /// Says something below the table.
    pub(super) fn tell(&self, text: String) {
        self.status.say(text);
    }

    /// Keeps what was typed in a cell as a step.
    fn commit(&self) {
        let entered = self.entered.borrow_mut().as_mut().map(|(place, before)| {
            let after = self.text(*place);
            Change { place: *place, before: std::mem::replace(before, after.clone()), after }
        });
        if let Some(change) = entered {
            self.history(|history| history.keep(vec![change]));
        }
    }

    fn write(&self, texts: &[(Place, String)]) {
        for (place, text) in texts {
            let Some(field) = self.table().cell(place.row, place.column).field() else { continue };
            self.ledger.write(self.index, field, text);
            if let Some(input) = self.input(*place) {
                input.set_value(text);
            }
            if let Some((entered, before)) = &mut *self.entered.borrow_mut()
                && entered == place
            {
                before.clone_from(text);
            }
        }
    }

    fn history<T>(&self, with: impl FnOnce(&mut crate::grid::History) -> T) -> T {
        self.ledger.draft().history(&self.table().key, with)
    }

    fn focus(&self, place: Place) {
        let Some(input) = self.input(place) else { return };
        dom::focus_element(&input);
        if !self.narrow {
            input.select();
            if let Some(cell) = self.element(place) {
                dom::show(&cell);
            }
        }
    }

    /// The line above the table: which cell it is, and what there is to know about it.
    fn describe(&self, place: Place) {
        let (texts, table) = (self.ledger.texts(), self.table());
        let Some(field) = table.cell(place.row, place.column).field() else { return };
        let problems = self.problems.borrow();
        let wrong = problems.iter().filter(|error| place_of(table, field) == self.place_of_key(&error.key));
        let said = [place_label(table, place.row, place.column, texts)]
            .into_iter()
            .chain(wrong.map(|error| texts.problem(&error.problem)))
            .chain(self.hint(place));
        self.bar.say(said.collect::<Vec<_>>().join(" · "));
    }

    fn place_of_key(&self, key: &str) -> Option<(usize, usize)> {
        place_of(self.table(), self.ledger.form().field_index(key)?)
    }

    fn has_focus(&self, place: Place) -> bool {
        self.input(place).is_some_and(|input| dom::has_focus(&input))
    }

    fn root(&self) -> Option<Element> {
        dom::by_id(&format!("f-{}", self.table().key))
    }

    fn element(&self, place: Place) -> Option<Element> {
        let selector = format!("[data-row=\"{}\"][data-column=\"{}\"]", place.row, place.column);
        self.root()?.query_selector(&selector).ok().flatten()
    }

    fn input(&self, place: Place) -> Option<HtmlInputElement> {
        let field = self.table().cell(place.row, place.column).field()?;
        dom::input(&format!("f-{}", self.ledger.form().fields()[field].key))
    }

    /// The cell and the input that an event is about.
    pub(super) fn target(&self, event: &Event) -> Option<(Place, HtmlInputElement)> {
        let input: HtmlInputElement = event.target_dyn_into()?;
        Some((at(event)?, input))
    }
}

/// The cell that an event is about.
fn at(event: &Event) -> Option<Place> {
    let target: Element = event.target_dyn_into()?;
    place(&target.closest("[data-row]").ok().flatten()?)
}

fn place(cell: &Element) -> Option<Place> {
    let number = |name| cell.get_attribute(name)?.parse().ok();
    Some(Place { row: number("data-row")?, column: number("data-column")? })
}

/// The smallest area with both in it, from its first cell on.
fn around(area: Area, place: Place) -> Area {
    let start = Place { row: area.start().row.min(place.row), column: area.start().column.min(place.column) };
    let end =
        Place { row: (*area.rows().end()).max(place.row), column: (*area.columns().end()).max(place.column) };
    Area::at(start).to(end)
}
