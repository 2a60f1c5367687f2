//! The vector instructions, compared with scalar code. The native tests cover the scalar code that replaces them.

use message_batches::bytes::recode::{ROOM, to_latin1, to_utf16};
use message_batches::bytes::strings::{ascii_string_run, string_run};
use message_batches::bytes::{begins, block};
use wasm_bindgen_test::*;

#[wasm_bindgen_test]
fn every_byte_at_every_place_is_seen() {
    for length in [1, 15, 16, 17, 32, 33, 50, 80, 90, 150] {
        for at in 0..length {
            for byte in 0..=255 {
                let mut bytes = vec![b'a'; length];
                bytes[at] = byte;
                let stops = byte < 0x20 || byte == b'"' || byte == b'\\';
                let expected = if stops { (at, true) } else { (length, byte < 0x80) };
                assert_eq!(string_run(&bytes), expected, "{byte} at {at} of {length}");
                let expected = if stops || byte >= 0x80 { at } else { length };
                assert_eq!(ascii_string_run(&bytes), expected, "{byte} at {at} of {length}");
                // A byte after a stop is ignored.
                if at > 0 {
                    bytes[at - 1] = b'"';
                    assert_eq!(
                        string_run(&bytes),
                        (at - 1, true),
                        "{byte} behind a quote at {at} of {length}"
                    );
                    bytes[at - 1] = b'a';
                }
            }
        }
    }
}

#[wasm_bindgen_test]
fn text_with_any_character_at_any_place_is_recoded() {
    for character in ["a", "\u{80}", "\u{a0}", "ÿ", "Ā", "ࠀ", "\u{ffff}", "\u{10ffff}"] {
        for at in 0..=35 {
            let text = format!("{}{character}{}", "a".repeat(at), "b".repeat(35 - at));
            let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let mut out = vec![0; 2 * text.len() + ROOM];
            let end = to_utf16(text.as_bytes(), &mut out);
            assert_eq!(&out[..end], units, "{character} at {at}");
            let fits = text.chars().all(|it| matches!(u32::from(it), 0..0x80 | 0xa0..0x100));
            let expected = fits.then(|| text.chars().map(|it| u32::from(it) as u8).collect::<Vec<_>>());
            let end = to_latin1(text.as_bytes(), &mut out);
            assert_eq!(end.map(|end| out[..end].to_vec()), expected, "{character} at {at}");
        }
    }
}

/// Moves the eight bytes whose bits are set to the front, in scalar code.
#[wasm_bindgen_test]
fn every_set_of_eight_bytes_is_moved_to_the_front() {
    let group = *b"ABCDEFGH";
    for mask in 0..=255_u8 {
        let kept: Vec<u8> = (0..8).filter(|at| mask >> at & 1 == 1).map(|at| group[at]).collect();
        assert_eq!(&block::compact(&group, mask)[..kept.len()], kept, "{mask}");
    }
}

#[wasm_bindgen_test]
fn a_start_of_any_length_is_compared_to_its_last_byte() {
    let bytes: Vec<u8> = (0..100).collect();
    for length in 0..=80 {
        assert!(begins(&bytes, &bytes[..length]), "{length}");
        for at in 0..length {
            let mut other = bytes[..length].to_vec();
            other[at] ^= 0x80;
            assert!(!begins(&bytes, &other), "{at} of {length}");
        }
    }
}

/// Returns one bit for each of 64 bytes: whether the byte is in a class.
fn bits(block: &[u8; 64], class: impl Fn(u8) -> bool) -> u64 {
    let places = block.iter().enumerate();
    places.fold(0, |bits, (at, byte)| bits | u64::from(class(*byte)) << at)
}

#[wasm_bindgen_test]
fn every_byte_at_every_place_of_a_block_is_of_its_characters() {
    for at in 0..64 {
        for byte in 0..=255 {
            let mut block = [b'.'; 64];
            block[at] = byte;
            let found = block::character_bits(&block);
            assert_eq!(
                [
                    found.letters,
                    found.digits,
                    found.spaces,
                    found.backslashes,
                    found.wide,
                    found.leads
                ],
                [
                    bits(&block, |byte| byte.is_ascii_alphabetic()),
                    bits(&block, |byte| byte.is_ascii_digit()),
                    bits(&block, |byte| byte == b' '),
                    bits(&block, |byte| byte == b'\\'),
                    bits(&block, |byte| byte >= 0x80),
                    bits(&block, |byte| byte >= 0xc0),
                ],
                "{byte} at {at}"
            );
        }
    }
}

