//! One question with its hint, its error and its inputs.

use tacit_form::{AnswerError, Choice, Field, Kind, Number};
use yew::prelude::*;

use super::{dom, draft::Draft};
use crate::texts::form as texts;

/// From this many options on, a choice is a list that opens instead of radio buttons.
const LONG_CHOICE: usize = 13;

/// Draws a question. `error` is what is wrong with its answer.
pub(super) fn view(field: &Field, draft: &Draft, error: Option<&AnswerError>) -> Html {
    let question = Question { field, draft, error };
    match &field.kind {
        Kind::Number(number) => question.number(number),
        Kind::Boolean => question.radios(&[("yes", texts::YES), ("no", texts::NO)], true),
        Kind::Choice(options) if options.len() >= LONG_CHOICE => question.list(options),
        Kind::Choice(options) => question.radios(&pairs(options), false),
        Kind::Multi(options) => question.tick_boxes(options),
    }
}

struct Question<'a> {
    field: &'a Field,
    draft: &'a Draft,
    error: Option<&'a AnswerError>,
}

impl Question<'_> {
    fn number(&self, number: &Number) -> Html {
        let key = &self.field.key;
        let (min, max) = (number.fixed(number.min).to_string(), number.fixed(number.max).to_string());
        let width = match min.len().max(max.len()) {
            0..=4 => "width-4",
            5..=9 => "width-9",
            _ => "width-20",
        };
        let bounds = texts::bounds(&min, &max, number.decimals);
        let unit = number.unit.as_ref();
        let unit = unit.map(|unit| html! { <span class="unit" id={format!("u-{key}")}>{ unit }</span> });
        let described = self.described(true, unit.is_some());
        html! {
            <div class={self.class()}>
                <label class="label" for={self.id()}>{ self.label() }</label>
                { self.hint(Some(&bounds)) }
                { self.error() }
                <div class="number">
                    <input
                        id={self.id()} class={width} type="text" inputmode={keyboard(number)} autocomplete="off"
                        spellcheck="false" value={self.draft.text(key)} oninput={self.on_text()}
                        aria-describedby={described} aria-invalid={self.invalid()}
                    />
                    { unit }
                </div>
            </div>
        }
    }

    fn list(&self, options: &[Choice]) -> Html {
        let key = &self.field.key;
        let nothing = if self.field.optional { texts::PREFER_NOT } else { texts::CHOOSE };
        let chosen = self.draft.text(key);
        html! {
            <div class={self.class()}>
                <label class="label" for={self.id()}>{ self.label() }</label>
                { self.hint(None) }
                { self.error() }
                <select
                    id={self.id()} onchange={self.on_text()} aria-describedby={self.described(false, false)}
                    aria-invalid={self.invalid()}
                >
                    <option value="" selected={chosen.is_empty()}>{ nothing }</option>
                    { for options.iter().map(|option| html! {
                        <option value={option.key.clone()} selected={chosen == option.key}>{ &option.label }</option>
                    }) }
                </select>
            </div>
        }
    }

    fn radios(&self, options: &[(&str, &str)], short: bool) -> Html {
        let nothing = [("", texts::PREFER_NOT)];
        let nothing: &[(&str, &str)] = if self.field.optional { &nothing } else { &[] };
        let few = short && nothing.is_empty();
        let radios = options.iter().chain(nothing).map(|(option, label)| self.radio(option, label));
        self.group(
            "radiogroup",
            None,
            html! {
                <div class={classes!("options", few.then_some("options-row"))}>{ for radios }</div>
            },
        )
    }

    fn radio(&self, option: &str, label: &str) -> Html {
        let (key, draft) = (self.field.key.clone(), self.draft.clone());
        let suffix = if option.is_empty() { "prefer-not" } else { option };
        let id = format!("f-{key}-{suffix}");
        let checked = draft.has(&key, option);
        let name = format!("f-{key}");
        let value = option.to_owned();
        let onchange = Callback::from(move |_: Event| draft.set(&key, &value));
        html! {
            <div class="option">
                <input type="radio" id={id.clone()} {name} value={option.to_owned()} {checked} {onchange} />
                <label for={id}>{ label }</label>
            </div>
        }
    }

    fn tick_boxes(&self, options: &[Choice]) -> Html {
        let boxes = options.iter().map(|option| self.tick_box(option));
        self.group("group", Some(texts::SEVERAL), html! { <div class="options">{ for boxes }</div> })
    }

    fn tick_box(&self, option: &Choice) -> Html {
        let (key, draft, value) = (self.field.key.clone(), self.draft.clone(), option.key.clone());
        let id = format!("f-{key}-{value}");
        let checked = draft.has(&key, &value);
        let onchange = Callback::from(move |event: Event| draft.tick(&key, &value, dom::ticked(&event)));
        html! {
            <div class="option">
                <input
                    type="checkbox" id={id.clone()} value={option.key.clone()} {checked} {onchange}
                    aria-invalid={self.invalid()}
                />
                <label for={id}>{ &option.label }</label>
            </div>
        }
    }

    fn group(&self, role: &'static str, extra: Option<&str>, inputs: Html) -> Html {
        let invalid = if role == "radiogroup" { self.invalid() } else { None };
        html! {
            <fieldset
                id={self.id()} class={self.class()} {role} aria-invalid={invalid}
                aria-describedby={self.described(extra.is_some(), false)}
            >
                <legend class="label">{ self.label() }</legend>
                { self.hint(extra) }
                { self.error() }
                { inputs }
            </fieldset>
        }
    }

    fn label(&self) -> Html {
        let optional =
            self.field.optional.then(|| html! { <span class="optional">{ texts::OPTIONAL }</span> });
        html! { <>{ &self.field.label }{ " " }{ optional }</> }
    }

    fn hint(&self, extra: Option<&str>) -> Html {
        let parts: Vec<&str> = self.field.hint.as_deref().into_iter().chain(extra).collect();
        if parts.is_empty() {
            return Html::default();
        }
        let paragraphs = parts.into_iter().map(|part| html! { <p>{ part }</p> });
        html! { <div class="hint" id={format!("h-{}", self.field.key)}>{ for paragraphs }</div> }
    }

    fn error(&self) -> Html {
        self.error.map_or_else(Html::default, |error| {
            html! {
                <p class="error" id={format!("e-{}", error.key)}>
                    <span class="visually-hidden">{ texts::ERROR }{ " " }</span>{ error.problem.to_string() }
                </p>
            }
        })
    }

    fn id(&self) -> String {
        format!("f-{}", self.field.key)
    }

    fn class(&self) -> Classes {
        classes!("field", self.error.map(|_| "field-wrong"))
    }

    fn invalid(&self) -> Option<&'static str> {
        self.error.map(|_| "true")
    }

    /// The ids of what describes the inputs; `extra`: there is a hint even if the form's author wrote none.
    fn described(&self, extra: bool, unit: bool) -> Option<String> {
        let key = &self.field.key;
        let has_hint = extra || self.field.hint.is_some();
        let ids = [(unit, 'u'), (has_hint, 'h'), (self.error.is_some(), 'e')];
        let ids: Vec<_> =
            ids.iter().filter(|(there, _)| *there).map(|(_, prefix)| format!("{prefix}-{key}")).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    /// Keeps the text of an input or a list.
    fn on_text<E: AsRef<web_sys::Event>>(&self) -> Callback<E> {
        let (key, draft) = (self.field.key.clone(), self.draft.clone());
        Callback::from(move |event: E| draft.set(&key, &dom::value(event.as_ref())))
    }
}

/// Telephones' keyboards of digits often lack the minus sign.
fn keyboard(number: &Number) -> &'static str {
    match (number.min < 0, number.decimals) {
        (true, _) => "text",
        (false, 0) => "numeric",
        (false, _) => "decimal",
    }
}

fn pairs(options: &[Choice]) -> Vec<(&str, &str)> {
    options.iter().map(|option| (option.key.as_str(), option.label.as_str())).collect()
}
