use std::time::Duration;

use message_batches::bytes::lines::Lines;
use message_batches::bytes::rolling_hash::RollingHash;
use message_batches::results::record::MAX_LINE;
use message_batches::results::resume::{
    DeliveryLog, DownloadState, DuplicateFilter, Refusal, ResponseAction, ResponseEnd, ResponseHead, cursor,
    is_retryable,
};

pub const BLOCK: usize = 65_536;

pub fn stream(len: usize) -> Vec<u8> {
    (0..len).map(|at| (at * 31 % 251) as u8).collect()
}

fn hash(bytes: &[u8]) -> RollingHash {
    let mut hash = RollingHash::default();
    hash.update(bytes);
    hash
}

pub fn whole() -> ResponseHead<'static> {
    ResponseHead {
        status: 200,
        ..ResponseHead::default()
    }
}

pub fn part(range: &str) -> ResponseHead<'_> {
    ResponseHead {
        status: 206,
        range: Some(range),
        ..ResponseHead::default()
    }
}

/// A download that received these bytes before its connection was lost.
pub fn lost(bytes: &[u8]) -> DownloadState {
    let mut download = DownloadState::new(5);
    assert_eq!(download.begin_response(whole()), ResponseAction::Read);
    assert_eq!(download.take(bytes).unwrap(), bytes);
    assert_eq!(download.dropped(0.0), Some(Duration::ZERO));
    download
}

#[test]
fn a_hash_is_the_same_in_whatever_pieces_the_bytes_come() {
    let bytes = stream(3 * BLOCK + 17);
    let once = hash(&bytes).checkpoint();
    for piece in [1, 7, 4096, BLOCK - 1, BLOCK, BLOCK + 1] {
        let mut hash = RollingHash::default();
        for piece in bytes.chunks(piece) {
            hash.update(piece);
        }
        assert_eq!(hash.checkpoint(), once);
    }
}

#[test]
fn a_hash_detects_every_changed_byte_and_every_swap_of_blocks() {
    let bytes = stream(2 * BLOCK + 100);
    let checkpoint = hash(&bytes).checkpoint();
    for at in [0, 1, BLOCK - 1, BLOCK, 2 * BLOCK, 2 * BLOCK + 99] {
        let mut other = bytes.clone();
        other[at] ^= 1;
        assert_ne!(hash(&other).checkpoint(), checkpoint, "byte {at}");
    }
    let swapped = [&bytes[BLOCK..2 * BLOCK], &bytes[..BLOCK], &bytes[2 * BLOCK..]].concat();
    assert_ne!(hash(&swapped).checkpoint(), checkpoint);
    assert_ne!(hash(&bytes[1..]).checkpoint(), checkpoint);
}

#[test]
fn a_cursor_has_a_version_and_comes_back_as_the_checkpoint_that_it_was_made_of() {
    let checkpoint = hash(&stream(200_000)).checkpoint();
    let text = cursor::encode(Some(checkpoint));
    let (version, hashes) = text.split_at(2);
    assert_eq!((version, hashes.len()), ("1.", 32));
    assert_eq!(cursor::decode(200_000, &text), Some(checkpoint));
    for other in [
        "".into(),
        "1.".into(),
        "changed".into(),
        "1.Changed".into(),
        "2.changed".into(),
        hashes.to_string(),
        format!("2.{hashes}"),
        format!("01.{hashes}"),
        format!(" {text}"),
        format!("{text} "),
        format!("1.{}", "x".repeat(32)),
        format!("1.{}", "é".repeat(16)),
        format!("1.{}", "0".repeat(31)),
        format!("1.{}", "0".repeat(33)),
        format!("1.{}", "-1".repeat(16)),
        format!("1.+{}", "0".repeat(31)),
        format!("1.{}", "A".repeat(32)),
    ] {
        assert_eq!(cursor::decode(200_000, &other), None, "{other}");
    }
}

#[test]
fn a_cursor_of_changed_results_is_of_no_stream_and_none_is_needed_at_the_start() {
    let bytes = stream(1000);
    assert_eq!(cursor::encode(None), "1.changed");
    let checkpoint = cursor::decode(1000, "1.changed").unwrap();
    assert!(!checkpoint.matches(&hash(&bytes)));
    let mut download = DownloadState::from_checkpoint(checkpoint, 5);
    download.begin_response(whole());
    assert_eq!(download.take(&bytes), Err(Refusal::Changed));

    let mut download = DownloadState::from_checkpoint(cursor::decode(0, "").unwrap(), 5);
    assert_eq!(download.take(&bytes).unwrap(), bytes);
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
        let mut download = DownloadState::new(5);
        download.begin_response(whole());
        download.take(&stream(read)).unwrap();
        assert_eq!(download.first_byte(), None);
        download.dropped(0.0);
        assert_eq!(download.first_byte(), first, "after {read} bytes");
    }
}