#[wasm_bindgen_test]
fn a_block_of_base64_has_no_other_byte_at_any_place() {
    for at in 0..64 {
        for byte in 0..=255 {
            let mut text = [b'/'; 130];
            text[64 + at] = byte;
            let is_letter = byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/';
            let expected = if is_letter { 128 } else { 64 };
            assert_eq!(block::base64_blocks(&text), expected, "{byte} at {at}");
        }
    }
}

#[wasm_bindgen_test]
fn every_byte_at_every_place_of_a_block_is_of_its_classes() {
    for at in 0..64 {
        for byte in 0..=255 {
            let mut block = [b'a'; 64];
            block[at] = byte;
            let json = block::json_bits(&block);
            let is = |expected: &[u8]| bits(&block, |byte| expected.contains(&byte));
            let control = bits(&block, |byte| byte < b' ');
            let wide = bits(&block, |byte| byte >= 0x80);
            assert_eq!(
                [
                    json.quotes,
                    json.backslashes,
                    json.commas,
                    json.colons,
                    json.opens,
                    json.closes,
                    json.curly
                ],
                [
                    is(b"\""),
                    is(b"\\"),
                    is(b","),
                    is(b":"),
                    is(b"{["),
                    is(b"}]"),
                    is(b"{}")
                ],
                "{byte} at {at}"
            );
            assert_eq!([json.controls, json.wide], [control, wide], "{byte} at {at}");
            let string = block::string_bits(&block);
            assert_eq!(
                [string.quotes, string.backslashes, string.controls, string.wide],
                [is(b"\""), is(b"\\"), control, wide],
                "{byte} at {at}"
            );
            let brackets = block::bracket_bits(&block);
            assert_eq!(
                [
                    brackets.quotes,
                    brackets.backslashes,
                    brackets.opens,
                    brackets.closes,
                    brackets.controls
                ],
                [is(b"\""), is(b"\\"), is(b"{["), is(b"}]"), control],
                "{byte} at {at}"
            );
            assert_eq!(block::has_backslash(&block), is(b"\\") != 0, "{byte} at {at}");
            assert_eq!(
                block::escape_bits(&block),
                (is(b"\"\\/bfnrtu"), is(b"u")),
                "{byte} at {at}"
            );
            assert_eq!(block::n_bits(&block), is(b"n"), "{byte} at {at}");
            let plain = (is(b"\"\\") | control == 0).then_some(wide == 0);
            assert_eq!(block::is_plain(&block), plain, "{byte} at {at}");
        }
    }
}

#[wasm_bindgen_test]
fn bytes_are_utf8_exactly_where_the_standard_library_says_so() {
    let is_utf8 = |bytes: &[u8]| {
        let mut utf8 = block::Utf8::default();
        for far in bytes.as_chunks::<64>().0 {
            utf8.take(far, far.is_ascii());
        }
        utf8.is_valid()
    };
    // Every sequence of two bytes, and of three and four bytes if the first ones do not decide, at the borders of blocks.
    let firsts = [
        0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf,
    ];
    let seconds = [
        0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xf8, 0xff,
    ];
    let all: Vec<u8> = firsts.into_iter().chain(seconds).collect();
    let mut valid = 0;
    for start in [0, 13, 14, 15, 16, 60, 61, 62, 63, 64, 100] {
        for first in &all {
            for second in &all {
                for third in &all {
                    for fourth in [0x41, 0x80, 0xbf, 0xc3, 0xe2, 0xf0] {
                        let mut bytes = [b'a'; 192];
                        bytes[start..start + 4].copy_from_slice(&[*first, *second, *third, fourth]);
                        let expected = std::str::from_utf8(&bytes).is_ok();
                        valid += u32::from(expected);
                        assert_eq!(
                            is_utf8(&bytes),
                            expected,
                            "{first} {second} {third} {fourth} at {start}"
                        );
                    }
                }
            }
        }
    }
    assert!(valid > 1_000, "{valid}");
}
