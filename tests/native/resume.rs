use std::time::Duration;

use message_batches::bytes::lines::Lines;
use message_batches::bytes::rolling_hash::{Ledger, Mark};
use message_batches::results::resume::{Answer, Changed, Download, End, Gate, Head, Seen, may_pass};

const BLOCK: usize = 65_536;

fn stream(len: usize) -> Vec<u8> {
    (0..len).map(|at| (at * 31 % 251) as u8).collect()
}

fn ledger(bytes: &[u8]) -> Ledger {
    let mut ledger = Ledger::default();
    ledger.update(bytes);
    ledger
}

fn whole() -> Head<'static> {
    Head {
        status: 200,
        ..Head::default()
    }
}

fn part(range: &str) -> Head<'_> {
    Head {
        status: 206,
        range: Some(range),
        ..Head::default()
    }
}

/// A download that was given so many bytes before its connection was lost.
fn lost(bytes: &[u8]) -> Download {
    let mut download = Download::new(5);
    assert_eq!(download.answered(whole()), Answer::Read);
    assert_eq!(download.take(bytes).unwrap(), bytes);
    assert_eq!(download.dropped(0.0), Some(Duration::ZERO));
    download
}

#[test]
fn a_hash_is_the_same_in_whatever_pieces_the_bytes_come() {
    let bytes = stream(3 * BLOCK + 17);
    let once = ledger(&bytes).mark();
    for piece in [1, 7, 4096, BLOCK - 1, BLOCK, BLOCK + 1] {
        let mut ledger = Ledger::default();
        for piece in bytes.chunks(piece) {
            ledger.update(piece);
        }
        assert_eq!(ledger.mark(), once);
    }
}

#[test]
fn a_hash_tells_every_single_byte_and_every_swap_of_blocks() {
    let bytes = stream(2 * BLOCK + 100);
    let mark = ledger(&bytes).mark();
    for at in [0, 1, BLOCK - 1, BLOCK, 2 * BLOCK, 2 * BLOCK + 99] {
        let mut other = bytes.clone();
        other[at] ^= 1;
        assert_ne!(ledger(&other).mark(), mark, "byte {at}");
    }
    let swapped = [&bytes[BLOCK..2 * BLOCK], &bytes[..BLOCK], &bytes[2 * BLOCK..]].concat();
    assert_ne!(ledger(&swapped).mark(), mark);
    assert_ne!(ledger(&bytes[1..]).mark(), mark);
}

#[test]
fn a_mark_is_32_digits_and_comes_back_from_them() {
    let mark = ledger(&stream(200_000)).mark();
    assert_eq!(mark.hash().len(), 32);
    assert_eq!(Mark::parse(200_000, &mark.hash()), Some(mark));
    for hash in [
        "",
        "changed",
        &"x".repeat(32),
        &"é".repeat(16),
        &"0".repeat(31),
        &"0".repeat(33),
        &"-1".repeat(16),
    ] {
        assert_eq!(Mark::parse(200_000, hash), None, "{hash}");
    }
}

#[test]
fn the_part_to_ask_for_starts_at_the_last_whole_block_before_the_loss() {
    for (read, first) in [
        (0, None),
        (1, None),
        (BLOCK, None),
        (2 * BLOCK - 1, None),
        (2 * BLOCK, Some(BLOCK as u64)),
        (3 * BLOCK - 1, Some(BLOCK as u64)),
        (3 * BLOCK, Some(2 * BLOCK as u64)),
    ] {
        let mut download = Download::new(5);
        download.answered(whole());
        download.take(&stream(read)).unwrap();
        assert_eq!(download.ask(), None);
        download.dropped(0.0);
        assert_eq!(download.ask(), first, "after {read} bytes");
    }
}

