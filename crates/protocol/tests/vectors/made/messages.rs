//! Messages that are not signed.

use serde_json::{Value, json};
use tacit_envelope::keyfile::AnalystSecret;
use tacit_protocol::{
    administration::{Revocations, Submission, Submissions},
    batch::{Batch, BatchEntry, LeaderFinding, Note, Notes, Rejection, Verdict, Verdicts},
    codec::Encode,
    ids::{OfferId, ParticipantId, ReportId, SessionId},
    invitation::{Invitation, Invitations, Inviter},
    media,
    release::{CountsOf, Release, ReleaseOf, ReleaseRequest, ShareElement},
    report::{Report, ReportHeader},
    session::CreateSession,
};

use super::{Case, File, Made, counting, hex};

/// What is altered, how it must be refused, and how to do it to the good bytes.
pub(super) type Bad = (&'static str, &'static str, fn(&mut Vec<u8>));

/// What is wrong with any message of these kinds.
const ALWAYS_BAD: [Bad; 5] = [
    ("version-0", "unexpected-value", |bytes| bytes[0] = 0),
    ("version-2", "unexpected-value", |bytes| bytes[0] = 2),
    ("truncated", "too-short", |bytes| bytes.truncate(bytes.len() - 1)),
    ("empty", "too-short", Vec::clear),
    ("trailing-byte", "too-long", |bytes| bytes.push(0)),
];

pub(super) fn files() -> Made<Vec<File>> {
    Ok(vec![
        report()?,
        create_session()?,
        invitations()?,
        revocations()?,
        submissions()?,
        batch()?,
        verdicts()?,
        notes()?,
        release_request()?,
        release()?,
    ])
}

/// The good message, then what is wrong with any, then what is wrong with this one.
pub(super) fn cases(good: &impl Encode, fields: Value, bad: &[Bad]) -> Made<Vec<Case>> {
    let good = good.get_encoded()?;
    let first =
        Case { expect: "ok", case: "good", input: json!({ "fields": fields, "message": hex(&good) }) };
    let bad = ALWAYS_BAD.iter().chain(bad).map(|(case, expect, alter)| {
        let mut bytes = good.clone();
        alter(&mut bytes);
        Case { expect, case, input: json!({ "message": hex(&bytes) }) }
    });
    Ok([first].into_iter().chain(bad).collect())
}

fn file(kind: &'static str, about: &'static str, content_type: Option<&str>, cases: Vec<Case>) -> File {
    let given = content_type.map(|content_type| json!({ "content_type": content_type }));
    File { kind, about, given, cases }
}

fn header() -> Made<ReportHeader> {
    Ok(ReportHeader {
        report_id: ReportId::try_from(&counting::<16>(0x10)[..])?,
        participant_id: ParticipantId::try_from(&counting::<32>(0x40)[..])?,
        revision: 3,
        cohort: 258,
    })
}

fn header_fields() -> Value {
    json!({
        "report_id": hex(&counting::<16>(0x10)),
        "participant_id": hex(&counting::<32>(0x40)),
        "revision": 3,
        "cohort": 258,
    })
}

fn report() -> Made<File> {
    let report = Report {
        header: header()?,
        public_share: counting::<8>(0x80).into(),
        leader_share: counting::<6>(0x90).into(),
        helper_share: counting::<4>(0xa0).into(),
    };
    let fields = json!({
        "header": header_fields(),
        "public_share": hex(&report.public_share),
        "leader_share": hex(&report.leader_share),
        "helper_share": hex(&report.helper_share),
    });
    let bad: [Bad; 3] = [
        ("public-share-length", "too-short", |bytes| bytes[55] = 0xff),
        ("leader-share-length", "too-short", |bytes| bytes[67] = 0xff),
        ("helper-share-one-longer", "too-short", |bytes| bytes[80] += 1),
    ];
    let about = "A report. Its shares are stand-ins: report_*.json has real ones.";
    Ok(file("report", about, Some(media::REPORT), cases(&report, fields, &bad)?))
}

fn create_session() -> Made<File> {
    let create = CreateSession {
        offer: OfferId::try_from(&counting::<16>(0x20)[..])?,
        manifest: b"{}".into(),
        verify_key: counting::<80>(0x30).into(),
    };
    let fields = json!({
        "offer": hex(create.offer.as_bytes()),
        "manifest": hex(&create.manifest),
        "verify_key": hex(&create.verify_key),
    });
    let bad: [Bad; 2] = [
        ("manifest-length", "too-short", |bytes| bytes[17] = 0xff),
        ("verify-key-one-shorter", "too-long", |bytes| bytes[26] -= 1),
    ];
    let about = "A request to make a session. Manifest and sealed verify key are stand-ins.";
    Ok(file("create_session", about, Some(media::CREATE_SESSION), cases(&create, fields, &bad)?))
}

