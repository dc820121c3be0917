//! The questions, and the summary of what is wrong with the answers.

use std::rc::Rc;

use tacit_form::{Field, Question};
use yew::prelude::*;

use super::{
    about, cohort, dom,
    draft::Draft,
    field::{self, Said},
    files::Files,
    grid::{self, Grid, Ledger},
    practice, time,
};
use crate::{
    model::{Action, Model, Survey},
    texts::Texts,
};

/// Draws the survey's first page: what it is, and its questions.
pub(super) fn view(
    model: &Model,
    survey: &Rc<Survey>,
    draft: &Draft,
    ledger: &Rc<Ledger>,
    drafts: Html,
    texts: &Texts,
    act: &Callback<Action>,
) -> Html {
    let form = &survey.manifest.form;
    // Tables get all of the page's width.
    let wide = (!form.tables().is_empty()).then_some("columns-wide");
    html! {
        <>
            { summary(model, survey, texts) }
            <h1 id={dom::HEADING} tabindex="-1" lang="" dir="auto">{ form.title() }</h1>
            <p class="lead purpose" lang="" dir="auto">{ form.purpose() }</p>
            { already(model, texts, act) }
            <div class={classes!("columns", wide)}>
                { about::view(survey, model.closes_at(), texts) }
                { questions(model, survey, draft, ledger, drafts, texts, act) }
            </div>
        </>
    }
}

fn already(model: &Model, texts: &Texts, act: &Callback<Action>) -> Html {
    let receipt = model.receipt().filter(|_| !model.practising());
    receipt.map_or_else(Html::default, |receipt| {
        let time = time::in_words(receipt.received_at, texts);
        let revision = receipt.revision.into();
        let said = texts.say_with("form-replaces", &[("revision", revision), ("time", (&time).into())]);
        html! {
            <p class="inset" id="already">
                { said }{ " " }
                { for model.submitted_cohort().map(|name| texts.say_with("cohort-before", &[("cohort", name.into())])) }
                { " " }
                <button type="button" id="show-receipt" class="link" onclick={act.reform(|_| Action::ShowReceipt)}>
                    { texts.say("receipt-show") }
                </button>
            </p>
        }
    })
}

fn questions(
    model: &Model,
    survey: &Rc<Survey>,
    draft: &Draft,
    ledger: &Rc<Ledger>,
    drafts: Html,
    texts: &Texts,
    act: &Callback<Action>,
) -> Html {
    let form = &survey.manifest.form;
    let fields = form.questions().iter().map(|question| match *question {
        Question::Field(field) => {
            let field = &form.fields()[field];
            field::view(field, draft, texts, Said::about(&field.key, model))
        }
        Question::Table(table) => {
            let (ledger, errors, unclear) = (ledger.clone(), model.errors().clone(), model.unclear().clone());
            html! { <Grid {ledger} {table} {errors} {unclear} /> }
        }
    });
    let oninput = {
        let ledger = ledger.clone();
        Callback::from(move |_: InputEvent| ledger.look_again())
    };
    let onchange = {
        let (ledger, unclear) = (ledger.clone(), model.unclear().clone());
        Callback::from(move |_: Event| ledger.clarified(&unclear))
    };
    let onsubmit = {
        let (draft, act) = (draft.clone(), act.clone());
        let (survey, texts) = (survey.clone(), texts.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            act.emit(Action::Continue(draft.entry(&survey.manifest.form, texts.conventions())));
        })
    };
    html! {
        <section class="questions" aria-labelledby="questions-heading">
            <h2 id="questions-heading">{ texts.say("form-heading") }</h2>
            { drafts }
            { from_files(survey, draft, texts, act) }
            <form key={format!("{}-{}", model.practising(), draft.imports())} novalidate=true autocomplete="off" {onsubmit} {oninput} {onchange}>
                { cohort::question(model, survey, draft, texts) }
                { for fields }
                <div class="actions">
                    <button type="submit" id="continue" class="button">{ texts.say("form-continue") }</button>
                    <p class="note">{ texts.say("form-next") }</p>
                </div>
                { practice::invitation(model, texts, act) }
            </form>
        </section>
    }
}

/// Tables may be filled in from a spreadsheet.
fn from_files(survey: &Rc<Survey>, draft: &Draft, texts: &Texts, act: &Callback<Action>) -> Html {
    if survey.manifest.form.tables().is_empty() {
        return Html::default();
    }
    let imported = act.reform(|()| Action::Imported);
    html! { <Files survey={survey.clone()} draft={draft.clone()} texts={texts.clone()} {imported} /> }
}

/// What is wrong or unclear, in the form's order.
fn summary(model: &Model, survey: &Survey, texts: &Texts) -> Html {
    let form = &survey.manifest.form;
    let mut entries: Vec<Html> =
        cohort::problem(model, texts).map(|(target, said)| entry(target, &said)).into_iter().collect();
    for question in form.questions() {
        match *question {
            Question::Field(field) => entries.extend(of_field(&form.fields()[field], model, texts)),
            Question::Table(table) => {
                entries.extend(grid::summary(model, survey, &form.tables()[table], texts, entry));
            }
        }
    }
    entries.extend(grid::general(model, survey, texts, entry));
    if entries.is_empty() {
        return Html::default();
    }
    html! {
        <div class="error-summary" id={dom::SUMMARY} role="alert" tabindex="-1" aria-labelledby="error-heading">
            <h2 id="error-heading">{ texts.say("form-problem") }</h2>
            <ul>{ for entries }</ul>
        </div>
    }
}

fn of_field(field: &Field, model: &Model, texts: &Texts) -> Option<Html> {
    let said = Said::about(&field.key, model);
    let problem = match (said.error, said.unclear) {
        (Some(error), _) => texts.problem(&error.problem),
        (None, Some(_)) => texts.say("number-which"),
        (None, None) => return None,
    };
    Some(entry(said.target(&field.key), &texts.error_entry(&field.label, &problem)))
}

/// A link that moves the focus by itself: following it would replace the token in the address.
fn entry(target: String, said: &str) -> Html {
    let href = format!("#f-{target}");
    let onclick = Callback::from(move |event: MouseEvent| {
        event.prevent_default();
        dom::focus_field(&target);
    });
    html! { <li><a {href} {onclick}>{ said }</a></li> }
}
