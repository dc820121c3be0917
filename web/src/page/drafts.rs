//! Drafts: kept in the browser's storage under a passphrase, and only if somebody asks for it.

mod keeper;

use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use yew::{platform::spawn_local, prelude::*};

pub(super) use self::keeper::Keeper;
use self::keeper::{Refused, State};
use super::{dom, time};
use crate::texts::Texts;

/// Milliseconds that the browser gets to draw, before the passphrase keeps it busy.
const DRAWING: u32 = 30;
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
    let passphrase = use_mut_ref(String::new);
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
        Callback::from(move |event: InputEvent| *passphrase.borrow_mut() = dom::value(&event))
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
                TimeoutFuture::new(DRAWING).await;
                let found = keeper.state() == State::Found;
                let result = keeper.unlock(&passphrase.borrow());
                busy.set(false);
                refused.set(result.err());
                match result {
                    Ok(()) => {
                        passphrase.borrow_mut().clear();
                        if found {
                            opened.emit(());
                        }
                    }
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
    let entry = Entry { oninput, onsubmit, busy: *busy, refused: *refused };
    let content = match keeper.state() {
        State::Kept(at) => kept(at, &delete, texts),
        State::Refused => html! { <p class="error" role="alert">{ texts.say("draft-refused") }</p> },
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
    onsubmit: Callback<SubmitEvent>,
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
        html! {
            <form novalidate=true onsubmit={self.onsubmit.clone()}>
                <label class="label" for={PASSPHRASE}>{ texts.say("draft-passphrase") }</label>
                <p class="hint" id="draft-passphrase-hint">{ for hint }</p>
                { for error }
                <div class="number">
                    <input
                        id={PASSPHRASE} class="width-20" type="password" {autocomplete} dir="ltr"
                        oninput={self.oninput.clone()} aria-describedby={described}
                        aria-invalid={wrong.then_some("true")}
                    />
                    <button type="submit" class="button button-quiet" id="draft-unlock" disabled={self.busy}>
                        { button }
                    </button>
                </div>
                <p role="status">{ if self.busy { texts.say("draft-working") } else { String::new() } }</p>
            </form>
        }
    }
}
