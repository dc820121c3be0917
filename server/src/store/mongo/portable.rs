//! Moving everything out of the database, or into it.

use async_trait::async_trait;
use futures::TryStreamExt;
use mongodb::{
    Collection,
    bson::{Bson, Document, doc, oid::ObjectId},
    error::Error,
};
use tacit_protocol::{
    ids::{ParticipantId, ReportDigest, SessionId},
    phase::Phase,
};

use super::{
    MongoStore, closing, deletion,
    document::{Fields, bytes, damaged, is_duplicate, key, number},
    invitations, reports, results, sessions,
};
use crate::store::{
    BatchRecord, CodeHash, CodeRecord, OnceOutcome, SessionRecord, Store, StoreError, StoredRevision,
    phase_code,
    portable::{KeptCode, MoveId, MoveState, Outcome, Portable, PortableParticipant, PortableReport},
    records::NO_SESSION,
};

#[async_trait]
impl Portable for MongoStore {
    async fn move_state(&self) -> Result<MoveState, StoreError> {
        move_state(&self.meta).await
    }

    async fn set_move_state(&self, before: MoveState, after: MoveState) -> Result<bool, StoreError> {
        let mut filter = doc! { "_id": "tacit" };
        match written(before) {
            Some((state, id)) => filter.extend(doc! { "move.state": state, "move.id": bytes(id) }),
            None => filter.extend(doc! { "move": { "$exists": false } }),
        }
        let update = match written(after) {
            Some((state, id)) => doc! { "$set": { "move": { "state": state, "id": bytes(id) } } },
            None => doc! { "$unset": { "move": "" } },
        };
        Ok(self.meta.update_one(filter, update).await?.matched_count == 1)
    }

    /// A report that is under way finds another version of its participant's document, and when it is tried again, the session shut.
    async fn shut(&self, session: &SessionId) -> Result<(), StoreError> {
        let found = doc! { "_id": bytes(*session.as_bytes()), "phase": { "$lt": phase_code::DELETED } };
        self.sessions.update_one(found, doc! { "$inc": { "phase": phase_code::MOVING } }).await?;
        if sessions::phase(self, session).await? < Phase::Closed {
            let all = doc! { "_id": {
                "$gte": key(session, &[0; ParticipantId::LEN]),
                "$lte": key(session, &[0xFF; ParticipantId::LEN]),
            } };
            self.participants.update_many(all, doc! { "$inc": { "version": 1_i64 } }).await?;
        }
        Ok(())
    }

    async fn open_again(&self, session: &SessionId) -> Result<(), StoreError> {
        let shut = doc! { "_id": bytes(*session.as_bytes()), "phase": { "$gte": phase_code::MOVING } };
        self.sessions.update_one(shut, doc! { "$inc": { "phase": -phase_code::MOVING } }).await?;
        Ok(())
    }

    async fn codes(&self, after: Option<&CodeHash>, limit: u32) -> Result<Vec<KeptCode>, StoreError> {
        let filter = after.map_or_else(Document::new, |after| doc! { "_id": { "$gt": bytes(*after) } });
        let mut found = self.codes.find(filter).sort(doc! { "_id": 1 }).limit(limit.max(1).into()).await?;
        let mut codes = Vec::new();
        while let Some(code) = found.try_next().await? {
            codes.push(KeptCode {
                code: CodeRecord { hash: code.array("_id")?, expires_at: code.unsigned("expires_at")? },
                session: code.contains_key("session").then(|| code.id("session")).transpose()?,
            });
        }
        Ok(codes)
    }

    async fn invited(
        &self,
        session: &SessionId,
        after: Option<&ParticipantId>,
        limit: u32,
    ) -> Result<Vec<PortableParticipant>, StoreError> {
        let mut range = doc! { "$lte": key(session, &[0xFF; ParticipantId::LEN]) };
        match after {
            Some(after) => range.insert("$gt", key(session, after.as_bytes())),
            None => range.insert("$gte", key(session, &[0; ParticipantId::LEN])),
        };
        let admitted = doc! { "_id": range, "admitted": true };
        let found = self.participants.find(admitted).sort(doc! { "_id": 1 }).limit(limit.max(1).into());
        let mut found = found.await?;
        let mut invited = Vec::new();
        while let Some(document) = found.try_next().await? {
            invited.push(participant(&document)?);
        }
        Ok(invited)
    }

    async fn last_invited(
        &self,
        session: &SessionId,
        skip: u32,
    ) -> Result<Option<ParticipantId>, StoreError> {
        let range = doc! {
            "$gte": key(session, &[0; ParticipantId::LEN]),
            "$lte": key(session, &[0xFF; ParticipantId::LEN]),
        };
        let found = self.participants.find_one(doc! { "_id": range, "admitted": true });
        let found = found.sort(doc! { "_id": -1 }).skip(skip.into()).projection(doc! { "_id": 1 }).await?;
        found.map(|found| invitations::participant_of(&found)).transpose()
    }

