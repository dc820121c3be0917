use super::*;

fn statement(submitted: u64, batch_size: u32) -> ClosingStatement {
    ClosingStatement {
        session: SessionId::of_manifest(b"{}"),
        closed_at: 1,
        invited: submitted,
        submitted,
        revisions: submitted,
        batch_size,
        root: [5; 32],
    }
}

#[test]
fn batch_sizes_at_their_boundaries() {
    const MIB: usize = 1 << 20;
    for (leader_share_len, size) in [
        (0, 1024),
        (1, 1024),
        (960, 1024),
        (8 * MIB / 1024, 1024),
        (8 * MIB / 1024 + 1, 512),
        (8 * MIB / 512, 512),
        (8 * MIB / 512 + 1, 256),
        (57_000, 128),
        (8 * MIB / 32, 32),
        (8 * MIB / 32 + 1, 16),
        (540_000, 16),
        (8 * MIB, 16),
        (8 * MIB + 1, 16),
        (usize::MAX, 16),
    ] {
        assert_eq!(batch_size(leader_share_len), size, "{leader_share_len} bytes");
    }
}

#[test]
fn every_batch_size_is_one_that_decodes() {
    for leader_share_len in (0..600_000).step_by(97) {
        let bytes = statement(1, batch_size(leader_share_len)).get_encoded().unwrap();
        assert!(ClosingStatement::get_decoded(&bytes).is_ok(), "{leader_share_len} bytes");
    }
}

#[test]
fn batches_at_their_boundaries() {
    for (submitted, batches, last) in [
        (0, 0, 0),
        (1, 1, 1),
        (15, 1, 15),
        (16, 1, 16),
        (17, 2, 1),
        (32, 2, 16),
        (33, 3, 1),
        (100_000_000, 6_250_000, 16),
    ] {
        let statement = statement(submitted, 16);
        assert_eq!(statement.batches(), batches, "{submitted} reports");
        assert_eq!(statement.batch_len(batches.saturating_sub(1)), last, "{submitted} reports");
        assert_eq!(statement.batch_len(batches), 0, "{submitted} reports");
        assert_eq!(statement.batch_len(u32::MAX), 0, "{submitted} reports");
    }
}

#[test]
fn batches_make_up_the_whole() {
    for submitted in 0..200 {
        let statement = statement(submitted, 16);
        let lens: Vec<usize> = (0..statement.batches()).map(|index| statement.batch_len(index)).collect();
        assert_eq!(lens.iter().sum::<usize>() as u64, submitted);
        assert!(lens.iter().rev().skip(1).all(|len| *len == 16), "{submitted}: {lens:?}");
    }
}

#[test]
fn counts_that_no_session_has_do_not_overflow() {
    let statement = statement(u64::MAX, 1024);
    assert_eq!(statement.batches(), u32::MAX);
    assert_eq!(statement.batch_len(u32::MAX), 1024);
}

#[test]
fn other_batch_sizes_are_refused() {
    for size in [0, 1, 2, 8, 15, 17, 24, 1023, 1025, 2048, 1 << 31, u32::MAX] {
        let bytes = statement(1, size).get_encoded().unwrap();
        let refused = matches!(ClosingStatement::get_decoded(&bytes), Err(CodecError::UnexpectedValue));
        assert!(refused, "a batch size of {size} passes");
    }
}
