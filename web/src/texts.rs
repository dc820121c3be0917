//! Every sentence the page says, in one place, to be translated as a whole.
//!
//! The forms' own texts (titles, labels, units) come from the session's manifest, the errors beside the fields from
//! `tacit-form`.

/// The language of these texts, as a BCP 47 tag.
pub const LANGUAGE: &str = "en";
/// Dates are written in this locale where the reader has none of this language.
pub const LOCALE: &str = "en-GB";
/// The product's name.
pub const PRODUCT: &str = "Tacit";
/// Below the product's name.
pub const TAGLINE: &str = "Private surveys";
/// The first thing a keyboard reaches.
pub const SKIP: &str = "Skip to main content";
/// Before the title of a page with errors.
pub const ERROR_PREFIX: &str = "Error: ";
/// While a page that waits gets no answer.
pub const WAITING_UNHEARD: &str = "The server can’t be reached at the moment. This page goes on trying.";

/// The page without a session.
pub mod landing {
    /// Heading.
    pub const HEADING: &str = "Answers that nobody can read, results that everybody can trust";
    /// What this is.
    pub const LEAD: &str = "You answer a survey here. Your browser splits every answer into two sealed halves: one for \
         the server, one for the analyst. Neither of them can read an answer, and together they can compute only the \
         statistics that the survey announces.";
    /// Label of the field for a link.
    pub const LABEL: &str = "Your invitation link";
    /// Hint of that field.
    pub const HINT: &str = "You find it in your invitation. It contains a # and is yours alone.";
    /// Its button.
    pub const BUTTON: &str = "Open the survey";
    /// Heading above the three steps.
    pub const STEPS: &str = "How it works";
    /// The steps, each with a heading of its own.
    pub const STEP: [(&str, &str); 3] = [
        ("You answer", "The survey says who computes what, before you answer anything."),
        (
            "Your browser seals",
            "Your answers leave your device only in two sealed halves, with a proof that they are \
          within the form’s bounds.",
        ),
        (
            "Only the statistics come out",
            "Server and analyst check the proofs and add up the halves. They open the \
          sums, never an answer.",
        ),
    ];
    /// For those who won't use a browser.
    pub const COMMAND: &str = "You can also take part without a browser, with the program tacit-submit.";
}

/// While the survey is loaded.
pub mod loading {
    /// Heading.
    pub const HEADING: &str = "Opening the survey…";
    /// What happens.
    pub const BODY: &str =
        "Your browser asks the server for the survey and checks that it is the one in your link.";
}

/// Links that are no whole invitation.
pub mod bad_link {
    use crate::model::BadLink;

    /// Heading.
    pub const HEADING: &str = "This link is not complete";
    /// What to do.
    pub const ADVICE: &str = "Copy the whole link again from your invitation, to the last character. Some programs cut \
         long links in two.";

    /// What is wrong.
    pub fn body(fault: BadLink) -> &'static str {
        match fault {
            BadLink::Session => "The part of the link that names the survey is damaged.",
            BadLink::NoToken => {
                "The part of the link after # is missing. It is the part that lets you take part."
            }
            BadLink::Token => {
                "The part of the link after # is damaged. It is the part that lets you take part."
            }
        }
    }
}

/// Sessions that the server doesn't have.
pub mod unknown_session {
    /// Heading.
    pub const HEADING: &str = "There is no such survey here";
    /// What happened and what to do.
    pub const BODY: &str = "This server has no survey with this link. The link may have been changed on its way, or the \
         survey is on another server.";
    /// What to do.
    pub const ADVICE: &str = "Copy the link again from your invitation, or ask whoever sent it.";
}

/// Tokens that the session doesn't know.
pub mod unknown_token {
    /// Heading.
    pub const HEADING: &str = "This is not one of the survey’s invitations";
    /// What happened.
    pub const BODY: &str = "The survey exists, but the part of your link after # is none that it knows.";
    /// What to do.
    pub const ADVICE: &str = "Copy the link again from your invitation, to the last character. If it is still refused, \
         ask whoever invited you for a new one.";
}

