//! Compares the JSON readers with `serde_json`, and with each other.

use message_batches::json::cursor::Cursor;
use message_batches::json::number::to_f64;
use message_batches::json::{Fault, Index, Kind, Lossy, Reader, Value};
use serde_json::Value as Json;

use super::naive;

/// The maximum depth of the strict readers.
const MAX_DEPTH: usize = 512;

pub fn reader(data: &[u8]) {
    let read = read_whole(data);
    let is_json = naive::is_json(data);
    match &read {
        Ok(()) => {
            assert!(is_json, "it was accepted, and serde_json refuses it");
            assert!(naive::depth(data) <= MAX_DEPTH);
        }
        Err(fault) => {
            assert!(fault.at <= data.len(), "{fault:?}");
            assert!(
                !is_json || naive::depth(data) > MAX_DEPTH,
                "serde_json accepts it, and it was refused: {fault}"
            );
        }
    }
    if let Ok(expected) = serde_json::from_slice::<Json>(data)
        && read.is_ok()
    {
        assert_eq!(tree_of_reader(&mut Reader::new(data)), Ok(expected));
    }
    match (Index::default().read(data), read) {
        (Ok(_), Ok(())) => {}
        // For bytes that are not UTF-8, the readers report different positions.
        (Err(by_index), Err(fault)) if std::str::from_utf8(data).is_ok() => {
            assert_eq!(by_index, fault, "index and reader")
        }
        (Err(_), Err(_)) => {}
        (by_index, read) => panic!("by the index {:?}, by the reader {read:?}", by_index.map(drop)),
    }
}

fn read_whole(data: &[u8]) -> Result<(), Fault> {
    let mut reader = Reader::new(data);
    let span = reader.skip()?;
    assert!(span.start < span.end && span.end <= data.len());
    reader.end()
}

fn tree_of_reader(reader: &mut Reader<'_>) -> Result<Json, Fault> {
    Ok(match reader.kind()? {
        Kind::Object => {
            let mut map = serde_json::Map::new();
            reader.object(|reader, key, _| {
                map.insert(key.value().into_owned(), tree_of_reader(reader)?);
                Ok(())
            })?;
            Json::Object(map)
        }
        Kind::Array => {
            let mut items = Vec::new();
            reader.array(|reader, _| {
                items.push(tree_of_reader(reader)?);
                Ok(())
            })?;
            Json::Array(items)
        }
        Kind::String => Json::String(reader.string()?.0.value().into_owned()),
        Kind::Number | Kind::Bool | Kind::Null => {
            let span = reader.skip()?;
            serde_json::from_slice(reader.raw(span)).expect("a value")
        }
    })
}

/// One index reads all lines, like that of the checker: its result must not depend on earlier lines.
pub fn index(data: &[u8]) {
    let mut shared = Index::default();
    for line in [data].into_iter().chain(data.split(|byte| *byte == b'\n')) {
        let mut fresh = Index::default();
        let (mut one, mut other) = (Vec::new(), Vec::new());
        let again = shared.read(line).map(|value| shape(value, line, &mut one));
        let first = fresh.read(line).map(|value| shape(value, line, &mut other));
        assert_eq!(again, first);
        assert_eq!(one, other, "an index that read other texts before says something else");
        if first.is_ok()
            && let Ok(expected) = serde_json::from_slice::<Json>(line)
        {
            assert_eq!(tree(fresh.read(line).expect("it was read before")), expected);
        }
        strings(line);
    }
}

/// Returns everything that an index contains for a text.
fn shape(value: Value<'_>, text: &[u8], out: &mut Vec<String>) {
    for (lossy, span) in value.lossy() {
        let raw = &text[span.start..span.end];
        match lossy {
            Lossy::LoneSurrogate => assert!(raw.len() == 6 && raw.starts_with(b"\\u")),
            Lossy::BigInteger => assert!(raw.iter().all(|byte| *byte == b'-' || byte.is_ascii_digit())),
        }
        out.push(format!("{lossy:?} {span:?}"));
    }
    node(value, text, out);
}

