//! Refusals: RFC 9457 problem details with stable types (§10).

use serde::{Deserialize, Serialize};

/// A refusal as it travels (`application/problem+json`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[error("{detail}")]
pub struct Problem {
    /// What kind of refusal.
    #[serde(rename = "type")]
    pub kind: ProblemKind,
    /// The kind in a few words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened and what to do now, for a person.
    pub detail: String,
    /// With `revision-conflict` alone: the participant's newest revision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub newest_revision: Option<u32>,
    /// After how many seconds the same request may be taken, where the server knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
}

/// What the type URIs begin with.
const PREFIX: &str = "urn:tacit:problem:";

macro_rules! kinds {
    ($($(#[doc = $meaning:literal])* $name:ident = $uri:literal, $status:literal, $title:literal, $detail:literal;)*) => {
        /// Every kind of refusal, by its stable type URI.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
        #[non_exhaustive]
        pub enum ProblemKind {
            $($(#[doc = $meaning])* #[serde(rename = $uri)] $name,)*
        }

        impl ProblemKind {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The type URI.
            pub fn uri(self) -> &'static str {
                match self { $(Self::$name => $uri,)* }
            }

            /// The HTTP status.
            pub fn status(self) -> u16 {
                match self { $(Self::$name => $status,)* }
            }

            /// The last part of the URI.
            pub fn name(self) -> &'static str {
                self.uri().strip_prefix(PREFIX).unwrap_or(self.uri())
            }

            /// What it says of the request.
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$name => concat!($($meaning),*).trim_ascii(),)* }
            }

            /// The kind in a few words.
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }

            /// What to do about it, where the particular case has nothing to add.
            pub fn detail(self) -> &'static str {
                match self { $(Self::$name => $detail,)* }
            }
        }
    };
}