#[test]
fn what_is_known_is_left_out_in_whatever_pieces_it_comes_again() {
    let bytes = stream(4 * BLOCK);
    let at = 3 * BLOCK + 5;
    for piece in [1, 1000, BLOCK, 10 * BLOCK] {
        for range in [
            None,
            Some(format!("bytes {}-{}/{}", 2 * BLOCK, bytes.len() - 1, bytes.len())),
        ] {
            let mut download = lost(&bytes[..at]);
            let (head, start) = range.as_deref().map_or((whole(), 0), |range| (part(range), 2 * BLOCK));
            assert_eq!(download.answered(head), Answer::Read);
            let new: Vec<u8> = bytes[start..]
                .chunks(piece)
                .flat_map(|piece| download.take(piece).unwrap().into_owned())
                .collect();
            assert_eq!(new, &bytes[at..]);
            assert_eq!(download.ended(), End::Done);
            assert_eq!(download.mark(), Some(ledger(&bytes).mark()));
        }
    }
}

#[test]
fn an_answer_to_a_range_is_read_only_if_it_is_the_part_that_was_asked_for() {
    let bytes = stream(3 * BLOCK);
    let length = Some("5");
    for (head, answer) in [
        (whole(), Answer::Read),
        (part("bytes 131072-196607/196608"), Answer::Read),
        (part("Bytes 131072-196607/*"), Answer::Read),
        (part("bytes 131071-196607/196608"), Answer::AskAgain),
        (part("bytes 0-196607/196608"), Answer::AskAgain),
        (part("bytes */196608"), Answer::AskAgain),
        (part("items 131072-1/2"), Answer::AskAgain),
        (part("bytes 99999999999999999999999-1/2"), Answer::AskAgain),
        (part(""), Answer::AskAgain),
        (
            Head {
                encoded: true,
                ..part("bytes 131072-196607/196608")
            },
            Answer::AskAgain,
        ),
        (
            Head {
                encoded: true,
                length,
                ..whole()
            },
            Answer::Read,
        ),
        (
            Head {
                status: 206,
                ..Head::default()
            },
            Answer::AskAgain,
        ),
    ] {
        let mut download = lost(&bytes);
        assert_eq!(download.answered(head), answer, "{head:?}");
        assert_eq!(download.ask().is_none(), answer == Answer::AskAgain);
        assert_eq!(download.answered(whole()), Answer::Read);
    }
}

#[test]
fn an_end_before_the_announced_length_is_a_loss_unless_the_length_counts_other_bytes() {
    for (length, encoded, end) in [
        (None, false, End::Done),
        (Some("100"), false, End::Done),
        (Some(" 101 "), false, End::Lost),
        (Some("99"), false, End::Done),
        (Some("101"), true, End::Done),
        (Some("many"), false, End::Done),
    ] {
        let mut download = Download::new(5);
        download.answered(Head {
            status: 200,
            length,
            encoded,
            range: None,
        });
        download.take(&stream(100)).unwrap();
        assert_eq!(download.ended(), end, "{length:?}");
    }
}

#[test]
fn other_bytes_than_before_are_a_change_and_so_is_an_end_before_them() {
    let bytes = stream(1000);
    let mut download = lost(&bytes);
    download.answered(whole());
    let mut other = bytes.clone();
    other[7] ^= 1;
    assert_eq!(download.take(&other), Err(Changed));

    let mut download = lost(&bytes);
    download.answered(whole());
    assert_eq!(download.take(&bytes[..999]).unwrap(), b"".as_slice());
    assert_eq!(download.ended(), End::Changed);
}

#[test]
fn losses_are_waited_out_longer_and_longer_until_there_were_too_many_without_a_new_byte() {
    let mut download = Download::new(4);
    let waits = |download: &mut Download| -> Vec<Option<u64>> {
        (0..6)
            .map(|_| download.dropped(0.0).map(|wait| wait.as_millis() as u64))
            .collect()
    };
    assert_eq!(
        waits(&mut download),
        [Some(0), Some(500), Some(1000), Some(2000), None, None]
    );
    download.answered(whole());
    download.take(b"a").unwrap();
    assert_eq!(
        waits(&mut download),
        [Some(0), Some(500), Some(1000), Some(2000), None, None]
    );
    // What comes again is not new.
    download.answered(whole());
    download.take(b"a").unwrap();
    assert_eq!(download.dropped(0.0), None);
    assert_eq!(Download::new(0).dropped(0.0), None);
}

