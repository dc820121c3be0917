//! "Check your answers", before they are sealed.

use tacit_form::{Form, Numbers, Question};
use yew::prelude::*;

use super::{authored, cohort, dom, doubts, grid, time};
use crate::{
    entry::COHORT,
    model::{Action, Model, Survey},
    texts::Texts,
};

/// Draws the answers, each with a way back to its question.
pub(super) fn view(
    model: &Model,
    survey: &Survey,
    trust: Html,
    texts: &Texts,
    act: &Callback<Action>,
) -> Html {
    let form = &survey.manifest.form;
    let (lead, submit) = if model.practising() {
        (texts.say("practice-check-lead"), texts.say("practice-seal"))
    } else {
        (texts.say("check-lead"), texts.say("check-submit"))
    };
    html! {
        <>
            <p class="caption">{ authored::words(form.title()) }</p>
            <h1 id={dom::HEADING} tabindex="-1">{ texts.say("check-heading") }</h1>
            { for overtaken(model, texts) }
            <p class="lead">{ lead }</p>
            { doubts::view(model, form, texts, act) }
            { cohort::checked(model, |label| change(COHORT, label, texts, act), texts) }
            <div id="answers">{ answers(model, form, texts, act) }</div>
            { doubts::confirmation(model, texts, act) }
            <div class="actions">
                <button type="button" id="submit" class="button button-seal" onclick={act.reform(|_| Action::Submit)}>
                    { submit }
                </button>
                <button type="button" id="back" class="link" onclick={act.reform(|_| Action::Back)}>
                    { texts.say("check-back") }
                </button>
            </div>
            { trust }
        </>
    }
}

/// That somebody else with this link, or another tab, was faster.
fn overtaken(model: &Model, texts: &Texts) -> Option<Html> {
    let newest = model.receipt().filter(|_| model.overtaken())?;
    let time = time::in_words(newest.received_at, texts);
    let arguments = [("revision", newest.revision.into()), ("time", (&time).into())];
    Some(
        html! { <p class="inset" id="overtaken" role="alert">{ texts.say_with("check-overtaken", &arguments) }</p> },
    )
}

/// The answers in the form's order, those between two tables as one list.
fn answers(model: &Model, form: &Form, texts: &Texts, act: &Callback<Action>) -> Html {
    let Some(valid) = model.valid() else { return Html::default() };
    let numbers = Numbers::of(&valid.valid);
    let is_field = |question: &Question| matches!(question, Question::Field(_));
    let parts = form.questions().chunk_by(|one, other| is_field(one) && is_field(other));
    let part = |questions: &[Question]| match *questions {
        [Question::Table(table)] => {
            let table = &form.tables()[table];
            let change = grid::first_key(form, table).map(|key| change(key, &table.label, texts, act));
            let label = format!("t-{}", table.key);
            let heading = html! {
                <div class="checked-heading">
                    <h2 class="label" id={label.clone()}>{ authored::words(&table.label) }</h2>
                    { for change }
                </div>
            };
            grid::read_only(form, table, &numbers, label, heading, texts)
        }
        _ => {
            let fields = questions.iter().filter_map(|question| match *question {
                Question::Field(field) => Some(field),
                Question::Table(_) => None,
            });
            let row = |index: usize| {
                let field = &form.fields()[index];
                row(&field.key, &field.label, texts.answer(form, &valid.valid, index), texts, act)
            };
            html! { <dl class="summary-list">{ for fields.map(row) }</dl> }
        }
    };
    html! { <>{ for parts.map(part) }</> }
}

fn row(key: &str, label: &str, answer: Option<String>, texts: &Texts, act: &Callback<Action>) -> Html {
    let answer = answer.map_or_else(
        || html! { <span class="nothing">{ texts.say("check-nothing") }</span> },
        |answer| authored::words(&answer),
    );
    html! {
        <div class="row">
            <dt>{ authored::words(label) }</dt>
            <dd class="answer">{ answer }</dd>
            <dd class="change">{ change(key, label, texts, act) }</dd>
        </div>
    }
}

/// The way back to a question.
fn change(key: &str, label: &str, texts: &Texts, act: &Callback<Action>) -> Html {
    let id = format!("change-{key}");
    let key = key.to_owned();
    let onclick = act.reform(move |_| Action::Change(key.clone()));
    let question = texts.say_with("check-change-question", &[("question", label.into())]);
    html! {
        <button type="button" class="link" {id} {onclick}>
            { texts.say("check-change") }<span class="visually-hidden">{ question }</span>
        </button>
    }
}
