//! One line of results, and what it says. Read leniently: unknown fields are ignored, an unknown result type is kept as
//! data, and a line that is not a result is a record of its own.

use std::borrow::Cow;

use crate::json::{Fault, Kind, Reader, Span, Text};

/// `result.type`: an open set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ResultType<'a> {
    /// The model answered; refusals and truncations included.
    Succeeded,
    /// The request failed.
    Errored,
    /// Not started before a cancel.
    Canceled,
    /// Not started within 24 hours.
    Expired,
    /// A type that this version does not know.
    Other(Cow<'a, str>),
}

impl ResultType<'_> {
    /// The word on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            ResultType::Succeeded => "succeeded",
            ResultType::Errored => "errored",
            ResultType::Canceled => "canceled",
            ResultType::Expired => "expired",
            ResultType::Other(word) => word,
        }
    }
}

/// A line of results.
#[derive(Debug, Clone, PartialEq)]
pub struct Record<'a> {
    /// Which request this answers.
    pub custom_id: Cow<'a, str>,
    /// Bytes of the id in the line, quotes included.
    pub custom_id_at: Span,
    /// How it went.
    pub result_type: ResultType<'a>,
    /// Bytes of the type in the line, quotes included.
    pub result_type_at: Span,
    /// Bytes of the `result` object in the line.
    pub result: Span,
    /// `result.message.stop_reason`.
    pub stop_reason: Option<Cow<'a, str>>,
    /// Bytes of `result.message.usage` in the line.
    pub usage: Option<Span>,
    /// Texts of the text blocks of `result.message.content`, as they stand in the line.
    pub texts: Vec<Text<'a>>,
    /// Bytes of the inner error, `result.error.error`, in the line.
    pub error: Option<Span>,
    /// Its `type`.
    pub error_type: Option<Cow<'a, str>>,
}

impl Record<'_> {
    /// The text of the answer: its text blocks, joined.
    pub fn text(&self) -> String {
        self.texts.iter().map(Text::value).collect()
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
struct Parts<'a> {
    custom_id: Option<(Text<'a>, Span)>,
    result_type: Option<(Text<'a>, Span)>,
    result: Option<Span>,
    stop_reason: Option<Cow<'a, str>>,
    usage: Option<Span>,
    texts: Vec<Text<'a>>,
    error: Option<Span>,
    error_type: Option<Cow<'a, str>>,
}

/// Reads a line, which must hold one JSON object with a `custom_id` and a `result` that has a `type`.
pub fn parse(line: &[u8]) -> Result<Record<'_>, Malformed> {
    let mut reader = Reader::new(line);
    let found = reader.kind()?;
    if found != Kind::Object {
        reader.skip()?;
        return Err(Malformed {
            problem: format!("expected a JSON object, found {}", found.a()),
            at: None,
        });
    }
    let mut parts = Parts::default();
    reader.object(|reader, key, _| {
        if key.is("custom_id") {
            parts.custom_id = text_if(reader)?;
        } else if key.is("result") && reader.kind()? == Kind::Object {
            parts.result = Some(result(reader, &mut parts)?);
        } else {
            reader.skip()?;
        }
        Ok(())
    })?;
    reader.end()?;
    let missing = |what: &str| Malformed {
        problem: format!("expected a result, found an object without {what}"),
        at: None,
    };
    let (custom_id, custom_id_at) = parts.custom_id.ok_or_else(|| missing("a custom_id"))?;
    let result = parts.result.ok_or_else(|| missing("a result object"))?;
    let (result_type, result_type_at) = parts.result_type.ok_or_else(|| missing("a result type"))?;
    Ok(Record {
        custom_id: custom_id.value(),
        custom_id_at,
        result,
        result_type: match result_type.value() {
            word if word == "succeeded" => ResultType::Succeeded,
            word if word == "errored" => ResultType::Errored,
            word if word == "canceled" => ResultType::Canceled,
            word if word == "expired" => ResultType::Expired,
            word => ResultType::Other(word),
        },
        result_type_at,
        stop_reason: parts.stop_reason,
        usage: parts.usage,
        texts: parts.texts,
        error: parts.error,
        error_type: parts.error_type,
    })
}

fn result<'a>(reader: &mut Reader<'a>, parts: &mut Parts<'a>) -> Result<Span, Fault> {
    reader.object(|reader, key, _| {
        if key.is("type") {
            parts.result_type = text_if(reader)?;
        } else if key.is("message") {
            message(reader, parts)?;
        } else if key.is("error") && reader.kind()? == Kind::Object {
            reader.object(|reader, key, _| {
                if key.is("error") && reader.kind()? == Kind::Object {
                    parts.error = Some(reader.object(|reader, key, _| {
                        if key.is("type") {
                            parts.error_type = reader.string_if()?;
                        } else {
                            reader.skip()?;
                        }
                        Ok(())
                    })?);
                } else {
                    reader.skip()?;
                }
                Ok(())
            })?;
        } else {
            reader.skip()?;
        }
        Ok(())
    })
}

/// Of a key that stands twice the last one counts, as in JavaScript: what an earlier one brought is dropped.
fn message<'a>(reader: &mut Reader<'a>, parts: &mut Parts<'a>) -> Result<(), Fault> {
    (parts.stop_reason, parts.usage) = (None, None);
    parts.texts.clear();
    reader.object_if(|reader, key, _| {
        if key.is("stop_reason") {
            parts.stop_reason = reader.string_if()?;
        } else if key.is("usage") {
            let is_object = reader.kind()? == Kind::Object;
            parts.usage = Some(reader.skip()?).filter(|_| is_object);
        } else if key.is("content") && reader.kind()? == Kind::Array {
            parts.texts.clear();
            reader.array(|reader, _| {
                if reader.kind()? == Kind::Object {
                    block(reader, parts)
                } else {
                    reader.skip().map(drop)
                }
            })?;
        } else {
            reader.skip()?;
        }
        Ok(())
    })?;
    Ok(())
}

fn block<'a>(reader: &mut Reader<'a>, parts: &mut Parts<'a>) -> Result<(), Fault> {
    let mut is_text = false;
    let mut text = None;
    reader.object(|reader, key, _| {
        if key.is("type") {
            is_text = reader.string_if()?.is_some_and(|kind| kind == "text");
        } else if key.is("text") {
            text = text_if(reader)?;
        } else {
            reader.skip()?;
        }
        Ok(())
    })?;
    if is_text && let Some((text, _)) = text {
        parts.texts.push(text);
    }
    Ok(())
}

/// A string as it stands; a value of another kind is skipped and counts as absent.
fn text_if<'a>(reader: &mut Reader<'a>) -> Result<Option<(Text<'a>, Span)>, Fault> {
    if reader.kind()? == Kind::String {
        reader.string().map(Some)
    } else {
        reader.skip().map(|_| None)
    }
}
