//! Sessions and their phases.

use rusqlite::{Connection, Row, params};
use tacit_protocol::{
    ids::{OfferId, SessionId},
    phase::Phase,
};

use super::{
    offers, secrets,
    sql::{id, no_session, one, run},
};
use crate::store::{
    CreateOutcome, PhaseOutcome, SessionRecord, SessionState, StoreError, Usage, UsageLimits, phase_code,
};

pub(super) fn create(
    db: &Connection,
    record: &SessionRecord,
    limits: UsageLimits,
) -> Result<CreateOutcome, StoreError> {
    let made_from: Option<Vec<u8>> =
        one(db, "SELECT offer FROM sessions WHERE session = ?1", [record.session.as_bytes()], |row| {
            row.get(0)
        })?;
    if let Some(offer) = made_from {
        let same = offer == record.offer.as_bytes();
        return Ok(if same { CreateOutcome::Existed } else { CreateOutcome::NoOffer });
    }
    if limits.are_set() {
        let used = usage(db, &record.analyst)?;
        if !limits.admit(&used, record.reserved) {
            return Ok(CreateOutcome::Exceeded(used));
        }
    }
    if !offers::use_up(db, &record.offer, record.created_at)? {
        return Ok(CreateOutcome::NoOffer);
    }
    insert(db, record).map(|()| CreateOutcome::Created)
}

pub(super) fn insert(db: &Connection, record: &SessionRecord) -> Result<(), StoreError> {
    let secret = record.sealed_secret.as_deref().map(|secret| secrets::put(db, secret)).transpose()?;
    run(
        db,
        "INSERT INTO sessions
             (session, offer, analyst, phase, created_at, closes_at, reserved, secret, sealed_signing_seed, manifest)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        params![
            record.session.as_bytes(),
            record.offer.as_bytes(),
            record.analyst,
            phase_code::code(record.phase),
            record.created_at,
            record.closes_at,
            record.reserved,
            secret,
            record.sealed_signing_seed,
            record.manifest
        ],
    )?;
    run(db, "INSERT INTO counts (session) VALUES (?1)", [db.last_insert_rowid()]).map(drop)
}

pub(super) fn session(db: &Connection, session: &SessionId) -> Result<Option<SessionRecord>, StoreError> {
    let statement =
        "SELECT offer, phase, secret, analyst, created_at, closes_at, sealed_signing_seed, manifest, reserved
                     FROM sessions WHERE session = ?1";
    let read = |row: &Row<'_>| {
        let secret: Option<i64> = row.get(2)?;
        let offer: Vec<u8> = row.get(0)?;
        let (manifest, reserved) = (row.get(7)?, row.get(8)?);
        Ok((
            offer,
            row.get(1)?,
            secret,
            row.get(3)?,
            row.get(4)?,
            row.get(5)?,
            row.get(6)?,
            manifest,
            reserved,
        ))
    };
    let Some((offer, phase, secret, analyst, created_at, closes_at, sealed_signing_seed, manifest, reserved)) =
        one(db, statement, [session.as_bytes()], read)?
    else {
        return Ok(None);
    };
    Ok(Some(SessionRecord {
        session: *session,
        analyst,
        manifest,
        offer: id(&offer, "an offer's id")?,
        phase: phase_code::phase(phase)?,
        created_at,
        closes_at,
        reserved,
        sealed_secret: secret.map(|secret| secrets::get(db, secret)).transpose()?,
        sealed_signing_seed,
    }))
}

/// Reads no more of the row than what comes before the manifest.
pub(super) fn state(db: &Connection, session: &SessionId) -> Result<Option<SessionState>, StoreError> {
    let statement = "SELECT offer, analyst, phase, created_at, closes_at, secret IS NOT NULL
                     FROM sessions WHERE session = ?1";
    let read = |row: &Row<'_>| {
        let offer: Vec<u8> = row.get(0)?;
        Ok((offer, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?))
    };
    let found = one(db, statement, [session.as_bytes()], read)?;
    let Some((offer, analyst, phase, created_at, closes_at, has_secret)) = found else { return Ok(None) };
    Ok(Some(SessionState {
        session: *session,
        analyst,
        offer: id(&offer, "an offer's id")?,
        phase: phase_code::phase(phase)?,
        created_at,
        closes_at,
        has_secret,
    }))
}

pub(super) fn usage(db: &Connection, analyst: &[u8; 32]) -> Result<Usage, StoreError> {
    let statement = "SELECT count(*) FILTER (WHERE phase < ?2), coalesce(sum(reserved), 0)
                     FROM sessions WHERE analyst = ?1";
    let read = |row: &Row<'_>| Ok(Usage { unreleased: row.get(0)?, reserved: row.get(1)? });
    Ok(one(db, statement, params![analyst, phase_code::code(Phase::Released)], read)?.unwrap_or_default())
}

