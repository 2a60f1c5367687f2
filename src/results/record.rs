//! Parses one line of results. Parsing is lenient: unknown fields are ignored, an unknown result type is kept as data, and a
//! line that is not a result becomes a malformed record.

use std::borrow::Cow;

use crate::bytes::Position;
use crate::bytes::lines::trim;
use crate::bytes::sniff::Foreign;
use crate::json::cursor::{Cursor, JsonStr};
use crate::json::{Fault, Kind, Reader, Span};
use crate::results::content::ContentPlace;
use crate::results::content_facts::ContentFacts;
use crate::results::leaf::Leaf;
use crate::results::record_error::InnerError;
use crate::results::record_parts::{MORE_PAGES, Parts};
use crate::results::usage::Usage;

/// `result.type`: an open set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResultType {
    /// The model answered. Includes refusals and truncated answers.
    Succeeded,
    /// The request failed. A server may mark it as succeeded and send the error instead of the answer.
    Errored,
    /// The request had not started before a cancel.
    Canceled,
    /// The request did not start within 24 hours.
    Expired,
    /// A type that this version does not know.
    Other,
}

/// Words for the types: first the API's, then those of other servers.
const TYPES: [(&str, ResultType); 10] = [
    ("succeeded", ResultType::Succeeded),
    ("errored", ResultType::Errored),
    ("canceled", ResultType::Canceled),
    ("expired", ResultType::Expired),
    ("success", ResultType::Succeeded),
    ("completed", ResultType::Succeeded),
    ("error", ResultType::Errored),
    ("failed", ResultType::Errored),
    ("failure", ResultType::Errored),
    ("cancelled", ResultType::Canceled),
];

impl ResultType {
    /// Returns the type for a word, in any case.
    #[inline(never)]
    fn named(word: &str) -> ResultType {
        let named = TYPES.iter().find(|(name, _)| name.eq_ignore_ascii_case(word));
        named.map_or(ResultType::Other, |(_, named)| *named)
    }
}

/// The server tool that uses a container.
const CODE_EXECUTION: &str = "code_execution";

/// A line of results. Its fields are positions in the line.
#[derive(Debug, Clone, PartialEq)]
pub struct Record<'a> {
    /// The line.
    pub line: &'a [u8],
    /// Id of the request.
    pub custom_id: JsonStr,
    /// The result type.
    pub result_type: ResultType,
    /// The result type as on the wire.
    pub type_word: JsonStr,
    /// `result.message.model`.
    pub model: Option<JsonStr>,
    /// `result.message.stop_reason`.
    pub stop_reason: Option<JsonStr>,
    /// Numbers of `result.message.usage`, if that is an object.
    pub usage: Option<Usage>,
    /// Texts of the text blocks of `result.message.content`.
    pub texts: Vec<JsonStr>,
    /// The `type` of the error: of the inner one, `result.error.error`, or wherever a compatible server puts it.
    pub error_type: Option<JsonStr>,
    /// The `details.error_code` of the error, if it determines the outcome.
    pub error_code: Option<JsonStr>,
    /// The `message` of the error, from the same places.
    pub error_message: Option<JsonStr>,
    /// Keys of `usage.server_tool_use` that are neither web search nor web fetch.
    pub(crate) other_tools: Vec<JsonStr>,
    /// Whether code was executed in a container.
    pub has_container: bool,
    /// Facts about its content.
    pub facts: ContentFacts,
    /// Whether `usage.inference_geo` is `us`, which costs more.
    pub us_only: bool,
    /// The values that vary between similar lines.
    pub(crate) leaves: Vec<Leaf>,
    /// The list of blocks, if there is one.
    pub(crate) content: Option<ContentPlace>,
    /// Whether other lines probably have the same content except for its strings.
    pub(crate) has_plain_content: bool,
    /// Whether no relevant key is duplicated, so that every leaf counts.
    pub(crate) is_regular: bool,
}

impl<'a> Record<'a> {
    /// Returns the value of one of its strings.
    pub fn value(&self, string: JsonStr) -> Cow<'a, str> {
        string.value(self.line)
    }

    /// Returns the API's word for the result type; an unknown type as on the wire.
    pub fn kind(&self) -> Cow<'a, str> {
        let known = TYPES.iter().find(|(_, named)| *named == self.result_type);
        known.map_or_else(|| self.value(self.type_word), |(name, _)| (*name).into())
    }

    /// Returns the text of the answer: its text blocks, joined.
    pub fn text(&self) -> Cow<'a, str> {
        match self.texts.as_slice() {
            [text] => text.value(self.line),
            texts => texts.iter().map(|text| self.value(*text)).collect::<String>().into(),
        }
    }

    /// Returns the server tools without a known fee that it used or may have used.
    #[cold]
    #[inline(never)]
    pub(crate) fn unpriced_tools(&self) -> Vec<String> {
        let name = |key: &JsonStr| {
            let key = self.value(*key);
            key.strip_suffix("_requests").unwrap_or(&key).to_owned()
        };
        let mut tools: Vec<String> = self.other_tools.iter().map(name).collect();
        if self.has_container && !tools.iter().any(|tool| tool == CODE_EXECUTION) {
            tools.push(CODE_EXECUTION.into());
        }
        tools
    }
}

