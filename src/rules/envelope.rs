//! The envelope of a request: everything except `params`, which the API checks at create.

use std::fmt;
use std::fmt::{Display, Formatter};
use std::iter::Peekable;
use std::slice::Iter;

use crate::bytes::{QuotedChar, encoding};
use crate::catalog::limits::MAX_CUSTOM_ID;
use crate::json::{Fault, Kind, Lossy, Reader, Span, Text, Unexpected, Value, word};
use crate::rules::cursor::{Cursor, Step, rule};
use crate::rules::describe::{describe, describe_misplaced};
use crate::rules::first_uses::FirstUses;
use crate::rules::foreign;
use crate::rules::request::Request;
use crate::rules::walk;
use crate::rules::walk::Visitor;
use crate::wording::Quoted;

/// Checks one request. Every finding contains the id, so the id is read first, wherever it is.
pub(super) fn check<'a>(
    check: &mut Request<'a, '_>,
    request: Value<'a>,
    lossy: &'a [(Lossy, Span)],
    ids: &mut FirstUses,
) {
    let cursor = &mut check.cursor;
    if request.kind() != Kind::Object {
        let message = format_args!(
            "expected an object with custom_id and params, found {}",
            describe_misplaced(request)
        );
        return cursor.report(rule!("item.not_object"), request.span(), message, None);
    }
    custom_id(cursor, request, ids);
    if !lossy.is_empty() {
        find_lossy(cursor, request, &mut lossy.iter().peekable());
    }
    keys(cursor, request);
    match request.get(word!("params")) {
        Some(body) if body.kind() == Kind::Object => check.inside(Step::Name("params"), |check| check.params(body)),
        Some(body) => {
            let message = format_args!("expected an object, found {}", describe_misplaced(body));
            let is_written = body
                .text()
                .is_some_and(|text| text.value().trim_start().starts_with('{'));
            let help = format_args!("Write the object itself, not its JSON as a string.");
            cursor.report_at(
                rule!("params.missing"),
                Step::Name("params"),
                body.span(),
                message,
                is_written.then_some(help),
            );
        }
        None => {
            let message = format_args!("expected params, found none");
            cursor.report_at(
                rule!("params.missing"),
                Step::Name("params"),
                request.span(),
                message,
                None,
            );
        }
    }
}

const ONE_PER_LINE: &str = "Write one JSON object per request, and in JSONL one request per line.";

/// Reports unknown and duplicate keys of a request.
fn keys<'a>(cursor: &mut Cursor<'a, '_>, request: Value<'a>) {
    let mut present = [false; 2];
    for (key, _) in request.entries() {
        let own = [word!("custom_id"), word!("params")];
        if let Some(present) = own
            .iter()
            .position(|name| key.is(*name))
            .and_then(|at| present.get_mut(at))
        {
            if std::mem::replace(present, true) {
                walk::repeated(cursor, key);
            }
            continue;
        }
        if let Some(name) = key.text() {
            unknown(cursor, key, name);
        }
    }
}

/// Reports text that is not JSON.
pub(super) fn not_json<'a>(cursor: &mut Cursor<'a, '_>, text: &'a [u8], fault: &Fault) {
    cursor.custom_id = id_before_fault(text);
    let rest = text.get(fault.at..).unwrap_or_default();
    let word = ["NaN", "Infinity"]
        .into_iter()
        .find(|word| rest.starts_with(word.as_bytes()));
    let length = match (word, fault.found) {
        (Some(word), _) => word.len(),
        (None, Unexpected::Char(char)) => char.len_utf8(),
        (None, Unexpected::Words(_)) => 1,
    };
    let span = Span {
        start: fault.at,
        end: (fault.at + length).min(text.len()),
    };
    if let Some(word) = word {
        let message = format_args!("expected a value, found {word}, which JSON cannot represent");
        let help = format_args!("Send null, leave the field out, or check where the number comes from.");
        return cursor.report(rule!("json.not_representable"), span, message, Some(help));
    }
    if std::str::from_utf8(text).is_err_and(|error| error.valid_up_to() == fault.at) {
        let (found, remedy) = (encoding::invalid_byte(text), encoding::remedy(text));
        let message = format_args!("not valid JSON: expected UTF-8, found {found}");
        return cursor.report(rule!("item.not_object"), span, message, Some(format_args!("{remedy}.")));
    }
    let help = advice(text, fault.at);
    cursor.report(
        rule!("item.not_object"),
        span,
        format_args!("not valid JSON: {fault}"),
        Some(format_args!("{help}")),
    );
}

