//! The decoder of results, and the index of results by id.

use std::collections::BTreeMap;

use message_batches::json::cursor::JsonStr;
use message_batches::results::decoder::{LineContent, ResultsDecoder, Source};
use message_batches::results::index::RecordIndex;
use message_batches::results::outcome::{Advice, Outcome};
use message_batches::results::record;
use message_batches::results::tally_report::TallyReport;

use super::naive;
use crate::cuts;

/// What the decoder reports for a line.
#[derive(Debug, Clone, PartialEq)]
struct Decoded {
    line: u64,
    offset: u64,
    text: Vec<u8>,
    content: Content,
}

#[derive(Debug, Clone, PartialEq)]
enum Content {
    Record {
        id: String,
        kind: String,
        outcome: Outcome,
        reason: String,
        answer: String,
        model: Option<String>,
    },
    Malformed(String),
}

fn content(line: &[u8], content: LineContent<'_>) -> Content {
    let text = |string: &JsonStr| string.value(line).into_owned();
    match content {
        LineContent::Shaped(shaped) => Content::Record {
            id: shaped.text(shaped.shape.custom_id).map(text).unwrap(),
            kind: shaped.shape.type_word.clone(),
            outcome: shaped.outcome,
            reason: shaped.shape.advice.reason.to_string(),
            answer: shaped.answer().map(text).collect(),
            model: shaped.shape.model.clone(),
        },
        LineContent::Parsed(record, advice) => parsed(record, advice),
        LineContent::Malformed(malformed) => Content::Malformed(malformed.problem.clone()),
    }
}

fn parsed(record: &record::Record<'_>, advice: &Advice<'_>) -> Content {
    Content::Record {
        id: record.value(record.custom_id).into_owned(),
        kind: record.kind().into_owned(),
        outcome: advice.outcome,
        reason: advice.reason.to_string(),
        answer: record.text().into_owned(),
        model: record.model.map(|model| record.value(model).into_owned()),
    }
}

fn decode<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> (Vec<Decoded>, TallyReport, u64) {
    let mut decoder = ResultsDecoder::default();
    let mut decoded = Vec::new();
    let mut pushed: Vec<u8> = Vec::new();
    for piece in pieces {
        let mut each = |source: Source<'_>, found: LineContent<'_>| {
            if let Some(at) = source.in_push {
                assert_eq!(&piece[at..at + source.line.len()], source.line);
            }
            decoded.push(decoded_line(&source, found));
        };
        decoder.push(piece, &mut each);
        pushed.extend_from_slice(piece);
        assert_eq!(decoder.end(), pushed.len() as u64, "every byte is counted");
    }
    decoder.finish(|source, found| decoded.push(decoded_line(&source, found)));
    assert_eq!(decoder.end(), pushed.len() as u64, "every byte is counted");
    let has_result = decoded
        .iter()
        .any(|line| matches!(line.content, Content::Record { .. }));
    assert_eq!(decoder.no_result().is_none(), has_result);
    (decoded, decoder.tally(), decoder.end())
}

fn decoded_line(source: &Source<'_>, found: LineContent<'_>) -> Decoded {
    Decoded {
        line: source.position.line,
        offset: source.position.offset,
        text: source.line.to_vec(),
        content: content(source.line, found),
    }
}

pub fn decoder(data: &[u8]) {
    let whole = decode([data]);
    for pieces in cuts::ways(data) {
        assert_eq!(decode(pieces.iter().copied()), whole, "cut as {pieces:?}");
    }
    let (decoded, tally, _) = whole;
    // The lines are those of the input, each at its position.
    let stood: Vec<(&[u8], u64, u64)> = decoded
        .iter()
        .map(|line| (line.text.as_slice(), line.line, line.offset))
        .collect();
    let lines = naive::lines(data).into_iter();
    let expected: Vec<_> = lines.flat_map(|(line, number, at)| records(line, number, at)).collect();
    assert_eq!(stood, expected);
    for line in &decoded {
        assert_eq!(
            line.content,
            alone(&line.text),
            "read alone: {}",
            line.text.escape_ascii()
        );
    }
    assert_tally(&decoded, &tally);
    assert_skimmed(data, &tally);
}

/// Returns the records of a line that consists of several, otherwise the line.
fn records(line: &[u8], number: u64, offset: u64) -> Vec<(&[u8], u64, u64)> {
    let values = naive::values(line);
    let is_record = |value: &[u8]| record::parse(value).is_ok() && naive::depth(value) <= 512;
    if values.len() < 2 || !values.iter().all(|(value, _)| is_record(value)) {
        return vec![(line, number, offset)];
    }
    let place = |(value, at)| (value, number, offset + at as u64);
    values.into_iter().map(place).collect()
}

