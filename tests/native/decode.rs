//! The decoder, compared with line-by-line reading: the result must not depend on shapes, chunks or previous lines.

use std::collections::BTreeMap;

use message_batches::json::cursor::JsonStr;
use message_batches::results::decoder::{LineContent, ResultsDecoder, Source};
use message_batches::results::outcome::{Advice, Outcome};
use message_batches::results::record;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde::de::IgnoredAny;
use serde_json::{Value, json};

use crate::cut;
use crate::property::{Bytes, Edit, holds};

/// The decoder's result for a line: its position, id, outcome and texts.
#[derive(Debug, Clone, PartialEq)]
struct DecodedLine {
    line: u64,
    offset: u64,
    text: Vec<u8>,
    id: String,
    outcome: Outcome,
    reason: String,
    answer: String,
}

fn decode<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> (Vec<DecodedLine>, Value) {
    let mut decoder = ResultsDecoder::default();
    let mut decoded = Vec::new();
    let mut each = |source: Source<'_>, content: LineContent<'_>| {
        let text = |string: &JsonStr| string.value(source.line).into_owned();
        let (id, outcome, reason, answer) = match content {
            LineContent::Shaped(shaped) => (
                shaped.text(shaped.shape.custom_id).map(text).unwrap(),
                shaped.outcome,
                shaped.shape.advice.reason.to_string(),
                shaped.answer().map(text).collect(),
            ),
            LineContent::Parsed(record, advice) => (
                record.value(record.custom_id).into_owned(),
                advice.outcome,
                advice.reason.to_string(),
                record.text().into_owned(),
            ),
            LineContent::Malformed(malformed) => (
                String::new(),
                Outcome::Malformed,
                malformed.problem.clone(),
                String::new(),
            ),
        };
        decoded.push(DecodedLine {
            line: source.position.line,
            offset: source.position.offset,
            text: source.line.to_vec(),
            id,
            outcome,
            reason,
            answer,
        });
    };
    for piece in pieces {
        decoder.push(piece, &mut each);
    }
    decoder.finish(&mut each);
    (decoded, serde_json::to_value(decoder.tally()).unwrap())
}

fn answer(id: &str, text: &str, tokens: u64) -> Value {
    json!({"custom_id": id, "result": {"type": "succeeded", "message": {
        "id": format!("msg_{id}"), "type": "message", "role": "assistant", "model": "claude-haiku-4-5",
        "content": [{"type": "text", "text": text}], "stop_reason": "end_turn", "stop_sequence": null,
        "usage": {"input_tokens": tokens, "output_tokens": 2 * tokens, "service_tier": "batch"},
    }}})
}

#[test]
fn sums_that_a_number_of_javascript_does_not_hold_are_the_largest_that_it_does() {
    const LARGEST: u64 = (1 << 53) - 1;
    for (counts, sum, saturated) in [
        (vec![LARGEST], LARGEST, false),
        (vec![LARGEST - 1, 1], LARGEST, false),
        (vec![LARGEST, 1], LARGEST, true),
        (vec![1 << 53], LARGEST, true),
        (vec![u64::MAX, u64::MAX], LARGEST, true),
    ] {
        let lines: String = counts
            .iter()
            .map(|tokens| answer_of(*tokens).to_string() + "\n")
            .collect();
        let (_, tally) = decode([lines.as_bytes()]);
        assert_eq!(tally["usage"]["input_tokens"], json!(sum), "{counts:?}");
        assert_eq!(tally["models"][0]["usage"]["input_tokens"], json!(sum), "{counts:?}");
        assert_eq!(tally.get("saturated"), saturated.then_some(&json!(true)), "{counts:?}");
    }
}

fn answer_of(tokens: u64) -> Value {
    json!({"custom_id": "a", "result": {"type": "succeeded", "message": {
        "model": "claude-haiku-4-5", "content": [], "stop_reason": "end_turn", "usage": {"input_tokens": tokens},
    }}})
}