pub(super) fn of(
    db: &Connection,
    analyst: &[u8; 32],
    skip: u32,
    limit: u32,
) -> Result<Vec<SessionId>, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT session FROM sessions WHERE analyst = ?1 ORDER BY created_at DESC, id DESC LIMIT ?3 OFFSET ?2",
    )?;
    let mut rows = statement.query(params![analyst, skip, limit])?;
    let mut sessions = Vec::new();
    while let Some(row) = rows.next()? {
        sessions.push(id(&row.get::<_, Vec<u8>>(0)?, "a session's id")?);
    }
    Ok(sessions)
}

pub(super) fn all(
    db: &Connection,
    after: Option<SessionId>,
    limit: u32,
) -> Result<Vec<SessionId>, StoreError> {
    in_phases(db, "phase <> ?3", phase_code::DELETED, after, limit)
}

/// Of every session its offer and the sealed seed of its signing key, in each format that there was.
pub(super) fn seeds(db: &Connection) -> Result<Vec<(OfferId, Vec<u8>)>, StoreError> {
    let mut statement = db.prepare("SELECT offer, sealed_signing_seed FROM sessions WHERE phase <> ?1")?;
    let mut rows = statement.query([phase_code::DELETED])?;
    let mut seeds = Vec::new();
    while let Some(row) = rows.next()? {
        seeds.push((id(&row.get::<_, Vec<u8>>(0)?, "an offer's id")?, row.get(1)?));
    }
    Ok(seeds)
}

pub(super) fn released(
    db: &Connection,
    after: Option<SessionId>,
    limit: u32,
) -> Result<Vec<SessionId>, StoreError> {
    in_phases(db, "phase = ?3", phase_code::code(Phase::Released), after, limit)
}

fn in_phases(
    db: &Connection,
    condition: &str,
    phase: i32,
    after: Option<SessionId>,
    limit: u32,
) -> Result<Vec<SessionId>, StoreError> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT session FROM sessions WHERE session > ?1 AND {condition} ORDER BY session LIMIT ?2"
    ))?;
    // An empty key comes before all others.
    let after = after.map_or_else(Vec::new, |after| after.as_bytes().to_vec());
    let mut rows = statement.query(params![after, limit, phase])?;
    let mut sessions = Vec::new();
    while let Some(row) = rows.next()? {
        sessions.push(id(&row.get::<_, Vec<u8>>(0)?, "a session's id")?);
    }
    Ok(sessions)
}

pub(super) fn reseal(
    db: &Connection,
    session: &SessionId,
    sealed_signing_seed: &[u8],
    sealed_secret: Option<&[u8]>,
) -> Result<(), StoreError> {
    let statement = "SELECT secret FROM sessions WHERE session = ?1";
    let old: Option<i64> =
        one(db, statement, [session.as_bytes()], |row| row.get(0))?.ok_or_else(|| no_session(session))?;
    let new = match (old, sealed_secret) {
        (Some(_), Some(secret)) => Some(secrets::put(db, secret)?),
        (None, None) => None,
        _ => return Ok(()),
    };
    let update = "UPDATE sessions SET secret = ?2, sealed_signing_seed = ?3 WHERE session = ?1";
    run(db, update, params![session.as_bytes(), new, sealed_signing_seed])?;
    old.map_or(Ok(()), |old| secrets::destroy(db, old))
}

pub(super) fn extend(
    db: &Connection,
    session: &SessionId,
    closes_at: u64,
) -> Result<PhaseOutcome, StoreError> {
    match phase(db, session)? {
        Phase::Draft | Phase::Open | Phase::Paused => {
            let later =
                "UPDATE sessions SET closes_at = ?2 WHERE session = ?1 AND coalesce(closes_at, 0) < ?2";
            run(db, later, params![session.as_bytes(), closes_at])?;
            Ok(PhaseOutcome::Now)
        }
        elsewhere => Ok(PhaseOutcome::Elsewhere(elsewhere)),
    }
}

pub(super) fn set_phase(db: &Connection, session: &SessionId, to: Phase) -> Result<PhaseOutcome, StoreError> {
    let from = phase(db, session)?;
    let leads = matches!(to, Phase::Open | Phase::Paused) && from.allows(to);
    if from != to && !leads {
        return Ok(PhaseOutcome::Elsewhere(from));
    }
    if from != to {
        write_phase(db, session, to)?;
    }
    Ok(PhaseOutcome::Now)
}

/// Where the session stands.
pub(super) fn phase(db: &Connection, session: &SessionId) -> Result<Phase, StoreError> {
    let found =
        one(db, "SELECT phase FROM sessions WHERE session = ?1", [session.as_bytes()], |row| row.get(0))?;
    phase_code::phase(found.ok_or_else(|| no_session(session))?)
}

/// Puts the session into a phase, once the caller found that the step is allowed.
pub(super) fn write_phase(db: &Connection, session: &SessionId, to: Phase) -> Result<(), StoreError> {
    let params = params![session.as_bytes(), phase_code::code(to)];
    run(db, "UPDATE sessions SET phase = ?2 WHERE session = ?1", params).map(drop)
}
