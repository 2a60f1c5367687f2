//! Result lines that are longer than the limit of a reader: malformed in every way of reading, wherever the pieces end.

use message_batches::bytes::lines::Lines;
use message_batches::results::container::Container;
use message_batches::results::decoder::{LineContent, ResultsDecoder};
use message_batches::results::export::{Column, FileWriter, Format};
use message_batches::results::index::RecordIndex;
use message_batches::results::resume::{DeliveryLog, DuplicateFilter};

use crate::cut;

const MAX: usize = 80;

fn record(id: &str, text: &str) -> String {
    format!("{{\"custom_id\":\"{id}\",\"result\":{{\"type\":\"{text}\"}}}}")
}

/// Records of one shape: one byte too long because of text or white space, and of exactly the maximum length.
fn text() -> String {
    let short = record("a", "expired");
    let room = MAX - short.len();
    [
        short.clone(),
        record("b", &"x".repeat(room + 8)),
        record("c", "expired"),
        format!("{}{}", record("d", "expired"), " ".repeat(room + 1)),
        format!("{}{}", record("e", "expired"), " ".repeat(room)),
        record("f", &"y".repeat(room + 7)),
        "z".repeat(500),
        record("g", "canceled"),
    ]
    .join("\n")
}

const TOO_LONG: &str = "expected at most 80 bytes (maxLineBytes), found more";

fn decoded<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Vec<String> {
    let mut decoder = ResultsDecoder::with_max_line(MAX);
    let mut found = Vec::new();
    let mut each = |source: message_batches::results::decoder::Source<'_>, content: LineContent<'_>| {
        let what = match &content {
            LineContent::Malformed(malformed) => malformed.problem.clone(),
            content => content.custom_id(source.line).unwrap().into_owned(),
        };
        found.push(format!(
            "{} at {}: {what}",
            source.position.line, source.position.offset
        ));
    };
    for piece in pieces {
        decoder.push(piece, &mut each);
    }
    decoder.finish(&mut each);
    found
}

#[test]
fn a_line_above_the_limit_is_malformed_and_those_around_it_are_not() {
    let text = text();
    let offset = |line: usize| text.lines().take(line - 1).map(|line| line.len() + 1).sum::<usize>();
    let expected: Vec<String> = ["a", TOO_LONG, "c", TOO_LONG, "e", "f", TOO_LONG, "g"]
        .iter()
        .zip(1..)
        .map(|(what, line)| format!("{line} at {}: {what}", offset(line)))
        .collect();
    assert_eq!(decoded([text.as_bytes()]), expected);
    for pieces in cut::everywhere(text.as_bytes()) {
        assert_eq!(decoded(pieces.iter().copied()), expected, "{pieces:?}");
    }
}

#[test]
fn an_export_reports_it_in_the_row_of_the_line() {
    let columns = ["line", "outcome", "error.message"].map(|path| Column::parse(path).unwrap());
    let csv = Format::Csv {
        bom: false,
        defuse: true,
        delimiter: b',',
    };
    let mut writer = FileWriter::new(csv, columns.into(), None);
    writer.set_max_line(MAX);
    let mut out = writer.push(text().as_bytes());
    out.extend(writer.finish());
    let rows = String::from_utf8(out).unwrap();
    assert_eq!(rows.lines().filter(|row| row.contains(TOO_LONG)).count(), 3, "{rows}");
    assert_eq!(rows.lines().count(), 9);
}

#[test]
fn an_index_counts_it_and_finds_the_others() {
    let mut index = RecordIndex::new(10);
    index.set_max_line(MAX);
    index.push(text().as_bytes());
    index.finish();
    let found = ["a", "b", "c", "d", "e", "f", "g"].map(|id| index.locate(id).is_some());
    assert_eq!(found, [true, false, true, false, true, true, true]);
    assert_eq!(index.account().malformed, 3);
}

#[test]
fn a_filter_passes_it_as_a_line_that_is_still_too_long() {
    for pieces in cut::everywhere(text().as_bytes()) {
        let mut filter = DuplicateFilter::new(&DeliveryLog::default(), MAX);
        let mut passed: Vec<u8> = pieces.iter().flat_map(|piece| filter.push(piece)).collect();
        passed.extend(filter.finish());
        let kinds: Vec<bool> = decoded([passed.as_slice()])
            .iter()
            .map(|line| line.ends_with(TOO_LONG))
            .collect();
        assert_eq!(kinds, [false, true, false, true, false, false, true, false]);
    }
}

#[test]
fn only_the_start_of_a_line_above_the_limit_is_kept_and_later_offsets_are_right() {
    let text = "abc\nabcdefghij\nabcd\nx";
    for pieces in cut::everywhere(text.as_bytes()) {
        let mut lines = Lines::with_max_line(4);
        let mut kept = Vec::new();
        let mut note = |line: &[u8], position: message_batches::bytes::Position| {
            kept.push((line.len(), position.line, position.offset));
        };
        for piece in &pieces {
            lines.push(piece, &mut note);
            assert!(lines.tail().len() <= 4);
        }
        lines.finish(&mut note);
        assert_eq!(lines.end(), text.len() as u64);
        let numbers: Vec<_> = kept.iter().map(|(_, line, offset)| (*line, *offset)).collect();
        assert_eq!(numbers, [(1, 0), (2, 4), (3, 15), (4, 20)]);
        assert!(kept.iter().all(|(len, line, _)| *line == 2 || *len <= 4), "{kept:?}");
        assert!(kept.iter().any(|(len, line, _)| *line == 2 && *len > 3), "{kept:?}");
    }
}

#[test]
fn results_whose_form_does_not_show_in_a_mebibyte_are_lines() {
    let long = format!("{{\"custom_id\":\"a\",\"x\":\"{}\"}}\n{{}}\n", "x".repeat(3 << 20));
    let mut container = Container::default();
    let mut out = Vec::new();
    for piece in long.as_bytes().chunks(65_536) {
        let passed = container.push(piece).into_owned();
        assert!(passed.len() <= (1 << 20) + 65_536, "no more is held than that");
        out.extend(passed);
    }
    out.extend(container.finish());
    assert!(out == long.as_bytes());
}
