//! Requests from a filled template are checked and divided without being parsed again. The result must equal that of their JSONL.

use message_batches::bytes::Position;
use message_batches::requests::framing::Form;
use message_batches::requests::pipeline::{InputSettings, Pipeline, Stages};
use message_batches::requests::rows::{Format, RowOptions, Rows};
use message_batches::requests::shards::divider::{Divider, Shard, ShardDetail};
use message_batches::requests::shards::limits::{Batches, Limits};
use message_batches::rules::{Checker, Options, Report};
use proptest::prelude::*;

use crate::property::holds;

/// Params with a placeholder at every position where a rule reads a text, and at one where it is not allowed.
const TEMPLATES: [&str; 9] = [
    r#"{"model":"claude-haiku-4-5","max_tokens":9,"messages":[{"role":"user","content":"{{a}}"}]}"#,
    r#"{"model":"claude-haiku-4-5","max_tokens":9,"messages":[{"role":"user","content":"A: {{a}}, {{b}}"}]}"#,
    r#"{"model":"claude-haiku-4-5","max_tokens":9,"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"{{a}}{{b}}"},{"role":"user","content":[{"type":"text","text":"{{b}}"}]}]}"#,
    r#"{"model":"claude-haiku-4-5","max_tokens":9,"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"So {{a}}"}]}"#,
    r#"{"model":"claude-haiku-4-5","max_tokens":9,"system":"{{b}}","metadata":{"user_id":"{{a}}"},"messages":[{"role":"user","content":"Hi"}]}"#,
    r#"{"model":"{{a}}","max_tokens":9,"messages":[{"role":"user","content":"{{b}}"}]}"#,
    r#"{"model":"claude-haiku-4-5","max_tokens":"{{a | json}}","messages":[{"role":"user","content":"{{b}}"}]}"#,
    r#"{"model":"claude-haiku-4-5","max_tokens":9,"messages":[{"role":"user","content":[{"type":"text","text":"{{a}}","cache_control":{"type":"ephemeral"}},{"type":"text","text":"{{b}}"}]}]}"#,
    r#"{"model":"claude-haiku-4-5","max_tokens":9,"messages":[{"role":"user","content":"{{b}}"},{"role":"user","content":"  "}]}"#,
];

/// Texts for which rules have different results.
const CELLS: [&str; 22] = [
    "1",
    "x",
    "",
    " ",
    "\n",
    "x ",
    " x",
    "x\n",
    "é",
    "\u{3000}",
    "\u{3000}x",
    "x\u{a0}",
    "a@b.de",
    "+49 170 1234567",
    "user-17",
    "claude-haiku-4-5",
    "claude-3-opus-20240229",
    "a \"b\"\\",
    "\u{1}",
    "{{a}}",
    "null",
    "🎈",
];

fn pipeline() -> Pipeline {
    let settings = InputSettings {
        form: Form::Jsonl,
        batches: Batches::Divided,
        limits: Limits {
            requests: 7,
            bytes: 100_000,
            primer: false,
            distinct: false,
        },
        validate: true,
    };
    let stages = Stages {
        checker: Some(Checker::new(Options::default())),
        divider: Some(Divider::new(ShardDetail {
            bodies: true,
            facts: true,
        })),
        ..Stages::default()
    };
    Pipeline::new(settings, stages)
}

fn outcome(mut pipeline: Pipeline) -> (Report, Vec<Shard>, Vec<u8>) {
    let report = pipeline.finish();
    let divider = pipeline.stages_mut().divider.as_mut().unwrap();
    let (mut bodies, mut shards) = (Vec::new(), Vec::new());
    loop {
        divider.take_body(|bytes| bodies.extend_from_slice(bytes));
        match divider.shard() {
            Some(shard) => shards.push(shard),
            None => return (report, shards, bodies),
        }
    }
}

fn assert_same(template: &str, options: &RowOptions, text: &str) -> Report {
    let open = || {
        let mut rows = Rows::new(template, options.clone()).unwrap();
        rows.push(text.as_bytes());
        rows.end();
        rows
    };
    let mut lines = Vec::new();
    let problem = open().take(&mut lines, usize::MAX).err().map(|error| error.to_string());
    let mut framed = pipeline();
    framed.push(&lines);
    let expected = outcome(framed);
    let mut filled = pipeline();
    let mut line = 0;
    let found = open().each_filled(|request, position| {
        // The lines of the rows differ.
        line += 1;
        filled.filled(request, Position { line, ..position });
    });
    assert_eq!(found.err().map(|error| error.to_string()), problem);
    assert_eq!(outcome(filled), expected, "{template}\n{text:?}");
    expected.0
}

#[test]
fn filled_requests_of_any_template_are_checked_like_their_jsonl() {
    let cell = || prop_oneof![3 => Just("x"), 2 => prop::sample::select(CELLS.to_vec())];
    let rows = prop::collection::vec((cell(), cell()), 1..30);
    let template = prop::sample::select(TEMPLATES.to_vec());
    let defaults = prop::option::of(prop::sample::select(vec![
        r#"{"b":"none"}"#,
        r#"{"b":" "}"#,
        r#"{"b":"\ud83c"}"#,
        r#"{"b":null}"#,
    ]));
    let (mut fine, mut issues) = (0, 0);
    holds(3_000, (template, rows, defaults), |(template, rows, defaults)| {
        let options = |format, id: Option<&str>| RowOptions {
            format,
            id: id.map(String::from),
            defaults: defaults.filter(|_| template.contains("{{b}}")).map(String::from),
            ..RowOptions::default()
        };
        let quote = |cell: &str| format!("\"{}\"", cell.replace('"', "\"\""));
        let csv: String = rows
            .iter()
            .map(|(a, b)| format!("{},{}\n", quote(a), quote(b)))
            .collect();
        let json: String = rows
            .iter()
            .map(|(a, b)| format!("{}\n", serde_json::json!({ "a": a, "b": b })))
            .collect();
        let report = assert_same(template, &options(Format::Csv, None), &format!("a,b\n{csv}"));
        if report.issues.is_empty() {
            fine += 1
        } else {
            issues += 1
        }
        assert_same(template, &options(Format::Csv, Some("b")), &format!("a,b\n{csv}"));
        assert_same(template, &options(Format::Jsonl, Some("a")), &json);
    });
    assert!(fine > 100 && issues > 100, "{fine} {issues}");
}

#[test]
fn half_a_character_in_one_row_is_reported_like_in_its_jsonl() {
    let rows = "{\"a\":\"x\",\"b\":\"y\"}\n{\"a\":\"x\",\"b\":\"z\"}\n{\"a\":\"\\ud83c\",\"b\":\"z\"}\n{\"a\":\"x\",\"b\":\"w\"}\n";
    let options = RowOptions {
        format: Format::Jsonl,
        ..RowOptions::default()
    };
    let report = assert_same(TEMPLATES[1], &options, rows);
    let issues: Vec<_> = report.issues.iter().map(|issue| (issue.code, issue.request)).collect();
    assert_eq!(issues, [("json.not_representable", Some(2))]);
}
