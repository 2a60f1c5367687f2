mod csv;
mod cuts;
mod encodings;
mod filled;
mod ids;
mod objects;
mod template;

use message_batches::requests::rows::{Format, RowOptions, Rows};

/// Returns the requests of rows that arrive in pieces, one per line, followed by the error, if any.
fn made<'a>(template: &str, options: RowOptions, pieces: impl IntoIterator<Item = &'a [u8]>) -> Vec<String> {
    let (requests, _) = made_and_noted(template, options, pieces);
    requests
}

fn made_and_noted<'a>(
    template: &str,
    options: RowOptions,
    pieces: impl IntoIterator<Item = &'a [u8]>,
) -> (Vec<String>, Vec<String>) {
    let mut rows = match Rows::new(template, options) {
        Ok(rows) => rows,
        Err(error) => return (vec![error.to_string()], Vec::new()),
    };
    let mut out = Vec::new();
    let mut error = None;
    let mut pieces = pieces.into_iter();
    loop {
        let piece = pieces.next();
        match piece {
            Some(piece) => rows.push(piece),
            None => rows.end(),
        }
        // A limit of one byte: one request at a time.
        while error.is_none() {
            let most = out.len() + 1;
            match rows.take(&mut out, most) {
                Ok(true) => {}
                Ok(false) => break,
                Err(problem) => error = Some(problem.to_string()),
            }
        }
        if piece.is_none() || error.is_some() {
            break;
        }
    }
    let noted = lines(&rows.take_ids());
    (lines(&out).into_iter().chain(error).collect(), noted)
}

fn lines(text: &[u8]) -> Vec<String> {
    let text = std::str::from_utf8(text).unwrap();
    assert!(text.is_empty() || text.ends_with('\n'));
    text.lines().map(String::from).collect()
}

/// Returns the `params` without the ids, and the error, if any.
fn params<'a>(template: &str, options: RowOptions, pieces: impl IntoIterator<Item = &'a [u8]>) -> Vec<String> {
    let shown = |line: String| match serde_json::from_str::<serde_json::Value>(&line) {
        Ok(request) => request["params"].to_string(),
        Err(_) => line,
    };
    made(template, options, pieces).into_iter().map(shown).collect()
}

/// Converts rows, one per line, to the form in which the shell writes objects.
fn elements(lines: &str) -> String {
    lines.trim_end().replace('\n', ",") + "]"
}

fn options(format: Format) -> RowOptions {
    RowOptions {
        format,
        ..RowOptions::default()
    }
}

/// Returns all columns of a CSV, with the rows as arrays: `["1","2"]`.
fn cells(csv: &[u8]) -> Vec<String> {
    params(r#"{"r":["{{a}}","{{b}}"]}"#, options(Format::Csv), [csv])
        .into_iter()
        .map(|line| {
            line.strip_prefix(r#"{"r":"#)
                .and_then(|line| line.strip_suffix('}'))
                .unwrap_or(&line)
                .to_string()
        })
        .collect()
}

#[test]
fn after_an_error_there_is_nothing_more_to_be_had() {
    let mut rows = Rows::new(r#"{"a":"{{a}}"}"#, options(Format::Csv)).unwrap();
    rows.push(b"a\n1\n2,2\n3\n5\n6\n7\n8\n9\n");
    let mut out = Vec::new();
    let error = rows.take(&mut out, 1000).unwrap_err().to_string();
    assert_eq!(error, "row 2, line 3: expected 1 column as in the first line, found 2");
    assert_eq!(lines(&out).len(), 1);
    rows.push(b"4\n");
    rows.end();
    assert!(!rows.take(&mut out, 1000).unwrap());
    assert_eq!(lines(&out).len(), 1);
}

#[test]
fn a_foreign_format_is_reported_wherever_the_rows_are_cut() {
    let blank = " ".repeat(65_536);
    // A brace is not looked for after this much white space, but it is one byte earlier.
    for (text, expected) in [
        (
            format!("{blank}{{\"a\":1}}\n"),
            "template: expected columns that the rows have (\"{\\\"a\\\":1}\"), found \"a\" at a",
        ),
        (format!("{}{{\"a\":1}}\n", &blank[1..]), r#"{"a":"1"}"#),
    ] {
        for size in [1000, 65_535, 65_536, 65_537, 100_000] {
            let made = params(r#"{"a":"{{a}}"}"#, options(Format::Auto), text.as_bytes().chunks(size));
            assert_eq!(made, [expected], "{size}");
        }
    }
    // UTF-16 with a non-ASCII character.
    let wide: Vec<u8> = "a,b,c,d,e,f,\u{20ac}\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let wide = [wide, vec![0xac; 100]].concat();
    let problem = "rows: expected rows as text in UTF-8 (CSV or JSONL), found UTF-16LE. Save it as UTF-8, or pass its encoding \
                in the option encoding: \"utf-16le\".";
    for size in 1..=wide.len() {
        let made = params(r#"{"a":"{{a}}"}"#, options(Format::Auto), wide.chunks(size));
        assert_eq!(made.first().map(String::as_str), Some(problem), "{size}");
    }
}
