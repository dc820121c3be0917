//! Freezing the set, and reading it in batches. See the [module above](super) for why there is one set.

use futures::TryStreamExt;
use mongodb::{
    ClientSession,
    bson::{Document, doc, oid::ObjectId},
    options::Hint,
};
use tacit_protocol::{
    ids::{ParticipantId, ReportDigest, SessionId},
    merkle::Tree,
    phase::Phase,
};

use super::{
    MongoStore,
    again::Elections,
    document::{Fields, bytes, damaged, key, no_session, number},
    invitations, reports, sessions,
};
use crate::store::{FrozenReport, FrozenSet, StoreError, phase_code};

/// How many batches' beginnings are written at once.
const PAGE: usize = 1_000;
/// How many participants the server sends at once.
const CURSOR: u32 = 1_000;

/// One closing of a session, by one server. What it writes before the last step counts only if it wins.
struct Attempt<'a> {
    store: &'a MongoStore,
    session: &'a SessionId,
    /// Makes its reads see its writes.
    causal: ClientSession,
    id: ObjectId,
}

/// A batch while it is gone through.
#[derive(Default)]
struct Batch {
    /// Key of its first participant; empty before there is one.
    first: Vec<u8>,
    tree: Tree,
}

pub(super) async fn freeze(
    store: &MongoStore,
    session: &SessionId,
    closed_at: u64,
    batch_size: u32,
) -> Result<FrozenSet, StoreError> {
    if let Some((set, _)) = frozen(store, session).await? {
        return Ok(set);
    }
    let mut attempt = Attempt::new(store, session, ObjectId::new()).await?;
    attempt.begin().await?;
    attempt.freeze_participants().await?;
    let set = attempt.order(closed_at, batch_size).await?;
    let won = attempt.decide(&set).await?;
    if !won {
        attempt.forget().await?;
    }
    let (set, _) = frozen(store, session).await?.ok_or_else(|| no_session(session))?;
    Ok(set)
}

/// Writes where the batches begin of a set that was frozen elsewhere; an error if the reports are others. All participants are
/// frozen.
pub(super) async fn write_batches(
    store: &MongoStore,
    session: &SessionId,
    set: &FrozenSet,
    attempt: ObjectId,
) -> Result<(), StoreError> {
    let mut attempt = Attempt::new(store, session, attempt).await?;
    attempt.forget().await?;
    if attempt.order(set.closed_at, set.batch_size).await? == *set {
        Ok(())
    } else {
        Err(StoreError::Damaged(format!("the frozen set of session {session} isn't of its reports")))
    }
}

/// The frozen set in the session's document.
pub(super) fn document(set: &FrozenSet, attempt: ObjectId) -> Result<Document, StoreError> {
    Ok(doc! {
        "closed_at": number(set.closed_at)?,
        "invited": number(set.invited)?,
        "submitted": number(set.submitted)?,
        "revisions": number(set.revisions)?,
        "batch_size": i64::from(set.batch_size),
        "root": bytes(set.root),
        "attempt": attempt,
    })
}

impl<'a> Attempt<'a> {
    async fn new(store: &'a MongoStore, session: &'a SessionId, id: ObjectId) -> Result<Self, StoreError> {
        let causal = store.client.start_session().causal_consistency(true).await?;
        Ok(Self { store, session, causal, id })
    }

    /// From here on the session takes no reports but those under way.
    async fn begin(&mut self) -> Result<(), StoreError> {
        let open = doc! { "_id": self.session_key(), "phase": { "$lt": phase_code::code(Phase::Closing) } };
        let closing = doc! { "$set": { "phase": phase_code::code(Phase::Closing) } };
        let begun = self.store.sessions.update_one(open, closing).session(&mut self.causal).await?;
        // Otherwise it was begun before; if not, as while it is moved, its participants must not be frozen.
        if begun.matched_count == 0 && sessions::phase(self.store, self.session).await? < Phase::Closing {
            return Err(StoreError::Unavailable("what was read of the session is old".into()));
        }
        Ok(())
    }

