//! The published results, with a bar for every figure that can be compared.

mod crosstab;

use std::rc::Rc;

use tacit_form::{
    Analysis, AnalysisKind, Form,
    results::{AnalysisResult, CohortResults, Results},
};
use tacit_protocol::{publication::PublicationError, receipt::Receipt};
use yew::{platform::spawn_local, prelude::*};

use super::{about, authored, work::Work};
use crate::{
    figures::{self, Bar, Figure, Line, Name, Sureness},
    model::Survey,
    texts::{Argument, Texts},
};

/// So many cohorts are unfolded.
const UNFOLDED: usize = 4;

/// What came of asking for results.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Found {
    /// The analyst has published nothing.
    Nothing,
    /// Genuine results, of the very set in which the reader's submission counts, if there is one.
    Results(Rc<Results>),
    /// Not to be believed.
    Broken(PublicationError),
    /// Of another set than the one in which the reader's submission counts.
    OtherSet,
    /// The server doesn't prove that the reader's submission counts.
    Unproven,
    /// No usable answer.
    Unheard,
}

#[derive(Properties)]
pub(super) struct Props {
    pub(super) work: Rc<Work>,
    pub(super) survey: Rc<Survey>,
    pub(super) receipt: Option<Receipt>,
    pub(super) texts: Texts,
}

impl PartialEq for Props {
    fn eq(&self, other: &Self) -> bool {
        self.receipt == other.receipt && self.texts == other.texts
    }
}

/// Asks once, and shows what there is.
#[component]
pub(super) fn View(props: &Props) -> Html {
    let found = use_state(|| None::<Found>);
    {
        let (found, work) = (found.clone(), props.work.clone());
        use_effect_with(props.receipt, move |receipt| {
            let receipt = *receipt;
            let alive = Rc::new(());
            let still = Rc::downgrade(&alive);
            spawn_local(async move {
                let asked = work.results(receipt.as_ref()).await;
                if still.strong_count() > 0 {
                    found.set(Some(asked));
                }
            });
            move || drop(alive)
        });
    }
    let texts = &props.texts;
    let content = match &*found {
        None => html! { <p>{ texts.say("receipt-asking") }</p> },
        Some(Found::Nothing) => html! { <p>{ texts.say("receipt-result-none") }</p> },
        Some(Found::Unheard) => html! { <p>{ texts.say("receipt-result-unheard") }</p> },
        Some(Found::OtherSet) => broken(texts.say("receipt-result-other-set"), texts),
        Some(Found::Unproven) => broken(texts.say("receipt-result-unproven"), texts),
        Some(Found::Broken(PublicationError::Signature)) => {
            broken(texts.say("receipt-result-signature"), texts)
        }
        Some(Found::Broken(PublicationError::Statement)) => {
            broken(texts.say("receipt-result-statement"), texts)
        }
        Some(Found::Broken(_)) => broken(texts.say("receipt-result-malformed"), texts),
        Some(Found::Results(results)) => shown(results, &props.survey.manifest.form, texts),
    };
    html! {
        <section class="results" id="results" aria-labelledby="results-heading">
            <h2 id="results-heading">{ texts.say("receipt-result-heading") }</h2>
            { content }
        </section>
    }
}

fn broken(what: String, texts: &Texts) -> Html {
    html! {
        <div class="danger" role="alert">
            <p class="lead">{ what }</p>
            <p>{ texts.say("receipt-result-advice") }</p>
        </div>
    }
}

fn shown(results: &Results, form: &Form, texts: &Texts) -> Html {
    let accepted = Argument::Count(results.accepted);
    let counted = texts.say_with("receipt-result-accepted", &[("accepted", accepted)]);
    let cohorts = results.cohorts.as_slice();
    let group = texts.say("receipt-result-of");
    let people = (!cohorts.is_empty())
        .then(|| table(&texts.say("receipt-result-cohorts"), &group, &figures::people(cohorts), texts));
    let analyses = form.analyses().iter().zip(&results.analyses).enumerate();
    let analyses = analyses.map(|(index, (analysis, result))| {
        let title = texts.analysis(form, analysis);
        match figures::compared(&figures::lines(result), cohorts, index) {
            Some(lines) => table(&title, &group, &lines, texts),
            None => {
                let questions = questions(form, analysis);
                html! {
                    <>
                        { found(&title, questions, result, texts) }
                        { by_cohort(cohorts, index, questions, texts) }
                    </>
                }
            }
        }
    });
    html! {
        <>
            <p class="verified">{ about::tick() }<span>{ texts.say("receipt-result-verified") }</span></p>
            <p>{ counted }</p>
            { for results.epsilon.map(|epsilon| html! { <p>{ about::noise(epsilon, texts) }</p> }) }
            { for people }
            { for analyses }
        </>
    }
}