/// A decoder that skims counts the same, except malformed lines that it may accept as records.
fn assert_skimmed(data: &[u8], tally: &TallyReport) {
    let skimmed = |pieces: &[&[u8]]| {
        let mut decoder = ResultsDecoder::default().skimming();
        pieces.iter().for_each(|piece| decoder.push(piece, |_, _| {}));
        decoder.finish(|_, _| {});
        decoder.tally()
    };
    let whole = skimmed(&[data]);
    for pieces in cuts::ways(data) {
        assert_eq!(skimmed(&pieces), whole, "cut as {pieces:?}");
    }
    let malformed = |tally: &TallyReport| tally.types.get("malformed").copied().unwrap_or_default();
    assert_eq!(whole.records, tally.records);
    assert!(malformed(&whole) <= malformed(tally), "a record counts as malformed");
    if malformed(tally) == 0 {
        assert_eq!(&whole, tally);
    }
}

/// Returns what a new decoder reports for a line.
fn alone(line: &[u8]) -> Content {
    let is_json = naive::is_json(line);
    match record::parse(line) {
        Ok(record) => {
            assert!(is_json, "a record that serde_json refuses");
            parsed(&record, &Advice::of(&record))
        }
        Err(malformed) => {
            let is_refused = malformed.problem.starts_with("not valid JSON");
            // The reason for rejecting a line comes from a reader with a depth limit.
            if !is_json || naive::depth(line) <= 512 {
                assert_eq!(is_refused, !is_json, "{malformed:?}");
            }
            assert!(malformed.at.is_none_or(|at| at <= line.len()));
            Content::Malformed(malformed.problem)
        }
    }
}

/// The tally is the sum of what was reported for the lines.
fn assert_tally(decoded: &[Decoded], tally: &TallyReport) {
    let mut types: BTreeMap<String, u64> = BTreeMap::new();
    let mut outcomes: BTreeMap<String, u64> = BTreeMap::new();
    for line in decoded {
        let (kind, outcome) = match &line.content {
            Content::Record { kind, outcome, .. } => (kind.as_str(), *outcome),
            Content::Malformed(_) => ("malformed", Outcome::Malformed),
        };
        *types.entry(kind.to_string()).or_default() += 1;
        *outcomes.entry(outcome.as_str().to_string()).or_default() += 1;
    }
    assert_eq!(tally.outcomes, outcomes);
    assert_eq!(tally.records, decoded.len() as u64);
    if types.len() < 1_000 {
        assert_eq!(tally.types, types);
    }
    // Each line on its own, added up.
    let mut tokens = 0_u64;
    for line in decoded {
        let (_, own, _) = decode([line.text.as_slice()]);
        tokens = tokens.saturating_add(own.usage.input_tokens);
    }
    if !tally.saturated && tokens < 1 << 53 {
        assert_eq!(tally.usage.input_tokens, tokens);
    }
}

pub fn index(data: &[u8]) {
    let (decoded, ..) = decode([data]);
    let mut first: BTreeMap<&str, &Decoded> = BTreeMap::new();
    let mut duplicates = 0;
    let mut malformed = 0;
    for line in &decoded {
        match &line.content {
            Content::Record { id, .. } if first.contains_key(id.as_str()) => duplicates += 1,
            Content::Record { id, .. } => drop(first.insert(id, line)),
            Content::Malformed(_) => malformed += 1,
        }
    }
    for pieces in [vec![data], cuts::one(data)] {
        let mut index = RecordIndex::new(3);
        pieces.iter().for_each(|piece| index.push(piece));
        index.finish();
        for (id, line) in first.iter().step_by(2) {
            let found = index.locate(id).expect("a record of this id");
            assert_eq!((found.position.line, found.position.offset), (line.line, line.offset));
            assert_eq!(found.len as usize, line.text.len());
        }
        assert_eq!(index.locate("no such id, however the input looks"), None);
        let account = index.account();
        let asked = first.len().div_ceil(2) as u64;
        assert_eq!(
            (account.submitted, account.answered, account.missing.count),
            (asked + 1, asked, 1)
        );
        assert_eq!((account.duplicate.count, account.malformed), (duplicates, malformed));
        assert_eq!(account.unknown.count, first.len() as u64 - asked);
        assert!(!account.complete && account.unknown.ids.len() <= 3);
        assert_eq!(index.delivered().len(), decoded.len());
        // By keys from which ids were made: no record is found twice.
        let mut places = Vec::new();
        for id in first.keys() {
            places.extend(index.locate_key(id).map(|place| place.position.offset));
        }
        assert!(
            places
                .iter()
                .all(|place| first.values().any(|line| line.offset == *place))
        );
    }
}
