//! The parts of a line of results, collected in one pass.

use crate::json::Kind;
use crate::json::cursor::{Cursor, JsonStr};
use crate::results::content::{Content, ContentPlace};
use crate::results::leaf::{Leaf, LeafKind, member, other, text, word};
use crate::results::record_error::{InnerError, name, word_or_number};
use crate::results::usage::{Count, Usage};

/// The parts of a record in a line.
#[derive(Default)]
pub(super) struct Parts {
    pub(super) custom_id: Option<JsonStr>,
    pub(super) has_result: bool,
    /// The kind of a `custom_id` that is not a string.
    other_id: Option<Kind>,
    /// The kind of object that the keys of a line suggest if it is not a result: an index of `LOOKALIKES`.
    lookalike: Option<usize>,
    pub(super) result_type: Option<JsonStr>,
    pub(super) message: Message,
    /// The error in `result.error`.
    pub(super) error: InnerError,
    /// The error in the message, if that is not an answer.
    pub(super) error_in_message: InnerError,
    /// The error in other fields of the result.
    pub(super) error_in_result: InnerError,
    /// The error in `error`, next to the result.
    pub(super) error_at_top: InnerError,
    pub(super) leaves: Vec<Leaf>,
    /// Whether a relevant key is duplicated.
    pub(super) has_duplicate_keys: bool,
    /// Whether the contents of an answer's blocks are not validated.
    skims: bool,
}

/// Keys of objects that are mistaken for results, and descriptions of those objects. If there are several, the first key in this
/// list counts.
const LOOKALIKES: [(&[u8], &str); 11] = [
    (b"params", "a request: an object with params"),
    (b"requests", "a create body: an object with requests"),
    (b"processing_status", "a batch: an object with a processing_status"),
    (b"modelOutput", BEDROCK),
    (b"recordId", BEDROCK),
    (b"request", VERTEX),
    (b"processed_time", VERTEX),
    (b"response", OPENAI),
    (b"outcome", EXPORT),
    (b"text", EXPORT),
    (b"message", FLAT),
];
const BEDROCK: &str = "output of a batch of Amazon Bedrock. Make each line {custom_id, result: {type: \"succeeded\", message}} \
                       of its recordId and its modelOutput";
const CHOICES: &str =
    "an answer of OpenAI. Make each line {custom_id, result: {type: \"succeeded\", message: {content}}} of its text";
const VERTEX: &str = "output of a batch of Vertex AI or Gemini. Make each line of an Anthropic model {custom_id, result: {type: \
                      \"succeeded\", message}} of its response";
const OPENAI: &str = "output of a batch of OpenAI. Pass results of a Message Batch";
const FLAT: &str = "an object without a result object. Make each line {custom_id, result: {type, message}}";
const EXPORT: &str = "a row of an export. Pass the results that the export was made from";

/// Represents the missing pages at the end of a list.
pub(super) const MORE_PAGES: &[u8] = b"{\"has_more\":true}";
const MISSING_PAGES: &str = "expected the last page of a list, found one with has_more: true. The results are incomplete: \
                             add the pages that follow";

#[derive(Default)]
pub(super) struct Message {
    pub(super) model: Option<JsonStr>,
    pub(super) stop_reason: Option<JsonStr>,
    pub(super) usage: Option<Usage>,
    pub(super) us_only: bool,
    pub(super) content: Content,
    pub(super) content_place: Option<ContentPlace>,
    /// Keys of unknown numbers in `server_tool_use`.
    pub(super) other_tools: Vec<JsonStr>,
    pub(super) has_container: bool,
    /// Whether it has the answers of another API.
    pub(super) has_choices: bool,
}

impl Message {
    /// Returns whether it has content, or a reason for having none.
    pub(super) fn is_answer(&self) -> bool {
        self.stop_reason.is_some() || !self.content.texts.is_empty() || self.content.has_more_than_text
    }
}

/// The last of duplicate keys wins, as in JavaScript: values of an earlier one are dropped.
impl Parts {
    /// Returns the parts of a line; `None` if it is not one JSON object.
    #[inline(never)]
    pub(super) fn of(cursor: &mut Cursor<'_>, skims: bool) -> Option<Parts> {
        let mut parts = Parts {
            skims,
            ..Parts::default()
        };
        parts.line(cursor)?;
        Some(parts)
    }

