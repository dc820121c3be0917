//! What a person reads before and after submitting.

use std::fmt::Write as _;

use jiff::Timestamp;
use tacit_form::ValidAnswers;
use tacit_participant::{Membership, MembershipError, Session};
use tacit_protocol::{
    inclusion::Standing,
    link::Link,
    manifest::CohortsBy,
    receipt::{Receipt, SignedReceipt},
    receipt_file::ReceiptFile,
    session::SubmissionStatus,
};

/// What the session is: title, purpose, who computes what, under which rules.
pub(crate) fn session(session: &Session, link: &Link) -> String {
    let (manifest, form) = (session.manifest(), session.form());
    let mut out = format!("{}\n{}\n\n", form.title(), form.purpose());
    let mut line = |name: &str, value: &dyn std::fmt::Display| {
        let _ = writeln!(out, "{name:<12} {value}");
    };
    line("Analyst", &manifest.analyst.name);
    line("Fingerprint", &manifest.analyst.fingerprint());
    line("Server", &link.origin().bare());
    if let Some(operator) = &manifest.server.name {
        line("Run by", &format!("{operator}, as they call themselves"));
    }
    if let Some(at) = manifest.closes_at {
        let put_off = manifest.extendable_until.map(|latest| format!(", or later, up to {}", time(latest)));
        line("Closes", &format!("{}{}", time(at), put_off.unwrap_or_default()));
    }
    if let Some(cohorts) = session.cohorts() {
        line("Cohorts", &cohorts.names.join(", "));
        let who = match cohorts.by {
            CohortsBy::Participant => "you say which with --cohort; server and analyst learn it",
            CohortsBy::Invitation => "your invitation says which; server and analyst know it",
        };
        line("", &who);
    }
    let threshold = manifest.threshold;
    line(
        "Threshold",
        &format!("sums, averages and regressions are opened only of at least {threshold} people;"),
    );
    match manifest.epsilon {
        None => line(
            "",
            &"server and analyst learn exactly how many gave which answer; results hide small numbers",
        ),
        Some(_) => {
            line("", &"how many there are is known only with noise, and so is whether they are enough")
        }
    }
    match manifest.epsilon {
        None => line("Noise", &"none: the results are exact"),
        Some(epsilon) => line(
            "Noise",
            &format!(
                "server and analyst each add it to every result and count, for a budget of ε = {epsilon}"
            ),
        ),
    }
    line("Computed", &"only this, over everybody's answers together:");
    for analysis in form.analyses() {
        line("", &format!("- {}", form.analysis_title(analysis)));
    }
    out
}

/// What there is of the participant's own submission so far.
pub(crate) fn submission(session: &Session, status: &SubmissionStatus) -> Result<String, MembershipError> {
    let mut out = String::new();
    let mut line = |name: &str, value: &str| {
        let _ = writeln!(out, "{name:<12} {value}");
    };
    match session.membership(status)? {
        Membership::Assigned { name, .. } => line("Your cohort", &format!("{name}, by your invitation")),
        Membership::Chosen { cohorts, before } => {
            let before = before.and_then(|number| cohorts.name(number));
            line(
                "Your cohort",
                &before.map_or("not chosen yet".into(), |name| format!("{name}, as you chose")),
            );
        }
        _ => {}
    }
    let submitted = match status.revision {
        0 => "not yet".into(),
        revision => format!("yes, revision {revision}"),
    };
    line("Submitted", &submitted);
    Ok(out)
}

/// The answers as they will be submitted.
pub(crate) fn answers(session: &Session, answers: &ValidAnswers) -> String {
    let mut out = String::from("Your answers\n");
    for (index, field) in session.form().fields().iter().enumerate() {
        let answer = answers.display(session.form(), index).unwrap_or_else(|| "(not answered)".into());
        let _ = writeln!(out, "  {}: {answer}", field.label);
    }
    out
}

/// The receipt, a line each.
pub(crate) fn receipt(receipt: &Receipt) -> String {
    format!(
        "receipt  {}\nrevision {}\nreceived {}\n",
        receipt.digest,
        receipt.revision,
        time(receipt.received_at)
    )
}

/// The receipt with the server's signature, to be kept.
pub(crate) fn receipt_file(link: &Link, session: &Session, signed: &SignedReceipt, body: &Receipt) -> String {
    let title = session.form().title();
    let comments = format!(
        "Tacit receipt: the server's signed word that it has this submission. It holds no answer and nothing secret.\n\
         To see whether it counts: tacit-submit verify FILE\n\ntitle    {title}\n{}",
        receipt(body)
    );
    ReceiptFile::new(link.origin(), *session.id(), signed.clone()).to_text(&[&comments])
}

/// What became of a submission, a line each.
pub(crate) fn standing(standing: &Standing) -> String {
    let replaced = match standing.replaced_by {
        Some(by) => format!("by revision {}, received {}", by.revision, time(by.received_at)),
        None => "no".into(),
    };
    let Some(counted) = standing.counted else {
        return format!("replaced {replaced}\ncounted  not yet: the set isn't closed\n");
    };
    let statement = counted.statement;
    let what = if standing.replaced_by.is_some() { "the later one, " } else { "" };
    let root: String = statement.root.iter().map(|byte| format!("{byte:02x}")).collect();
    format!(
        "replaced {replaced}\ncounted  yes: {what}number {} of {} in the closed set\nclosed   {}\nroot     {root}\n",
        counted.index + 1,
        statement.submitted,
        time(statement.closed_at),
    )
}

/// RFC 3339, in UTC.
pub(crate) fn time(milliseconds: u64) -> String {
    let time = i64::try_from(milliseconds).ok().and_then(|at| Timestamp::from_millisecond(at).ok());
    time.map_or_else(|| format!("{milliseconds} ms after 1970"), |time| time.to_string())
}
