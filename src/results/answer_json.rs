//! Extracts JSON from an answer. A model that should answer with JSON often fences it, or puts a sentence before it.

use crate::json::{Reader, Span};

/// Maximum number of brackets in a text that are tried as the start of a value.
const MAX_ATTEMPTS: usize = 64;

/// Returns the position of the JSON in an answer's text, and whether it is the whole text. Otherwise it is the only fenced block
/// that is JSON, or the only object or list surrounded by prose. Returns `None` if there is no JSON, or more than one candidate.
#[cold]
#[inline(never)]
pub fn answer_json(text: &str) -> Option<(Span, bool)> {
    if is_json(text) {
        let end = text.len();
        return Some((Span { start: 0, end }, true));
    }
    let mut blocks = fenced(text).filter(|block| text.get(block.start..block.end).is_some_and(is_json));
    match (blocks.next(), blocks.next()) {
        (Some(block), None) => Some((block, false)),
        (Some(_), Some(_)) => None,
        (None, _) => Some((in_prose(text)?, false)),
    }
}

fn is_json(text: &str) -> bool {
    let mut reader = Reader::new(text.as_bytes());
    reader.skip().and_then(|_| reader.end()).is_ok()
}

/// Iterates over the spans between lines that begin with three backticks.
fn fenced(text: &str) -> impl Iterator<Item = Span> {
    let mut lines = text.split_inclusive('\n');
    let mut at = 0;
    std::iter::from_fn(move || {
        let mut start = None;
        for line in lines.by_ref() {
            let before = at;
            at += line.len();
            if !line.trim_start().starts_with("```") {
                continue;
            }
            match start {
                None => start = Some(at),
                Some(start) => return Some(Span { start, end: before }),
            }
        }
        None
    })
}

/// Returns the only object or list in a text. A number in brackets counts as a footnote.
fn in_prose(text: &str) -> Option<Span> {
    let bytes = text.as_bytes();
    let mut found = None;
    let mut at = 0;
    for _ in 0..MAX_ATTEMPTS {
        let Some(next) = bytes.get(at..)?.iter().position(|byte| matches!(byte, b'{' | b'[')) else {
            return found;
        };
        at += next;
        let rest = bytes.get(at..)?;
        match Reader::new(rest).skip() {
            Ok(span) => {
                let end = at + span.end;
                if !is_footnote(rest.get(..span.end)?) && found.replace(Span { start: at, end }).is_some() {
                    return None;
                }
                at = end;
            }
            Err(_) => at += 1,
        }
    }
    None
}

fn is_footnote(value: &[u8]) -> bool {
    let inner = value.strip_prefix(b"[").and_then(|value| value.strip_suffix(b"]"));
    inner.is_some_and(|inner| inner.iter().all(u8::is_ascii_digit))
}