#[test]
fn numbers_of_more_than_nine_digits_are_read_where_a_shape_has_a_number() {
    // The number of a slot has up to nine digits. More digits must not overflow it: test builds would panic.
    let counts = [
        1,
        999_999_999,
        1_000_000_000,
        4_294_967_295,
        4_294_967_296,
        9_999_999_999,
        2,
    ];
    let lines: String = counts
        .iter()
        .map(|tokens| answer("a", "x", *tokens).to_string() + "\n")
        .collect();
    let (records, tally) = decode([lines.as_bytes()]);
    assert_eq!(records.len(), counts.len());
    assert_eq!(tally["usage"]["input_tokens"], json!(counts.iter().sum::<u64>()));
    assert_eq!(tally["usage"]["output_tokens"], json!(2 * counts.iter().sum::<u64>()));
}

#[test]
fn what_costs_nothing_costs_zero() {
    let (_, tally) = decode([failure("a", "api_error").to_string().as_bytes()]);
    assert_eq!(tally["cost"]["usd"].as_f64().map(f64::to_bits), Some(0.0_f64.to_bits()));
}

fn failure(id: &str, kind: &str) -> Value {
    json!({"custom_id": id, "result": {"type": "errored", "error": {
        "type": "error", "error": {"type": kind, "message": "m"}, "request_id": null,
    }}})
}

/// Returns a stream of all kinds of records, of similar and of different lines.
fn mixed() -> Vec<u8> {
    let mut text = String::from("\u{feff}");
    for round in 0..4 {
        for (index, value) in [
            answer("a", "plain", 1),
            answer("b", "with \"quotes\"\n and é 😀", 20),
            failure("c", "api_error"),
            json!({"custom_id": "d", "result": {"type": "canceled"}}),
            answer("", "", 0),
        ]
        .into_iter()
        .enumerate()
        {
            text.push_str(&value.to_string());
            text.push_str(["\n", "\r\n", "\r", " \n", "\n\n"][(round + index) % 5]);
        }
        text.push_str("{\"bro\nken\n \t\n");
    }
    text.push_str(&answer("last", "no newline", 3).to_string());
    text.into_bytes()
}

#[test]
fn every_cut_gives_the_same_records_and_the_same_account() {
    let mixed = mixed();
    let whole = decode([mixed.as_slice()]);
    assert_eq!(whole.0.len(), 29);
    for pieces in cut::once(&mixed) {
        assert!(
            decode(pieces.iter().copied()) == whole,
            "{:?}",
            pieces.iter().map(|piece| piece.len()).collect::<Vec<_>>()
        );
    }
}

#[test]
fn records_stand_at_their_offsets() {
    let mixed = mixed();
    for line in decode([mixed.as_slice()]).0 {
        let offset = line.offset as usize;
        assert_eq!(&mixed[offset..offset + line.text.len()], line.text, "{}", line.line);
    }
}

#[test]
fn records_that_share_a_line_are_records() {
    let [one, two, other] =
        [answer("a", "x", 1), answer("b", "y", 2), failure("c", "api_error")].map(|value| value.to_string());
    for text in [
        format!("{one}{two}"),
        format!("{one}{two}\n{other}\n"),
        format!("{other}\n{one} \t{two}{other}\n{two}"),
        format!("{one}\n{two}\n{other}{one}{two}{other}\n"),
        format!("\u{feff} {other}{other} \r\n{one}\r\n"),
    ] {
        let whole = decode([text.as_bytes()]);
        for pieces in cut::once(text.as_bytes()) {
            assert_eq!(decode(pieces.iter().copied()), whole, "{text}");
        }
        let apart = text.replace(['\u{feff}', ' ', '\t'], "").replace("}{", "}\n{");
        let (expected, tally) = decode([apart.as_bytes()]);
        let (found, tally_of_found) = whole;
        assert_eq!(tally_of_found, tally, "{text}");
        let parts = |lines: &[DecodedLine]| {
            let part = |line: &DecodedLine| (line.text.clone(), line.id.clone(), line.outcome, line.answer.clone());
            lines.iter().map(part).collect::<Vec<_>>()
        };
        assert_eq!(parts(&found), parts(&expected), "{text}");
        for line in found {
            let number = text.as_bytes()[..line.offset as usize]
                .iter()
                .filter(|byte| **byte == b'\n')
                .count()
                + 1;
            assert_eq!(line.line, number as u64, "{text}");
            assert!(
                text.as_bytes()[line.offset as usize..].starts_with(&line.text),
                "{text}"
            );
        }
    }
}

