//! Containers of stored results, format detection, and messages about encodings.

use message_batches::bytes::encoding::not_utf8;
use message_batches::bytes::sniff::{SNIFF_LEN, Sniffed, sniff, wrapping};
use message_batches::results::container::Container;

use crate::cuts;

pub fn container(data: &[u8]) {
    let (whole, held) = lines([data]);
    for pieces in cuts::ways(data) {
        assert_eq!(
            lines(pieces.iter().copied()),
            (whole.clone(), held),
            "cut as {pieces:?}"
        );
    }
    if sniff(data.get(..SNIFF_LEN).unwrap_or(data), true) != Sniffed::Utf8 {
        return assert_eq!(whole, b"");
    }
    // Each byte keeps its position, or becomes white space. One additional line may follow.
    let rest = whole.get(data.len()..).unwrap_or_default();
    let missing = String::from_utf8_lossy(rest);
    assert!(
        matches!(missing.trim(), "" | "[..." | "{..." | "{\"has_more\":true}"),
        "added {missing:?}"
    );
    // What is returned only at the end may get a line end.
    assert!(whole.len() >= data.len() && (missing.trim() != "" || rest.len() <= usize::from(held)));
    for (at, (out, byte)) in whole.iter().zip(data).enumerate() {
        assert!(
            out == byte || matches!(out, b' ' | b'\n'),
            "byte {at}: {byte} became {out}"
        );
    }
    // Lines of JSON objects stay unchanged.
    let is_record =
        |line: &[u8]| line.starts_with(b"{\"custom_id\":") && super::naive::is_json(line) && !has_list(line);
    if data.split(|byte| *byte == b'\n').all(is_record) {
        assert_eq!(whole[..data.len()], *data);
    }
}

/// Whether there is a list under a key that tools use for one.
fn has_list(line: &[u8]) -> bool {
    let object: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(line).unwrap_or_default();
    ["data", "results", "records", "responses"]
        .iter()
        .any(|key| object.contains_key(*key))
        || line.contains(&b'\\')
}

/// Returns lines, and whether some bytes were returned only at the end.
fn lines<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> (Vec<u8>, bool) {
    let mut container = Container::default();
    let mut out = Vec::new();
    for piece in pieces {
        out.extend_from_slice(&container.push(piece));
    }
    let held = container.finish();
    assert!(held.is_empty() || held.ends_with(b"\n"));
    out.extend_from_slice(&held);
    (out, !held.is_empty())
}

pub fn encoding(data: &[u8]) {
    sniffed(data);
    if let Err(error) = std::str::from_utf8(data) {
        let byte = data[error.valid_up_to()];
        let is_odd = |byte: &&u8| **byte < b' ' && !matches!(**byte, b'\t'..=b'\r' | 0x1b);
        let advice = match data.iter().filter(is_odd).count() * 32 > data.len() {
            true => "It looks like binary data",
            false => "Save it as UTF-8 ",
        };
        let expected = format!("expected UTF-8, found the byte 0x{byte:02x}. {advice}");
        let message = not_utf8(data);
        assert!(message.starts_with(&expected), "{message}");
    }
}

/// A format that was detected stays the same with more bytes.
fn sniffed(data: &[u8]) {
    let all = &data[..data.len().min(SNIFF_LEN)];
    let ended = sniff(all, true);
    assert_ne!(ended, Sniffed::Undecided);
    let mut known = None;
    for length in 0..=all.len() {
        match (sniff(&all[..length], false), known) {
            (Sniffed::Undecided, Some(known)) => panic!("{known:?} after fewer bytes, open after {length}"),
            (Sniffed::Undecided, None) => {}
            (sniffed, Some(known)) => assert_eq!(sniffed, known, "after {length} bytes"),
            (sniffed, None) => known = Some(sniffed),
        }
    }
    if let Some(known) = known {
        assert_eq!(ended, known);
    }
    assert!(known.is_some() || data.len() < SNIFF_LEN, "so many bytes are enough");
    assert_ne!(wrapping(all, true), "open");
}