/// What the rows and columns of a two-way table are the options of.
fn questions<'a>(form: &'a Form, analysis: &Analysis) -> [&'a str; 2] {
    match analysis {
        Analysis::Crosstab { rows, columns } => {
            [*rows, *columns].map(|field| form.fields()[field].label.as_str())
        }
        _ => [""; 2],
    }
}

/// What an analysis found, by itself.
fn found(title: &str, questions: [&str; 2], result: &AnalysisResult, texts: &Texts) -> Html {
    let heading = match result.kind {
        AnalysisKind::Regression | AnalysisKind::Correlation => texts.say("receipt-result-variable"),
        _ => texts.say("receipt-result-of"),
    };
    match figures::crosstab(result) {
        Some((found, count, noise)) => crosstab::view(title, questions, (found, count), noise, texts),
        None => table(title, &heading, &figures::lines(result), texts),
    }
}

/// The same of each cohort; folded away where there are many.
fn by_cohort(cohorts: &[CohortResults], analysis: usize, questions: [&str; 2], texts: &Texts) -> Html {
    if cohorts.is_empty() {
        return Html::default();
    }
    let of_cohort = |cohort: &CohortResults| match cohort.analyses.get(analysis) {
        Some(result) => found(&cohort.name, questions, result, texts),
        None => html! {
            <p>
                <strong>{ authored::words(&cohort.name) }</strong>{ " – " }
                <span class="nothing">{ texts.say("receipt-result-withheld") }</span>
            </p>
        },
    };
    html! {
        <details class="by-cohort" open={cohorts.len() <= UNFOLDED}>
            <summary>{ texts.say("receipt-result-by-cohort") }</summary>
            { for cohorts.iter().map(of_cohort) }
        </details>
    }
}

/// `heading`: what the first column names.
fn table(title: &str, heading: &str, lines: &[Line], texts: &Texts) -> Html {
    let bars = figures::bars(lines);
    let counts = lines.iter().any(|line| line.count.is_some());
    let head = counts.then(|| html! { <th scope="col">{ texts.say("receipt-result-people") }</th> });
    let chart = bars.is_some().then(|| html! { <td class="bar"></td> });
    let rows = lines.iter().enumerate().map(|(index, line)| {
        // Words instead of a figure have the room of both.
        let wide = counts && line.count.is_none();
        let count = line.count.map(|count| texts.conventions().show(&count.to_string()));
        let count = count.map(|count| {
            html! { <td class="figure"><bdi>{ count }</bdi>{ noise(line.count_noise, texts) }</td> }
        });
        let bar =
            bars.as_ref().map(|(zero, bars)| html! { <td class="bar">{ drawn(*zero, bars[index]) }</td> });
        html! {
            <tr>
                <th scope="row">{ name(&line.name, texts) }</th>
                <td class="figure" colspan={wide.then_some("2")}>
                    { figure(&line.figure, texts) }
                    { noise(line.noise, texts) }
                </td>
                { for count }
                { for bar }
            </tr>
        }
    });
    html! {
        <table class="chart">
            <caption>{ title.to_owned() }</caption>
            <thead>
                <tr>
                    <th scope="col">{ heading.to_owned() }</th>
                    <th scope="col">{ texts.say("receipt-result-figure") }</th>
                    { for head }
                    { for chart }
                </tr>
            </thead>
            <tbody>{ for rows }</tbody>
        </table>
    }
}