#[test]
fn a_line_of_records_and_something_else_is_one_malformed_line() {
    let one = failure("a", "api_error").to_string();
    for (rest, problem) in [
        (
            "{",
            "not valid JSON: expected the end, found '{'. Put each result on a line of its own",
        ),
        (
            "{}",
            "not valid JSON: expected the end, found '{'. Put each result on a line of its own",
        ),
        ("7", "not valid JSON: expected the end, found '7'"),
        ("]", "not valid JSON: expected the end, found ']'"),
    ] {
        let (found, _) = decode([format!("{one}{rest}\n").as_bytes()]);
        let [line] = found.as_slice() else { panic!("{rest}") };
        assert_eq!((line.outcome, line.reason.as_str()), (Outcome::Malformed, problem));
    }
}

#[test]
fn an_empty_answer_among_full_ones_of_its_shape_is_empty_and_counted_as_such() {
    let thought = |id: &str| {
        let mut line = answer(id, "", 1);
        line["result"]["message"]["content"] = json!([{"type": "thinking", "thinking": id, "signature": "s"}]);
        line
    };
    let lines: String = [
        answer("a", "x", 1),
        answer("b", "", 1),
        answer("c", "y", 1),
        answer("d", " \n", 1),
        thought("e"),
        thought("f"),
        answer("g", "", 1),
        answer("h", " z", 1),
    ]
    .iter()
    .map(|line| format!("{line}\n"))
    .collect();
    for pieces in cut::once(lines.as_bytes()) {
        let (records, tally) = decode(pieces.iter().copied());
        let found: Vec<(&str, Outcome)> = records.iter().map(|line| (line.id.as_str(), line.outcome)).collect();
        let (done, empty) = (Outcome::Done, Outcome::Empty);
        let expected = [
            ("a", done),
            ("b", empty),
            ("c", done),
            ("d", empty),
            ("e", empty),
            ("f", empty),
            ("g", empty),
            ("h", done),
        ];
        assert_eq!(found, expected);
        assert_eq!(tally["outcomes"], json!([["done", 3], ["empty", 5]]));
        assert!(records.iter().all(|line| line.reason == "end_turn"));
    }
}

/// Reads each line alone, with a new decoder and with `serde_json`.
fn alone(line: &[u8]) -> Option<(String, Outcome, String, String)> {
    let is_json = std::str::from_utf8(line).is_ok_and(|text| serde_json::from_str::<IgnoredAny>(text).is_ok());
    match record::parse(line) {
        Ok(record) => {
            assert!(is_json, "{}", String::from_utf8_lossy(line));
            let id = record.value(record.custom_id).into_owned();
            if let Ok(value) = serde_json::from_slice::<Value>(line) {
                assert_eq!(value["custom_id"], json!(id));
                assert_eq!(value["result"]["type"], json!(record.value(record.type_word)));
            }
            let advice = Advice::of(&record);
            Some((
                id,
                advice.outcome,
                advice.reason.into_owned(),
                record.text().into_owned(),
            ))
        }
        Err(malformed) => {
            if malformed.problem.starts_with("not valid JSON") {
                assert!(!is_json, "{malformed:?}: {}", String::from_utf8_lossy(line));
            }
            None
        }
    }
}

/// Lines of all types with up to two changes.
fn mutated() -> impl Strategy<Value = Bytes> {
    const BYTES: &[u8] = b"\"\\{}[]:,0159.-eEtfnu \t/x\x00\x1f\x7f\x80\xc3\xa9\xe2\xf0\xff";
    let lines = vec![
        json!({"custom_id": "d", "result": {"type": "expired"}}).to_string(),
        failure("c", "overloaded_error").to_string(),
        answer("a", "plain", 1).to_string(),
        answer("b", "\"quotes\" \\ \n é 😀", 123_456_789).to_string(),
    ];
    let byte = || select(BYTES).prop_map(|byte| vec![byte]);
    let edit = prop_oneof![
        Edit::of(1..=1, byte()),
        Edit::of(0..=0, byte()),
        Edit::of(1..=1, Just(Vec::new())),
        Edit::of(0..=8, Just(Vec::new())),
    ];
    (select(lines), vec(edit, 0..3)).prop_map(|(line, edits)| Edit::all(line.as_bytes(), &edits))
}