/// Manifests that aren't the one in the link.
pub mod swapped {
    /// Heading.
    pub const HEADING: &str = "Stop: this is not the survey you were invited to";
    /// What happened.
    pub const BODY: &str = "Your link is made for one particular survey: its questions, its analyst, its rules. What the \
         server sent is something else.";
    /// What it means.
    pub const MEANING: &str = "Somebody may have changed the questions, or who can open the answers. Your browser has \
         shown you nothing of it and has sent nothing.";
    /// What to do.
    pub const ADVICE: &str = "Don’t answer. Tell whoever invited you, by a way other than this website.";
}

/// No usable answer.
pub mod unreachable {
    use crate::model::Task;

    /// Heading when nothing came back.
    pub const HEADING: &str = "The server can’t be reached";
    /// The button.
    pub const RETRY: &str = "Try again";
    /// Back to the answers.
    pub const BACK: &str = "Go back to my answers";

    /// Heading when the server refused, or its answer can't be used.
    pub fn refused(task: Task) -> &'static str {
        match task {
            Task::Load => "The survey can’t be opened",
            Task::Submit => "Your answers were not accepted",
        }
    }

    /// What it means for the participant.
    pub fn body(task: Task) -> &'static str {
        match task {
            Task::Load => {
                "The survey could not be loaded. Check your connection and try again; nothing is lost."
            }
            Task::Submit => {
                "Your answers are not submitted yet. Nothing you typed is lost as long as this tab stays \
                 open. Check your connection and try again."
            }
        }
    }

    /// The same, when the server said why.
    pub fn after_refusal(task: Task) -> &'static str {
        match task {
            Task::Load => "The survey could not be loaded.",
            Task::Submit => {
                "Your answers were not taken. Nothing you typed is lost as long as this tab stays open."
            }
        }
    }
}

/// Sessions that open later.
pub mod not_yet_open {
    /// Heading.
    pub const HEADING: &str = "The survey is not open yet";
    /// Before the opening time.
    pub const OPENS: &str = "It opens on";
    /// When the analyst opens it by hand.
    pub const BY_HAND: &str = "The analyst has not opened it yet.";
    /// What happens by itself.
    pub const WAITING: &str = "You can leave this page open: it looks again by itself and shows the questions as soon as \
         the survey opens. The same link also works later.";
}

/// Paused sessions.
pub mod paused {
    /// Heading.
    pub const HEADING: &str = "The survey is paused";
    /// What happened and what to do.
    pub const BODY: &str = "The analyst has paused it. It takes no submissions for now.";
    /// What happens by itself.
    pub const WAITING: &str = "You can leave this page open: it looks again by itself and goes on as soon as the survey \
         does. The same link also works later.";
    /// When there are answers.
    pub const KEPT: &str =
        "Your answers are not submitted yet. They are kept in this tab as long as it stays open.";
}

/// Closed sessions.
pub mod closed {
    /// Heading.
    pub const HEADING: &str = "The survey is closed";
    /// With a receipt.
    pub const COUNTED: &str = "It takes no more submissions. Yours was received in time:";
    /// Without one.
    pub const NOTHING: &str = "It takes no more submissions. Nothing was submitted with this link.";
    /// Before the closing time.
    pub const SINCE: &str = "It closed on";
}

/// What the survey is.
pub mod about {
    /// Above the facts.
    pub const HEADING: &str = "About this survey";
    /// Who asks.
    pub const ANALYST: &str = "Analyst";
    /// Whose keys.
    pub const FINGERPRINT: &str = "Fingerprint of the analyst’s keys";
    /// What the fingerprint is for.
    pub const FINGERPRINT_HINT: &str = "Compare it with your invitation, if it is printed there.";
    /// Where.
    pub const SERVER: &str = "Server";
    /// Since when.
    pub const OPENED: &str = "Open since";
    /// From when.
    pub const OPENS: &str = "Opens";
    /// Until when.
    pub const CLOSES: &str = "Closes";
    /// When the analyst closes it by hand.
    pub const CLOSES_BY_HAND: &str = "When the analyst closes it";
    /// Who can read an answer.
    pub const PRIVACY: &str = "What stays secret";
    /// What comes out.
    pub const COMPUTED: &str = "What will be computed";
    /// The manifest was checked.
    pub const VERIFIED: &str = "Your browser has checked that this is the survey your link was made for.";
    /// Said of the threshold.
    pub const THRESHOLD: &str = "Smallest group";

