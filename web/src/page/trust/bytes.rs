//! A report's bytes, part by part.

use std::rc::Rc;

use tacit_participant::{Anatomy, ReportPart};
use yew::prelude::*;

use crate::{hexadecimal, model::Survey, page::authored, texts::Texts};

#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) anatomy: Anatomy,
    pub(super) survey: Rc<Survey>,
    pub(super) texts: Texts,
}

/// Every part: what it is, how long, its bytes (the beginning and the end at first), who can read it.
#[component]
pub(super) fn Bytes(props: &Props) -> Html {
    let whole = use_state(Vec::<ReportPart>::new);
    let texts = &props.texts;
    let parts = props.anatomy.parts.iter().map(|(part, range)| {
        let is_whole = whole.contains(part);
        let toggle = {
            let (whole, part) = (whole.clone(), *part);
            Callback::from(move |_: MouseEvent| {
                let mut next: Vec<_> = whole.iter().copied().filter(|other| *other != part).collect();
                if !is_whole {
                    next.push(part);
                }
                whole.set(next);
            })
        };
        let bytes = &props.anatomy.bytes[range.clone()];
        let name = cohort(*part, bytes, &props.survey).map(authored::words);
        view(*part, bytes, is_whole, (name, toggle), texts)
    });
    let size = texts.say_with("trust-size", &[("bytes", props.anatomy.bytes.len().into())]);
    html! {
        <>
            <dl class="parts" id="trust-bytes">{ for parts }</dl>
            <p><strong id="trust-size">{ size }</strong>{ " " }{ texts.say("trust-besides") }</p>
        </>
    }
}

/// The name of the cohort that these bytes are the number of.
fn cohort<'a>(part: ReportPart, bytes: &[u8], survey: &'a Survey) -> Option<&'a str> {
    let number = <[u8; 2]>::try_from(bytes).ok().filter(|_| part == ReportPart::Cohort)?;
    survey.manifest.cohorts.as_ref()?.name(u16::from_be_bytes(number))
}

fn view(
    part: ReportPart,
    bytes: &[u8],
    whole: bool,
    (named, onclick): (Option<Html>, Callback<MouseEvent>),
    texts: &Texts,
) -> Html {
    let (id, name, what) = words(part, texts);
    let (short, all) = hexadecimal::short(bytes);
    let shown = if whole { hexadecimal::whole(bytes) } else { short };
    let length = texts.say_with("trust-length", &[("bytes", bytes.len().into())]);
    let of = texts.say_with("trust-of", &[("part", (&name).into())]);
    let more = (!all).then(|| {
        html! {
            <dd>
                <button type="button" class="link" id={format!("{id}-whole")} {onclick}>
                    { if whole { texts.say("trust-short") } else { texts.say("trust-whole") } }
                    <span class="visually-hidden">{ of }</span>
                </button>
            </dd>
        }
    });
    html! {
        <div class="part">
            <dt>{ &name }</dt>
            <dd class="length">{ length }</dd>
            <dd class="hint">{ what }</dd>
            { for named.map(|named| html! { <dd id="trust-cohort-name">{ named }</dd> }) }
            <dd>
                <code
                    class="bytes" id={id} dir="ltr" tabindex={whole.then_some("0")} role={whole.then_some("region")}
                    aria-label={whole.then(|| name.clone())}
                >
                    { shown }
                </code>
            </dd>
            { for more }
        </div>
    }
}

fn words(part: ReportPart, texts: &Texts) -> (&'static str, String, String) {
    match part {
        ReportPart::Version => ("trust-version", texts.say("trust-version"), texts.say("trust-version-what")),
        ReportPart::ReportId => {
            ("trust-report-id", texts.say("trust-report-id"), texts.say("trust-report-id-what"))
        }
        ReportPart::ParticipantId => (
            "trust-participant-id",
            texts.say("trust-participant-id"),
            texts.say("trust-participant-id-what"),
        ),
        ReportPart::Revision => {
            ("trust-revision", texts.say("trust-revision"), texts.say("trust-revision-what"))
        }
        ReportPart::Cohort => ("trust-cohort", texts.say("trust-cohort"), texts.say("trust-cohort-what")),
        ReportPart::PublicShare => {
            ("trust-public-share", texts.say("trust-public-share"), texts.say("trust-public-share-what"))
        }
        ReportPart::LeaderShare => {
            ("trust-leader-share", texts.say("trust-leader-share"), texts.say("trust-leader-share-what"))
        }
        ReportPart::HelperShare => {
            ("trust-helper-share", texts.say("trust-helper-share"), texts.say("trust-helper-share-what"))
        }
    }
}