/// Reads lines in sequence, and compares each with the result of reading it alone.
fn assert_read_as_alone(mut lines: Vec<Bytes>) {
    let stream: Vec<u8> = lines.iter().flat_map(|line| [line, &b"\n"[..]].concat()).collect();
    lines.retain(|line| !line.trim_ascii().is_empty());
    let decoded = decode([stream.as_slice()]).0;
    assert_eq!(decoded.len(), lines.len());
    for (found, line) in decoded.iter().zip(&lines) {
        let expected = alone(line.trim_ascii());
        let found = (found.outcome != Outcome::Malformed).then(|| {
            (
                found.id.clone(),
                found.outcome,
                found.reason.clone(),
                found.answer.clone(),
            )
        });
        assert_eq!(found, expected, "{line:?}");
    }
}

#[test]
fn mutated_lines_are_what_they_are_when_they_are_read_alone() {
    holds(300, vec(mutated(), 1..80), assert_read_as_alone);
}

/// Lines with every combination of the parts of shapes, where the start of one part may equal that of another.
fn combined() -> impl Strategy<Value = Bytes> {
    const CONTENTS: [&str; 9] = [
        "[]",
        r#"[{"type":"text","text":"a\u00e9"}]"#,
        r#"[{"type":"text","text":""}]"#,
        r#"[{"type":"text","text":"a","citations":null}]"#,
        r#"[{"type":"text","text":"a","citations":[{"url":"b"}]}]"#,
        r#"[{"type":"text","text":"a"},{"type":"text","text":"b"}]"#,
        r#"[{"type":"tool_use","id":"t","name":"n","input":{}}]"#,
        r#"[{"type":"tool_use","id":"t","name":"n","input":{"k":[1,"]"]}}]"#,
        r#""a""#,
    ];
    const TAILS: [&str; 8] = [
        "",
        r#","container":null"#,
        r#","container":{}"#,
        r#","container":{"id":"c"}"#,
        r#","stop_details":{"type":"refusal"}"#,
        r#","extra":1"#,
        r#","extra":12"#,
        r#","extra":"1""#,
    ];
    const USAGES: [&str; 5] = [
        "null",
        "{}",
        r#"{"input_tokens":1,"output_tokens":2}"#,
        r#"{"input_tokens":1234567890,"output_tokens":2}"#,
        r#"{"input_tokens":1.5,"output_tokens":2}"#,
    ];
    let id = select(&["a", "b", "\"", "\\", "é"][..]);
    let model = select(&["m", "mm", "claude-haiku-4-5"][..]);
    let reason = select(&["end_turn", "end_turn_", "tool_use", "refusal", "max_tokens"][..]);
    let parts = (
        id,
        model,
        select(&CONTENTS[..]),
        reason,
        select(&TAILS[..]),
        select(&USAGES[..]),
    );
    parts.prop_map(|(id, model, content, reason, tail, usage)| {
        let id = json!(id);
        let line = format!(
            r#"{{"custom_id":{id},"result":{{"type":"succeeded","message":{{"model":"{model}","content":{content},"stop_reason":"{reason}"{tail},"usage":{usage}}}}}}}"#
        );
        Bytes(line.into_bytes())
    })
}

