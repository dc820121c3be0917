//! One question with its hint, its error and its inputs.

use tacit_form::{AnswerError, Choice, Field, Kind, Number};
use yew::prelude::*;

use super::{authored, dom, draft::Draft, unclear};
use crate::{entry::Unclear, model::Model, texts::Texts};

/// From this many options on, a choice is a list that opens instead of radio buttons.
pub(super) const LONG_CHOICE: usize = 13;

/// What the page has to say about an answer.
#[derive(Clone, Copy)]
pub(super) struct Said<'a> {
    /// What is wrong with it.
    pub(super) error: Option<&'a AnswerError>,
    /// The number that can be read in two ways.
    pub(super) unclear: Option<&'a Unclear>,
}

impl<'a> Said<'a> {
    /// About the answer to the field with this key.
    pub(super) fn about(key: &str, model: &'a Model) -> Self {
        Self {
            error: model.errors().iter().find(|error| error.key == key),
            unclear: model.unclear().iter().find(|unclear| unclear.key == key),
        }
    }

    /// What the summary leads to, as [`dom::focus_field`] takes it: the field, or the question about it.
    pub(super) fn target(&self, key: &str) -> String {
        self.unclear.map_or_else(|| key.to_owned(), unclear::target)
    }
}

/// Draws a question, and what there is to say about its answer.
pub(super) fn view(field: &Field, draft: &Draft, texts: &Texts, said: Said) -> Html {
    let question = Question { field, draft, texts, said };
    match &field.kind {
        Kind::Number(number) => question.number(number),
        Kind::Boolean => {
            let (yes, no) = (texts.yes_or_no(true), texts.yes_or_no(false));
            question.radios(&[("yes", html! { yes }), ("no", html! { no })], true)
        }
        Kind::Choice(options) if options.len() >= LONG_CHOICE => question.list(options),
        Kind::Choice(options) => question.radios(&pairs(options), false),
        Kind::Multi(options) => question.tick_boxes(options),
    }
}

struct Question<'a> {
    field: &'a Field,
    draft: &'a Draft,
    texts: &'a Texts,
    said: Said<'a>,
}

impl Question<'_> {
    fn number(&self, number: &Number) -> Html {
        let key = &self.field.key;
        let show = |units| self.texts.conventions().show(&number.fixed(units).to_string());
        let (min, max) = (show(number.min), show(number.max));
        let width = match min.chars().count().max(max.chars().count()) {
            0..=4 => "width-4",
            5..=9 => "width-9",
            _ => "width-20",
        };
        let bounds = self.bounds(&min, &max, number.decimals);
        let unit = number.unit.as_ref();
        let unit = unit.map(
            |unit| html! { <span class="unit" id={format!("u-{key}")}>{ authored::words(unit) }</span> },
        );
        let described = self.described(true, unit.is_some());
        html! {
            <div class={self.class()}>
                <label class="label" for={self.id()}>{ self.label() }</label>
                { self.hint(Some(&bounds)) }
                { self.error() }
                <div class="number">
                    <input
                        id={self.id()} class={width} type="text" inputmode={keyboard(number)} autocomplete="off"
                        spellcheck="false" dir="ltr" value={self.draft.text(key)} oninput={self.on_text()}
                        aria-describedby={described} aria-invalid={self.invalid()}
                    />
                    { unit }
                </div>
                { self.question() }
            </div>
        }
    }

    /// Also nothing is something here: a field whose parts come and go would be made anew, and lose the focus.
    fn question(&self) -> Html {
        let question = |unclear| unclear::view(unclear, self.draft, self.texts);
        self.said.unclear.map_or_else(Html::default, question)
    }

    fn list(&self, options: &[Choice]) -> Html {
        let key = &self.field.key;
        let nothing = if self.field.optional {
            self.texts.say("form-prefer-not")
        } else {
            self.texts.say("form-choose")
        };
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
                        <option value={option.key.clone()} selected={chosen == option.key} lang="" dir="auto">
                            { &option.label }
                        </option>
                    }) }
                </select>
            </div>
        }
    }

    fn radios(&self, options: &[(&str, Html)], short: bool) -> Html {
        let nothing = self.field.optional.then(|| ("", html! { self.texts.say("form-prefer-not") }));
        let few = short && nothing.is_none();
        let radios = options.iter().chain(&nothing).map(|(option, label)| self.radio(option, label));
        self.group(
            "radiogroup",
            None,
            html! {
                <div class={classes!("options", few.then_some("options-row"))}>{ for radios }</div>
            },
        )
    }

    fn radio(&self, option: &str, label: &Html) -> Html {
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
                <label for={id}>{ label.clone() }</label>
            </div>
        }
    }

    fn tick_boxes(&self, options: &[Choice]) -> Html {
        let boxes = options.iter().map(|option| self.tick_box(option));
        let several = self.texts.say("form-several");
        self.group("group", Some(&several), html! { <div class="options">{ for boxes }</div> })
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
                <label for={id}>{ authored::words(&option.label) }</label>
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
        let optional = || html! { <span class="optional">{ self.texts.say("form-optional") }</span> };
        let optional = self.field.optional.then(optional);
        html! { <>{ authored::words(&self.field.label) }{ " " }{ optional }</> }
    }

    fn hint(&self, extra: Option<&str>) -> Html {
        let own = self.field.hint.as_ref().map(|hint| html! { <p lang="" dir="auto">{ hint }</p> });
        let extra = extra.map(|extra| html! { <p>{ extra }</p> });
        if own.is_none() && extra.is_none() {
            return Html::default();
        }
        html! { <div class="hint" id={format!("h-{}", self.field.key)}>{ for own }{ for extra }</div> }
    }

    fn bounds(&self, min: &str, max: &str, decimals: u8) -> String {
        let bounds = [("min", min.into()), ("max", max.into())];
        if decimals == 0 {
            return self.texts.say_with("form-bounds-whole", &bounds);
        }
        let example = self.texts.conventions().show(if decimals == 1 { "12.5" } else { "12.50" });
        self.texts.say_with(
            "form-bounds",
            &[("min", min.into()), ("max", max.into()), ("example", (&example).into())],
        )
    }

    fn error(&self) -> Html {
        self.said.error.map_or_else(Html::default, |error| {
            html! {
                <p class="error" id={format!("e-{}", error.key)}>
                    <span class="visually-hidden">{ self.texts.say("layout-error") }{ " " }</span>
                    { self.texts.problem(&error.problem) }
                </p>
            }
        })
    }

    fn id(&self) -> String {
        format!("f-{}", self.field.key)
    }

    fn class(&self) -> Classes {
        classes!("field", self.wrong().then_some("field-wrong"))
    }

    fn invalid(&self) -> Option<&'static str> {
        self.wrong().then_some("true")
    }

    fn wrong(&self) -> bool {
        self.said.error.is_some() || self.said.unclear.is_some()
    }

    /// The ids of what describes the inputs; `extra`: there is a hint even if the form's author wrote none.
    fn described(&self, extra: bool, unit: bool) -> Option<String> {
        let key = &self.field.key;
        let has_hint = extra || self.field.hint.is_some();
        let ids = [
            (unit, 'u'),
            (has_hint, 'h'),
            (self.said.error.is_some(), 'e'),
            (self.said.unclear.is_some(), 'q'),
        ];
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

fn pairs(options: &[Choice]) -> Vec<(&str, Html)> {
    options.iter().map(|option| (option.key.as_str(), authored::words(&option.label))).collect()
}
