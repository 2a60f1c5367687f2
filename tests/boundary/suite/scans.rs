//! The vector instructions against plain code. The native tests look at the plain code that stands in for them.

use message_batches::bytes::begins;
use message_batches::bytes::strings::{ascii_run, ascii_string_run, string_run, widen};
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
                // A byte behind a stop does not count.
                if at > 0 {
                    bytes[at - 1] = b'"';
                    assert_eq!(
                        string_run(&bytes),
                        (at - 1, true),
                        "{byte} behind a quote at {at} of {length}"
                    );
                    bytes[at - 1] = b'a';
                }
                let run = if byte >= 0x80 || byte == b'\\' { at } else { length };
                assert_eq!(ascii_run(&bytes), run, "{byte} at {at} of {length}");
                let mut wide = Vec::new();
                assert_eq!(widen(&mut wide, &bytes), run, "{byte} at {at} of {length}");
                let expected: Vec<u8> = bytes[..run].iter().flat_map(|byte| [*byte, 0]).collect();
                assert_eq!(wide, expected, "{byte} at {at} of {length}");
            }
        }
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