#[test]
fn known_bytes_are_dropped_wherever_they_are_cut() {
    let bytes = stream(4 * BLOCK);
    let at = 3 * BLOCK + 5;
    for piece in [1, 1000, BLOCK, 10 * BLOCK] {
        for range in [
            None,
            Some(format!("bytes {}-{}/{}", 2 * BLOCK, bytes.len() - 1, bytes.len())),
        ] {
            let mut download = lost(&bytes[..at]);
            let (head, start) = range.as_deref().map_or((whole(), 0), |range| (part(range), 2 * BLOCK));
            assert_eq!(download.begin_response(head), ResponseAction::Read);
            let new: Vec<u8> = bytes[start..]
                .chunks(piece)
                .flat_map(|piece| download.take(piece).unwrap().into_owned())
                .collect();
            assert_eq!(new, &bytes[at..]);
            assert_eq!(download.end_response(0), ResponseEnd::Done);
            assert_eq!(download.checkpoint(), Some(hash(&bytes).checkpoint()));
        }
    }
}

#[test]
fn a_part_that_was_not_requested_is_read_only_if_it_may_be_the_whole() {
    let bytes = stream(BLOCK);
    let unnamed = ResponseHead {
        status: 206,
        ..ResponseHead::default()
    };
    for (head, answer) in [
        (unnamed, ResponseAction::Read),
        (part("bytes 0-65535/65536"), ResponseAction::Read),
        (part("bytes 1-65535/65536"), ResponseAction::RequestWhole),
        (part(""), ResponseAction::RequestWhole),
    ] {
        let mut download = DownloadState::new(1);
        assert_eq!(download.begin_response(head), answer, "{head:?}");
    }
    let mut download = DownloadState::new(1);
    download.begin_response(unnamed);
    assert_eq!(download.take(&bytes).unwrap(), bytes);
    assert_eq!(download.end_response(0), ResponseEnd::Done);
}

#[test]
fn an_answer_to_a_range_is_read_only_if_it_is_the_part_that_was_asked_for() {
    let bytes = stream(3 * BLOCK);
    let length = Some("5");
    for (head, answer) in [
        (whole(), ResponseAction::Read),
        (part("bytes 131072-196607/196608"), ResponseAction::Read),
        (part("Bytes 131072-196607/*"), ResponseAction::Read),
        (part("bytes 131071-196607/196608"), ResponseAction::RequestWhole),
        (part("bytes 0-196607/196608"), ResponseAction::RequestWhole),
        (part("bytes */196608"), ResponseAction::RequestWhole),
        (part("items 131072-1/2"), ResponseAction::RequestWhole),
        (part("bytes 99999999999999999999999-1/2"), ResponseAction::RequestWhole),
        (part(""), ResponseAction::RequestWhole),
        (
            ResponseHead {
                encoded: true,
                ..part("bytes 131072-196607/196608")
            },
            ResponseAction::RequestWhole,
        ),
        (
            ResponseHead {
                encoded: true,
                length,
                ..whole()
            },
            ResponseAction::Read,
        ),
        (
            ResponseHead {
                status: 206,
                ..ResponseHead::default()
            },
            ResponseAction::RequestWhole,
        ),
    ] {
        let mut download = lost(&bytes);
        assert_eq!(download.begin_response(head), answer, "{head:?}");
        assert_eq!(download.first_byte().is_none(), answer == ResponseAction::RequestWhole);
        assert_eq!(download.begin_response(whole()), ResponseAction::Read);
    }
}

#[test]
fn an_end_before_the_announced_length_is_a_loss_unless_the_length_counts_other_bytes() {
    for (length, encoded, end) in [
        (None, false, ResponseEnd::Done),
        (Some("100"), false, ResponseEnd::Done),
        (Some(" 101 "), false, ResponseEnd::Lost),
        (Some("99"), false, ResponseEnd::Done),
        (Some("101"), true, ResponseEnd::Done),
        (Some("many"), false, ResponseEnd::Done),
    ] {
        let mut download = DownloadState::new(5);
        download.begin_response(ResponseHead {
            status: 200,
            length,
            encoded,
            range: None,
        });
        download.take(&stream(100)).unwrap();
        assert_eq!(download.end_response(0), end, "{length:?}");
    }
}

#[test]
fn other_bytes_than_before_are_a_change_and_so_is_an_end_before_them() {
    let bytes = stream(1000);
    let mut download = lost(&bytes);
    download.begin_response(whole());
    let mut other = bytes.clone();
    other[7] ^= 1;
    assert_eq!(download.take(&other), Err(Refusal::Changed));

    let mut download = lost(&bytes);
    download.begin_response(whole());
    assert_eq!(download.take(&bytes[..999]).unwrap(), b"".as_slice());
    assert_eq!(download.end_response(0), ResponseEnd::Changed);
}

