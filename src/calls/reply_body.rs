//! Reads the JSON objects of API responses, field by field.

use crate::json::{Fault, Kind, Reader};

/// Description of an HTML page.
pub(super) const HTML: &str = "what looks like an HTML page";

/// Receives a field: its name, and a reader before its value, which must be read or skipped.
pub(super) type TakeField<'f> = &'f mut dyn FnMut(&mut Reader<'_>, &str) -> Result<(), Fault>;

/// Parses a body that is one JSON object. The error describes any other body without quoting it.
pub(super) fn read_body(body: &str, expected: &str, take: TakeField<'_>) -> Result<(), String> {
    let mut reader = Reader::new(body.as_bytes());
    read_object(&mut reader, take)
        .and_then(|()| reader.end())
        .map_err(|fault| {
            let found = match body.as_bytes().trim_ascii_start().first() {
                None => "an empty body",
                Some(b'<') => HTML,
                Some(b'{') => {
                    return format!("expected {expected}, found JSON that is broken at byte {}", fault.at);
                }
                Some(b'[') => "a JSON array",
                Some(_) => "text that is not a JSON object",
            };
            format!("expected {expected}, found {found}")
        })
}

/// Reads an object inside a body; skips any other value. Returns whether it was an object.
pub(super) fn read_object_if(reader: &mut Reader<'_>, take: TakeField<'_>) -> Result<bool, Fault> {
    let is_object = reader.kind()? == Kind::Object;
    if is_object {
        read_object(reader, take)?;
    } else {
        reader.skip()?;
    }
    Ok(is_object)
}

/// Reads the value of a string; `None` for any other value.
pub(super) fn read_string(reader: &mut Reader<'_>) -> Result<Option<String>, Fault> {
    Ok(reader.string_if()?.map(Into::into))
}

/// Skips an unused field.
pub(super) fn skip(reader: &mut Reader<'_>) -> Result<(), Fault> {
    reader.skip().map(drop)
}

fn read_object(reader: &mut Reader<'_>, take: TakeField<'_>) -> Result<(), Fault> {
    reader.object(|reader, name, _| take(reader, &name.value())).map(drop)
}