kinds! {
    /// The body isn't what this endpoint takes.
    Malformed = "urn:tacit:problem:malformed", 400, "Malformed request",
        "The request can't be read. Use a program of the same version as the server.";
    /// The body has another content type.
    WrongMediaType = "urn:tacit:problem:wrong-media-type", 415, "Wrong content type",
        "The request has the wrong content type. docs/PROTOCOL.md names the right one for each endpoint.";
    /// The body is too long.
    TooLarge = "urn:tacit:problem:too-large", 413, "Request too large",
        "The request is longer than this endpoint takes. Send less at once, or use a program of the same version as the server.";
    /// The body stopped coming, or comes too slowly.
    TooSlow = "urn:tacit:problem:too-slow", 408, "Request too slow",
        "The request came too slowly. Send it again; if it stays so, try over a better connection.";
    /// More requests from one address, or with one token, than the server takes.
    TooManyRequests = "urn:tacit:problem:too-many-requests", 429, "Too many requests",
        "The server has had too many requests from your address or with your link. Wait a moment and try again; nothing is lost.";
    /// No such endpoint.
    NotFound = "urn:tacit:problem:not-found", 404, "Not found",
        "There is nothing here. Check the address.";
    /// The endpoint has other methods.
    MethodNotAllowed = "urn:tacit:problem:method-not-allowed", 405, "Method not allowed",
        "This address doesn't take that method. Use a program of the same version as the server.";
    /// No session has this id.
    UnknownSession = "urn:tacit:problem:unknown-session", 404, "Unknown session",
        "This server has no such session. Check the link; the session may be on another server.";
    /// No or a malformed `Authorization`.
    Unauthenticated = "urn:tacit:problem:unauthenticated", 401, "Not authenticated",
        "The request doesn't say who sends it. Use the link from your invitation, or tacit-analyst with the session's key file.";
    /// The token isn't one of this session's.
    UnknownToken = "urn:tacit:problem:unknown-token", 403, "Unknown token",
        "This link isn't one of the session's invitations. Copy it again, whole, or ask for a new one.";
    /// The signature is wrong.
    BadSignature = "urn:tacit:problem:bad-signature", 401, "Bad signature",
        "The request's signature is wrong. Send it again.";
    /// The analyst's clock is off.
    ClockSkew = "urn:tacit:problem:clock-skew", 401, "Clocks differ",
        "Your clock and the server's are too far apart. Set your clock and try again.";
    /// Signed by another analyst's key.
    NotYourSession = "urn:tacit:problem:not-your-session", 403, "Not your session",
        "This session belongs to another key. Use the key file that it was created with.";
    /// The server's operator doesn't let this key create sessions.
    NotAllowed = "urn:tacit:problem:not-allowed", 403, "Not allowed",
        "On this server not everybody may create sessions. Ask whoever runs it to add your key.";
    /// The server's operator lets nobody but those who have a code create sessions.
    CodeRequired = "urn:tacit:problem:code-required", 403, "Code required",
        "On this server a session is created with a code. Ask whoever runs it for one, and give it with --code.";
    /// The code isn't one of the operator's, was used, or is too old.
    UnknownCode = "urn:tacit:problem:unknown-code", 403, "Unknown code",
        "This code isn't one of this server's, was used already, or is too old. Check it, or ask whoever runs the server for another.";
    /// The analyst has as much on the server as its operator allows.
    QuotaExceeded = "urn:tacit:problem:quota-exceeded", 403, "Quota exceeded",
        "Your key has as much on this server as it may have. Delete sessions that are over, or ask whoever runs the server for more.";
    /// Too early.
    NotYetOpen = "urn:tacit:problem:not-yet-open", 409, "Not yet open",
        "The session isn't open yet. Come back after its opening time; the same link will work.";
    /// Paused.
    Paused = "urn:tacit:problem:paused", 409, "Paused",
        "The session is paused. Try again later; the same link will work.";
    /// Too late.
    Closed = "urn:tacit:problem:closed", 409, "Closed",
        "The session is closed. It takes no more submissions; there is nothing left to do.";
    /// The manifest doesn't let the closing time be put off, or not to then.
    NotExtendable = "urn:tacit:problem:not-extendable", 409, "Can't be extended",
        "The session's closing time is fixed: it was announced so. To collect more answers, create another session.";
    /// The session isn't in a phase that allows this.
    WrongPhase = "urn:tacit:problem:wrong-phase", 409, "Wrong phase",
        "The session isn't in a phase that allows this. Run tacit-analyst again: it goes on from where the session stands.";
    /// The revision isn't one more than the newest.
    RevisionConflict = "urn:tacit:problem:revision-conflict", 409, "Another revision came first",
        "A newer submission was made with this link. Submit again to replace it.";
    /// The participant has replaced its report too often.
    TooManyRevisions = "urn:tacit:problem:too-many-revisions", 409, "Replaced too often",
        "This link has been used to submit too many times. The last submission counts; there is nothing left to do.";
    /// The leader's share doesn't open or isn't of this form.
    Unsealable = "urn:tacit:problem:unsealable", 422, "Report can't be opened",
        "The report isn't sealed for this session. Open the link again and submit once more.";
    /// The offer is unknown or too old.
    OfferExpired = "urn:tacit:problem:offer-expired", 410, "Offer expired",
        "The server's keys for this session were offered too long ago. Create the session again.";
    /// The manifest breaks a rule.
    InvalidManifest = "urn:tacit:problem:invalid-manifest", 422, "Invalid manifest",
        "The session can't be created from this manifest. Use a tacit-analyst of the server's version.";
    /// More invitations than the session has places.
    TooManyParticipants = "urn:tacit:problem:too-many-participants", 409, "Too many participants",
        "The session has no more places. Invite fewer, or create a session with a larger maximum.";
    /// Some of the participants are invited to another cohort.
    InvitationConflict = "urn:tacit:problem:invitation-conflict", 409, "Invited to another cohort",
        "Some of these participants are invited to another cohort already, and that stays. Nobody was invited now; make new links for them.";
    /// The report is of another cohort than its participant's invitation.
    WrongCohort = "urn:tacit:problem:wrong-cohort", 422, "Another cohort",
        "Your invitation is to another cohort than the one you submit as. Open the link again: it says which; if that is wrong, tell whoever invited you.";
    /// No such batch.
    UnknownBatch = "urn:tacit:problem:unknown-batch", 404, "Unknown batch",
        "The closed set has no such batch. Fetch the closing statement again: it says how many there are.";
    /// The batch already has other verdicts.
    VerdictConflict = "urn:tacit:problem:verdict-conflict", 409, "Other verdicts were given",
        "The batch already has other verdicts, and verdicts are final. Is another tacit-analyst at work on this session?";
    /// No report that the server acknowledged has this digest.
    UnknownReport = "urn:tacit:problem:unknown-report", 404, "Unknown submission",
        "The server knows no such submission in this session. If you have its receipt, keep it: it proves that the server had it.";
    /// The verdicts don't fit the batch.
    VerdictMismatch = "urn:tacit:problem:verdict-mismatch", 422, "Verdicts don't fit",
        "The verdicts don't fit the batch. Use a tacit-analyst of the server's version.";
    /// The session's results aren't published.
    Unpublished = "urn:tacit:problem:unpublished", 404, "Not published",
        "The session's results aren't published. Whether they will be is the analyst's decision; come back later.";
    /// Other results are published already.
    ResultsConflict = "urn:tacit:problem:results-conflict", 409, "Other results are published",
        "Other results of this session are published already, and that is final. Tell participants another way what is wrong with them.";
    /// The results aren't the session's.
    InvalidResults = "urn:tacit:problem:invalid-results", 422, "Invalid results",
        "The results aren't this session's. Use a tacit-analyst of the server's version.";
    /// Some batch has no verdicts yet.
    Unverified = "urn:tacit:problem:unverified", 409, "Not all verified",
        "Some batches have no verdicts yet. Run tacit-analyst again to go on.";
    /// Overloaded, shutting down, or the store can't be reached.
    Unavailable = "urn:tacit:problem:unavailable", 503, "Not available now",
        "The server can't do this now. Try again in a moment; nothing is lost.";
    /// A fault in the server; the cause is in its log.
    Internal = "urn:tacit:problem:internal", 500, "Internal error",
        "The server failed. Try again; if it stays so, tell whoever runs it.";
}

impl Problem {
    /// A refusal with the kind's own advice.
    pub fn new(kind: ProblemKind) -> Self {
        Self::with_detail(kind, kind.detail())
    }

    /// A refusal with advice for the particular case.
    pub fn with_detail(kind: ProblemKind, detail: impl Into<String>) -> Self {
        Self {
            kind,
            title: kind.title().into(),
            status: kind.status(),
            detail: detail.into(),
            newest_revision: None,
            retry_after: None,
        }
    }
}

#[cfg(test)]
mod tests;
