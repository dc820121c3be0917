//! Reports as they come in, and how many. See the [module above](super) for why this holds against a close.

use std::collections::HashMap;

use futures::TryStreamExt;
use mongodb::{
    bson::{Bson, Document, doc},
    options::ReturnDocument,
};
use tacit_protocol::{
    ids::{ParticipantId, ReportDigest, SessionId},
    phase::Phase,
    report::ReportHeader,
};

use super::{
    MongoStore,
    document::{Fields, bytes, damaged, is_duplicate, key, number},
    invitations, results, sessions,
};
use crate::store::{
    CohortCounts, Counts, MAX_REVISIONS, NewReport, Participant, PutOutcome, StoreError, StoredRevision,
    Submission,
};

/// How often a report is tried again because another of the same participant was written first.
const TRIES: usize = 64;

pub(super) async fn put(
    store: &MongoStore,
    session: &SessionId,
    report: NewReport,
) -> Result<PutOutcome, StoreError> {
    let mut bytes_are_stored = false;
    for _ in 0..TRIES {
        let version = match next_step(store, session, &report).await {
            Ok(Step::Append { version }) => version,
            // The invitation was taken back meanwhile, or the session deleted: nobody else has use for the bytes.
            Ok(Step::Answer(PutOutcome::NotInvited)) | Err(StoreError::NoSession(_)) if bytes_are_stored => {
                forget_bytes(store, session, &report).await?;
                return Ok(PutOutcome::NotInvited);
            }
            Ok(Step::Answer(outcome)) => return Ok(outcome),
            Err(error) => return Err(error),
        };
        if !bytes_are_stored {
            store_bytes(store, session, &report).await?;
            bytes_are_stored = true;
        }
        if append(store, session, &report, version).await? {
            return Ok(PutOutcome::Stored(as_stored(&report)));
        }
    }
    Err(StoreError::Unavailable("too many reports of one participant at once".into()))
}

enum Step {
    /// Nothing is to be written.
    Answer(PutOutcome),
    /// The report is the next, if the document has this version still.
    Append { version: i64 },
}

async fn next_step(store: &MongoStore, session: &SessionId, report: &NewReport) -> Result<Step, StoreError> {
    let who = &report.header.participant_id;
    let Some(found) = document(store, session, who).await? else {
        return Ok(Step::Answer(PutOutcome::NotInvited));
    };
    let step = judge(&found, report)?;
    if let Step::Answer(PutOutcome::Repeated(_)) = step {
        return Ok(step);
    }
    let phase = sessions::phase(store, session).await?;
    if phase != Phase::Open {
        return refuse(store, session, report, phase).await.map(Step::Answer);
    }
    match step {
        // The missing revision, and this one after it, may be there since what was read.
        Step::Answer(PutOutcome::Conflict { newest }) if newest < report.header.revision => {
            match rewritten(store, session, who, false).await? {
                Some(written) => judge(&written, report),
                None => Ok(Step::Answer(PutOutcome::NotInvited)),
            }
        }
        step => Ok(step),
    }
}

/// What the participant's document says to a report. A revision that is taken stays taken, also if the document was
/// read from an old state.
fn judge(participant: &Document, report: &NewReport) -> Result<Step, StoreError> {
    if let Some(stored) = same_report(participant, &report.header, &report.digest)? {
        return Ok(Step::Answer(PutOutcome::Repeated(stored)));
    }
    let newest: u32 = participant.unsigned("newest")?;
    let revision = report.header.revision;
    Ok(if newest.checked_add(1) != Some(revision) {
        Step::Answer(PutOutcome::Conflict { newest })
    } else if revision > MAX_REVISIONS {
        Step::Answer(PutOutcome::TooMany)
    } else {
        Step::Append { version: participant.integer("version")? }
    })
}

/// Answers that the session isn't open, after making sure that no earlier attempt at the same report comes through.
async fn refuse(
    store: &MongoStore,
    session: &SessionId,
    report: &NewReport,
    phase: Phase,
) -> Result<PutOutcome, StoreError> {
    let closes = matches!(phase, Phase::Closing | Phase::Closed | Phase::Released);
    let Some(written) = rewritten(store, session, &report.header.participant_id, closes).await? else {
        return Ok(PutOutcome::NotInvited);
    };
    Ok(match same_report(&written, &report.header, &report.digest)? {
        Some(stored) => PutOutcome::Repeated(stored),
        None => PutOutcome::NotOpen(phase),
    })
}

pub(super) async fn settle(
    store: &MongoStore,
    session: &SessionId,
    header: &ReportHeader,
    digest: &ReportDigest,
) -> Result<Option<StoredRevision>, StoreError> {
    match rewritten(store, session, &header.participant_id, false).await? {
        Some(written) => same_report(&written, header, digest),
        None => Ok(None),
    }
}