fn node(value: Value<'_>, text: &[u8], out: &mut Vec<String>) {
    let span = value.span();
    assert_eq!(value.raw(), &text[span.start..span.end]);
    let shown = value.text().map(|text| text.value().into_owned());
    out.push(format!(
        "{:?} {span:?} {shown:?} {:?} {:?}",
        value.kind(),
        value.word(),
        value.integer()
    ));
    let mut end = span.start;
    let mut inside = |child: Value<'_>| {
        let own = child.span();
        assert!(end < own.start && own.end < span.end, "{own:?} in {span:?}");
        end = own.end;
    };
    for (key, entry) in value.entries() {
        inside(key);
        inside(entry);
        node(key, text, out);
        node(entry, text, out);
        // The last of duplicate keys counts.
        let name = key.text().expect("a key is a string").value().into_owned();
        let found = value.get(&name).expect("the key is there");
        assert!(found.span().start >= entry.span().start);
    }
    for item in value.items() {
        inside(item);
        node(item, text, out);
    }
}

fn tree(value: Value<'_>) -> Json {
    match value.kind() {
        Kind::Object => {
            let name = |key: Value<'_>| key.text().expect("a key is a string").value().into_owned();
            Json::Object(value.entries().map(|(key, entry)| (name(key), tree(entry))).collect())
        }
        Kind::Array => Json::Array(value.items().map(tree).collect()),
        Kind::String => Json::String(value.text().expect("a string").value().into_owned()),
        Kind::Number | Kind::Bool | Kind::Null => serde_json::from_slice(value.raw()).expect("a value"),
    }
}

/// Finds the end of a string from each offset that could be its first byte.
fn strings(line: &[u8]) {
    let mut index = Index::default();
    let quotes = line.iter().enumerate().filter(|(_, byte)| **byte == b'"');
    for (quote, _) in quotes.take(8) {
        let Some(end) = index.end_of_string(line, quote + 1) else {
            continue;
        };
        let inner = std::str::from_utf8(&line[quote + 1..end]).expect("a string is UTF-8");
        assert_eq!(line[end], b'"');
        let value: String = serde_json::from_str(&format!("\"{inner}\"")).expect("a string without lone surrogates");
        assert_eq!(value, naive::string(inner));
    }
}

/// The cursor accepts the lines that `JSON.parse` does, at any depth.
pub fn cursor(data: &[u8]) {
    // A line contains no line end.
    let space = |byte: &u8| if matches!(byte, b'\n' | b'\r') { b' ' } else { *byte };
    let data = &data.iter().map(space).collect::<Vec<u8>>();
    let mut cursor = Cursor::new(data);
    let accepted = cursor.skip().is_some() && cursor.is_at_end();
    assert_eq!(accepted, naive::is_json(data));
    assert!(cursor.at <= data.len());
    // Also compared part by part, if that needs no deep stack.
    if accepted && naive::depth(data) < 100 {
        let mut cursor = Cursor::new(data);
        walk(&mut cursor).expect("what can be skipped can be walked");
        assert!(cursor.is_at_end());
    }
}

fn walk(cursor: &mut Cursor<'_>) -> Option<()> {
    match cursor.peek_value()? {
        b'{' => cursor.object(|cursor, key| {
            let raw = std::str::from_utf8(key.raw(cursor.line)).expect("a key is UTF-8");
            assert_eq!(key.value(cursor.line), naive::string(raw));
            walk(cursor)
        }),
        b'[' => cursor.array(walk),
        b'"' => {
            let string = cursor.string()?;
            let raw = std::str::from_utf8(string.raw(cursor.line)).expect("a string is UTF-8");
            assert_eq!(string.ascii, raw.is_ascii());
            assert_eq!(string.escaped, raw.contains('\\'));
            let value = naive::string(raw);
            assert_eq!(string.value(cursor.line), value);
            assert!(string.is(cursor.line, value.as_bytes()));
            Some(())
        }
        _ => cursor.skip(),
    }
}

/// Numbers as doubles are those of the standard library, and nothing else is a number.
pub fn number(data: &[u8]) {
    for text in [data].into_iter().chain(data.split(|byte| *byte == b'\n')) {
        let is_number = matches!(text, [b'-' | b'0'..=b'9', .., b'0'..=b'9'] | [b'0'..=b'9']) && naive::is_json(text);
        let expected = is_number.then(|| {
            std::str::from_utf8(text)
                .expect("digits")
                .parse::<f64>()
                .expect("a number")
        });
        assert_eq!(to_f64(text).map(f64::to_bits), expected.map(f64::to_bits));
    }
}
