//! All that would be taken from a file, for whoever wants to see it before.

use std::rc::Rc;

use tacit_form::{Answers, Fixed, Form, Kind, Numbers};
use tacit_sheet::Preview;
use yew::prelude::*;

use super::super::{authored, grid};
use crate::{model::Survey, texts::Texts};

#[derive(Properties)]
pub(super) struct Props {
    pub(super) survey: Rc<Survey>,
    pub(super) preview: Rc<Preview>,
    pub(super) texts: Texts,
}

impl PartialEq for Props {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.preview, &other.preview) && self.texts == other.texts
    }
}

/// The values of each table, drawn when they are asked for: there may be a thousand.
#[component]
pub(super) fn Values(props: &Props) -> Html {
    let open = use_state(|| false);
    let toggle = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    let (form, texts) = (&props.survey.manifest.form, &props.texts);
    let tables = || {
        let numbers = numbers(form, &props.preview);
        let table = |found: &tacit_sheet::TakenTable| {
            let table = &form.tables()[found.table];
            let label = format!("files-values-{}", table.key);
            let heading = html! { <h5 id={label.clone()}>{ authored::words(&table.label) }</h5> };
            grid::read_only(form, table, &numbers, label, heading, texts)
        };
        html! { <>{ for props.preview.tables.iter().map(table) }</> }
    };
    if props.preview.tables.is_empty() {
        return Html::default();
    }
    html! {
        <div class="files-values">
            <button
                type="button" id="files-values" class="link" aria-expanded={open.to_string()} onclick={toggle}
            >
                { texts.say("files-values") }
            </button>
            { for open.then(tables) }
        </div>
    }
}

/// The numbers of a file alone, those out of bounds too.
fn numbers(form: &Form, preview: &Preview) -> Numbers {
    let mut numbers = form.numbers(&Answers::new());
    (0..form.fields().len()).for_each(|field| numbers.set(field, None));
    for taken in &preview.taken {
        let Kind::Number(number) = &form.fields()[taken.field].kind else { continue };
        let units = |fixed: Fixed| i64::try_from(fixed.units).ok();
        let fixed = taken.texts.first().and_then(|text| Fixed::parse(text, number.decimals).ok());
        numbers.set(taken.field, fixed.and_then(units));
    }
    numbers
}