    /// The threshold in words.
    pub fn threshold(people: u32) -> String {
        format!(
            "Sums, averages and regressions are opened only for groups of at least {people} people. How many people \
             there are, and how many gave which answer, is counted exactly."
        )
    }

    /// What nobody learns, and what somebody does.
    pub fn privacy(host: &str, analyst: &str) -> [String; 3] {
        [
            format!(
                "Nobody learns your answers: not {host}, not {analyst}. Each of them gets one sealed half."
            ),
            "Nothing can be computed from the answers but what is listed here.".to_owned(),
            format!(
                "{host} learns that you submitted and when, not what. This holds as long as each of the two keeps to the rules; working together they could read everything."
            ),
        ]
    }
}

/// The questions.
pub mod form {
    /// Heading.
    pub const HEADING: &str = "Your answers";
    /// The button.
    pub const CONTINUE: &str = "Continue";
    /// What the button leads to.
    pub const NEXT: &str = "Nothing is sent yet: you check your answers first.";
    /// After the label of an optional field.
    pub const OPTIONAL: &str = "(optional)";
    /// Leaves an optional field unanswered.
    pub const PREFER_NOT: &str = "Prefer not to say";
    /// The empty entry of a list.
    pub const CHOOSE: &str = "Choose an option";
    /// A boolean's answers.
    pub const YES: &str = "Yes";
    /// A boolean's answers.
    pub const NO: &str = "No";
    /// Hint of a multi.
    pub const SEVERAL: &str = "Choose all that apply.";
    /// Heading of the summary.
    pub const PROBLEM: &str = "There is a problem";
    /// Before an error beside its field, for screen readers.
    pub const ERROR: &str = "Error:";

    /// A number's bounds.
    pub fn bounds(min: &str, max: &str, decimals: u8) -> String {
        match decimals {
            0 => format!("A whole number from {min} to {max}."),
            _ => format!("From {min} to {max}. Write decimals after a point."),
        }
    }

    /// An entry of the summary: which question, and what is wrong with its answer.
    pub fn entry(question: &str, problem: &str) -> String {
        let end = if question.ends_with(|last: char| last.is_ascii_punctuation()) { "" } else { ":" };
        format!("{question}{end} {problem}")
    }

    /// The participant has submitted already; `time` is in words.
    pub fn replaces(revision: u32, time: &str) -> String {
        format!("You have already submitted (revision {revision}, {time}). Submitting again replaces it.")
    }
}

/// Checking the answers.
pub mod check {
    /// Heading.
    pub const HEADING: &str = "Check your answers";
    /// Before they are sealed.
    pub const LEAD: &str = "Only you see this page. When you go on, your browser seals the answers, and nobody can read \
         them any more, you included.";
    /// An unanswered field.
    pub const NOTHING: &str = "Not answered";
    /// A field's link back.
    pub const CHANGE: &str = "Change";
    /// The button.
    pub const SUBMIT: &str = "Seal and submit";
    /// Back to the form.
    pub const BACK: &str = "Back to the questions";
}

/// Sealing.
pub mod sealing {
    /// Heading.
    pub const HEADING: &str = "Sealing in your browser…";
    /// What happens.
    pub const BODY: &str = "Your answers are split into two halves, proved to be within bounds, sealed and sent. This \
         takes a moment.";
}

