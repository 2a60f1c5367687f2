//! All ways to pass an input: bytes through the framer, rows without it, and the stages after both.

use message_batches::bytes::Position;
use message_batches::cost::estimator::Estimator;
use message_batches::cost::prefix::Prefix;
use message_batches::requests::framing::Form;
use message_batches::requests::pipeline::{InputSettings, Pipeline, Stages};
use message_batches::requests::rows::{Format, RowOptions, Rows};
use message_batches::requests::shards::divider::{Divider, Shard, ShardDetail};
use message_batches::requests::shards::limits::{Batches, Limits};
use message_batches::requests::shards::replay::Replay;
use message_batches::rules::{Checker, Options, Report};

use crate::checked::{Check, body_and_report, check};
use crate::cut;

/// A template with findings: a field of it does not exist, and the model depends on the row.
const TEMPLATE: &str =
    r#"{"model":"{{model}}","max_tokens":5,"novelty":1,"messages":[{"role":"user","content":"Say: {{text}}"}]}"#;

/// Line ends, quotes, other separators and non-ASCII text inside fields; a blank line and CRLF between them.
const CSV: &str = "\u{feff}key,model,text\r\na b,claude-haiku-4-5,\"two\nlines\r\nand \"\"more\"\"\"\n\n\
                   a b,nobody,\u{2028}é😀\rc,claude-haiku-4-5,\n";

/// The lines on which its rows start.
const LINES: [u64; 3] = [2, 6, 7];

/// Small enough that three rows require two shards.
const SMALL: Limits = Limits {
    requests: 2,
    bytes: 100_000,
    primer: false,
    distinct: false,
};

fn rows() -> Rows {
    let options = RowOptions {
        format: Format::Csv,
        id: Some("key".into()),
        ..RowOptions::default()
    };
    Rows::new(TEMPLATE, options).unwrap()
}

fn full(limits: Limits) -> Pipeline {
    let settings = InputSettings {
        form: Form::Jsonl,
        batches: Batches::Divided,
        limits,
        validate: true,
    };
    let stages = Stages {
        checker: Some(Checker::new(Options::default())),
        divider: Some(Divider::new(ShardDetail {
            bodies: true,
            facts: true,
        })),
        prefix: Some(Prefix::default()),
        estimator: Some(Estimator::new(0, 1)),
    };
    Pipeline::new(settings, stages)
}

/// The results of all stages of a pipeline.
#[derive(Debug, PartialEq)]
struct Outcome {
    report: Report,
    shards: Vec<Shard>,
    bodies: Vec<u8>,
    prefix: message_batches::cost::prefix::PrefixReport,
    estimate: message_batches::cost::estimate::CostEstimate,
}

fn outcome(mut pipeline: Pipeline) -> Outcome {
    let report = pipeline.finish();
    let stages = pipeline.stages_mut();
    let divider = stages.divider.as_mut().unwrap();
    let (mut bodies, mut shards) = (Vec::new(), Vec::new());
    loop {
        divider.take_body(|bytes| bodies.extend_from_slice(bytes));
        match divider.shard() {
            Some(shard) => shards.push(shard),
            None => break,
        }
    }
    Outcome {
        report,
        shards,
        bodies,
        prefix: stages.prefix.as_ref().unwrap().report(),
        estimate: stages.estimator.as_ref().unwrap().report(),
    }
}

/// Returns the JSONL for the rows.
fn jsonl() -> Vec<u8> {
    let (mut rows, mut out) = (rows(), Vec::new());
    rows.push(CSV.as_bytes());
    rows.end();
    assert!(!rows.take(&mut out, usize::MAX).unwrap());
    out
}