/// Writes an invited participant's document, so that no attempt at appending to it that is under way comes through;
/// answers it as that left it, or `None` if the participant isn't invited.
async fn rewritten(
    store: &MongoStore,
    session: &SessionId,
    participant: &ParticipantId,
    freeze: bool,
) -> Result<Option<Document>, StoreError> {
    let mut update = doc! { "$inc": { "version": 1_i64 } };
    if freeze {
        update.insert("$set", doc! { "frozen": true });
    }
    let update = store.participants.find_one_and_update(invited(session, participant), update);
    Ok(update.return_document(ReturnDocument::After).await?)
}

/// Stores the bytes if they aren't there. Not an insertion: if another call made the document a moment ago, this waits
/// with it for the majority.
async fn store_bytes(store: &MongoStore, session: &SessionId, report: &NewReport) -> Result<(), StoreError> {
    let mut new =
        document_of_bytes(session, &report.header.participant_id, &as_stored(report), &report.bytes);
    let by_id = doc! { "_id": new.remove("_id") };
    let update = doc! { "$setOnInsert": new };
    loop {
        match store.reports.update_one(by_id.clone(), update.clone()).upsert(true).await {
            // Another call made it between this one's looking and inserting: it is found the next time.
            Err(error) if is_duplicate(&error) => {}
            other => return other.map(drop).map_err(Into::into),
        }
    }
}

/// What holds a report's bytes.
pub(super) fn document_of_bytes(
    session: &SessionId,
    participant: &ParticipantId,
    stored: &StoredRevision,
    report: &[u8],
) -> Document {
    doc! {
        "_id": key(session, stored.digest.as_bytes()),
        "participant": bytes(*participant.as_bytes()),
        "revision": i64::from(stored.revision),
        "bytes": bytes(report),
    }
}

/// Takes away bytes that were stored for a report which no document takes any more.
async fn forget_bytes(store: &MongoStore, session: &SessionId, report: &NewReport) -> Result<(), StoreError> {
    store.reports.delete_one(doc! { "_id": key(session, report.digest.as_bytes()) }).await?;
    Ok(())
}

/// Appends the report to its participant's document, if that is as it was read.
async fn append(
    store: &MongoStore,
    session: &SessionId,
    report: &NewReport,
    version: i64,
) -> Result<bool, StoreError> {
    let filter = doc! {
        "_id": key(session, report.header.participant_id.as_bytes()),
        "admitted": true,
        "frozen": false,
        "version": version,
    };
    let update = doc! {
        "$push": { "revisions": revision_document(&as_stored(report))? },
        "$set": {
            "newest": report.header.revision as i32,
            "digest": bytes(*report.digest.as_bytes()),
            "cohort": i32::from(report.header.cohort),
        },
        "$inc": { "version": 1_i64 },
    };
    Ok(store.participants.update_one(filter, update).await?.matched_count == 1)
}

/// A revision in its participant's document.
pub(super) fn revision_document(stored: &StoredRevision) -> Result<Document, StoreError> {
    Ok(doc! {
        "revision": stored.revision as i32,
        "digest": bytes(*stored.digest.as_bytes()),
        "received_at": number(stored.received_at)?,
    })
}

pub(super) async fn participant(
    store: &MongoStore,
    session: &SessionId,
    participant: &ParticipantId,
) -> Result<Option<Participant>, StoreError> {
    let Some(found) = document(store, session, participant).await? else { return Ok(None) };
    let newest = found.unsigned("newest")?;
    Ok(Some(Participant { cohort: found.unsigned("cohort")?, newest: revision(&found, newest)? }))
}

pub(super) async fn submissions(
    store: &MongoStore,
    session: &SessionId,
    after: Option<&ParticipantId>,
    limit: u32,
) -> Result<Vec<Submission>, StoreError> {
    if limit == 0 {
        return Ok(Vec::new());
    }
    let mut range = doc! { "$lte": key(session, &[0xFF; ParticipantId::LEN]) };
    match after {
        Some(after) => range.insert("$gt", key(session, after.as_bytes())),
        None => range.insert("$gte", key(session, &[0; ParticipantId::LEN])),
    };
    let submitted = doc! { "_id": range, "newest": { "$gte": 1 } };
    let fields = doc! { "_id": 1, "cohort": 1, "newest": 1, "revisions": 1 };
    let found = store.participants.find(submitted).sort(doc! { "_id": 1 }).limit(limit.into());
    let mut found = found.projection(fields).await?;
    let mut submissions = Vec::new();
    while let Some(found) = found.try_next().await? {
        let newest: u32 = found.unsigned("newest")?;
        let at = |number| {
            Ok::<u64, StoreError>(revision(&found, number)?.ok_or_else(|| damaged("revisions"))?.received_at)
        };
        submissions.push(Submission {
            participant: invitations::participant_of(&found)?,
            cohort: found.unsigned("cohort")?,
            revision: newest,
            first_at: at(1)?,
            newest_at: at(newest)?,
        });
    }
    Ok(submissions)
}

