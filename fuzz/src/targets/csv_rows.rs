//! Rows of CSV against the crate `csv`, and against itself with other cuts.

use message_batches::requests::rows::{Format, RowOptions, Rows};
use serde_json::{Value, json};

use crate::cuts;

const TEMPLATE: &str = r#"{"cells":["{{a}}","{{b}}"]}"#;

/// Requests, logged ids, and the error, if there was one.
#[derive(Debug, PartialEq)]
pub struct Made {
    pub requests: Vec<Value>,
    pub ids: Vec<Value>,
    pub error: Option<String>,
    pub skipped: u64,
    pub columns: Vec<String>,
}

pub fn make<'a>(template: &str, options: RowOptions, pieces: impl IntoIterator<Item = &'a [u8]>) -> Made {
    let mut rows = match Rows::new(template, options) {
        Ok(rows) => rows,
        Err(error) => {
            return Made {
                requests: Vec::new(),
                ids: Vec::new(),
                error: Some(error.to_string()),
                skipped: 0,
                columns: Vec::new(),
            };
        }
    };
    let (mut requests, mut error) = (Vec::new(), None);
    let (mut offset, mut line) = (0, 0);
    let mut pieces = pieces.into_iter();
    loop {
        let piece = pieces.next();
        match piece {
            Some(piece) => rows.push(piece),
            None => rows.end(),
        }
        let made = rows.each(|text, position| {
            assert!(!text.contains(&b'\n') && !text.contains(&b'\r'), "a request is a line");
            assert_eq!(position.offset, offset);
            assert!(position.line > line, "each row begins on a line of its own");
            line = position.line;
            offset += text.len() as u64 + 1;
            // A lone surrogate is passed on as written, and serde_json cannot parse it.
            requests.push(serde_json::from_slice(text).unwrap_or_else(|_| {
                assert!(super::naive::is_json(text), "no JSON: {}", text.escape_ascii());
                Value::Null
            }));
        });
        error = error.or(made.err().map(|error| error.to_string()));
        if piece.is_none() || error.is_some() {
            break;
        }
    }
    let ids = rows.take_ids();
    let ids = ids.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    Made {
        requests,
        ids: ids
            .map(|line| serde_json::from_slice(line).unwrap_or(Value::Null))
            .collect(),
        error,
        skipped: rows.skipped(),
        columns: rows.columns().to_vec(),
    }
}

pub fn csv_rows(data: &[u8]) {
    for (format, delimiter, id) in [
        (Format::Auto, None, None),
        (Format::Csv, None, Some("a")),
        (Format::Csv, Some(b';'), None),
        (Format::Jsonl, None, Some("a")),
    ] {
        let options = RowOptions {
            format,
            delimiter,
            id: id.map(String::from),
            defaults: Some(r#"{"b":"default"}"#.into()),
            note_ids: true,
        };
        let whole = make(TEMPLATE, options.clone(), [data]);
        for pieces in cuts::ways(data) {
            let cut = make(TEMPLATE, options.clone(), pieces.iter().copied());
            assert_eq!(cut, whole, "{format:?}, cut as {pieces:?}");
        }
        assert_ids(&whole);
    }
    assert_as_others_read_it(&[b"a,b\n", data].concat());
}

/// Every request has a unique id, which the log contains.
fn assert_ids(made: &Made) {
    let ids: Vec<&Value> = made.requests.iter().map(|request| &request["custom_id"]).collect();
    let mut sorted: Vec<&str> = ids.iter().filter_map(|id| id.as_str()).collect();
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    assert!(
        sorted
            .iter()
            .all(|id| (1..=64).contains(&id.len()) && id.bytes().all(is_allowed))
    );
    sorted.sort_unstable();
    assert!(sorted.windows(2).all(|two| two[0] != two[1]), "{sorted:?}");
    let noted: Vec<&Value> = made.ids.iter().map(|note| &note["custom_id"]).collect();
    if !made.requests.contains(&Value::Null) && !made.ids.contains(&Value::Null) {
        assert_eq!(noted, ids);
    }
}

fn assert_as_others_read_it(text: &[u8]) {
    // The crate accepts text after a closing quote, including white space.
    let is_spaced = |two: &[u8]| two[0] == b'"' && matches!(two[1], b' ' | b'\t');
    if text.windows(2).any(is_spaced) {
        return;
    }
    let options = RowOptions {
        format: Format::Csv,
        delimiter: Some(b','),
        ..RowOptions::default()
    };
    let ours = make(TEMPLATE, options, [text]);
    if ours.error.is_some() {
        return;
    }
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text);
    let records = reader.byte_records().map(|record| record.expect("bytes in memory"));
    let records: Vec<Vec<String>> = records
        .skip(1)
        .map(|record| {
            record
                .iter()
                .map(|field| String::from_utf8(field.to_vec()).expect("UTF-8"))
                .collect()
        })
        .collect();
    let (blank, mut rows): (Vec<Vec<String>>, Vec<Vec<String>>) = records
        .into_iter()
        .partition(|fields| fields.iter().all(|field| field.trim().is_empty()));
    assert_eq!(ours.skipped, blank.len() as u64);
    // The end of a file in DOS, of which several may have been joined.
    rows.retain(|row| *row != ["\u{1a}"]);
    let cells: Vec<Value> = ours
        .requests
        .iter()
        .map(|request| request["params"]["cells"].clone())
        .collect();
    assert_eq!(cells, rows.into_iter().map(|row| json!(row)).collect::<Vec<_>>());
}