/// Returns how to fix text that stops being JSON at this byte: other notations, and common mistakes.
#[cold]
fn advice(text: &[u8], at: usize) -> &'static str {
    let (before, rest) = text.split_at_checked(at).unwrap_or((text, &[]));
    let begins = |with: &[&str]| with.iter().any(|word| rest.starts_with(word.as_bytes()));
    let before = before.trim_ascii_end();
    if begins(&["//", "/*", "#"]) {
        return "JSON has no comments: remove it.";
    }
    // A hyphen may begin a number, or an item of YAML.
    if before.is_empty() || before == b"-" {
        return match rest {
            [0x1e, ..] => {
                "Remove the record separators (0x1E) of a JSON text sequence: in JSONL, a line break separates requests."
            }
            _ if begins(&["data:", "event:", "id:", "retry:"]) => {
                "It looks like server-sent events: write only the JSON that follows data:, one request per line."
            }
            _ if is_yaml(text.trim_ascii_start()) => {
                "It looks like YAML: convert it to JSON, and write one request per line."
            }
            _ => ONE_PER_LINE,
        };
    }
    match rest {
        [0x1b, b'$', ..] if encoding::is_iso_2022_jp(rest) => {
            "It looks like ISO-2022-JP: save it as UTF-8, or pass its encoding in the option encoding: \"iso-2022-jp\"."
        }
        [b',', more @ ..] if more.trim_ascii().is_empty() => {
            "Remove the comma at the end of the line: in JSONL, a line break separates requests."
        }
        [b'}' | b']', ..] if before.ends_with(b",") => "Remove the comma before it.",
        [b'\'', ..] => "JSON has double quotes: write each request with a JSON library.",
        _ if begins(&["True", "False", "None", "undefined"]) => {
            "JSON has true, false and null: write each request with a JSON library."
        }
        _ => ONE_PER_LINE,
    }
}

/// Whether a line looks like YAML: `---`, an item of a list, or a key without quotes.
fn is_yaml(line: &[u8]) -> bool {
    let key = line.iter().take_while(|byte| allowed(**byte)).count();
    let is_key = key > 0 && matches!(line.get(key..), Some([b':'] | [b':', b' ' | b'\r', ..]));
    is_key || line.starts_with(b"- ") || line.trim_ascii_end() == b"---"
}

/// Returns the id of a request that is not JSON, if it comes before the fault, because it helps to find the request.
fn id_before_fault(text: &[u8]) -> Option<Text<'_>> {
    let mut id = None;
    let mut reader = Reader::new(text);
    // The fault is already known.
    let _ = reader.object(|reader, key, _| {
        if key.is("custom_id") && reader.kind()? == Kind::String {
            id = Some(reader.string()?.0);
        } else {
            reader.skip()?;
        }
        Ok(())
    });
    id
}

/// Finds the values that cannot be kept exactly. Both lists are in the order of the text, so one walk is enough.
fn find_lossy<'a>(cursor: &mut Cursor<'a, '_>, value: Value<'a>, left: &mut Peekable<Iter<'a, (Lossy, Span)>>) {
    let end = value.span().end;
    if left.peek().is_none_or(|(_, span)| span.start >= end) {
        return;
    }
    for (key, entry) in value.entries() {
        let Some(name) = key.text() else { continue };
        cursor.inside(Step::Key(name), |cursor| {
            report_lossy(cursor, key.span().end, left);
            find_lossy(cursor, entry, left);
        });
    }
    for (index, item) in value.items().enumerate() {
        cursor.inside(Step::Index(index), |cursor| find_lossy(cursor, item, left));
    }
    report_lossy(cursor, end, left);
}