#[test]
fn a_place_inside_of_a_chunk_is_the_place_that_a_reader_of_just_that_much_has() {
    let bytes = stream(5 * BLOCK);
    let mut download = Download::new(5);
    download.answered(whole());
    download.take(&bytes[..100_000]).unwrap();
    let chunk = &bytes[100_000..260_000];
    download.take(chunk).unwrap();
    for offset in [100_000, 100_001, 131_072, 200_000, 260_000] {
        assert_eq!(
            download.mark_in(chunk, offset as u64),
            Some(ledger(&bytes[..offset]).mark()),
            "{offset}"
        );
    }
    // Out of reach: nothing, rather than something wrong.
    assert_eq!(download.mark_in(&[], 200_000).map(|mark| mark.offset), Some(100_000));
}

#[test]
fn a_place_after_whole_lines_is_where_the_last_one_ended() {
    let mut download = Download::new(5);
    download.answered(whole());
    for (chunk, offset) in [("ab", 0), ("c\nd\r", 6), ("\nef", 7), ("gh", 7), ("\n\n\n", 14)] {
        download.take(chunk.as_bytes()).unwrap();
        assert_eq!(download.mark().unwrap().offset, offset, "after {chunk:?}");
    }
    download.take(b"tail").unwrap();
    download.ended();
    assert_eq!(download.mark().unwrap().offset, 18);
}

#[test]
fn a_gate_lets_each_record_through_as_often_as_it_was_not_given() {
    let line = |id: &str| format!("{{\"custom_id\":\"{id}\",\"result\":{{\"type\":\"canceled\"}}}}");
    let mut seen = Seen::default();
    for id in ["a", "a", "é", "constructor"] {
        seen.id(id);
    }
    seen.malformed(b"{broken");
    let text = format!(
        "{a}\r\n\n{b}\n  {{broken  \n{{broken\n{a}\n{a}\n{e}\n{c}",
        a = line("a"),
        b = line("b"),
        c = line("\\u0063onstructor"),
        e = line("\\u00e9"),
    );
    let expected = format!("{}\n{{broken\n{}\n", line("b"), line("a"));
    for cut in 0..text.len() {
        let mut gate = Gate::new(&seen);
        let mut passed = gate.push(&text.as_bytes()[..cut]);
        passed.extend(gate.push(&text.as_bytes()[cut..]));
        passed.extend(gate.finish());
        assert_eq!(String::from_utf8(passed).unwrap(), expected, "cut at {cut}");
    }
    let mut lines = 0;
    Lines::default().push(expected.as_bytes(), |_, _| lines += 1);
    assert_eq!(lines, 3);
}

#[test]
fn failures_to_ask_again_pass_or_do_not_by_their_code() {
    for code in [
        "connection_failed",
        "connection_lost",
        "timed_out",
        "server_error",
        "overloaded",
        "rate_limited",
    ] {
        assert!(may_pass(code), "{code}");
    }
    for code in [
        "",
        "authentication_failed",
        "not_found",
        "results_archived",
        "spend_limit",
        "needs_relay",
        "internal_error",
    ] {
        assert!(!may_pass(code), "{code}");
    }
}

#[test]
fn a_hash_is_what_it_was_in_the_version_before_and_is_in_webassembly() {
    // The same stands in tests/shell/resume.test.mjs: positions outlive a process, and two kinds of code make them.
    let bytes: String = (0..30_000).map(|number| format!("{number}\n")).collect();
    assert_eq!(
        ledger(bytes.as_bytes()).mark().hash(),
        "f81c058682e058b3bda3e282afb0bcc5"
    );
}
