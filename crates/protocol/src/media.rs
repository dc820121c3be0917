//! Media types of request and answer bodies.

/// A [`crate::report::Report`].
pub const REPORT: &str = "application/vnd.tacit.report";
/// A [`crate::receipt::SignedReceipt`].
pub const RECEIPT: &str = "application/vnd.tacit.receipt";
/// An [`crate::inclusion::Inclusion`].
pub const INCLUSION: &str = "application/vnd.tacit.inclusion";
/// A [`crate::session::CreateSession`].
pub const CREATE_SESSION: &str = "application/vnd.tacit.create-session";
/// [`crate::invitation::Invitations`].
pub const INVITATIONS: &str = "application/vnd.tacit.invitations";
/// A [`crate::administration::Revocations`].
pub const REVOCATIONS: &str = "application/vnd.tacit.revocations";
/// A [`crate::administration::Submissions`].
pub const SUBMISSIONS: &str = "application/vnd.tacit.submissions";
/// A [`crate::closing::SignedClosingStatement`].
pub const CLOSING_STATEMENT: &str = "application/vnd.tacit.closing-statement";
/// A [`crate::batch::Batch`].
pub const BATCH: &str = "application/vnd.tacit.batch";
/// A [`crate::batch::Verdicts`].
pub const VERDICTS: &str = "application/vnd.tacit.verdicts";
/// A [`crate::batch::Notes`].
pub const NOTES: &str = "application/vnd.tacit.notes";
/// A [`crate::release::ReleaseRequest`].
pub const RELEASE_REQUEST: &str = "application/vnd.tacit.release-request";
/// A [`crate::release::SignedRelease`].
pub const RELEASE: &str = "application/vnd.tacit.release";
/// A [`crate::publication::SignedPublication`].
pub const RESULTS: &str = "application/vnd.tacit.results";
/// JSON.
pub const JSON: &str = "application/json";
/// A [`crate::problem::Problem`] (RFC 9457).
pub const PROBLEM: &str = "application/problem+json";
