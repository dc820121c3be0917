//! "What leaves this browser": the very bytes, the two halves of an answer, who learns what.
//!
//! What is shown before submitting is the report that will be sent: opening the view makes it, and splitting again
//! replaces it. The halves in the clear are dropped when the view is closed.

mod bytes;
mod halves;
mod parties;

use std::rc::Rc;

use tacit_participant::{Anatomy, Element};
use yew::{platform::spawn_local, prelude::*};

use super::work::Work;
use crate::{
    model::{Checked, Survey},
    texts::Texts,
};

/// The bytes of a report, and the elements of each field's answer with their halves before they were sealed.
pub(super) struct Opened {
    pub(super) anatomy: Anatomy,
    pub(super) elements: Vec<Vec<Element>>,
}

/// What is looked at.
#[derive(Clone)]
pub(super) enum Subject {
    /// These answers, before they are sent as this revision of this cohort.
    Next(Rc<Checked>, u32, u16),
    /// These answers, which are never sent.
    Practice(Rc<Checked>, u32, u16),
    /// What was sent.
    Sent(Rc<Anatomy>),
}

#[derive(Properties)]
pub(super) struct Props {
    pub(super) work: Rc<Work>,
    pub(super) survey: Rc<Survey>,
    pub(super) subject: Subject,
    pub(super) texts: Texts,
}

impl PartialEq for Props {
    fn eq(&self, other: &Self) -> bool {
        let subject = match (&self.subject, &other.subject) {
            (Subject::Next(a, m, c), Subject::Next(b, n, d))
            | (Subject::Practice(a, m, c), Subject::Practice(b, n, d)) => {
                Rc::ptr_eq(a, b) && (m, c) == (n, d)
            }
            (Subject::Sent(a), Subject::Sent(b)) => Rc::ptr_eq(a, b),
            _ => false,
        };
        subject && Rc::ptr_eq(&self.survey, &other.survey) && self.texts == other.texts
    }
}

/// How far the view is.
enum State {
    Closed,
    Making,
    Failed,
    Sent(Rc<Anatomy>),
    Open { opened: Rc<Opened>, times: u32 },
}

/// The view, and the button that opens and closes it.
#[component]
pub(super) fn Trust(props: &Props) -> Html {
    let state = use_state(|| match &props.subject {
        Subject::Practice(..) => {
            let made = props.work.practised();
            made.map_or(State::Closed, |opened| State::Open { opened: Rc::new(opened), times: 0 })
        }
        _ => State::Closed,
    });
    let texts = &props.texts;
    let make = {
        let (state, work, subject) = (state.clone(), props.work.clone(), props.subject.clone());
        Callback::from(move |times: u32| make(&state, &work, &subject, times))
    };
    let toggle = {
        let (state, make) = (state.clone(), make.clone());
        Callback::from(move |_: MouseEvent| match *state {
            State::Closed => make.emit(0),
            _ => state.set(State::Closed),
        })
    };
    let open = !matches!(*state, State::Closed);
    let content = match &*state {
        State::Closed => Html::default(),
        State::Making => html! { <p role="status">{ texts.say("sealing-heading") }</p> },
        State::Failed => html! { <p class="error" role="alert">{ texts.say("trust-failed") }</p> },
        State::Sent(anatomy) => shown(props, anatomy, None),
        State::Open { opened, times } => {
            let again = make.reform({
                let times = *times;
                move |_: MouseEvent| times + 1
            });
            shown(props, &opened.anatomy, Some((opened, *times, again)))
        }
    };
    html! {
        <section class="trust" id="trust">
            <button
                type="button" class="link" id="trust-toggle" onclick={toggle}
                aria-expanded={if open { "true" } else { "false" }} aria-controls="trust-content"
            >
                { if open { texts.say("trust-close") } else { texts.say("trust-open") } }
            </button>
            <div id="trust-content" class="trust-content">{ content }</div>
        </section>
    }
}

fn make(state: &UseStateHandle<State>, work: &Rc<Work>, subject: &Subject, times: u32) {
    let (answers, revision, cohort) = match subject {
        Subject::Sent(anatomy) => return state.set(State::Sent(anatomy.clone())),
        Subject::Next(answers, revision, cohort) | Subject::Practice(answers, revision, cohort) => {
            (answers.clone(), *revision, *cohort)
        }
    };
    if times == 0 {
        state.set(State::Making);
    }
    let (state, work) = (state.clone(), work.clone());
    spawn_local(async move {
        state.set(match work.open(&answers, revision, cohort).await {
            Ok(opened) => State::Open { opened: Rc::new(opened), times },
            Err(_) => State::Failed,
        });
    });
}

fn shown(props: &Props, anatomy: &Anatomy, opened: Option<(&Rc<Opened>, u32, Callback<MouseEvent>)>) -> Html {
    let texts = &props.texts;
    let lead = match props.subject {
        Subject::Next(..) => texts.say("trust-lead-next"),
        Subject::Practice(..) => texts.say("trust-lead-practice"),
        Subject::Sent(_) => texts.say("trust-lead-sent"),
    };
    let answers = match &props.subject {
        Subject::Next(answers, ..) | Subject::Practice(answers, ..) => Some(answers.clone()),
        Subject::Sent(_) => None,
    };
    let practice = matches!(props.subject, Subject::Practice(..));
    let halves = opened.zip(answers).map(|((opened, times, again), answers)| {
        html! {
            <halves::Halves
                opened={halves::Same(opened.clone())} answers={halves::Same(answers)} survey={props.survey.clone()}
                {times} {again} {practice} texts={texts.clone()}
            />
        }
    });
    html! {
        <>
            <p>{ lead }</p>
            <bytes::Bytes anatomy={anatomy.clone()} survey={props.survey.clone()} texts={texts.clone()} />
            { for halves }
            { parties::view(&props.work, &props.survey, texts) }
        </>
    }
}