fn name(name: &Name, texts: &Texts) -> Html {
    match name {
        Name::Intercept => html! { texts.say("receipt-result-intercept") },
        Name::Labels(labels) if labels.is_empty() => html! { texts.say("receipt-result-all") },
        Name::Labels(labels) => authored::words(&labels.join(" · ")),
        Name::Bin(labels, from, to, closed) => {
            let [from, to] = [from, to].map(|end| texts.conventions().show(&end.to_string()));
            let ends = [("from", (&from).into()), ("to", (&to).into())];
            let range = if *closed {
                texts.say_with("receipt-result-bin-last", &ends)
            } else {
                texts.say_with("receipt-result-bin", &ends)
            };
            of_group(labels, range)
        }
        Name::Quartile(labels, quartile) => {
            let name = match quartile {
                1 => texts.say("receipt-result-lower-quartile"),
                2 => texts.say("receipt-result-median"),
                _ => texts.say("receipt-result-upper-quartile"),
            };
            of_group(labels, name)
        }
    }
}

fn of_group(labels: &[String], name: String) -> Html {
    if labels.is_empty() {
        return html! { name };
    }
    html! { <>{ authored::words(&labels.join(" · ")) }{ " · " }{ name }</> }
}

fn figure(figure: &Figure, texts: &Texts) -> Html {
    let show = |text: &str| texts.conventions().show(text);
    match figure {
        Figure::Exact(text, _) => html! { <bdi>{ show(text) }</bdi> },
        Figure::Computed(value, None) => html! { <bdi>{ show(&figures::plain(*value)) }</bdi> },
        Figure::Computed(value, Some(sure)) => {
            let sure = sureness(sure, texts);
            html! { <><bdi>{ show(&figures::plain(*value)) }</bdi><span class="hint">{ sure }</span></> }
        }
        Figure::Estimate(value, None) => html! { <bdi>{ show(&figures::plain(*value)) }</bdi> },
        Figure::Estimate(value, Some((from, to))) => {
            let [from, to] = [from, to].map(|end| show(&end.to_string()));
            let between = [("from", (&from).into()), ("to", (&to).into())];
            let between = texts.say_with("receipt-result-between", &between);
            html! { <><bdi>{ show(&figures::plain(*value)) }</bdi><span class="hint">{ between }</span></> }
        }
        Figure::Withheld => html! { <span class="nothing">{ texts.say("receipt-result-withheld") }</span> },
        Figure::Undefined => html! { <span class="nothing">{ texts.say("receipt-result-undefined") }</span> },
    }
}

/// The standard error of noise, where there is any.
fn noise(noise: Option<f64>, texts: &Texts) -> Html {
    let said = noise.map(|noise| {
        let error = texts.conventions().show(&figures::significant(noise, 3));
        texts.say_with("receipt-result-noise", &[("error", (&error).into())])
    });
    said.map_or_else(Html::default, |said| html! { <span class="hint">{ said }</span> })
}

fn sureness(sure: &Sureness, texts: &Texts) -> String {
    let show = |value: f64| texts.conventions().show(&figures::plain(value));
    match *sure {
        Sureness::Error(error) => texts.say_with("receipt-result-error", &[("error", (&show(error)).into())]),
        Sureness::Interval(from, to, p) => {
            let (from, to, p) = (show(from), show(to), probability(p, texts));
            let arguments = [("from", (&from).into()), ("to", (&to).into()), ("p", (&p).into())];
            texts.say_with("receipt-result-interval", &arguments)
        }
    }
}

/// `p = 0.012`, or `p < 0.001`; in one, also where texts run from right to left.
fn probability(p: f64, texts: &Texts) -> String {
    let show = |text: &str| texts.conventions().show(text);
    if p < 0.001 {
        format!("p\u{a0}<\u{a0}{}", show("0.001"))
    } else {
        format!("p\u{a0}=\u{a0}{}", show(&format!("{p:.3}")))
    }
}

/// A bar, for those who see it: the table says the same.
fn drawn(zero: f64, bar: Option<Bar>) -> Html {
    let Some(Bar { start, length, error }) = bar else { return Html::default() };
    let percent = |value: f64| format!("{value:.3}%");
    let error = error.map(|(from, to)| {
        html! {
            <g class="error-bar">
                <line x1={percent(from)} x2={percent(to)} y1="10" y2="10" />
                <line x1={percent(from)} x2={percent(from)} y1="6" y2="14" />
                <line x1={percent(to)} x2={percent(to)} y1="6" y2="14" />
            </g>
        }
    });
    html! {
        <svg width="100%" height="20" aria-hidden="true" focusable="false">
            <rect x={percent(start)} width={percent(length)} y="3" height="14" />
            { for error }
            <line class="zero" x1={percent(zero)} x2={percent(zero)} y1="0" y2="20" />
        </svg>
    }
}
