//! Base64 in a JSON string against a decoder that reads one character at a time.

use message_batches::json::{Index, Kind};
use message_batches::media;
use message_batches::media::base64::Encoded;
use message_batches::requests::media::base64 as encode;

use crate::random::Random;

pub fn base64(data: &[u8]) {
    // Decoding our own encoding returns the original bytes.
    let written = encode(data);
    if !data.is_empty() {
        assert_eq!(written.len(), data.len().div_ceil(3) * 4);
        assert_same(media::encoded(written.as_bytes()), &written, data);
        assert_eq!(decode(&written).as_deref(), Some(data));
    }
    // Unchanged, without escapes.
    if let Ok(text) = std::str::from_utf8(data)
        && !text.contains('\\')
    {
        assert_same(media::encoded(data), text, data);
    }
    // As a value of a request, with JSON escapes.
    let json = [b"\"", data, b"\""].concat();
    let mut index = Index::default();
    if let Ok(value) = index.read(&json)
        && value.kind() == Kind::String
        && let Some(encoded) = media::of_value(value)
    {
        let text = value.text().expect("a string").value().into_owned();
        assert_same(encoded, &text, data);
    }
}

fn assert_same(encoded: Encoded<'_>, text: &str, seed: &[u8]) {
    let expected = decode(text);
    match encoded.scan() {
        Ok(size) => {
            let bytes = expected.as_ref().expect("the naive decoder accepts it, too");
            assert_eq!((size.characters, size.bytes), (text.len(), bytes.len()));
            assert_decoded(encoded, bytes, seed);
        }
        Err(fault) => assert_eq!(expected, None, "{fault:?}"),
    }
}

/// Decodes all bytes, in each way.
fn assert_decoded(encoded: Encoded<'_>, expected: &[u8], seed: &[u8]) {
    let mut random = Random::of(seed);
    let mut decoder = encoded.bytes();
    let mut at = 0;
    while at < expected.len() {
        let longest = if random.once_in(4) { 300 } else { 9 };
        let count = random.below(longest);
        let rest = &expected[at..];
        match random.below(3) {
            0 => {
                let skipped = decoder.skip(count);
                // Padding may be skipped like bytes, and nothing follows it.
                let most = rest.len() + (3 - expected.len() % 3) % 3;
                assert!(
                    skipped.is_some() || count > rest.len(),
                    "skip {count} of {}",
                    rest.len()
                );
                assert!(skipped.is_none() || count <= most, "skip {count} of {}", rest.len());
                if skipped.is_none() {
                    return;
                }
                at += count;
            }
            1 => {
                assert_eq!(decoder.byte(), rest.first().copied());
                at += 1;
            }
            _ => {
                let mut buffer = vec![0; count];
                let filled = decoder.fill(&mut buffer);
                assert_eq!(filled, count.min(rest.len()));
                assert_eq!(buffer[..filled], rest[..filled]);
                at += filled;
            }
        }
    }
    assert_eq!(decoder.byte(), None);
}

/// Decodes one character at a time; requires padding.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    if text.is_empty() || !text.len().is_multiple_of(4) {
        return None;
    }
    let bare = text
        .strip_suffix("==")
        .or_else(|| text.strip_suffix('='))
        .unwrap_or(text);
    let (mut held, mut bits, mut bytes) = (0_u32, 0, Vec::new());
    for char in bare.chars() {
        held = held << 6 | ALPHABET.find(char)? as u32;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits) as u8);
            held &= (1 << bits) - 1;
        }
    }
    Some(bytes)
}
