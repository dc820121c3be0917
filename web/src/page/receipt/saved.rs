//! A receipt that was kept as a file: checked as `tacit-submit verify` does, and what became of the submission.

use std::rc::Rc;

use tacit_client::{ClientError, PublicClient};
use tacit_participant::{ReceiptError, Session};
use tacit_protocol::{
    problem::ProblemKind,
    receipt::Receipt,
    receipt_file::{MAX_BYTES, ReceiptFile, ReceiptFileError},
};
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, HtmlInputElement};
use yew::{platform::spawn_local, prelude::*};

use super::fate::{self, Fate};
use crate::{
    groups::in_fours,
    page::{about, asking, authored, dom, time, work::Work},
    texts::Texts,
};

/// What a file is found to be.
#[derive(Clone, Debug, PartialEq)]
enum Found {
    /// It is being read, or asked about.
    Looking,
    /// No receipt, or not whole; whether of another version of Tacit.
    NoReceipt { version: bool },
    /// Of another server than the one that this page is from.
    OtherServer(String),
    /// Of another survey than the link's.
    OtherSurvey,
    /// Genuine, but by another link.
    OtherLink,
    /// What the server gives out as the survey is another.
    Swapped,
    /// The survey can't be read: made by another version of Tacit, or damaged.
    Unreadable,
    /// The server doesn't know such a survey.
    UnknownSurvey,
    /// The survey's server didn't sign it.
    Forged,
    /// No usable answer.
    Unheard,
    /// Genuine: the survey's title, what was signed, and what became of it.
    Genuine(String, Receipt, Fate),
}

#[derive(Properties)]
pub(in crate::page) struct Props {
    /// The link's; without one, receipts of every survey of this server are taken.
    pub(in crate::page) work: Option<Rc<Work>>,
    pub(in crate::page) texts: Texts,
}

impl PartialEq for Props {
    fn eq(&self, other: &Self) -> bool {
        self.texts == other.texts
    }
}

/// Takes a file and says what it is worth.
#[component]
pub(in crate::page) fn Saved(props: &Props) -> Html {
    let found = use_state(|| None::<Found>);
    // Counted, so that what is found of a file chosen before is known.
    let asked = use_mut_ref(|| 0_u32);
    let onchange = {
        let (found, work) = (found.clone(), props.work.clone());
        Callback::from(move |event: Event| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
            let file = input.files().and_then(|files| files.get(0));
            input.set_value("");
            let Some(file) = file else { return };
            found.set(Some(Found::Looking));
            *asked.borrow_mut() += 1;
            let (number, asked) = (*asked.borrow(), asked.clone());
            let (found, work) = (found.clone(), work.clone());
            spawn_local(async move {
                let looked = look(&file, work.as_deref()).await;
                if *asked.borrow() == number {
                    found.set(Some(looked));
                }
            });
        })
    };
    let texts = &props.texts;
    html! {
        <section class="saved" id="saved" aria-labelledby="saved-heading">
            <h2 id="saved-heading">{ texts.say("saved-heading") }</h2>
            <p class="hint" id="saved-hint">{ texts.say("saved-hint") }</p>
            <div>
                <input
                    type="file" id="saved-file" class="visually-hidden" accept=".txt,text/plain" {onchange}
                    aria-describedby="saved-hint"
                />
                <label class="button button-quiet" for="saved-file">{ texts.say("saved-choose") }</label>
            </div>
            <div id="saved-found" data-found={found.as_ref().map_or("", Found::name)} aria-live="polite">
                { for found.as_ref().map(|found| said(found, texts)) }
            </div>
        </section>
    }
}

async fn look(file: &File, work: Option<&Work>) -> Found {
    if file.size() > MAX_BYTES as f64 {
        return Found::NoReceipt { version: false };
    }
    let text = JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string()).unwrap_or_default();
    match text.parse::<ReceiptFile>() {
        Ok(file) => judge(&file, work).await.unwrap_or_else(|found| found),
        Err(error) => Found::NoReceipt { version: error == ReceiptFileError::Version },
    }
}

