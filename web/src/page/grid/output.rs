//! A number that follows from what is typed.

use std::rc::Rc;

use yew::prelude::*;

use super::ledger::{Ledger, Part};

#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) ledger: Rc<Ledger>,
    pub(super) table: usize,
    pub(super) part: Part,
}

/// Draws the number, anew only when it becomes another.
#[component]
pub(super) fn Output(props: &Props) -> Html {
    let Props { ledger, table, part } = props;
    let shown = use_state_eq(|| ledger.shown(*table, *part));
    {
        let shown = shown.clone();
        use_effect_with((ledger.clone(), *table, *part), move |(ledger, table, part)| {
            let (ledger, table, part) = (ledger.clone(), *table, *part);
            let now = ledger.shown(table, part);
            shown.set(now.clone());
            ledger.watch(table, part, now, Callback::from(move |now| shown.set(now)));
            move || ledger.unwatch(table, part)
        });
    }
    // A live region by nature: hundreds of them would never be silent.
    html! { <output aria-live="off" dir="ltr">{ &*shown }</output> }
}