fn revocations() -> Made<File> {
    let participants = [counting::<32>(0x01), counting::<32>(0x21)]
        .iter()
        .map(|id| Ok(ParticipantId::try_from(&id[..])?))
        .collect::<Made<Vec<_>>>()?;
    let fields =
        json!({ "participants": participants.iter().map(|id| hex(id.as_bytes())).collect::<Vec<_>>() });
    let bad: [Bad; 2] = [
        ("one-more-announced", "too-short", |bytes| bytes[4] += 1),
        ("one-fewer-announced", "too-long", |bytes| bytes[4] -= 1),
    ];
    let cases = cases(&Revocations { participants }, fields, &bad)?;
    Ok(file("revocations", "Two invitations to take back.", Some(media::REVOCATIONS), cases))
}

fn submissions() -> Made<File> {
    let submission = Submission {
        participant: ParticipantId::try_from(&counting::<32>(0x01)[..])?,
        cohort: 258,
        revision: 3,
        first_at: 1_800_000_000_000,
        newest_at: 1_800_000_060_000,
    };
    let fields = json!({ "submissions": [{
        "participant": hex(submission.participant.as_bytes()),
        "cohort": submission.cohort,
        "revision": submission.revision,
        "first_at": submission.first_at,
        "newest_at": submission.newest_at,
    }] });
    let bad: [Bad; 2] = [
        ("one-more-announced", "too-short", |bytes| bytes[4] += 1),
        ("one-fewer-announced", "too-long", |bytes| bytes[4] -= 1),
    ];
    let cases = cases(&Submissions { submissions: vec![submission] }, fields, &bad)?;
    Ok(file(
        "submissions",
        "Who submitted: somebody of cohort 258, three times.",
        Some(media::SUBMISSIONS),
        cases,
    ))
}

fn invitations() -> Made<File> {
    let inviter = Inviter::new(&AnalystSecret::from_seed(&counting(0x50)), &SessionId::of_manifest(b"{}"));
    let invited = [(counting::<32>(0x01), 0), (counting::<32>(0x21), 258)];
    let invitations = invited
        .iter()
        .map(|(id, cohort)| Ok(inviter.invite(ParticipantId::try_from(&id[..])?, *cohort)))
        .collect::<Made<Vec<Invitation>>>()?;
    let fields = invitations.iter().map(|invitation| {
        json!({
            "participant": hex(invitation.participant.as_bytes()),
            "cohort": invitation.cohort,
            "voucher": hex(&invitation.voucher),
        })
    });
    let fields = json!({ "invitations": fields.collect::<Vec<_>>() });
    let bad: [Bad; 3] = [
        ("one-more-announced", "too-short", |bytes| bytes[4] += 1),
        ("one-fewer-announced", "too-long", |bytes| bytes[4] -= 1),
        ("count", "too-short", |bytes| bytes[1] = 0xff),
    ];
    let cases = cases(&Invitations { invitations }, fields, &bad)?;
    let about = "Participants to admit: one without a cohort, one to number 258; of the analyst whose seed counts up from 50, \
                 to the session with the manifest {}.";
    Ok(file("invitations", about, Some(media::INVITATIONS), cases))
}

fn batch() -> Made<File> {
    let entry = BatchEntry {
        header: header()?,
        voucher: counting(0xc0),
        public_share: counting::<8>(0x80).into(),
        leader_share_hash: counting(0xb0),
        helper_share: counting::<4>(0xa0).into(),
        leader: LeaderFinding::Prepared(counting::<5>(0xd0).into()),
    };
    let rejected = BatchEntry { leader: LeaderFinding::Rejected(Rejection::Unsealable), ..entry.clone() };
    let both = |leader: Value| {
        json!({
            "header": header_fields(),
            "voucher": hex(&entry.voucher),
            "public_share": hex(&entry.public_share),
            "leader_share_hash": hex(&entry.leader_share_hash),
            "helper_share": hex(&entry.helper_share),
            "leader": leader,
        })
    };
    let fields = json!({
        "index": 258,
        "entries": [
            both(json!({ "prepared": hex(&counting::<5>(0xd0)) })),
            both(json!({ "rejected": "unsealable" })),
        ],
    });
    let batch = Batch { index: 258, entries: vec![entry, rejected] };
    let bad: [Bad; 4] = [
        ("unknown-rejection", "unexpected-value", |bytes| alter_last(bytes, |code| *code = 4)),
        ("rejection-as-prepared", "too-short", |bytes| alter_last(bytes, |code| *code = 0)),
        ("one-more-announced", "too-short", |bytes| bytes[8] += 1),
        ("count", "too-short", |bytes| bytes[5] = 0xff),
    ];
    let about = "Reports to verify. Shares are stand-ins.";
    Ok(file("batch", about, Some(media::BATCH), cases(&batch, fields, &bad)?))
}

