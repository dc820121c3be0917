//! Answers from a spreadsheet, and spreadsheets to fill in. Nothing of a file leaves the browser.

mod chooser;
mod preview;
mod save;
mod values;
mod worker;

use std::rc::Rc;

use tacit_sheet::{FileError, MAX_FILE, Preview};
use web_sys::File;
use yew::{platform::spawn_local, prelude::*};

use super::{
    dom,
    draft::{Draft, Taken},
};
use crate::{model::Survey, texts::Texts};
use preview::Look;

/// The heading of what was found in a file, or of what is wrong with it.
const OUTCOME: &str = "files-outcome";
/// What was done last.
const STATUS: &str = "files-status";

/// What is needed to take answers from a file.
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    /// The questions.
    pub(super) survey: Rc<Survey>,
    /// Where the answers go.
    pub(super) draft: Draft,
    /// The page's sentences.
    pub(super) texts: Texts,
    /// Called when answers were taken.
    pub(super) imported: Callback<()>,
}

/// How far it is.
#[derive(Clone, PartialEq)]
enum Stage {
    /// Nothing under way; a sentence about what was done last.
    Idle(Option<Done>),
    /// A file is being read.
    Reading(String),
    /// A template is being made.
    Writing,
    /// Nothing can be taken from this file.
    Refused(String, Rc<FileError>),
    /// This can be taken from this file.
    Found(String, Rc<Preview>),
    /// The worker failed.
    Failed,
}

#[derive(Clone, PartialEq)]
enum Done {
    /// So many answers of this file; what was there before.
    Taken(String, usize, Rc<Taken>),
    /// What this file changed is as it was before.
    Undone(String),
    /// A template with this name.
    Saved(String),
}

/// The part of the page about files.
#[component]
pub(super) fn Files(props: &Props) -> Html {
    let stage = use_state(|| Stage::Idle(None));
    // Counted, so that an answer to what was asked before is known.
    let asked = use_mut_ref(|| 0_u32);
    {
        let stage = (*stage).clone();
        use_effect_with(stage, |stage| match stage {
            Stage::Refused(..) | Stage::Found(..) => dom::focus_id(OUTCOME),
            Stage::Idle(Some(Done::Taken(..) | Done::Undone(_))) => dom::focus_id(STATUS),
            _ => {}
        });
    }
    let begin = {
        let (stage, asked) = (stage.clone(), asked.clone());
        move |first: Stage, work: worker::Work| {
            *asked.borrow_mut() += 1;
            let (number, asked, stage) = (*asked.borrow(), asked.clone(), stage.clone());
            stage.set(first);
            spawn_local(async move {
                let next = work.await;
                if *asked.borrow() == number {
                    stage.set(next);
                }
            });
        }
    };
    let onfile = {
        let (begin, survey) = (begin.clone(), props.survey.clone());
        Callback::from(move |file: File| {
            let name = file.name();
            let survey = survey.clone();
            begin(Stage::Reading(name.clone()), Box::pin(async move { read(&survey, name, file).await }));
        })
    };
    let ontemplate = {
        let survey = props.survey.clone();
        let comma = props.texts.conventions().decimal == ',';
        Callback::from(move |ending: &'static str| {
            let survey = survey.clone();
            begin(Stage::Writing, Box::pin(async move { write(&survey, ending, comma).await }));
        })
    };
    let cancel = {
        let (stage, asked) = (stage.clone(), asked.clone());
        Callback::from(move |()| {
            *asked.borrow_mut() += 1;
            stage.set(Stage::Idle(None));
            dom::focus_id(chooser::INPUT);
        })
    };
    let used = {
        let (stage, imported) = (stage.clone(), props.imported.clone());
        Callback::from(move |done| {
            stage.set(Stage::Idle(Some(done)));
            imported.emit(());
        })
    };
    let texts = &props.texts;
    let below = match &*stage {
        Stage::Refused(name, error) => preview::refused(name, error, texts, &cancel),
        Stage::Found(name, preview) => {
            let look = Look { name, preview, survey: &props.survey, draft: &props.draft, texts };
            look.view(&cancel, &used)
        }
        _ => Html::default(),
    };
    let busy = matches!(*stage, Stage::Reading(_) | Stage::Writing);
    let undo = match &*stage {
        Stage::Idle(Some(Done::Taken(name, _, taken))) => undo(props, name, taken, &used),
        _ => Html::default(),
    };
    html! {
        <section class="files" aria-labelledby="files-heading">
            <h3 id="files-heading" class="label">{ texts.say("files-heading") }</h3>
            <p class="hint">{ texts.say("files-lead") }</p>
            <chooser::Chooser {onfile} {ontemplate} {busy} texts={texts.clone()} />
            <div id={STATUS} class="files-status" role="status" tabindex="-1">
                if let Some(said) = said(&stage, texts) {
                    <p>{ said }</p>
                }
                if busy {
                    <progress aria-labelledby={STATUS}></progress>
                }
            </div>
            { undo }
            { below }
        </section>
    }
}

/// The way back from what was taken.
fn undo(props: &Props, name: &str, taken: &Rc<Taken>, used: &Callback<Done>) -> Html {
    let onclick = {
        let (draft, survey, name) = (props.draft.clone(), props.survey.clone(), name.to_owned());
        let (taken, used) = (taken.clone(), used.clone());
        Callback::from(move |_: MouseEvent| {
            draft.give_back(&survey.manifest.form, &taken);
            used.emit(Done::Undone(name.clone()));
        })
    };
    html! {
        <button type="button" id="files-undo" class="link" {onclick}>{ props.texts.say("files-undo") }</button>
    }
}

fn said(stage: &Stage, texts: &Texts) -> Option<String> {
    Some(match stage {
        Stage::Reading(name) => texts.say_with("files-reading", &[("name", name.into())]),
        Stage::Writing => texts.say("files-writing"),
        Stage::Failed => texts.say("files-failed"),
        Stage::Idle(Some(Done::Saved(name))) => texts.say_with("files-saved", &[("name", name.into())]),
        Stage::Idle(Some(Done::Taken(name, count, _))) => {
            texts.say_with("files-used", &[("name", name.into()), ("count", (*count).into())])
        }
        Stage::Idle(Some(Done::Undone(name))) => texts.say_with("files-undone", &[("name", name.into())]),
        Stage::Idle(None) | Stage::Refused(..) | Stage::Found(..) => return None,
    })
}

/// Has a file read; one that is too large isn't even opened.
async fn read(survey: &Survey, name: String, file: File) -> Stage {
    if file.size() > MAX_FILE as f64 {
        return Stage::Refused(name, Rc::new(FileError::TooLarge { limit: MAX_FILE }));
    }
    match worker::preview(&survey.manifest_bytes, &file).await {
        Some(Ok(preview)) => Stage::Found(name, Rc::new(preview)),
        Some(Err(error)) => Stage::Refused(name, Rc::new(error)),
        None => Stage::Failed,
    }
}

/// Has a template made, and saved by the browser.
async fn write(survey: &Survey, ending: &'static str, comma: bool) -> Stage {
    let kind = if ending == "csv" && comma { "csv-comma" } else { ending };
    let name = save::name(survey.manifest.form.title(), ending);
    match worker::template(&survey.manifest_bytes, kind).await {
        Some(bytes) if save::save(&bytes, &name).is_some() => Stage::Idle(Some(Done::Saved(name))),
        _ => Stage::Failed,
    }
}
