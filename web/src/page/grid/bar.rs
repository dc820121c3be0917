//! A line that says something new without the table being drawn anew.

use std::{cell::RefCell, rc::Rc};

use yew::prelude::*;

/// Where a [`Line`] is reached.
#[derive(Default)]
pub(super) struct Slot(RefCell<Option<Callback<String>>>);

impl Slot {
    /// Has the line say this.
    pub(super) fn say(&self, text: String) {
        if let Some(line) = &*self.0.borrow() {
            line.emit(text);
        }
    }
}

impl PartialEq for Slot {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) slot: Rc<Slot>,
    pub(super) class: &'static str,
    /// What it says first.
    pub(super) first: String,
    /// Whether it only repeats for the eye what inputs have for a description; otherwise it is read out.
    pub(super) hidden: bool,
}

/// Draws the line.
#[component]
pub(super) fn Line(props: &Props) -> Html {
    let text = use_state_eq(|| None::<String>);
    {
        let text = text.clone();
        use_effect_with(props.slot.clone(), move |slot| {
            let slot = slot.clone();
            text.set(None);
            slot.0.replace(Some(Callback::from(move |said| text.set(Some(said)))));
            move || drop(slot.0.take())
        });
    }
    let said = text.as_ref().unwrap_or(&props.first);
    if props.hidden {
        html! { <p class={props.class} aria-hidden="true">{ said }</p> }
    } else {
        html! { <p class={props.class} role="status">{ said }</p> }
    }
}