/// Returns the outcome of rows in pieces, if each request is passed directly to the pipeline.
fn unframed(pieces: &[&[u8]]) -> Outcome {
    let (mut rows, mut pipeline) = (rows(), full(SMALL));
    for piece in pieces {
        rows.push(*piece);
        rows.each_filled(|request, position| pipeline.filled(request, position))
            .unwrap();
    }
    rows.end();
    rows.each_filled(|request, position| pipeline.filled(request, position))
        .unwrap();
    outcome(pipeline)
}

#[test]
fn rows_that_are_not_framed_come_to_what_their_jsonl_comes_to() {
    let mut pipeline = full(SMALL);
    pipeline.push(&jsonl());
    let mut expected = outcome(pipeline);
    for issue in &mut expected.report.issues {
        issue.line = issue.line.map(|line| LINES[line as usize - 1]);
    }
    assert_eq!(
        (expected.report.requests, expected.report.shards, expected.shards.len()),
        (3, 2, 2)
    );
    for pieces in cut::once(CSV.as_bytes()) {
        assert_eq!(unframed(&pieces), expected, "{pieces:?}");
    }
}

#[test]
fn findings_in_rows_have_the_line_of_the_row_and_the_bytes_of_the_jsonl() {
    let text = String::from_utf8(jsonl()).unwrap();
    let expected: Vec<_> = (0..)
        .zip(text.match_indices("\"novelty\""))
        .zip(LINES)
        .map(|((index, (at, _)), line)| (Some(index), Some(line), at as u64))
        .collect();
    let issues = unframed(&[CSV.as_bytes()]).report.issues;
    let found: Vec<_> = issues
        .iter()
        .filter(|issue| issue.code == "params.unknown_field")
        .map(|issue| (issue.request, issue.line, issue.byte_start))
        .collect();
    assert_eq!(expected.len(), 3);
    assert_eq!(found, expected);
}

#[test]
fn what_is_written_of_rows_is_their_jsonl_line_by_line() {
    let text = jsonl();
    for pieces in cut::once(CSV.as_bytes()) {
        let mut rows = rows();
        let mut found: Vec<(Vec<u8>, Position)> = Vec::new();
        let mut note = |text: &[u8], position| found.push((text.to_vec(), position));
        for piece in &pieces {
            rows.push(*piece);
            rows.each(&mut note).unwrap();
        }
        rows.end();
        rows.each(&mut note).unwrap();
        let mut offset = 0;
        for ((text, (request, at)), line) in text.split_inclusive(|byte| *byte == b'\n').zip(&found).zip(LINES) {
            assert_eq!(
                (request.as_slice(), *at),
                (&text[..text.len() - 1], Position { line, offset })
            );
            offset += text.len() as u64;
        }
        assert_eq!(found.len(), 3);
    }
}

#[test]
fn a_shard_of_rows_is_uploaded_from_their_jsonl() {
    let text = jsonl();
    let Outcome { shards, bodies, .. } = unframed(&[CSV.as_bytes()]);
    let mut sent = Vec::new();
    for shard in shards {
        let rest = &text[usize::try_from(shard.start).unwrap()..];
        let mut replay = Replay::new(Form::Jsonl, shard.digest);
        replay.push(rest, |bytes| sent.extend_from_slice(bytes)).unwrap();
        replay.finish(|bytes| sent.extend_from_slice(bytes)).unwrap();
    }
    assert_eq!(sent, bodies);
}

#[test]
fn rows_before_one_at_fault_are_passed_on() {
    let mut rows = rows();
    rows.push(b"key,model,text\na,m,Hi\nb,m,Ho,\nc,m,Hey\n");
    rows.end();
    let mut requests = 0;
    let error = rows.each(|_, _| requests += 1).unwrap_err();
    assert_eq!(
        error.to_string(),
        "row 2, line 3: expected 3 columns as in the first line, found 4"
    );
    rows.each(|_, _| requests += 1).unwrap();
    assert_eq!(requests, 1);
}