/// What it is; the errors too.
async fn judge(file: &ReceiptFile, work: Option<&Work>) -> Result<Found, Found> {
    if work.is_some_and(|work| work.link().session() != file.session()) {
        return Err(Found::OtherSurvey);
    }
    let server = work.map_or(file.server(), |work| work.link().origin());
    // The page may ask no other server.
    if !dom::is_here(server.as_str()) {
        return Err(Found::OtherServer(server.host().to_owned()));
    }
    let client = PublicClient::new(server, *file.session());
    let (_, manifest) = asking::manifest(&client).await.map_err(no_survey)?;
    let session = Session::verified(*file.session(), &manifest).map_err(|_| Found::Unreadable)?;
    let receipt = session.check_receipt_file(file).map_err(|_: ReceiptError| Found::Forged)?;
    if work.is_some_and(|work| work.link().token().participant_id() != receipt.participant) {
        return Err(Found::OtherLink);
    }
    let fate = Fate::ask(&session, &client, &receipt).await;
    Ok(Found::Genuine(session.form().title().to_owned(), receipt, fate))
}

/// What it is if the survey can't be had.
fn no_survey(error: ClientError) -> Found {
    match error {
        ClientError::Swapped => Found::Swapped,
        ClientError::Manifest(_) => Found::Unreadable,
        error if error.is(ProblemKind::UnknownSession) => Found::UnknownSurvey,
        _ => Found::Unheard,
    }
}

impl Found {
    fn name(&self) -> &'static str {
        match self {
            Self::Looking => "asking",
            Self::NoReceipt { .. } => "no-receipt",
            Self::OtherServer(_) => "other-server",
            Self::OtherSurvey => "other-survey",
            Self::OtherLink => "other-link",
            Self::Swapped => "swapped",
            Self::Unreadable => "unreadable",
            Self::UnknownSurvey => "unknown-survey",
            Self::Forged => "forged",
            Self::Unheard => "unheard",
            Self::Genuine(_, _, fate) => fate.name(),
        }
    }
}

fn said(found: &Found, texts: &Texts) -> Html {
    let said = match found {
        Found::Looking => return html! { <p>{ texts.say("receipt-asking") }</p> },
        Found::Genuine(title, receipt, fate) => return genuine(title, receipt, fate, texts),
        Found::NoReceipt { version: false } => texts.say("saved-no-receipt"),
        Found::NoReceipt { version: true } => texts.say("saved-version"),
        Found::OtherServer(host) => texts.say_with("saved-other-server", &[("host", host.into())]),
        Found::OtherSurvey => texts.say("saved-other-survey"),
        Found::OtherLink => texts.say("saved-other-link"),
        Found::Swapped => texts.say("saved-swapped"),
        Found::Unreadable => texts.say("refusal-manifest"),
        Found::UnknownSurvey => texts.say("saved-unknown-survey"),
        Found::Forged => texts.say("saved-forged"),
        Found::Unheard => texts.say("saved-unheard"),
    };
    html! { <p class="error">{ said }</p> }
}

fn genuine(title: &str, receipt: &Receipt, fate: &Fate, texts: &Texts) -> Html {
    html! {
        <>
            <p class="verified">{ about::tick() }<span>{ texts.say("saved-genuine") }</span></p>
            <dl class="facts">
                <dt>{ texts.say("saved-survey") }</dt>
                <dd>{ authored::words(title) }</dd>
                <dt>{ texts.say("submitted-revision") }</dt>
                <dd>{ texts.conventions().show(&receipt.revision.to_string()) }</dd>
                <dt>{ texts.say("submitted-time") }</dt>
                <dd>{ time::show(receipt.received_at, texts) }</dd>
                <dt>{ texts.say("submitted-digest") }</dt>
                <dd><code class="code" dir="ltr">{ in_fours(&receipt.digest.to_string()) }</code></dd>
            </dl>
            { fate::said(fate, receipt, texts) }
        </>
    }
}