    /// Returns the error for a line that lacks `what`.
    #[cold]
    #[inline(never)]
    pub(super) fn problem(&self, line: &[u8], what: &str) -> String {
        if line == MORE_PAGES {
            return MISSING_PAGES.into();
        }
        let has_no_id = self.custom_id.is_none();
        let is_word = |kind: &JsonStr| {
            kind.raw(line)
                .iter()
                .all(|byte| byte.is_ascii_lowercase() || *byte == b'_')
        };
        let error = self.error_at_top.kind.filter(is_word);
        let error = error.filter(|_| !self.has_result && (has_no_id || self.lookalike.is_none()));
        let lookalike = self.lookalike.and_then(|index| LOOKALIKES.get(index));
        let found = match (error, lookalike, self.other_id) {
            _ if self.message.has_choices => CHOICES.into(),
            (Some(kind), ..) => format!("an error of the API: \"{}\"", kind.value(line)),
            (_, Some((b"response", _)), _) if has_no_id => VERTEX.into(),
            (_, Some((b"text" | b"message", _)), _) if has_no_id => format!("an object without {what}"),
            (_, Some((_, lookalike)), _) => (*lookalike).into(),
            (.., Some(kind)) if has_no_id => format!("a custom_id that is {}", kind.a()),
            _ => format!("an object without {what}"),
        };
        format!("expected a result, found {found}")
    }

    fn line(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        let line = cursor.line;
        if cursor.peek_value()? != b'{' {
            return None;
        }
        let mut has_id = false;
        let mut has_result = false;
        cursor.object(|cursor, key| {
            if key.is(line, b"custom_id") {
                self.has_duplicate_keys |= std::mem::replace(&mut has_id, true);
                self.other_id = Kind::of(cursor.peek()?).filter(|kind| *kind != Kind::String);
                self.custom_id = text(cursor, &mut self.leaves)?;
                Some(())
            } else if key.is(line, b"result") {
                self.has_duplicate_keys |= std::mem::replace(&mut has_result, true);
                (self.result_type, self.message) = Default::default();
                (self.error, self.error_in_message, self.error_in_result) = Default::default();
                self.has_result = cursor.peek()? == b'{';
                if self.has_result {
                    self.result(cursor)
                } else {
                    cursor.skip()
                }
            } else if key.is(line, b"error") {
                self.error_at_top = InnerError::read(cursor, 0, &mut self.leaves, &mut self.has_duplicate_keys)?;
                Some(())
            } else {
                let lookalike = LOOKALIKES.iter().position(|(name, _)| key.is(line, name));
                self.lookalike = self.lookalike.into_iter().chain(lookalike).min();
                cursor.skip()
            }
        })?;
        cursor.is_at_end().then_some(())
    }

    fn result(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        let line = cursor.line;
        let (mut types, mut messages, mut errors) = (0, 0, 0);
        cursor.object(|cursor, key| {
            if key.is(line, b"type") {
                types += 1;
                self.result_type = word(cursor)?;
                Some(())
            } else if key.is(line, b"message") {
                messages += 1;
                (self.message, self.error_in_message) = Default::default();
                if cursor.peek()? == b'{' {
                    let (start, leaves) = (cursor.at, self.leaves.len());
                    self.message(cursor)?;
                    if self.message.is_answer() {
                        return Some(());
                    }
                    cursor.at = start;
                    self.error_as_message(cursor, leaves)
                } else {
                    self.error_in_result.message = word(cursor)?;
                    Some(())
                }
            } else {
                self.error_field(cursor, key, &mut errors)
            }
        })?;
        self.has_duplicate_keys |= types > 1 || messages > 1 || errors > 1;
        Some(())
    }

    /// Reads a field of a result that may have an error.
    #[cold]
    #[inline(never)]
    fn error_field(&mut self, cursor: &mut Cursor<'_>, key: JsonStr, errors: &mut u32) -> Option<()> {
        let line = cursor.line;
        let beside = &mut self.error_in_result;
        match name(line, key).as_str() {
            "error" | "errors" => {
                *errors += 1;
                self.error = InnerError::read(cursor, 0, &mut self.leaves, &mut self.has_duplicate_keys)?;
            }
            "errortype" => beside.kind = word(cursor)?,
            "errormessage" => beside.message = word(cursor)?,
            "status" | "statuscode" => {
                let status = word_or_number(cursor)?;
                let is_number = |status: &JsonStr| status.raw(line).iter().all(u8::is_ascii_digit);
                beside.kind = beside.kind.or(status.filter(is_number));
            }
            _ => cursor.skip()?,
        }
        Some(())
    }