/// Returns the report of an input without its issues: ok, requests, bytes, shards.
fn counted(settings: InputSettings, checker: Option<Checker>, input: &str) -> (bool, u64, u64, u64) {
    let stages = Stages {
        checker,
        ..Stages::default()
    };
    let mut pipeline = Pipeline::new(settings, stages);
    pipeline.push(input.as_bytes());
    let report = pipeline.finish();
    (report.ok, report.requests, report.bytes, report.shards)
}

#[test]
fn without_a_checker_the_report_counts_and_finds_nothing() {
    for (input, expected) in [
        ("", (true, 0, 0, 0)),
        ("1\n2\n", (true, 2, 18, 1)),
        ("{\"requests\":[1,2,nonsense]}", (true, 3, 27, 1)),
        ("{\"requests\":[1}", (true, 1, 16, 1)),
    ] {
        assert_eq!(counted(InputSettings::default(), None, input), expected, "{input}");
    }
}

#[test]
fn the_limits_of_a_batch_are_those_of_the_input_only_where_it_becomes_one() {
    let lines = "1\n2\n3\n";
    let body = "{\"requests\":[1,2,3]}";
    let limits = Limits {
        requests: 2,
        ..Limits::default()
    };
    let too_many = "expected at most 2 requests in a batch, found 3";
    for (batches, input, bytes, finding) in [
        (Batches::ByForm, lines, 34, None),
        (Batches::ByForm, body, 20, Some(too_many)),
        (Batches::One, lines, 20, Some(too_many)),
        (Batches::One, body, 20, Some(too_many)),
        (Batches::Divided, lines, 34, None),
        (Batches::Divided, body, 34, None),
    ] {
        let settings = InputSettings {
            batches,
            limits,
            ..InputSettings::default()
        };
        let rules = Options {
            rules: [("item.not_object", message_batches::rules::Severity::Off)].into(),
            ..Options::default()
        };
        let report = check(Check { rules, settings }, input.as_bytes());
        let messages: Vec<&str> = report.issues.iter().map(|issue| issue.message.as_str()).collect();
        assert_eq!(messages, finding.into_iter().collect::<Vec<_>>(), "{batches:?} {input}");
        assert_eq!((report.requests, report.bytes, report.shards), (3, bytes, 2));
    }
}

#[test]
fn one_body_takes_every_request_whatever_the_limits_say() {
    let mut check = Check::default().in_one_batch();
    check.settings.limits = SMALL;
    let (body, report) = body_and_report(check, [b"1\n2\n3\n".as_slice()]);
    assert_eq!(body, b"{\"requests\":[1,2,3]}");
    assert_eq!((report.bytes, report.shards), (20, 2));
}

#[test]
fn what_keeps_requests_from_being_read_reaches_every_stage_that_counts_it() {
    let table = [
        ("{\"requests\":[1],\"betas\":[]}", Some("batch.unknown_field"), 1),
        ("{\"requests\":{}}", Some("requests.missing"), 1),
        ("{\n}", Some("requests.missing"), 1),
        ("{\"requests\":[", Some("batch.body_object"), 1),
        ("\u{0}{\u{0}}", Some("batch.input_format"), 1),
        ("", Some("requests.empty"), 0),
    ];
    for (input, code, unreadable) in table {
        let mut pipeline = Pipeline::new(
            InputSettings::default(),
            Stages {
                checker: Some(Checker::new(Options {
                    rules: [("item.not_object", message_batches::rules::Severity::Off)].into(),
                    ..Options::default()
                })),
                estimator: Some(Estimator::new(0, 1)),
                ..Stages::default()
            },
        );
        pipeline.push(input.as_bytes());
        let report = pipeline.finish();
        let codes: Vec<&str> = report.issues.iter().map(|issue| issue.code).collect();
        assert_eq!(codes, code.into_iter().collect::<Vec<_>>(), "{input}");
        let estimate = pipeline.stages().estimator.as_ref().unwrap().report();
        assert_eq!((estimate.requests, estimate.unreadable), (0, unreadable), "{input}");
    }
}
