//! Finds the message in the body of an error that is not the API's envelope.

use crate::json::{Fault, Kind, Reader};

/// Names of message fields, most specific first. They are compared without case, `_` and a plural `s`.
const NAMES: [&str; 10] = [
    "message",
    "errordescription",
    "detail",
    "errormessage",
    "msg",
    "faultstring",
    "description",
    "reason",
    "title",
    "error",
];
/// Names of other objects and lists that contain messages.
const WRAPPERS: [&str; 2] = ["fault", "data"];
/// Maximum depth of nested values that are read.
const MAX_DEPTH: u32 = 6;

/// Returns the message in a body: the best one of its JSON, or a plain text as a whole. `None` for markup, broken JSON, and JSON
/// without a message.
#[cold]
#[inline(never)]
pub(super) fn find(body: &str) -> Option<String> {
    let mut reader = Reader::new(body.as_bytes());
    let mut best = None;
    if take(&mut reader, NAMES.len(), 0, &mut best)
        .and_then(|()| reader.end())
        .is_ok()
    {
        return best.map(|(_, text)| text);
    }
    let text = body.trim();
    (!text.is_empty() && !text.starts_with(['<', '{', '[', '"'])).then(|| text.into())
}

/// Reads a value whose name has this rank. Stores the text with the lowest rank; among equals, the first.
fn take(reader: &mut Reader<'_>, rank: usize, depth: u32, best: &mut Option<(usize, String)>) -> Result<(), Fault> {
    match reader.kind()? {
        Kind::String => {
            let text = reader.string_if()?.unwrap_or_default();
            let is_better = best.as_ref().is_none_or(|(other, _)| rank < *other);
            if is_better && !text.trim().is_empty() {
                *best = Some((rank, text.into()));
            }
            Ok(())
        }
        Kind::Object if depth < MAX_DEPTH => reader
            .object(|reader, name, _| match rank_of(&name.value()) {
                Some(rank) => take(reader, rank, depth + 1, best),
                None => reader.skip().map(drop),
            })
            .map(drop),
        Kind::Array if depth < MAX_DEPTH => reader.array(|reader, _| take(reader, rank, depth + 1, best)).map(drop),
        _ => reader.skip().map(drop),
    }
}

fn rank_of(name: &str) -> Option<usize> {
    let name: String = name.chars().filter(|char| *char != '_').collect();
    let name = name.to_ascii_lowercase();
    let name = name.strip_suffix('s').unwrap_or(&name);
    let rank = NAMES.iter().position(|known| *known == name);
    rank.or_else(|| WRAPPERS.contains(&name).then_some(NAMES.len()))
}

/// Escapes control characters like JSON, except line ends and tabs, because terminals may interpret them.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '\n' | '\t' => escaped.push(char),
            _ if char.is_control() => escaped.push_str(&format!("\\u{:04x}", u32::from(char))),
            _ => escaped.push(char),
        }
    }
    escaped
}