    /// Goes over the participants until a read finds none unfrozen: an update of many may pass some over while documents are moved from
    /// shard to shard.
    async fn freeze_participants(&mut self) -> Result<(), StoreError> {
        let unfrozen = doc! {
            "_id": { "$gte": key(self.session, &[0; ParticipantId::LEN]), "$lte": key(self.session, &[0xFF; ParticipantId::LEN]) },
            "frozen": false,
        };
        let freeze = doc! { "$set": { "frozen": true }, "$inc": { "version": 1_i64 } };
        // By `_id`, which never changes: an index on what reports change could pass one over.
        let by_id = || Hint::Keys(doc! { "_id": 1 });
        let participants = &self.store.participants;
        let mut elections = Elections::default();
        loop {
            let update = participants.update_many(unfrozen.clone(), freeze.clone()).hint(by_id());
            match update.session(&mut self.causal).await {
                Ok(update) if update.matched_count > 0 => continue,
                Ok(_) => {}
                Err(error) if elections.allow(&error) => continue,
                Err(error) => return Err(error.into()),
            }
            let left = participants.find_one(unfrozen.clone()).projection(doc! { "_id": 1 }).hint(by_id());
            if left.session(&mut self.causal).await?.is_none() {
                return Ok(());
            }
        }
    }

    /// Goes through the newest reports by ascending participant id: writes where each batch begins, answers the set.
    async fn order(&mut self, closed_at: u64, batch_size: u32) -> Result<FrozenSet, StoreError> {
        let submitted = submitted(self.session, &[0; ParticipantId::LEN]);
        let mut participants = self
            .store
            .participants
            .find(submitted)
            .sort(doc! { "_id": 1 })
            .projection(doc! { "_id": 1, "digest": 1, "newest": 1, "frozen": 1 })
            .batch_size(CURSOR)
            .session(&mut self.causal)
            .await?;
        let (mut tree, mut batch, mut begins) = (Tree::new(), Batch::default(), Vec::new());
        let (mut submitted, mut revisions) = (0_u64, 0_u64);
        while let Some(found) = participants.next(&mut self.causal).await.transpose()? {
            if !found.get_bool("frozen").map_err(|_| damaged("frozen"))? {
                return Err(StoreError::Unavailable(
                    "MongoDB's primary changed while the session was closed".into(),
                ));
            }
            let digest: ReportDigest = found.id("digest")?;
            if submitted % u64::from(batch_size) == 0 {
                batch.first = found.bytes("_id")?.to_vec();
            }
            tree.push(&digest);
            batch.tree.push(&digest);
            submitted += 1;
            revisions += found.unsigned::<u64>("newest")?;
            if submitted % u64::from(batch_size) == 0 {
                begins.push(
                    self.document_of(std::mem::take(&mut batch), (submitted - 1) / u64::from(batch_size))?,
                );
            }
            if begins.len() == PAGE {
                self.write(std::mem::take(&mut begins)).await?;
            }
        }
        if !batch.first.is_empty() {
            begins.push(self.document_of(batch, submitted / u64::from(batch_size))?);
        }
        self.write(begins).await?;
        let invited = self.store.participants.count_documents(invitations::admitted(self.session));
        let invited = invited.session(&mut self.causal).await?;
        Ok(FrozenSet { closed_at, invited, submitted, revisions, batch_size, root: tree.root() })
    }

    fn document_of(&self, batch: Batch, index: u64) -> Result<Document, StoreError> {
        let index =
            u32::try_from(index).map_err(|_| StoreError::Damaged("there are too many batches".into()))?;
        let key = batch_key(self.session, &self.id, index);
        Ok(doc! { "_id": key, "first": bytes(batch.first), "root": bytes(batch.tree.root()) })
    }

    async fn write(&mut self, begins: Vec<Document>) -> Result<(), StoreError> {
        if !begins.is_empty() {
            self.store.batches.insert_many(begins).session(&mut self.causal).await?;
        }
        Ok(())
    }