    fn message(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        let line = cursor.line;
        let (mut ids, mut models, mut reasons, mut contents, mut usages) = (0, 0, 0, 0, 0);
        cursor.object(|cursor, key| {
            if key.is(line, b"id") {
                ids += 1;
                text(cursor, &mut self.leaves).map(drop)
            } else if key.is(line, b"model") {
                models += 1;
                self.message.model = word(cursor)?;
                Some(())
            } else if key.is(line, b"stop_reason") {
                reasons += 1;
                self.message.stop_reason = word(cursor)?;
                Some(())
            } else if key.is(line, b"content") {
                contents += 1;
                self.content(cursor)
            } else if key.is(line, b"usage") {
                usages += 1;
                (self.message.usage, self.message.us_only) = (None, false);
                self.message.other_tools.clear();
                if cursor.peek()? != b'{' {
                    return cursor.skip();
                }
                let mut usage = Usage::default();
                self.usage(cursor, &mut usage, None)?;
                self.message.usage = Some(usage);
                Some(())
            } else if key.is(line, b"choices") {
                self.message.has_choices = true;
                cursor.skip()
            } else if key.is(line, b"container") {
                self.message.has_container = cursor.peek()? == b'{';
                other(cursor, &mut self.leaves)
            } else {
                other(cursor, &mut self.leaves)
            }
        })?;
        self.has_duplicate_keys |= ids > 1 || models > 1 || reasons > 1 || contents > 1 || usages > 1;
        Some(())
    }

    /// Reads a message that is not an answer again, as an error. `first` is the index of its first leaf.
    #[cold]
    #[inline(never)]
    fn error_as_message(&mut self, cursor: &mut Cursor<'_>, first: usize) -> Option<()> {
        let error = InnerError::read(cursor, 0, &mut Vec::new(), &mut self.has_duplicate_keys)?;
        if error.is_certain(cursor.line) {
            // Treats all of it as fixed, because such lines are rare.
            self.leaves.truncate(first);
            self.message.content_place = None;
            self.error_in_message = error;
        }
        Some(())
    }

    /// Reads the content.
    fn content(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        self.message.content.clear();
        self.message.content_place = None;
        if cursor.peek()? != b'[' {
            // Some servers send a string instead of a text block.
            let answer = text(cursor, &mut self.leaves)?;
            self.message.content.texts.extend(answer);
            return Some(());
        }
        let (start, first_leaf) = (cursor.at, self.leaves.len());
        cursor.skims = self.skims;
        self.message.content.read(cursor, Some(&mut self.leaves))?;
        cursor.skims = false;
        self.message.content_place = Some(ContentPlace {
            start,
            end: cursor.at,
            first_leaf,
            end_leaf: self.leaves.len(),
        });
        Some(())
    }

    /// Reads the numbers of a usage, or of the object under one of its keys.
    fn usage(&mut self, cursor: &mut Cursor<'_>, usage: &mut Usage, under: Option<JsonStr>) -> Option<()> {
        let line = cursor.line;
        cursor.object(|cursor, key| match cursor.peek()? {
            b'{' if under.is_none() => self.usage(cursor, usage, Some(key)),
            b'[' if under.is_none() && key.is(line, b"iterations") => self.iterations(cursor, usage),
            b'"' if under.is_none() && key.is(line, b"inference_geo") => {
                self.message.us_only = cursor.string()?.is(line, b"us");
                Some(())
            }
            b'0'..=b'9' => {
                let start = cursor.at;
                cursor.skip()?;
                let digits = line.get(start..cursor.at)?;
                let count = Count::named(line, under, key);
                if !digits.iter().all(u8::is_ascii_digit) {
                    return Some(());
                }
                if let Some(count) = count {
                    let number = std::str::from_utf8(digits).ok()?.parse().unwrap_or(u64::MAX);
                    self.has_duplicate_keys |= usage.set(count, number);
                    if count == Count::OtherTools {
                        self.message.other_tools.push(key);
                    }
                }
                if digits.len() <= 9 {
                    self.leaves.push(Leaf {
                        start,
                        end: cursor.at,
                        kind: LeafKind::Number(count),
                    });
                }
                Some(())
            }
            _ => other(cursor, &mut self.leaves),
        })
    }

    /// Reads the iterations of a usage. Those that are not messages, such as compactions and advisor calls, are billed in
    /// addition to its numbers. Source: SDK 1.14.0.
    #[cold]
    #[inline(never)]
    fn iterations(&mut self, cursor: &mut Cursor<'_>, usage: &mut Usage) -> Option<()> {
        let line = cursor.line;
        // Lines with other iterations do not match this one.
        self.has_duplicate_keys = true;
        cursor.array(|cursor| {
            if cursor.peek_value()? != b'{' {
                return cursor.skip();
            }
            let kind = member(cursor, b"type")?;
            if let Some(kind) = kind.filter(|kind| !kind.is(line, b"message")) {
                usage.set(Count::OtherTools, 1);
                self.message.other_tools.push(kind);
            }
            Some(())
        })
    }
}