#[test]
fn waits_after_losses_grow_until_there_were_too_many_without_a_new_byte() {
    let mut download = DownloadState::new(4);
    let waits = |download: &mut DownloadState| -> Vec<Option<u64>> {
        (0..6)
            .map(|_| download.dropped(0.0).map(|wait| wait.as_millis() as u64))
            .collect()
    };
    assert_eq!(
        waits(&mut download),
        [Some(0), Some(500), Some(1000), Some(2000), None, None]
    );
    download.begin_response(whole());
    download.take(b"a").unwrap();
    assert_eq!(
        waits(&mut download),
        [Some(0), Some(500), Some(1000), Some(2000), None, None]
    );
    // Repeated bytes are not new.
    download.begin_response(whole());
    download.take(b"a").unwrap();
    assert_eq!(download.dropped(0.0), None);
    assert_eq!(DownloadState::new(0).dropped(0.0), None);
}

#[test]
fn a_place_inside_of_a_chunk_is_the_place_that_a_reader_of_just_that_much_has() {
    let bytes = stream(5 * BLOCK);
    let mut download = DownloadState::new(5);
    download.begin_response(whole());
    download.take(&bytes[..100_000]).unwrap();
    let chunk = &bytes[100_000..260_000];
    download.take(chunk).unwrap();
    for offset in [100_000, 100_001, 131_072, 200_000, 260_000] {
        assert_eq!(
            download.checkpoint_in(chunk, offset as u64),
            Some(hash(&bytes[..offset]).checkpoint()),
            "{offset}"
        );
    }
    // Out of reach: returns nothing instead of a wrong value.
    assert_eq!(
        download.checkpoint_in(&[], 200_000).map(|checkpoint| checkpoint.offset),
        Some(100_000)
    );
}

#[test]
fn a_place_after_whole_lines_is_where_the_last_one_ended() {
    let mut download = DownloadState::new(5);
    download.begin_response(whole());
    for (chunk, offset) in [("ab", 0), ("c\nd\r", 6), ("\nef", 7), ("gh", 7), ("\n\n\n", 14)] {
        download.take(chunk.as_bytes()).unwrap();
        assert_eq!(download.checkpoint().unwrap().offset, offset, "after {chunk:?}");
    }
    download.take(b"tail").unwrap();
    download.end_response(0);
    assert_eq!(download.checkpoint().unwrap().offset, 18);
}

#[test]
fn a_filter_passes_each_record_as_often_as_it_was_not_delivered() {
    let line = |id: &str| format!("{{\"custom_id\":\"{id}\",\"result\":{{\"type\":\"canceled\"}}}}");
    let mut delivered = DeliveryLog::default();
    for id in ["a", "a", "\\u00e9", "\\u0063onstructor"] {
        delivered.add(line(id).as_bytes());
    }
    delivered.add(b"{broken");
    assert_eq!((delivered.len(), delivered.is_empty()), (5, false));
    let text = format!(
        "{a}\r\n\n{b}\n  {{broken  \n{{broken\n{a}\n{a}\n{e}\n{c}",
        a = line("a"),
        b = line("b"),
        c = line("\\u0063onstructor"),
        e = line("\\u00e9"),
    );
    let expected = format!("{}\n{{broken\n{}\n", line("b"), line("a"));
    for cut in 0..text.len() {
        let mut filter = DuplicateFilter::new(&delivered, MAX_LINE);
        let mut passed = filter.push(&text.as_bytes()[..cut]);
        passed.extend(filter.push(&text.as_bytes()[cut..]));
        passed.extend(filter.finish());
        assert_eq!(String::from_utf8(passed).unwrap(), expected, "cut at {cut}");
    }
    let mut lines = 0;
    Lines::default().push(expected.as_bytes(), |_, _| lines += 1);
    assert_eq!(lines, 3);
}

#[test]
fn failed_requests_are_retried_or_not_by_their_code() {
    for code in [
        "connection_failed",
        "connection_lost",
        "timed_out",
        "server_error",
        "overloaded",
        "rate_limited",
    ] {
        assert!(is_retryable(code), "{code}");
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
        assert!(!is_retryable(code), "{code}");
    }
}

#[test]
fn a_hash_is_what_it_was_in_the_version_before_and_is_in_webassembly() {
    // tests/shell/resume.test.mjs has the same values: positions outlive a process, and two implementations create them.
    let bytes: String = (0..30_000).map(|number| format!("{number}\n")).collect();
    assert_eq!(
        hash(bytes.as_bytes()).checkpoint().to_hex(),
        "f81c058682e058b3bda3e282afb0bcc5"
    );
}