    /// The one step that counts.
    async fn decide(&mut self, set: &FrozenSet) -> Result<bool, StoreError> {
        let closing = doc! { "_id": self.session_key(), "phase": phase_code::code(Phase::Closing) };
        let frozen = document(set, self.id)?;
        let closed = doc! { "$set": { "phase": phase_code::code(Phase::Closed), "frozen": frozen } };
        let update = self.store.sessions.update_one(closing, closed).session(&mut self.causal);
        Ok(update.await?.matched_count == 1)
    }

    /// Removes what this attempt wrote, since another won.
    async fn forget(&mut self) -> Result<(), StoreError> {
        let ours = doc! {
            "_id": {
                "$gte": batch_key(self.session, &self.id, 0),
                "$lte": batch_key(self.session, &self.id, u32::MAX),
            },
        };
        self.store.batches.delete_many(ours).session(&mut self.causal).await?;
        Ok(())
    }

    fn session_key(&self) -> mongodb::bson::Bson {
        bytes(*self.session.as_bytes())
    }
}

/// The frozen set, and the attempt that made it.
pub(super) async fn frozen(
    store: &MongoStore,
    session: &SessionId,
) -> Result<Option<(FrozenSet, ObjectId)>, StoreError> {
    let by_id = doc! { "_id": bytes(*session.as_bytes()) };
    let found = store.sessions.find_one(by_id).projection(doc! { "frozen": 1 }).await?.unwrap_or_default();
    let Ok(frozen) = found.get_document("frozen") else { return Ok(None) };
    let set = FrozenSet {
        closed_at: frozen.unsigned("closed_at")?,
        invited: frozen.unsigned("invited")?,
        submitted: frozen.unsigned("submitted")?,
        revisions: frozen.unsigned("revisions")?,
        batch_size: frozen.unsigned("batch_size")?,
        root: frozen.array("root")?,
    };
    Ok(Some((set, frozen.get_object_id("attempt").map_err(|_| damaged("attempt"))?)))
}

pub(super) async fn batch(
    store: &MongoStore,
    session: &SessionId,
    index: u32,
) -> Result<Vec<FrozenReport>, StoreError> {
    let Some((set, attempt)) = frozen(store, session).await? else { return Ok(Vec::new()) };
    let before = u64::from(index) * u64::from(set.batch_size);
    let expected = set.submitted.saturating_sub(before).min(set.batch_size.into());
    if expected == 0 {
        return Ok(Vec::new());
    }
    let by_id = doc! { "_id": batch_key(session, &attempt, index) };
    let begin = store.batches.find_one(by_id).await?;
    let begin = begin.ok_or_else(|| StoreError::Damaged(format!("batch {index} of {session} is missing")))?;
    let first =
        begin.bytes("first")?.strip_prefix(session.as_bytes().as_slice()).ok_or_else(|| damaged("first"))?;
    let mut participants = store
        .participants
        .find(submitted(session, first))
        .sort(doc! { "_id": 1 })
        .projection(doc! { "digest": 1, "voucher": 1 })
        .limit(set.batch_size.into())
        .await?;
    let (mut digests, mut vouchers) = (Vec::new(), Vec::new());
    while let Some(found) = participants.try_next().await? {
        digests.push(found.id("digest")?);
        vouchers.push(found.array("voucher")?);
    }
    if digests.len() as u64 != expected {
        return Err(StoreError::Damaged(format!("batch {index} of {session} has {} reports", digests.len())));
    }
    let reports = reports::read_bytes(store, session, &digests).await?.into_iter().zip(vouchers);
    Ok(reports.map(|(bytes, voucher)| FrozenReport { voucher, bytes }).collect())
}

/// The participants who submitted, from this one on.
pub(super) fn submitted(session: &SessionId, first: &[u8]) -> Document {
    doc! {
        "_id": { "$gte": key(session, first), "$lte": key(session, &[0xFF; ParticipantId::LEN]) },
        "digest": { "$gte": bytes([0; ReportDigest::LEN]), "$lte": bytes([0xFF; ReportDigest::LEN]) },
    }
}

/// The key of what an attempt wrote about a batch.
pub(super) fn batch_key(session: &SessionId, attempt: &ObjectId, index: u32) -> mongodb::bson::Bson {
    key(session, &[&attempt.bytes()[..], &index.to_be_bytes()].concat())
}