/// Default maximum number of bytes of a line. Answers of the API have at most a few hundred kilobytes.
pub const MAX_LINE: usize = 64 << 20;

/// Lines that represent the missing end of an incomplete text.
pub(super) const CUT_LIST: &[u8] = b"[...";
pub(super) const CUT_OBJECT: &[u8] = b"{...";

/// Returns whether a line represents a missing end.
#[cold]
pub fn is_missing_end(line: &[u8]) -> bool {
    [CUT_LIST, CUT_OBJECT, MORE_PAGES].contains(&line)
}

/// The reason why a line is not a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed {
    /// What was expected and found; starts in lower case.
    pub problem: String,
    /// Byte offset in the line of a syntax error.
    pub at: Option<usize>,
}

impl From<Fault> for Malformed {
    fn from(fault: Fault) -> Self {
        Malformed {
            problem: format!("not valid JSON: {fault}"),
            at: Some(fault.at),
        }
    }
}

impl Malformed {
    /// Returns a sentence that describes the problem of a line and its position.
    #[cold]
    #[inline(never)]
    pub(crate) fn describe(&self, line: &[u8], position: Position) -> String {
        let at = self.at.map(|at| format!(" at byte {at}")).unwrap_or_default();
        let more = match self.at {
            Some(_) => looks_like(line),
            None if line.trim_ascii_start().starts_with(b"\"{") => {
                " It is JSON inside a string. Write the text of the string as the line."
            }
            None => "",
        };
        format!("Line {}{at}: {}.{more}", position.line, self.problem)
    }
}

/// Returns a sentence about what a line that is not JSON looks like, if that is known.
fn looks_like(line: &[u8]) -> &'static str {
    let text = line.trim_ascii_start();
    if [&b"data:"[..], b"event:"].iter().any(|start| text.starts_with(start)) {
        " It looks like server-sent events. Put the data of each result on a line of its own."
    } else if is_numbered(text) {
        " It has a line number before the result. Remove the numbers."
    } else if is_table(line) {
        " It looks like CSV."
    } else {
        ""
    }
}

/// Returns whether digits come before an object.
fn is_numbered(text: &[u8]) -> bool {
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let after = text.get(digits..).unwrap_or_default();
    let object = after.strip_prefix(b":").unwrap_or(after).trim_ascii_start();
    digits > 0 && object.starts_with(b"{")
}

/// Returns whether a line of text has columns, and the first does not look like the start of JSON, of an object printed by
/// Python, or of a server-sent event.
fn is_table(line: &[u8]) -> bool {
    let first = line.iter().position(|byte| matches!(byte, b',' | b';' | b'\t'));
    let first = first.and_then(|end| line.get(..end));
    first.is_some_and(|cell| {
        !cell
            .iter()
            .any(|byte| matches!(byte, b'{' | b'[' | b'(' | b':' | b'<' | 0))
    })
}

/// Returns the error for an input without a single result. `first_malformed` describes the first line, if there is one.
#[cold]
#[inline(never)]
pub(crate) fn no_result(first_malformed: Option<&str>) -> String {
    match first_malformed {
        Some(line) => format!("Expected results as JSON Lines, found no result. {line}"),
        None => "Expected results as JSON Lines, found nothing: the input is empty.".into(),
    }
}

/// Returns the error for an input in a format that cannot be read.
#[cold]
#[inline(never)]
pub(super) fn foreign(foreign: Foreign) -> String {
    let (name, remedy) = (foreign.name, foreign.remedy_for_results());
    format!("Expected results as JSON Lines, found {name}. {remedy}")
}

/// Parses a line of `bytes` bytes including surrounding white space; `max_line` bytes are allowed. With `skims`, does not
/// validate the contents of an answer's blocks.
///
/// # Errors
/// `Malformed` for a longer line, and as [`parse`].
pub(crate) fn parse_up_to(line: &[u8], bytes: usize, max_line: usize, skims: bool) -> Result<Record<'_>, Malformed> {
    if bytes > max_line {
        return Err(too_long(max_line));
    }
    parse_with(line, skims)
}