/// The receipt.
pub mod submitted {
    /// Heading.
    pub const HEADING: &str = "Submitted";
    /// Below the heading.
    pub const LEAD: &str = "The server has your sealed answers on disk and has signed this receipt.";
    /// Heading of the receipt.
    pub const RECEIPT: &str = "Your receipt";
    /// The digest's name.
    pub const DIGEST: &str = "Digest";
    /// What it is for.
    pub const DIGEST_HINT: &str = "It identifies your sealed submission and says nothing about your answers.";
    /// Which of one's submissions.
    pub const REVISION: &str = "Revision";
    /// When.
    pub const TIME: &str = "Received";
    /// Heading of what comes next.
    pub const NEXT: &str = "What happens next";
    /// The result.
    pub const RESULT: &str = "After the close, server and analyst check all proofs and open only the statistics that the \
         survey announced.";
    /// The button.
    pub const AGAIN: &str = "Change my answers";
    /// What the tab still knows.
    pub const TAB: &str = "Your answers are still in this tab, and nowhere else in the clear. Close the tab if others use \
         this device.";

    /// The link's further use; `closes` is the closing time in words.
    pub fn replace(closes: Option<&str>) -> String {
        match closes {
            Some(time) => format!(
                "Until the survey closes on {time} you can use the same link to submit again. Only your last submission \
                 counts."
            ),
            None => "Until the survey closes you can use the same link to submit again. Only your last submission counts."
                .to_owned(),
        }
    }
}

/// The bottom of the page.
pub mod footer {
    /// What this page does without.
    pub const PROMISE: &str =
        "This page loads nothing from other websites, sets no cookies and keeps nothing on your device.";
}

/// Sentences about what went wrong inside.
pub mod fault {
    /// The receipt isn't the server's.
    pub const RECEIPT: &str = "The server’s receipt is not signed with this survey’s key, or is about something else. Try \
         again, and tell whoever invited you if it stays so.";
    /// What came back is nothing that a Tacit server says.
    pub const ANSWER: &str = "What came back is not the answer of a Tacit server of this version. Check the address; if \
         it is right, tell whoever invited you.";
    /// The survey is there but can't be used.
    pub const MANIFEST: &str =
        "The survey was made by another version of Tacit, or is damaged. Tell whoever invited you.";
    /// Sealing failed.
    pub const SEAL: &str = "Your browser could not seal the answers. Reload the page and try again; if it stays so, use \
         another browser.";
}

/// The document's title: the survey's where there is one.
pub fn title(heading: &str, survey: Option<&str>, errors: bool) -> String {
    let prefix = if errors { ERROR_PREFIX } else { "" };
    match survey {
        Some(survey) => format!("{prefix}{heading} – {survey} – {PRODUCT}"),
        None => format!("{prefix}{heading} – {PRODUCT}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles() {
        assert_eq!(title("Submitted", Some("Wages"), false), "Submitted – Wages – Tacit");
        assert_eq!(title("Your answers", Some("Wages"), true), "Error: Your answers – Wages – Tacit");
        assert_eq!(title("Loading", None, false), "Loading – Tacit");
    }

    #[test]
    fn sentences_have_no_gaps_from_line_ends() {
        let sentences = [
            landing::LEAD.to_owned(),
            swapped::BODY.to_owned(),
            about::privacy("host", "Ada").join(" "),
            about::threshold(5),
            unknown_session::BODY.to_owned(),
            form::replaces(2, "today"),
            submitted::replace(Some("Friday")),
            submitted::replace(None),
        ];
        for sentence in sentences {
            assert!(!sentence.contains("  "), "{sentence}");
        }
    }

    #[test]
    fn questions_keep_their_question_mark() {
        assert_eq!(form::entry("Married?", "Choose Yes or No."), "Married? Choose Yes or No.");
        assert_eq!(form::entry("Wage", "Enter a number."), "Wage: Enter a number.");
    }

    #[test]
    fn bounds_speak_of_decimals_only_where_there_are_some() {
        assert_eq!(form::bounds("0", "60", 0), "A whole number from 0 to 60.");
        assert!(form::bounds("0.00", "60.00", 2).contains("point"));
    }
}
