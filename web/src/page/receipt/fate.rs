//! What became of a submission: asked of the server, believed only as far as its signatures prove it.

use std::rc::Rc;

use tacit_client::{
    PublicClient,
    retry::{Backoff, retry},
};
use tacit_participant::Session;
use tacit_protocol::{
    inclusion::{Counted, InclusionError, Standing},
    phase::Window,
    problem::ProblemKind,
    receipt::Receipt,
};
use yew::{platform::spawn_local, prelude::*};

use crate::{
    groups::in_fours,
    hexadecimal,
    page::{about, asking, time, work::Work},
    texts::{Argument, Texts},
};

/// What came of asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::page) enum Fate {
    /// The answer is right; whether the session takes no more submissions.
    Stands { standing: Rc<Standing>, over: bool },
    /// The server broke its word, or somebody changed its answer.
    Broken(InclusionError),
    /// It says that it knows no such submission.
    Unknown,
    /// No usable answer.
    Unheard,
}

#[derive(Properties)]
pub(super) struct Props {
    pub(super) work: Rc<Work>,
    pub(super) receipt: Receipt,
    pub(super) texts: Texts,
}

impl PartialEq for Props {
    fn eq(&self, other: &Self) -> bool {
        self.receipt == other.receipt && self.texts == other.texts
    }
}

/// Asks once by itself, and whenever it is told to.
#[component]
pub(super) fn View(props: &Props) -> Html {
    let fate = use_state(|| None::<Fate>);
    let times = use_state(|| 0_u32);
    {
        let (fate, work) = (fate.clone(), props.work.clone());
        use_effect_with((props.receipt, *times), move |(receipt, _)| {
            let receipt = *receipt;
            let alive = Rc::new(());
            let still = Rc::downgrade(&alive);
            fate.set(None);
            spawn_local(async move {
                let found = work.fate(&receipt).await;
                if still.strong_count() > 0 {
                    fate.set(Some(found));
                }
            });
            move || drop(alive)
        });
    }
    let look = {
        let times = times.clone();
        Callback::from(move |_: MouseEvent| times.set(*times + 1))
    };
    let texts = &props.texts;
    html! {
        <section class="fate" aria-labelledby="fate-heading">
            <h2 id="fate-heading">{ texts.say("receipt-state-heading") }</h2>
            <div id="fate" data-fate={fate.as_ref().map_or("asking", Fate::name)} aria-live="polite">
                { match &*fate {
                    None => html! { <p>{ texts.say("receipt-asking") }</p> },
                    Some(fate) => said(fate, &props.receipt, texts),
                } }
            </div>
            <p><button type="button" id="look" class="link" onclick={look}>{ texts.say("receipt-look") }</button></p>
        </section>
    }
}

impl Fate {
    /// What became of the submission with this receipt, whose signature was checked.
    pub(in crate::page) async fn ask(session: &Session, server: &PublicClient, receipt: &Receipt) -> Self {
        let (answer, closed) = match retry(&Backoff::BRIEF, |_| server.inclusion(&receipt.digest)).await {
            Ok(answer) => answer,
            Err(error) if error.is(ProblemKind::UnknownReport) => return Self::Unknown,
            Err(_) => return Self::Unheard,
        };
        let standing = match session.check_inclusion(receipt, &answer, closed.as_ref()) {
            Ok(standing) => Rc::new(standing),
            Err(error) => return Self::Broken(error),
        };
        if standing.counted.is_some() {
            return Self::Stands { standing, over: true };
        }
        match asking::status(server).await {
            Ok(status) => Self::Stands { standing, over: status.window == Window::Closed },
            Err(_) => Self::Unheard,
        }
    }

    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Stands { standing, .. } if standing.counted.is_some() => "counted",
            Self::Stands { standing, .. } if standing.replaced_by.is_some() => "replaced",
            Self::Stands { over: true, .. } => "not-fixed",
            Self::Stands { over: false, .. } => "received",
            Self::Broken(_) => "broken",
            Self::Unknown => "unknown",
            Self::Unheard => "unheard",
        }
    }
}

/// Says it, of the submission with this receipt.
pub(super) fn said(fate: &Fate, receipt: &Receipt, texts: &Texts) -> Html {
    match fate {
        Fate::Unheard => html! { <p>{ texts.say("receipt-unheard") }</p> },
        Fate::Unknown => broken(&texts.say("receipt-broken-unknown"), texts),
        Fate::Broken(error) => broken(&what_is_broken(*error, texts), texts),
        Fate::Stands { standing, over } => html! {
            <>
                { for standing.replaced_by.map(|newest| html! { <p>{ replaced(&newest, texts) }</p> }) }
                { outcome(standing, receipt, *over, texts) }
            </>
        },
    }
}

fn replaced(newest: &Receipt, texts: &Texts) -> String {
    let time = time::in_words(newest.received_at, texts);
    texts.say_with("receipt-replaced", &[("revision", newest.revision.into()), ("time", (&time).into())])
}

fn outcome(standing: &Standing, receipt: &Receipt, over: bool, texts: &Texts) -> Html {
    match (&standing.counted, &standing.replaced_by) {
        (Some(counted), newest) => self::counted(counted, newest.as_ref().unwrap_or(receipt), receipt, texts),
        (None, _) if over => html! { <p>{ texts.say("receipt-not-fixed") }</p> },
        (None, None) => html! { <p>{ texts.say("receipt-received") }</p> },
        (None, Some(_)) => Html::default(),
    }
}

fn counted(counted: &Counted, newest: &Receipt, receipt: &Receipt, texts: &Texts) -> Html {
    let number = Argument::Count(counted.index.saturating_add(1));
    let submitted = Argument::Count(counted.statement.submitted);
    let said = if newest == receipt {
        texts.say_with("receipt-counted", &[("number", number), ("submitted", submitted)])
    } else {
        let revision = newest.revision.into();
        let arguments = [("revision", revision), ("number", number), ("submitted", submitted)];
        texts.say_with("receipt-counted-newest", &arguments)
    };
    let root = hexadecimal::whole(&counted.statement.root);
    html! {
        <>
            <p class="verified">{ about::tick() }<span>{ said }</span></p>
            <dl class="facts">
                <dt>{ texts.say("receipt-statement") }</dt>
                <dd><code class="code" dir="ltr">{ in_fours(&root) }</code></dd>
            </dl>
        </>
    }
}

fn broken(what: &str, texts: &Texts) -> Html {
    html! {
        <div class="danger">
            <h3>{ texts.say("receipt-broken-heading") }</h3>
            <p class="lead">{ what.to_owned() }</p>
            <p>{ texts.say("receipt-broken-advice") }</p>
        </div>
    }
}

fn what_is_broken(error: InclusionError, texts: &Texts) -> String {
    match error {
        InclusionError::Signature => texts.say("receipt-broken-signature"),
        InclusionError::OtherSession => texts.say("receipt-broken-session"),
        InclusionError::OtherReport => texts.say("receipt-broken-report"),
        InclusionError::Withheld => texts.say("receipt-broken-withheld"),
        _ => texts.say("receipt-broken-proof"),
    }
}