/// Reports the lossy values before this byte.
fn report_lossy<'a>(cursor: &mut Cursor<'a, '_>, end: usize, left: &mut Peekable<Iter<'a, (Lossy, Span)>>) {
    while let Some((lossy, span)) = left.next_if(|(_, span)| span.start < end) {
        let (rule, message, help) = match lossy {
            Lossy::LoneSurrogate => (
                rule!("json.not_representable"),
                format_args!("expected whole characters, found half of a surrogate pair, which has no UTF-8 form"),
                format_args!("The text was cut in the middle of a character."),
            ),
            Lossy::BigInteger => (
                rule!("json.big_integer"),
                format_args!("expected an integer up to 2^53, found a larger one, which JavaScript rounds"),
                format_args!("Send it as a string."),
            ),
        };
        cursor.report(rule, *span, message, Some(help));
    }
}

fn unknown<'a>(cursor: &mut Cursor<'a, '_>, key: Value<'a>, name: Text<'a>) {
    let text = name.value();
    let remedy = foreign::beside(&text);
    let words = remedy.unwrap_or_default();
    let help = format_args!("{words}");
    let help = remedy.map(|_| help);
    let message = format_args!("expected no keys except custom_id and params, found {}", Quoted(&text));
    cursor.report_at(rule!("item.unknown_field"), Step::Key(name), key.span(), message, help);
}

fn custom_id<'a>(cursor: &mut Cursor<'a, '_>, request: Value<'a>, ids: &mut FirstUses) {
    let Some(value) = request.get(word!("custom_id")) else {
        let help = format_args!("Results come in any order, and the custom_id matches them to requests.");
        let message = format_args!("expected a custom_id, found none");
        return cursor.report_at(
            rule!("custom_id.missing"),
            Step::Name("custom_id"),
            request.span(),
            message,
            Some(help),
        );
    };
    let Some(text) = value.text() else {
        let message = format_args!("expected a string, found {}", describe(value));
        return cursor.report_at(
            rule!("custom_id.missing"),
            Step::Name("custom_id"),
            value.span(),
            message,
            None,
        );
    };
    cursor.custom_id = Some(text);
    let id = text.value();
    cursor.inside(Step::Name("custom_id"), |cursor| {
        if let Some(found) = Problem::of(&id) {
            let message =
                format_args!("expected 1 to {MAX_CUSTOM_ID} of the characters a-z A-Z 0-9 _ -, found {found}");
            cursor.report(rule!("custom_id.pattern"), value.span(), message, None);
        }
        if let Some(first) = ids.insert(id.as_bytes(), cursor.request(), cursor.line()) {
            let message = format_args!("duplicate custom_id {} (first used {first})", Quoted(&id));
            cursor.report(rule!("custom_id.duplicate"), value.span(), message, None);
        }
    });
}

/// Whether the text between two quotes is a valid id.
pub(super) fn is_plain_id(inner: &[u8]) -> bool {
    (1..=MAX_CUSTOM_ID).contains(&inner.len()) && inner.iter().copied().all(allowed)
}

fn allowed(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}

/// The problem with an id.
enum Problem<'i> {
    Empty,
    Character(char, &'i str),
    Length(usize),
}

impl Problem<'_> {
    fn of(id: &str) -> Option<Problem<'_>> {
        if id.is_empty() {
            return Some(Problem::Empty);
        }
        if let Some(char) = id.chars().find(|char| !u8::try_from(*char).is_ok_and(allowed)) {
            return Some(Problem::Character(char, id));
        }
        (id.len() > MAX_CUSTOM_ID).then_some(Problem::Length(id.len()))
    }
}

impl Display for Problem<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Problem::Empty => f.write_str("an empty string"),
            Problem::Character(char, id) => write!(f, "{} in {}", QuotedChar(*char), Quoted(id)),
            Problem::Length(length) => write!(f, "{length} characters"),
        }
    }
}
