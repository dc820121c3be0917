//! Drafts: kept in the browser's storage under a passphrase, and only if somebody asks for it.

mod keeper;

use std::rc::Rc;

use yew::{platform::spawn_local, prelude::*};
use zeroize::Zeroizing;

pub(super) use self::keeper::Keeper;
use self::keeper::{Refused, State};
use super::{dom, time};
use crate::texts::Texts;

const PASSPHRASE: &str = "draft-passphrase";

#[derive(Properties)]
pub(super) struct Props {
    pub(super) keeper: Rc<Keeper>,
    pub(super) texts: Texts,
    /// Called when a draft was opened, and its answers are there.
    pub(super) opened: Callback<()>,
}

impl PartialEq for Props {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.keeper, &other.keeper) && self.texts == other.texts
    }
}

/// Whether a draft is kept, and everything about it.
#[component]
pub(super) fn Drafts(props: &Props) -> Html {
    let (keeper, texts) = (&props.keeper, &props.texts);
    let drawn = use_force_update();
    let wanted = use_state(|| false);
    let busy = use_state(|| false);
    let refused = use_state(|| None::<Refused>);
    let readable = use_state(|| false);
    let passphrase = use_mut_ref(|| Zeroizing::new(String::new()));
    {
        let drawn = drawn.clone();
        use_effect_with((), {
            let keeper = keeper.clone();
            move |()| {
                keeper.tell(move || drawn.force_update());
                move || keeper.tell(|| {})
            }
        });
    }
    let oninput = {
        let passphrase = passphrase.clone();
        Callback::from(move |event: InputEvent| *passphrase.borrow_mut() = Zeroizing::new(dom::value(&event)))
    };
    let onread = {
        let readable = readable.clone();
        Callback::from(move |event: Event| readable.set(dom::ticked(&event)))
    };
    let onsubmit = {
        let (keeper, busy, refused, opened) =
            (keeper.clone(), busy.clone(), refused.clone(), props.opened.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            busy.set(true);
            let (keeper, busy, refused) = (keeper.clone(), busy.clone(), refused.clone());
            let (passphrase, opened) = (passphrase.clone(), opened.clone());
            spawn_local(async move {
                dom::painted().await;
                let found = keeper.state() == State::Found;
                let given = passphrase.take();
                dom::empty(PASSPHRASE);
                let result = keeper.unlock(&given);
                busy.set(false);
                refused.set(result.err());
                match result {
                    Ok(()) if found => opened.emit(()),
                    Ok(()) => {}
                    Err(_) => dom::focus_id(PASSPHRASE),
                }
            });
        })
    };
    let delete = {
        let (keeper, wanted, refused) = (keeper.clone(), wanted.clone(), refused.clone());
        Callback::from(move |_: MouseEvent| {
            keeper.delete();
            wanted.set(false);
            refused.set(None);
        })
    };
    let entry = Entry { oninput, onread, onsubmit, readable: *readable, busy: *busy, refused: *refused };
    let content = match keeper.state() {
        State::Kept(at) => kept(at, &delete, texts),
        State::Refused { older: false } => {
            html! { <p class="error" role="alert">{ texts.say("draft-refused") }</p> }
        }
        State::Refused { older: true } => html! {
            <>
                <p class="error" role="alert">{ texts.say("draft-refused-older") }</p>
                { button(&delete, texts) }
            </>
        },
        State::Found => html! {
            <>
                <p><strong>{ texts.say("draft-found") }</strong>{ " " }{ texts.say("draft-found-hint") }</p>
                { entry.view(&texts.say("draft-open"), "current-password", texts) }
                { button(&delete, texts) }
            </>
        },
        State::None => offer(&wanted, &entry, texts),
    };
    html! { <div class="draft" id="draft">{ content }</div> }
}