pub(super) async fn counts(store: &MongoStore, session: &SessionId) -> Result<Counts, StoreError> {
    let submitted = doc! { "$cond": [{ "$gte": ["$newest", 1] }, 1, 0] };
    let of_each = [
        doc! { "$match": invitations::admitted(session) },
        doc! { "$group": {
            "_id": "$cohort",
            "invited": { "$sum": 1 },
            "submitted": { "$sum": submitted },
            "revisions": { "$sum": "$newest" },
        } },
        doc! { "$sort": { "_id": 1 } },
    ];
    let mut found = store.participants.aggregate(of_each).await?;
    let mut counts = Counts { verified_batches: results::count(store, session).await?, ..Counts::default() };
    while let Some(sums) = found.try_next().await? {
        let (invited, submitted) = (sums.unsigned("invited")?, sums.unsigned("submitted")?);
        counts.cohorts.push(CohortCounts { cohort: sums.unsigned("_id")?, invited, submitted });
        counts.invited += invited;
        counts.submitted += submitted;
        counts.revisions += sums.unsigned::<u64>("revisions")?;
    }
    Ok(counts)
}

/// The participant's document, if it is invited.
async fn document(
    store: &MongoStore,
    session: &SessionId,
    participant: &ParticipantId,
) -> Result<Option<Document>, StoreError> {
    match store.participants.find_one(invited(session, participant)).await? {
        Some(found) => Ok(Some(found)),
        // Who isn't invited is refused, and not from a state that may be old.
        None => rewritten(store, session, participant, false).await,
    }
}

fn invited(session: &SessionId, participant: &ParticipantId) -> Document {
    doc! { "_id": key(session, participant.as_bytes()), "admitted": true }
}

/// The stored revision that is this very report.
fn same_report(
    participant: &Document,
    header: &ReportHeader,
    digest: &ReportDigest,
) -> Result<Option<StoredRevision>, StoreError> {
    Ok(revision(participant, header.revision)?.filter(|stored| stored.digest == *digest))
}

/// One of the participant's revisions.
pub(super) fn revision(participant: &Document, number: u32) -> Result<Option<StoredRevision>, StoreError> {
    let revisions = participant.get_array("revisions").map_err(|_| damaged("revisions"))?;
    let Some(index) = number.checked_sub(1) else { return Ok(None) };
    let Some(found) = revisions.get(index as usize) else { return Ok(None) };
    let found = found.as_document().ok_or_else(|| damaged("revisions"))?;
    if found.unsigned::<u32>("revision")? != number {
        return Err(damaged("revisions"));
    }
    let digest: ReportDigest = found.id("digest")?;
    Ok(Some(StoredRevision { revision: number, digest, received_at: found.unsigned("received_at")? }))
}

fn as_stored(report: &NewReport) -> StoredRevision {
    StoredRevision {
        revision: report.header.revision,
        digest: report.digest,
        received_at: report.received_at,
    }
}

/// Whose report this is, and which revision, if its bytes were stored; that doesn't say that it was taken.
pub(super) async fn author(
    store: &MongoStore,
    session: &SessionId,
    digest: &ReportDigest,
) -> Result<Option<(ParticipantId, u32)>, StoreError> {
    let by_id = doc! { "_id": key(session, digest.as_bytes()) };
    let found = store.reports.find_one(by_id).projection(doc! { "participant": 1, "revision": 1 }).await?;
    found.map(|found| Ok((found.id("participant")?, found.unsigned("revision")?))).transpose()
}

/// The participant's document, as a majority has it.
pub(super) async fn as_read(
    store: &MongoStore,
    session: &SessionId,
    participant: &ParticipantId,
) -> Result<Option<Document>, StoreError> {
    Ok(store.participants.find_one(invited(session, participant)).await?)
}

/// The bytes of reports, in the order of their digests here.
pub(super) async fn read_bytes(
    store: &MongoStore,
    session: &SessionId,
    digests: &[ReportDigest],
) -> Result<Vec<Vec<u8>>, StoreError> {
    let keys: Vec<Bson> = digests.iter().map(|digest| key(session, digest.as_bytes())).collect();
    let mut found = store.reports.find(doc! { "_id": { "$in": keys } }).await?;
    let mut by_digest = HashMap::with_capacity(digests.len());
    while let Some(document) = found.try_next().await? {
        let (_, digest) =
            document.bytes("_id")?.split_at_checked(SessionId::LEN).ok_or_else(|| damaged("_id"))?;
        let digest = ReportDigest::try_from(digest).map_err(|_| damaged("_id"))?;
        by_digest.insert(digest, document.bytes("bytes")?.to_vec());
    }
    let missing = || StoreError::Damaged(format!("a report of session {session} is missing"));
    digests.iter().map(|digest| by_digest.remove(digest).ok_or_else(missing)).collect()
}
