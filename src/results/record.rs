//! One line of results, and what it says. Read leniently: unknown fields are ignored, an unknown result type is kept as
//! data, and a line that is not a result is a record of its own.

use std::borrow::Cow;

use crate::json::cursor::{Scan, Str};
use crate::json::{Fault, Kind, Reader};
use crate::results::usage::{Count, Usage};

/// `result.type`: an open set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResultType {
    /// The model answered; refusals and truncations included.
    Succeeded,
    /// The request failed.
    Errored,
    /// Not started before a cancel.
    Canceled,
    /// Not started within 24 hours.
    Expired,
    /// A type that this version does not know.
    Other,
}

/// A line of results. Its parts are places in the line.
#[derive(Debug, Clone, PartialEq)]
pub struct Record<'a> {
    /// The line.
    pub line: &'a [u8],
    /// Which request this answers.
    pub custom_id: Str,
    /// How it went.
    pub result_type: ResultType,
    /// The word for it on the wire.
    pub type_word: Str,
    /// `result.message.model`.
    pub model: Option<Str>,
    /// `result.message.stop_reason`.
    pub stop_reason: Option<Str>,
    /// Numbers of `result.message.usage`, if that is an object.
    pub usage: Option<Usage>,
    /// Texts of the text blocks of `result.message.content`.
    pub texts: Vec<Str>,
    /// The `type` of the inner error, `result.error.error`.
    pub error_type: Option<Str>,
    /// Its `message`.
    pub error_message: Option<Str>,
    /// `usage.inference_geo` is `us`, which costs more.
    pub us_only: bool,
    /// What differs from line to line in results that are alike.
    pub(crate) leaves: Vec<Leaf>,
    /// No key of ours stands twice: what the leaves say is what counts.
    pub(crate) is_regular: bool,
}

/// A value that differs from line to line, in the order of the line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Leaf {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) kind: LeafKind,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum LeafKind {
    /// A string, quotes left out.
    Text,
    /// A whole number of at most nine digits, and what it counts.
    Number(Option<Count>),
}

impl<'a> Record<'a> {
    /// The value of one of its strings.
    pub fn value(&self, string: Str) -> Cow<'a, str> {
        string.value(self.line)
    }

    /// The text of the answer: its text blocks, joined.
    pub fn text(&self) -> String {
        self.texts.iter().map(|text| self.value(*text)).collect()
    }
}

/// Why a line is not a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed {
    /// What was found and expected; starts in lower case.
    pub problem: String,
    /// Byte in the line where it was noticed, if it is a matter of syntax.
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

#[derive(Default)]
struct Parts {
    custom_id: Option<Str>,
    has_result: bool,
    result_type: Option<Str>,
    message: Message,
    error: Inner,
    leaves: Vec<Leaf>,
    repeats: bool,
}

#[derive(Default)]
struct Message {
    model: Option<Str>,
    stop_reason: Option<Str>,
    usage: Option<Usage>,
    us_only: bool,
    texts: Vec<Str>,
}

#[derive(Default)]
struct Inner {
    kind: Option<Str>,
    message: Option<Str>,
}

/// Reads a line, which must hold one JSON object with a `custom_id` and a `result` that has a `type`.
pub fn parse(line: &[u8]) -> Result<Record<'_>, Malformed> {
    let mut parts = Parts::default();
    if parts.line(&mut Scan::new(line)).is_none() {
        return Err(refusal(line));
    }
    let missing = |what: &str| Malformed {
        problem: format!("expected a result, found an object without {what}"),
        at: None,
    };
    let custom_id = parts.custom_id.ok_or_else(|| missing("a custom_id"))?;
    if !parts.has_result {
        return Err(missing("a result object"));
    }
    let type_word = parts.result_type.ok_or_else(|| missing("a result type"))?;
    Ok(Record {
        line,
        custom_id,
        result_type: match type_word.value(line).as_ref() {
            "succeeded" => ResultType::Succeeded,
            "errored" => ResultType::Errored,
            "canceled" => ResultType::Canceled,
            "expired" => ResultType::Expired,
            _ => ResultType::Other,
        },
        type_word,
        model: parts.message.model,
        stop_reason: parts.message.stop_reason,
        usage: parts.message.usage,
        us_only: parts.message.us_only,
        texts: parts.message.texts,
        error_type: parts.error.kind,
        error_message: parts.error.message,
        leaves: parts.leaves,
        is_regular: !parts.repeats,
    })
}