/// A draft where nothing can be answered any more, or not here: it can be deleted.
#[component]
pub(super) fn Leftover(props: &Props) -> Html {
    let (keeper, texts) = (&props.keeper, &props.texts);
    let deleted = use_state(|| false);
    let delete = {
        let (keeper, deleted) = (keeper.clone(), deleted.clone());
        Callback::from(move |_: MouseEvent| {
            keeper.delete();
            deleted.set(true);
            dom::focus_id(dom::HEADING);
        })
    };
    if *deleted || !keeper.is_there() {
        return Html::default();
    }
    html! { <div class="draft" id="draft"><p>{ texts.say("draft-found") }</p>{ button(&delete, texts) }</div> }
}

fn offer(wanted: &UseStateHandle<bool>, entry: &Entry, texts: &Texts) -> Html {
    let onchange = {
        let wanted = wanted.clone();
        Callback::from(move |event: Event| wanted.set(dom::ticked(&event)))
    };
    html! {
        <>
            <div class="option">
                <input
                    type="checkbox" id="draft-wanted" checked={**wanted} {onchange} aria-describedby="draft-keep-hint"
                />
                <label for="draft-wanted">{ texts.say("draft-keep") }</label>
            </div>
            <p class="hint" id="draft-keep-hint">{ texts.say("draft-keep-hint") }</p>
            { for wanted.then(|| entry.view(&texts.say("draft-begin"), "new-password", texts)) }
        </>
    }
}

fn kept(at: Option<u64>, delete: &Callback<MouseEvent>, texts: &Texts) -> Html {
    let saved = at.map(|at| {
        let time = time::in_words(at, texts);
        texts.say_with("draft-saved", &[("time", (&time).into())])
    });
    html! {
        <>
            <p id="draft-kept">
                <strong>{ texts.say("draft-kept") }</strong>{ " " }<span class="hint">{ for saved }</span>
            </p>
            { button(delete, texts) }
        </>
    }
}

fn button(delete: &Callback<MouseEvent>, texts: &Texts) -> Html {
    html! {
        <button type="button" class="link" id="draft-delete" onclick={delete.clone()}>
            { texts.say("draft-delete") }
        </button>
    }
}

/// The field for a passphrase.
struct Entry {
    oninput: Callback<InputEvent>,
    onread: Callback<Event>,
    onsubmit: Callback<SubmitEvent>,
    /// Whether the passphrase can be read while it is typed.
    readable: bool,
    busy: bool,
    refused: Option<Refused>,
}

impl Entry {
    fn view(&self, button: &str, autocomplete: &'static str, texts: &Texts) -> Html {
        let error = self.refused.map(|refused| {
            let said = match refused {
                Refused::Wrong => texts.say("draft-wrong"),
                Refused::Damaged => texts.say("draft-damaged"),
                Refused::Empty => texts.say("draft-empty"),
                Refused::Memory => texts.say("draft-memory"),
            };
            html! { <p class="error" id="draft-error" role="alert">{ said }</p> }
        });
        let hint = (autocomplete == "new-password").then(|| texts.say("draft-passphrase-hint"));
        let described =
            if error.is_some() { "draft-passphrase-hint draft-error" } else { "draft-passphrase-hint" };
        let wrong = error.is_some();
        let kind = if self.readable { "text" } else { "password" };
        html! {
            <form novalidate=true onsubmit={self.onsubmit.clone()}>
                <label class="label" for={PASSPHRASE}>{ texts.say("draft-passphrase") }</label>
                <p class="hint" id="draft-passphrase-hint">{ for hint }</p>
                { for error }
                <div class="number">
                    <input
                        id={PASSPHRASE} class="width-20" type={kind} {autocomplete} dir="ltr"
                        autocapitalize="none" spellcheck="false"
                        oninput={self.oninput.clone()} aria-describedby={described}
                        aria-invalid={wrong.then_some("true")}
                    />
                    <button type="submit" class="button button-quiet" id="draft-unlock" disabled={self.busy}>
                        { button }
                    </button>
                </div>
                <div class="option">
                    <input
                        type="checkbox" id="draft-readable" checked={self.readable} onchange={self.onread.clone()}
                    />
                    <label for="draft-readable">{ texts.say("draft-readable") }</label>
                </div>
                <p role="status">{ if self.busy { texts.say("draft-working") } else { String::new() } }</p>
            </form>
        }
    }
}