#[test]
fn lines_of_hundreds_of_shapes_that_begin_alike_are_what_they_are_when_they_are_read_alone() {
    holds(12, vec(combined(), 1..3_000), |lines| {
        let stream: Vec<u8> = lines.iter().flat_map(|line| [line, &b"\n"[..]].concat()).collect();
        let mut skimming = ResultsDecoder::default().skimming();
        skimming.push(&stream, |_, _| {});
        let (decoded, tally) = decode([stream.as_slice()]);
        assert_eq!(serde_json::to_value(skimming.tally()).unwrap(), tally);
        let with_tokens = |line: &&Bytes| line.ends_with(br#""output_tokens":2}}}}"#);
        let tokens = 2 * lines.iter().filter(with_tokens).count();
        assert_eq!(tally["usage"]["output_tokens"].as_u64(), Some(tokens as u64));
        let refusals = decoded.iter().filter(|line| line.outcome == Outcome::Refused).count();
        let counted = tally["outcomes"]
            .as_array()
            .unwrap()
            .iter()
            .find(|entry| entry[0] == "refused");
        assert_eq!(counted.map_or(0, |entry| entry[1].as_u64().unwrap()), refusals as u64);
        assert_read_as_alone(lines);
    });
}

#[test]
fn the_account_of_many_is_the_sum_of_the_accounts_of_each() {
    const MODELS: [&str; 3] = ["claude-haiku-4-5", "claude-haiku-5-5", "my-own-model"];
    let tokens = prop_oneof![9 => 0..1000_u64, 1 => Just(150_000)];
    holds(4, vec((select(&MODELS[..]), tokens), 1..400), |answers| {
        let mut stream = String::new();
        let mut expected: BTreeMap<&str, [u64; 2]> = BTreeMap::new();
        for (index, (model, tokens)) in answers.into_iter().enumerate() {
            let mut line = answer(&format!("r-{index}"), "x", tokens);
            line["result"]["message"]["model"] = json!(model);
            let sums = expected.entry(model).or_default();
            sums[0] += 1;
            sums[1] += tokens;
            stream.push_str(&format!("{line}\n"));
        }
        let tally = decode([stream.as_bytes()]).1;
        let found: BTreeMap<&str, [u64; 2]> = tally["models"]
            .as_array()
            .unwrap()
            .iter()
            .map(|model| {
                let input = model["usage"]["input_tokens"].as_u64().unwrap();
                assert_eq!(model["usage"]["output_tokens"], json!(2 * input));
                (
                    model["model"].as_str().unwrap(),
                    [model["answers"].as_u64().unwrap(), input],
                )
            })
            .collect();
        assert_eq!(found, expected);
        let unpriced: Vec<&str> = expected.into_keys().filter(|model| *model == "my-own-model").collect();
        assert_eq!(tally["cost"]["unpriced"], json!(unpriced));
        let one_by_one: f64 = stream
            .lines()
            .map(|line| decode([line.as_bytes()]).1["cost"]["usd"].as_f64().unwrap_or_default())
            .sum();
        let usd = tally["cost"]["usd"].as_f64().unwrap_or_default();
        assert!((usd - one_by_one).abs() <= 1e-9 * usd, "{usd} {one_by_one}");
    });
}

#[test]
fn a_tally_counts_types_outcomes_and_models() {
    let mut cut = answer("e", "x", 1);
    cut["result"]["message"]["stop_reason"] = json!("max_tokens");
    let lines = [
        answer("a", "x", 10),
        answer("b", "x", 20),
        cut,
        failure("c", "api_error"),
        failure("d", "invalid_request_error"),
        json!({"custom_id": "f", "result": {"type": "expired"}}),
        json!({"custom_id": "g", "result": {"type": "deferred"}}),
    ];
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    let tally = decode([format!("{text}broken\n").as_bytes()]).1;
    assert_eq!(tally["records"], json!(8));
    assert_eq!(
        tally["types"],
        json!([
            ["deferred", 1],
            ["errored", 2],
            ["expired", 1],
            ["malformed", 1],
            ["succeeded", 3]
        ])
    );
    assert_eq!(
        tally["outcomes"],
        json!([
            ["done", 2],
            ["expired", 1],
            ["fix_and_retry", 2],
            ["malformed", 1],
            ["retry_as_is", 1],
            ["truncated", 1]
        ])
    );
    assert_eq!(
        tally["errorTypes"],
        json!([["api_error", 1], ["invalid_request_error", 1]])
    );
    assert_eq!(tally["stopReasons"], json!([["end_turn", 2], ["max_tokens", 1]]));
    assert_eq!(tally["usage"]["input_tokens"], json!(31));
    assert_eq!(tally["cacheHitRate"], json!(0.0));
    // 31 input tokens and 62 output tokens, at 0.50 and 2.50 dollars per million.
    assert_eq!(
        tally["cost"],
        json!({
            "usd": 0.0001705, "asOf": "2026-10-08", "fees": 0.0, "unpriced": [], "unpricedTools": [], "cacheSavings": 0.0,
        })
    );
}

#[test]
fn lines_of_more_shapes_than_the_cache_holds_are_read() {
    let mut stream = String::new();
    for round in 0..3 {
        for index in 0..600 {
            let mut line = answer(&format!("{round}-{index}"), "text", 1);
            line["result"]["message"][format!("key_{index}")] = json!(index);
            stream.push_str(&format!("{line}\n"));
        }
    }
    let (decoded, tally) = decode([stream.as_bytes()]);
    assert_eq!(decoded.len(), 1_800);
    assert!(
        decoded
            .iter()
            .all(|line| line.answer == "text" && line.outcome == Outcome::Done)
    );
    assert_eq!(tally["usage"]["output_tokens"], json!(3_600));
}