/// What is wrong with a line that the scan refused. Lines that are wrong are rare, so they are read a second time.
fn refusal(line: &[u8]) -> Malformed {
    let mut reader = Reader::new(line);
    let read = reader.kind().and_then(|kind| {
        reader.skip()?;
        reader.end()?;
        Ok(kind)
    });
    match read {
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

/// Of a key that stands twice the last one counts, as in JavaScript: what an earlier one brought is dropped.
impl Parts {
    fn line(&mut self, scan: &mut Scan<'_>) -> Option<()> {
        let line = scan.line;
        if scan.value()? != b'{' {
            return None;
        }
        let mut has_id = false;
        let mut has_result = false;
        scan.object(|scan, key| {
            if key.is(line, b"custom_id") {
                self.repeats |= std::mem::replace(&mut has_id, true);
                self.custom_id = self.text(scan)?;
                Some(())
            } else if key.is(line, b"result") {
                self.repeats |= std::mem::replace(&mut has_result, true);
                (self.result_type, self.message, self.error) = Default::default();
                self.has_result = scan.peek()? == b'{';
                if self.has_result {
                    self.result(scan)
                } else {
                    scan.skip()
                }
            } else {
                scan.skip()
            }
        })?;
        scan.is_at_end().then_some(())
    }

    fn result(&mut self, scan: &mut Scan<'_>) -> Option<()> {
        let line = scan.line;
        let (mut types, mut messages, mut errors) = (0, 0, 0);
        scan.object(|scan, key| {
            if key.is(line, b"type") {
                types += 1;
                self.result_type = word(scan)?;
                Some(())
            } else if key.is(line, b"message") {
                messages += 1;
                self.message = Message::default();
                if scan.peek()? == b'{' {
                    self.message(scan)
                } else {
                    scan.skip()
                }
            } else if key.is(line, b"error") {
                errors += 1;
                self.error = Inner::default();
                if scan.peek()? == b'{' {
                    self.error(scan)
                } else {
                    scan.skip()
                }
            } else {
                scan.skip()
            }
        })?;
        self.repeats |= types > 1 || messages > 1 || errors > 1;
        Some(())
    }

    fn message(&mut self, scan: &mut Scan<'_>) -> Option<()> {
        let line = scan.line;
        let (mut ids, mut models, mut reasons, mut contents, mut usages) = (0, 0, 0, 0, 0);
        scan.object(|scan, key| {
            if key.is(line, b"id") {
                ids += 1;
                self.text(scan).map(drop)
            } else if key.is(line, b"model") {
                models += 1;
                self.message.model = word(scan)?;
                Some(())
            } else if key.is(line, b"stop_reason") {
                reasons += 1;
                self.message.stop_reason = word(scan)?;
                Some(())
            } else if key.is(line, b"content") {
                contents += 1;
                self.message.texts.clear();
                if scan.peek()? != b'[' {
                    return scan.skip();
                }
                scan.array(|scan| {
                    if scan.value()? == b'{' {
                        self.block(scan)
                    } else {
                        scan.skip()
                    }
                })
            } else if key.is(line, b"usage") {
                usages += 1;
                (self.message.usage, self.message.us_only) = (None, false);
                if scan.peek()? != b'{' {
                    return scan.skip();
                }
                let mut usage = Usage::default();
                self.usage(scan, &mut usage, None)?;
                self.message.usage = Some(usage);
                Some(())
            } else {
                scan.skip()
            }
        })?;
        self.repeats |= ids > 1 || models > 1 || reasons > 1 || contents > 1 || usages > 1;
        Some(())
    }

    /// A block of content. All its strings differ from line to line but those that say what it is.
    fn block(&mut self, scan: &mut Scan<'_>) -> Option<()> {
        let line = scan.line;
        let (mut types, mut texts) = (0, 0);
        let mut is_text = false;
        let mut text = None;
        scan.object(|scan, key| {
            if key.is(line, b"type") {
                types += 1;
                is_text = word(scan)?.is_some_and(|kind| kind.is(line, b"text"));
                Some(())
            } else if key.is(line, b"text") {
                texts += 1;
                text = self.text(scan)?;
                Some(())
            } else if key.is(line, b"name") {
                scan.skip()
            } else {
                self.text(scan).map(drop)
            }
        })?;
        self.repeats |= types > 1 || texts > 1;
        if is_text {
            self.message.texts.extend(text);
        }
        Some(())
    }

    /// The numbers of a usage, or of the object under one of its keys.
    fn usage(&mut self, scan: &mut Scan<'_>, usage: &mut Usage, under: Option<Str>) -> Option<()> {
        let line = scan.line;
        scan.object(|scan, key| match scan.peek()? {
            b'{' if under.is_none() => self.usage(scan, usage, Some(key)),
            b'"' if under.is_none() && key.is(line, b"inference_geo") => {
                self.message.us_only = scan.string()?.is(line, b"us");
                Some(())
            }
            b'0'..=b'9' => {
                let start = scan.at;
                scan.skip()?;
                let digits = line.get(start..scan.at)?;
                let count = Count::named(line, under, key);
                if !digits.iter().all(u8::is_ascii_digit) {
                    return Some(());
                }
                if let Some(count) = count {
                    let number = std::str::from_utf8(digits).ok()?.parse().unwrap_or(u64::MAX);
                    self.repeats |= usage.set(count, number);
                }
                if digits.len() <= 9 {
                    self.leaves.push(Leaf {
                        start,
                        end: scan.at,
                        kind: LeafKind::Number(count),
                    });
                }
                Some(())
            }
            _ => scan.skip(),
        })
    }

    fn error(&mut self, scan: &mut Scan<'_>) -> Option<()> {
        let line = scan.line;
        let mut errors = 0;
        scan.object(|scan, key| {
            if key.is(line, b"error") {
                errors += 1;
                self.error = Inner::default();
                if scan.peek()? == b'{' {
                    self.inner(scan)
                } else {
                    scan.skip()
                }
            } else if key.is(line, b"request_id") {
                self.text(scan).map(drop)
            } else {
                scan.skip()
            }
        })?;
        self.repeats |= errors > 1;
        Some(())
    }

    fn inner(&mut self, scan: &mut Scan<'_>) -> Option<()> {
        let line = scan.line;
        let (mut types, mut messages) = (0, 0);
        scan.object(|scan, key| {
            if key.is(line, b"type") {
                types += 1;
                self.error.kind = word(scan)?;
                Some(())
            } else if key.is(line, b"message") {
                messages += 1;
                self.error.message = self.text(scan)?;
                Some(())
            } else {
                scan.skip()
            }
        })?;
        self.repeats |= types > 1 || messages > 1;
        Some(())
    }

    /// A string that differs from line to line; a value of another kind is skipped and counts as absent.
    fn text(&mut self, scan: &mut Scan<'_>) -> Option<Option<Str>> {
        let found = word(scan)?;
        self.leaves.extend(found.map(|Str { start, end, .. }| Leaf {
            start,
            end,
            kind: LeafKind::Text,
        }));
        Some(found)
    }
}

/// A string that is one of a few; a value of another kind is skipped and counts as absent.
fn word(scan: &mut Scan<'_>) -> Option<Option<Str>> {
    if scan.peek()? == b'"' {
        return scan.string().map(Some);
    }
    scan.skip().map(|()| None)
}
