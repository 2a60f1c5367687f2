use message_batches::bytes::begins;
use message_batches::bytes::recode::{ROOM, to_latin1, to_utf16};
use message_batches::bytes::strings::{ascii_string_run, plain_blocks, string_run};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::property::{Bytes, holds};

fn plainly(bytes: &[u8]) -> (usize, bool) {
    let stops = |byte: &u8| *byte < 0x20 || *byte == b'"' || *byte == b'\\';
    let length = bytes.iter().position(stops).unwrap_or(bytes.len());
    (length, bytes[..length].is_ascii())
}

fn plainly_ascii(bytes: &[u8]) -> usize {
    let (length, _) = plainly(bytes);
    bytes[..length].iter().position(|byte| *byte >= 0x80).unwrap_or(length)
}

#[test]
fn every_byte_at_every_place_is_seen() {
    for length in [1, 7, 15, 16, 17, 31, 32, 33, 64, 70, 80, 150] {
        for at in 0..length {
            for byte in 0..=255 {
                let mut bytes = vec![b'a'; length];
                bytes[at] = byte;
                assert_eq!(string_run(&bytes), plainly(&bytes), "{byte} at {at} of {length}");
                assert_eq!(
                    ascii_string_run(&bytes),
                    plainly_ascii(&bytes),
                    "{byte} at {at} of {length}"
                );
                let whole = plainly(&bytes).0 / 64 * 64;
                let blocks = (whole, bytes[..whole].is_ascii());
                assert_eq!(plain_blocks(&bytes), blocks, "{byte} at {at} of {length}");
            }
        }
    }
}

#[test]
fn text_with_any_character_at_any_place_is_recoded() {
    let characters = [
        "a",
        "\u{7f}",
        "\u{80}",
        "\u{9f}",
        "\u{a0}",
        "ÿ",
        "Ā",
        "߿",
        "ࠀ",
        "\u{ffff}",
        "\u{10000}",
        "\u{10ffff}",
    ];
    for character in characters {
        for length in [0, 1, 7, 15, 16, 17, 31, 32, 33, 50] {
            for at in 0..=length {
                let text = format!("{}{character}{character}{}", "a".repeat(at), "b".repeat(length - at));
                let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
                let mut out = vec![0; 2 * text.len() + ROOM];
                let end = to_utf16(text.as_bytes(), &mut out);
                assert_eq!(&out[..end], units, "{character} at {at} of {length}");
                let fits = text.chars().all(|it| matches!(u32::from(it), 0..0x80 | 0xa0..0x100));
                let expected = fits.then(|| text.chars().map(|it| u32::from(it) as u8).collect::<Vec<_>>());
                let end = to_latin1(text.as_bytes(), &mut out);
                assert_eq!(
                    end.map(|end| out[..end].to_vec()),
                    expected,
                    "{character} at {at} of {length}"
                );
            }
        }
    }
}

#[test]
fn what_stands_behind_a_stop_does_not_count() {
    let byte = prop_oneof![38 => Just(b'a'), 7 => select(&b"\xc3\xa9\"\\\x1f \x7f"[..])];
    holds(20_000, vec(byte, 0..180).prop_map(Bytes), |bytes| {
        assert_eq!(string_run(&bytes), plainly(&bytes));
        assert_eq!(ascii_string_run(&bytes), plainly_ascii(&bytes));
    });
}

#[test]
fn a_start_of_any_length_is_compared_to_its_last_byte() {
    let bytes: Vec<u8> = (0..200).collect();
    for length in 0..=170 {
        assert!(begins(&bytes, &bytes[..length]), "{length}");
        assert_eq!(begins(&bytes[..40], &bytes[..length]), length <= 40, "{length}");
        for at in 0..length {
            let mut other = bytes[..length].to_vec();
            other[at] ^= 0x80;
            assert!(!begins(&bytes, &other), "{at} of {length}");
        }
    }
}
