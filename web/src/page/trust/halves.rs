//! The two halves of an answer that somebody chose.

use std::rc::Rc;

use tacit_form::{Field, Kind};
use tacit_participant::{Element, ElementPart};
use yew::prelude::*;

use super::Opened;
use crate::{
    model::{Checked, Survey},
    page::{authored, dom},
    texts::Texts,
};

/// The same one, not one that looks the same.
pub(super) struct Same<T>(pub(super) Rc<T>);

impl<T> PartialEq for Same<T> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) opened: Same<Opened>,
    pub(super) answers: Same<Checked>,
    pub(super) survey: Rc<Survey>,
    /// How often the answers were split anew.
    pub(super) times: u32,
    pub(super) again: Callback<MouseEvent>,
    pub(super) practice: bool,
    pub(super) texts: Texts,
}

/// A list of the answers, the halves of the chosen one, and a button to split them all again.
#[component]
pub(super) fn Halves(props: &Props) -> Html {
    let (form, texts) = (&props.survey.manifest.form, &props.texts);
    let chosen = use_state(|| 0_usize);
    let onchange = {
        let chosen = chosen.clone();
        Callback::from(move |event: Event| chosen.set(dom::value(&event).parse().unwrap_or_default()))
    };
    let options = form.fields().iter().enumerate().map(|(index, field)| {
        html! {
            <option value={index.to_string()} selected={index == *chosen} lang="" dir="auto">{ &field.label }</option>
        }
    });
    let modulus = Element::MODULUS.to_string();
    let reshared = match (props.times, props.practice) {
        (0, _) => String::new(),
        (_, false) => texts.say("trust-reshared"),
        (_, true) => texts.say("trust-reshared-practice"),
    };
    html! {
        <>
            <h2>{ texts.say("trust-answer-heading") }</h2>
            <p class="breakable">{ texts.say_with("trust-answer-lead", &[("modulus", (&modulus).into())]) }</p>
            <label class="label" for="trust-answer">{ texts.say("trust-answer-choose") }</label>
            <select id="trust-answer" {onchange}>{ for options }</select>
            { for form.fields().get(*chosen).map(|field| answer(props, field, *chosen)) }
            <div class="actions">
                <button type="button" class="button button-quiet" id="trust-reshare" onclick={props.again.clone()}>
                    { texts.say("trust-reshare") }
                </button>
            </div>
            <p class="note">{ texts.say("trust-reshare-hint") }</p>
            <p role="status" id="trust-reshared">{ reshared }</p>
        </>
    }
}

fn answer(props: &Props, field: &Field, index: usize) -> Html {
    let (form, texts) = (&props.survey.manifest.form, &props.texts);
    let value =
        texts.answer(form, &props.answers.0.valid, index).unwrap_or_else(|| texts.say("check-nothing"));
    let elements = props.opened.0.elements.get(index).map_or(&[][..], Vec::as_slice);
    let number = match &field.kind {
        Kind::Number(number) if !elements.is_empty() => {
            let minimum = texts.conventions().show(&number.fixed(number.min).to_string());
            Some(texts.say_with("trust-answer-number", &[("minimum", (&minimum).into())]))
        }
        _ => None,
    };
    let table = if elements.is_empty() {
        html! { <p>{ texts.say("trust-answer-fixed") }</p> }
    } else {
        table(field, elements, texts)
    };
    html! {
        <>
            <p id="trust-value">{ texts.say_with("trust-answer-value", &[("answer", (&value).into())]) }</p>
            { for number.map(|number| html! { <p>{ number }</p> }) }
            { table }
        </>
    }
}

fn table(field: &Field, elements: &[Element], texts: &Texts) -> Html {
    let caption = texts.say_with("trust-answer-table", &[("question", (&field.label).into())]);
    let (server, analyst) = (texts.say("trust-digit-server"), texts.say("trust-digit-analyst"));
    let rows = elements.iter().map(|element| {
        html! {
            <tr>
                <th scope="row">{ meaning(field, element.part, texts) }</th>
                <td class="digit">{ element.value.to_string() }</td>
                <td data-label={server.clone()}><code dir="ltr">{ element.leader.to_string() }</code></td>
                <td data-label={analyst.clone()}><code dir="ltr">{ element.helper.to_string() }</code></td>
            </tr>
        }
    });
    html! {
        <div class="scrolled" role="region" aria-label={caption.clone()} tabindex="0">
            <table class="halves" id="trust-halves">
                <caption class="visually-hidden">{ caption }</caption>
                <thead>
                    <tr>
                        <th scope="col">{ texts.say("trust-digit") }</th>
                        <th scope="col">{ texts.say("trust-digit-value") }</th>
                        <th scope="col">{ &server }</th>
                        <th scope="col">{ &analyst }</th>
                    </tr>
                </thead>
                <tbody>{ for rows }</tbody>
            </table>
        </div>
    }
}

/// What a digit stands for.
fn meaning(field: &Field, part: ElementPart, texts: &Texts) -> Html {
    match (part, &field.kind) {
        (ElementPart::Presence, _) => html! { texts.say("trust-digit-presence") },
        (ElementPart::Yes, _) => html! { texts.yes_or_no(true) },
        (ElementPart::Bit(weight), Kind::Number(number)) => {
            let weight = i64::try_from(weight).unwrap_or(i64::MAX);
            html! { texts.conventions().show(&number.fixed(weight).to_string()) }
        }
        (ElementPart::Bit(weight), _) => {
            let count = texts.conventions().show(&weight.to_string());
            html! { texts.say_with("trust-digit-further", &[("count", (&count).into())]) }
        }
        (ElementPart::Option(index), Kind::Choice(options) | Kind::Multi(options)) => {
            options.get(index).map_or_else(Html::default, |option| authored::words(&option.label))
        }
        (ElementPart::Option(_), _) => Html::default(),
    }
}
