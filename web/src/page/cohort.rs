//! The cohort of a submission: chosen in the form, or assigned by the invitation. Server and analyst learn it.

use tacit_protocol::manifest::Cohorts;
use yew::prelude::*;

use super::{authored, dom, draft::Draft, field::LONG_CHOICE};
use crate::{
    entry::COHORT,
    model::{Membership, Model, Survey},
    texts::Texts,
};

/// The question for it, or which it is; nothing where there are none.
pub(super) fn question(model: &Model, survey: &Survey, draft: &Draft, texts: &Texts) -> Html {
    let Some(cohorts) = &survey.manifest.cohorts else { return Html::default() };
    match model.membership() {
        Membership::None => Html::default(),
        Membership::Assigned(number) => assigned(cohorts.name(number).unwrap_or_default(), survey, texts),
        Membership::Chosen(before) => {
            let question = Question { cohorts, before, wrong: model.without_cohort(), draft, texts };
            question.view(survey)
        }
    }
}

/// What the summary of errors says: what it leads to, and that a cohort is missing.
pub(super) fn problem(model: &Model, texts: &Texts) -> Option<(String, String)> {
    let said = || texts.error_entry(&texts.say("cohort-label"), &texts.say("cohort-missing"));
    model.without_cohort().then(|| (COHORT.to_owned(), said()))
}

/// Which it is, to be checked; `change`: the way back to the question with this label.
pub(super) fn checked(model: &Model, change: impl Fn(&str) -> Html, texts: &Texts) -> Html {
    let Some((name, survey)) = model.cohort_name().zip(model.survey()) else { return Html::default() };
    let label = texts.say("cohort-label");
    let chosen = matches!(model.membership(), Membership::Chosen(_));
    html! {
        <div class="cohort" id="cohort">
            <dl class="summary-list">
                <div class="row">
                    <dt>{ &label }</dt>
                    <dd class="answer">{ authored::words(name) }</dd>
                    { for chosen.then(|| html! { <dd class="change">{ change(&label) }</dd> }) }
                </div>
            </dl>
            <p class="hint">{ for learnt(survey, texts) }</p>
        </div>
    }
}

/// Who learns it; nothing where there are none.
pub(super) fn learnt(survey: &Survey, texts: &Texts) -> Option<String> {
    survey.manifest.cohorts.as_ref()?;
    let (server, analyst) = (survey.host.as_str(), survey.manifest.analyst.name.as_str());
    Some(texts.say_with("cohort-learnt", &[("server", server.into()), ("analyst", analyst.into())]))
}

fn assigned(name: &str, survey: &Survey, texts: &Texts) -> Html {
    html! {
        <section class="field" id={id()} aria-labelledby="l-cohort">
            <h3 class="label" id="l-cohort">{ texts.say("cohort-label") }</h3>
            <p class="assigned">{ authored::words(name) }</p>
            <div class="hint">
                <p>{ texts.say("cohort-assigned") }</p>
                { known(survey, texts) }
            </div>
        </section>
    }
}

/// That it is no secret, and what is.
fn known(survey: &Survey, texts: &Texts) -> Html {
    html! {
        <>
            { for learnt(survey, texts).map(|said| html! { <p>{ said }</p> }) }
            <p>{ texts.say("cohort-private") }</p>
        </>
    }
}

struct Question<'a> {
    cohorts: &'a Cohorts,
    /// The number of the newest submission's.
    before: Option<u16>,
    wrong: bool,
    draft: &'a Draft,
    texts: &'a Texts,
}

impl Question<'_> {
    fn view(&self, survey: &Survey) -> Html {
        let (hint, error) = (format!("h-{COHORT}"), format!("e-{COHORT}"));
        let described = if self.wrong { format!("{hint} {error}") } else { hint.clone() };
        let label = self.texts.say("cohort-label");
        let invalid = self.wrong.then_some("true");
        let below = html! {
            <>
                <div class="hint" id={hint}>{ known(survey, self.texts) }</div>
                { for self.wrong.then(|| html! {
                    <p class="error" id={error}>
                        <span class="visually-hidden">{ self.texts.say("layout-error") }{ " " }</span>
                        { self.texts.say("cohort-missing") }
                    </p>
                }) }
            </>
        };
        let class = classes!("field", self.wrong.then_some("field-wrong"));
        if self.cohorts.names.len() >= LONG_CHOICE {
            return html! {
                <div {class}>
                    <label class="label" for={id()}>{ label }</label>
                    { below }
                    { self.list(described, invalid) }
                </div>
            };
        }
        html! {
            <fieldset id={id()} {class} role="radiogroup" aria-invalid={invalid} aria-describedby={described}>
                <legend class="label">{ label }</legend>
                { below }
                <div class="options">{ for self.named().map(|(number, name)| self.radio(number, name)) }</div>
            </fieldset>
        }
    }

    fn list(&self, described: String, invalid: Option<&'static str>) -> Html {
        let draft = self.draft.clone();
        let onchange = Callback::from(move |event: Event| draft.set(COHORT, &dom::value(&event)));
        let nothing = (!self.named().any(|(number, _)| self.is_chosen(number)))
            .then(|| html! { <option value="" selected=true>{ self.texts.say("form-choose") }</option> });
        html! {
            <select id={id()} {onchange} aria-describedby={described} aria-invalid={invalid}>
                { for nothing }
                { for self.named().map(|(number, name)| html! {
                    <option value={number.to_string()} selected={self.is_chosen(number)} lang="" dir="auto">{ name }</option>
                }) }
            </select>
        }
    }

    fn radio(&self, number: u16, name: &str) -> Html {
        let (draft, value) = (self.draft.clone(), number.to_string());
        let id = format!("{}-{number}", id());
        let onchange = Callback::from({
            let value = value.clone();
            move |_: Event| draft.set(COHORT, &value)
        });
        html! {
            <div class="option">
                <input type="radio" id={id.clone()} name={self::id()} {value} checked={self.is_chosen(number)} {onchange} />
                <label for={id}>{ authored::words(name) }</label>
            </div>
        }
    }

    /// The cohorts' numbers and names.
    fn named(&self) -> impl Iterator<Item = (u16, &str)> {
        (1..).zip(self.cohorts.names.iter().map(String::as_str))
    }

    fn is_chosen(&self, number: u16) -> bool {
        let chosen = self.draft.text(COHORT).parse().ok().or(self.before);
        chosen == Some(number)
    }
}

fn id() -> String {
    format!("f-{COHORT}")
}
