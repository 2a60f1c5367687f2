//! Writes RFC 4180 cells that spreadsheets do not read as formulas. Source of the list: OWASP, "CSV Injection" (2026).

use crate::json::{Kind, Reader};
use crate::results::export::value::Value;

/// Writes a value as a cell. Numbers, booleans, objects and lists are written as JSON; null and missing values are empty.
pub(super) fn value(out: &mut Vec<u8>, index: usize, delimiter: u8, value: &Value<'_>, defuse: bool) {
    match value {
        Value::Missing => cell(out, index, delimiter, "", defuse),
        Value::Text(text) => cell(out, index, delimiter, text, defuse),
        Value::Number(number) => cell(out, index, delimiter, &number.to_string(), false),
        Value::Json(json) => {
            let mut reader = Reader::new(json);
            match reader.kind() {
                Ok(Kind::String) => match reader.string() {
                    Ok((text, _)) => cell(out, index, delimiter, &text.value(), defuse),
                    Err(_) => cell(out, index, delimiter, "", defuse),
                },
                Ok(Kind::Null) | Err(_) => cell(out, index, delimiter, "", defuse),
                // A negative number is a number, not a formula.
                Ok(_) => cell(
                    out,
                    index,
                    delimiter,
                    std::str::from_utf8(json).unwrap_or_default(),
                    false,
                ),
            }
        }
    }
}

/// Writes a text as a cell.
pub(super) fn cell(out: &mut Vec<u8>, index: usize, delimiter: u8, text: &str, defuse: bool) {
    if index > 0 {
        out.push(delimiter);
    }
    let formula = defuse && is_formula(text);
    // Semicolons and tabs are quoted too: a program that uses them as delimiters must not split this cell.
    let quoted = formula
        || text
            .bytes()
            .any(|byte| byte == delimiter || matches!(byte, b',' | b';' | b'\t' | b'"' | b'\r' | b'\n'))
        || text.starts_with(' ')
        || text.ends_with(' ');
    if !quoted {
        out.extend_from_slice(text.as_bytes());
        return;
    }
    out.push(b'"');
    if formula {
        out.push(b'\'');
    }
    for (index, part) in text.split('"').enumerate() {
        if index > 0 {
            out.extend_from_slice(b"\"\"");
        }
        out.extend_from_slice(part.as_bytes());
    }
    out.push(b'"');
}

/// Returns whether a spreadsheet may interpret a text as a formula: if it begins with a formula sign (or its full-width form),
/// possibly after invisible characters, or with a control character, after which some programs begin a new cell.
fn is_formula(text: &str) -> bool {
    let hidden = |char: char| char.is_whitespace() || matches!(char, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
    text.starts_with(|char: char| char.is_ascii_control())
        || text
            .trim_start_matches(|char: char| hidden(char) || char.is_control())
            .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}
