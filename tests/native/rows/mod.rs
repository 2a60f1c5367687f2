mod csv;
mod encodings;
mod ids;
mod objects;
mod template;

use message_batches::input::{Format, RowOptions, Rows};

/// Requests of rows that come in pieces: one line each, and last what went wrong, if anything did.
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
        // A limit of one byte: a request at a time.
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

/// What stands in `params`, the ids left out; and what went wrong.
fn params<'a>(template: &str, options: RowOptions, pieces: impl IntoIterator<Item = &'a [u8]>) -> Vec<String> {
    let shown = |line: String| match serde_json::from_str::<serde_json::Value>(&line) {
        Ok(request) => request["params"].to_string(),
        Err(_) => line,
    };
    made(template, options, pieces).into_iter().map(shown).collect()
}

fn options(format: Format) -> RowOptions {
    RowOptions {
        format,
        ..RowOptions::default()
    }
}

/// All columns of a CSV, as the rows of an array: `["1","2"]`.
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