    async fn report_bytes(
        &self,
        session: &SessionId,
        digests: &[ReportDigest],
    ) -> Result<Vec<Vec<u8>>, StoreError> {
        reports::read_bytes(self, session, digests).await
    }

    async fn take_codes(&self, codes: &[KeptCode], by: MoveId) -> Result<(), StoreError> {
        let document = |kept: &KeptCode| -> Result<Document, StoreError> {
            let mut document = doc! { "_id": bytes(kept.code.hash), "expires_at": number(kept.code.expires_at)?, TAKEN_BY: bytes(by) };
            document.extend(kept.session.map(|session| ("session".into(), bytes(*session.as_bytes()))));
            Ok(document)
        };
        insert(&self.codes, codes.iter().map(document).collect::<Result<_, _>>()?).await?;
        // What another move has left: it takes that back no more.
        let hashes: Vec<Bson> = codes.iter().map(|kept| bytes(kept.code.hash)).collect();
        let left = doc! { "_id": { "$in": &hashes }, TAKEN_BY: { "$exists": true } };
        self.codes.update_many(left, doc! { "$set": { TAKEN_BY: bytes(by) } }).await?;
        // What was moved here before, with its session, which was deleted here.
        let mut found =
            self.codes.find(doc! { "_id": { "$in": hashes }, "session": bytes(NO_SESSION) }).await?;
        while let Some(forgotten) = found.try_next().await? {
            let hash: CodeHash = forgotten.array("_id")?;
            let kept = codes.iter().find(|kept| kept.code.hash == hash);
            if let Some(session) = kept.and_then(|kept| kept.session) {
                let set = doc! { "$set": { "session": bytes(*session.as_bytes()) } };
                self.codes.update_one(doc! { "_id": bytes(hash), "session": bytes(NO_SESSION) }, set).await?;
            }
        }
        Ok(())
    }

    async fn drop_codes(&self, codes: &[CodeHash], by: MoveId) -> Result<(), StoreError> {
        let hashes: Vec<Bson> = codes.iter().map(|code| bytes(*code)).collect();
        self.codes.delete_many(doc! { "_id": { "$in": hashes }, TAKEN_BY: bytes(by) }).await?;
        Ok(())
    }

    async fn drop_session(&self, session: &SessionId, by: MoveId) -> Result<(), StoreError> {
        let shut = doc! { "$gte": phase_code::MOVING };
        let copy = doc! { "_id": bytes(*session.as_bytes()), "phase": shut, TAKEN_BY: bytes(by) };
        deletion::delete_found(self, session, copy).await.map(drop)
    }

    async fn take_session(&self, record: &SessionRecord, by: MoveId) -> Result<OnceOutcome, StoreError> {
        let mut document = sessions::document(record)?;
        document.insert("phase", phase_code::code(record.phase) + phase_code::MOVING);
        document.insert(TAKEN_BY, bytes(by));
        match self.sessions.insert_one(document).await {
            Err(error) if !is_duplicate(&error) => Err(error.into()),
            _ => {
                // As with codes.
                let shut = doc! { "$gte": phase_code::MOVING };
                let left = doc! { "_id": bytes(*record.session.as_bytes()), "phase": shut };
                self.sessions.update_one(left, doc! { "$set": { TAKEN_BY: bytes(by) } }).await?;
                let found = self.session(&record.session).await?;
                Ok(if found.as_ref() == Some(record) { OnceOutcome::Written } else { OnceOutcome::Different })
            }
        }
    }

    async fn take_participants(
        &self,
        session: &SessionId,
        participants: &[PortableParticipant],
    ) -> Result<(), StoreError> {
        let frozen = sessions::phase(self, session).await? >= Phase::Closed;
        let document = |participant| document_of(session, participant, frozen);
        insert(&self.participants, participants.iter().map(document).collect::<Result<_, _>>()?).await
    }

    async fn take_reports(&self, session: &SessionId, reports: &[PortableReport]) -> Result<(), StoreError> {
        let document = |report: &PortableReport| {
            let PortableReport { participant, stored, bytes } = report;
            reports::document_of_bytes(session, participant, stored, bytes)
        };
        insert(&self.reports, reports.iter().map(document).collect()).await
    }

    async fn take_batch_records(
        &self,
        session: &SessionId,
        records: &[BatchRecord],
    ) -> Result<(), StoreError> {
        insert(&self.records, records.iter().map(|record| results::document(session, record)).collect()).await
    }