fn verdicts() -> Made<File> {
    let verdicts = Verdicts {
        index: 258,
        verdicts: [Verdict::Accepted(counting(0xc0))]
            .into_iter()
            .chain(Rejection::ALL.map(Verdict::Rejected))
            .collect(),
        note: counting::<3>(0xe0).into(),
    };
    let fields = json!({
        "index": 258,
        "verdicts": [
            { "accepted": hex(&counting::<32>(0xc0)) },
            { "rejected": "unsealable" },
            { "rejected": "malformed" },
            { "rejected": "invalid" },
        ],
        "note": hex(&verdicts.note),
    });
    let bad: [Bad; 3] = [
        ("unknown-rejection", "unexpected-value", |bytes| bytes[44] = 4),
        ("one-more-announced", "too-short", |bytes| bytes[8] = 0xff),
        ("note-length", "too-short", |bytes| bytes[45] = 0xff),
    ];
    let about = "What becomes of a batch's reports, and the analyst's note to itself.";
    Ok(file("verdicts", about, Some(media::VERDICTS), cases(&verdicts, fields, &bad)?))
}

fn notes() -> Made<File> {
    let note = |index, note: &[u8]| Note { index, note: note.to_vec() };
    let notes = Notes { notes: vec![note(0, &counting::<3>(0xe0)), note(2, &[])] };
    let fields =
        json!({ "notes": [{ "index": 0, "note": hex(&counting::<3>(0xe0)) }, { "index": 2, "note": "" }] });
    let bad: [Bad; 2] = [
        ("one-more-announced", "too-short", |bytes| bytes[4] += 1),
        ("note-length", "too-short", |bytes| bytes[9] = 0xff),
    ];
    let about = "One page of the analyst's notes to itself.";
    Ok(file("notes", about, Some(media::NOTES), cases(&notes, fields, &bad)?))
}

fn release_request() -> Made<File> {
    let shares = [counting::<16>(0x01), counting::<16>(0x11)];
    let of = |cohort, share| CountsOf { cohort, shares: vec![ShareElement(share)] };
    let request = ReleaseRequest { counts: vec![of(0, shares[0]), of(258, shares[1])] };
    let fields = json!({ "counts": [
        { "cohort": 0, "shares": [hex(&shares[0])] },
        { "cohort": 258, "shares": [hex(&shares[1])] },
    ] });
    let bad: [Bad; 2] = [
        ("one-more-announced", "too-short", |bytes| bytes[4] += 1),
        ("one-fewer-announced", "too-long", |bytes| bytes[4] -= 1),
    ];
    let about = "The analyst's share of the counts, of everybody and of cohort 258.";
    Ok(file("release_request", about, Some(media::RELEASE_REQUEST), cases(&request, fields, &bad)?))
}

fn release() -> Made<File> {
    let (count, value) = (counting::<16>(0x01), counting::<16>(0x11));
    let release = Release {
        of: vec![ReleaseOf {
            cohort: 258,
            accepted: 526,
            counts: vec![ShareElement(count)],
            values: vec![None, Some(ShareElement(value))],
        }],
    };
    let fields = json!({ "of": [
        { "cohort": 258, "accepted": 526, "counts": [hex(&count)], "values": [null, hex(&value)] },
    ] });
    let bad: [Bad; 5] = [
        ("withheld-value-tag", "unexpected-value", |bytes| bytes[39] = 2),
        ("value-tag", "unexpected-value", |bytes| bytes[40] = 2),
        ("released-value-as-withheld", "too-long", |bytes| bytes[40] = 0),
        ("count", "too-short", |bytes| bytes[15] = 0xff),
        ("cohorts", "too-short", |bytes| bytes[1] = 0xff),
    ];
    let about = "What the server seals to the analyst, of one cohort: the second value is released, the first withheld.";
    Ok(file("release", about, None, cases(&release, fields, &bad)?))
}

fn alter_last(bytes: &mut [u8], alter: fn(&mut u8)) {
    if let Some(last) = bytes.last_mut() {
        alter(last);
    }
}