#[cold]
#[inline(never)]
fn too_long(max_line: usize) -> Malformed {
    Malformed {
        problem: format!("expected at most {max_line} bytes (maxLineBytes), found more"),
        at: None,
    }
}

/// Parses a line, which must be one JSON object with a `custom_id` and a `result` that has a `type`.
///
/// # Errors
/// `Malformed` for any other line.
pub fn parse(line: &[u8]) -> Result<Record<'_>, Malformed> {
    parse_with(line, false)
}

#[inline(never)]
fn parse_with(line: &[u8], skims: bool) -> Result<Record<'_>, Malformed> {
    let Some(parts) = Parts::of(&mut Cursor::new(line), skims) else {
        return Err(malformed(line));
    };
    let missing = |what: &str| Malformed {
        problem: parts.problem(line, what),
        at: None,
    };
    let custom_id = parts.custom_id.ok_or_else(|| missing("a custom_id"))?;
    if !parts.has_result {
        return Err(missing("a result object"));
    }
    let type_word = parts.result_type.ok_or_else(|| missing("a result type"))?;
    let error = parts.error.or(parts.error_in_message);
    let has_error = || error.or(parts.error_at_top).is_certain(line);
    let result_type = match ResultType::named(&type_word.value(line)) {
        ResultType::Succeeded if !parts.message.is_answer() && has_error() => ResultType::Errored,
        named => named,
    };
    if result_type == ResultType::Succeeded && parts.message.has_choices && !parts.message.is_answer() {
        return Err(missing("an answer"));
    }
    let mut error = match result_type {
        ResultType::Succeeded => InnerError::default(),
        _ => error.or(parts.error_in_result).or(parts.error_at_top),
    };
    // Another text may name another fault, so other lines must not match this one.
    let is_regular = result_type != ResultType::Errored || !error.name_by_text(line);
    Ok(Record {
        line,
        custom_id,
        result_type,
        type_word,
        model: parts.message.model,
        stop_reason: parts.message.stop_reason,
        usage: parts.message.usage,
        us_only: parts.message.us_only,
        facts: parts.message.content.facts(line),
        content: parts.message.content_place,
        has_plain_content: parts.message.content.is_plain(),
        texts: parts.message.content.texts,
        error_type: error.kind,
        error_code: error.code,
        error_message: error.message,
        other_tools: parts.message.other_tools,
        has_container: parts.message.has_container,
        leaves: parts.leaves,
        is_regular: is_regular && !parts.has_duplicate_keys && !parts.message.content.has_duplicate_keys,
    })
}

/// Returns the places of the records in a line that consists of several; none for any other line.
#[cold]
pub(crate) fn joined(line: &[u8]) -> Vec<Span> {
    let mut reader = Reader::new(line);
    let mut spans = Vec::new();
    while reader.end().is_err() {
        match reader.skip() {
            Ok(span) if parse(reader.raw(span)).is_ok() => spans.push(span),
            _ => return Vec::new(),
        }
    }
    // One record would have been read as one.
    if spans.len() < 2 { Vec::new() } else { spans }
}

/// Returns the number of records in a line.
#[cold]
#[inline(never)]
pub(crate) fn count(line: &[u8]) -> u64 {
    let line = trim(line).0;
    if parse(line).is_ok() {
        1
    } else {
        joined(line).len() as u64
    }
}

/// Returns whether a line is a record. A truncated line never is, because a record ends with its own brace.
#[cold]
#[inline(never)]
pub fn is_record(line: &[u8]) -> bool {
    parse(trim(line).0).is_ok()
}

/// Returns the reason why a line is not a record. Parses it again, because such lines are rare.
fn malformed(line: &[u8]) -> Malformed {
    let end = match line {
        CUT_LIST => Some("']' at the end of the list"),
        CUT_OBJECT => Some("'}' at the end of the object that has the list"),
        _ => None,
    };
    if let Some(end) = end {
        let problem = format!("expected {end}, found the end of the text. The results are incomplete");
        return Malformed { problem, at: None };
    }
    let mut reader = Reader::new(line);
    let read = reader.kind().and_then(|kind| {
        reader.skip()?;
        reader.end()?;
        Ok(kind)
    });
    match read {
        Err(fault) if fault.expected == "the end" && line.starts_with(b"{") && line.get(fault.at) == Some(&b'{') => {
            Malformed {
                problem: format!("not valid JSON: {fault}. Put each result on a line of its own"),
                at: Some(fault.at),
            }
        }
        Err(fault) => fault.into(),
        Ok(found) => Malformed {
            problem: if found == Kind::Object {
                "not valid JSON".into()
            } else {
                format!("expected a JSON object, found {}", found.a())
            },
            at: None,
        },
    }
}