    async fn take_outcome(&self, session: &SessionId, outcome: &Outcome) -> Result<(), StoreError> {
        let mut set = doc! { "places": number(invitations::count(self, session).await?)? };
        if let Some(frozen) = &outcome.frozen {
            // The same each time: what an interrupted move has written is written anew.
            let mut attempt = [0; 12];
            attempt.copy_from_slice(&session.as_bytes()[..12]);
            let attempt = ObjectId::from_bytes(attempt);
            closing::write_batches(self, session, frozen, attempt).await?;
            set.insert("frozen", closing::document(frozen, attempt)?);
        }
        if let Some(release) = &outcome.release {
            set.insert("release", bytes(&release[..]));
        }
        if let Some(results) = &outcome.results {
            let document = doc! { "_id": bytes(*session.as_bytes()), "results": bytes(&results[..]) };
            insert(&self.publications, vec![document]).await?;
        }
        let by_id = doc! { "_id": bytes(*session.as_bytes()) };
        self.sessions.update_one(by_id, doc! { "$set": set }).await?;
        Ok(())
    }
}

/// In the documents of sessions and codes: which move brought them here last.
const TAKEN_BY: &str = "taken_by";

const LEAVING: &str = "leaving";
const GIVING_UP: &str = "giving up";
const LEFT: &str = "left";
const CHOSEN: &str = "chosen";
const ARRIVING: &str = "arriving";
const ARRIVED: &str = "arrived";
const CLEARED: &str = "cleared";

/// Whether the database is being moved.
pub(super) async fn move_state(meta: &Collection<Document>) -> Result<MoveState, StoreError> {
    let found = meta.find_one(doc! { "_id": "tacit" }).await?.unwrap_or_default();
    let Ok(moving) = found.get_document("move") else { return Ok(MoveState::Settled) };
    let id = moving.array("id")?;
    match moving.get_str("state") {
        Ok(LEAVING) => Ok(MoveState::Leaving(id)),
        Ok(GIVING_UP) => Ok(MoveState::GivingUp(id)),
        Ok(LEFT) => Ok(MoveState::Left(id)),
        Ok(CHOSEN) => Ok(MoveState::Chosen(id)),
        Ok(ARRIVING) => Ok(MoveState::Arriving(id)),
        Ok(ARRIVED) => Ok(MoveState::Arrived(id)),
        Ok(CLEARED) => Ok(MoveState::Cleared(id)),
        _ => Err(damaged("move")),
    }
}

/// As it stands in the document; `None`: not at all.
fn written(state: MoveState) -> Option<(&'static str, MoveId)> {
    match state {
        MoveState::Settled => None,
        MoveState::Leaving(id) => Some((LEAVING, id)),
        MoveState::GivingUp(id) => Some((GIVING_UP, id)),
        MoveState::Left(id) => Some((LEFT, id)),
        MoveState::Chosen(id) => Some((CHOSEN, id)),
        MoveState::Arriving(id) => Some((ARRIVING, id)),
        MoveState::Arrived(id) => Some((ARRIVED, id)),
        MoveState::Cleared(id) => Some((CLEARED, id)),
    }
}

/// An error if the database doesn't answer, or isn't for servers any more.
pub(super) async fn is_for_servers(meta: &Collection<Document>) -> Result<(), StoreError> {
    match move_state(meta).await? {
        MoveState::Settled | MoveState::Chosen(_) | MoveState::Arrived(_) | MoveState::Cleared(_) => Ok(()),
        _ => Err(StoreError::Unavailable(
            "it is being moved to another store, or was; stop this server".into(),
        )),
    }
}

/// Inserts those that aren't there.
async fn insert(collection: &Collection<Document>, documents: Vec<Document>) -> Result<(), StoreError> {
    if documents.is_empty() {
        return Ok(());
    }
    let inserted: Result<_, Error> = collection.insert_many(documents).ordered(false).await;
    match inserted {
        Err(error) if !is_duplicate(&error) => Err(error.into()),
        _ => Ok(()),
    }
}

fn participant(document: &Document) -> Result<PortableParticipant, StoreError> {
    let newest = document.unsigned("newest")?;
    let revision = |number| reports::revision(document, number)?.ok_or_else(|| damaged("revisions"));
    Ok(PortableParticipant {
        participant: invitations::participant_of(document)?,
        assigned: document.unsigned("assigned")?,
        cohort: document.unsigned("cohort")?,
        voucher: document.array("voucher")?,
        revisions: (1..=newest).map(revision).collect::<Result<_, _>>()?,
    })
}

fn document_of(
    session: &SessionId,
    participant: &PortableParticipant,
    frozen: bool,
) -> Result<Document, StoreError> {
    let PortableParticipant { participant, assigned, cohort, voucher, revisions } = participant;
    let stored: Vec<Bson> = revisions
        .iter()
        .map(|stored| Ok(reports::revision_document(stored)?.into()))
        .collect::<Result<_, StoreError>>()?;
    let mut document = invitations::document(session, participant, *assigned, voucher);
    document.extend(doc! {
        "admitted": true,
        "frozen": frozen,
        "cohort": i32::from(*cohort),
        "revisions": stored,
    });
    if let Some(StoredRevision { revision, digest, .. }) = revisions.last() {
        document.extend(doc! { "newest": *revision as i32, "digest": bytes(*digest.as_bytes()) });
    }
    Ok(document)
}
