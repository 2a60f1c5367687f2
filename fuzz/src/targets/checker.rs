//! The whole check of an input.

use std::collections::BTreeMap;

use message_batches::bytes::Position;
use message_batches::cost::estimator::Estimator;
use message_batches::cost::prefix::Prefix;
use message_batches::requests::framing::Form;
use message_batches::requests::pipeline::{InputSettings, Pipeline, Stages};
use message_batches::rules::{Checker, Issue, Options, Report, Severity, Totals};

use super::framer::{Framed, frame};
use crate::cuts;

fn check<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Report {
    let stages = Stages {
        checker: Some(Checker::new(options())),
        prefix: Some(Prefix::default()),
        estimator: Some(Estimator::new(3, 1)),
        ..Stages::default()
    };
    let mut pipeline = Pipeline::new(InputSettings::default(), stages);
    for piece in pieces {
        pipeline.push(piece);
    }
    pipeline.finish()
}

fn options() -> Options {
    Options {
        now: Some(20_000),
        max_issues: 100_000,
        ..Options::default()
    }
}

pub fn checker(data: &[u8]) {
    let whole = check([data]);
    assert_report(data, &whole);
    for pieces in cuts::ways(data) {
        let cut = check(pieces.iter().copied());
        assert!(
            shown(&cut) == shown(&whole),
            "cut as {pieces:?}: {:#?}, whole: {:#?}",
            cut.issues,
            whole.issues
        );
    }
    let (framed, form) = frame(Form::Auto, [data]);
    assert_as_when_alone(&framed, form, &whole);
}

fn shown(report: &Report) -> String {
    format!("{report:?}")
}

/// Asserts properties of every report.
fn assert_report(data: &[u8], report: &Report) {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    let (mut errors, mut warnings) = (0, 0);
    for issue in &report.issues {
        *counts.entry(issue.code).or_default() += 1;
        match issue.severity {
            Severity::Error => errors += 1,
            Severity::Warning => warnings += 1,
            _ => {}
        }
        assert_place(data, issue, report);
    }
    assert_eq!((report.errors, report.warnings), (errors, warnings));
    assert_eq!(report.ok, errors == 0);
    assert_eq!(
        report
            .counts
            .iter()
            .map(|(code, count)| (*code, *count))
            .collect::<BTreeMap<_, _>>(),
        counts
    );
    assert!(report.shards <= report.requests.max(1));
    assert!(!report.summary().is_empty());
}

fn assert_place(data: &[u8], issue: &Issue, report: &Report) {
    let (start, end) = (issue.byte_start as usize, issue.byte_end as usize);
    assert!(start <= end && end <= data.len(), "{issue:?}");
    if let Some(line) = issue.line {
        let lines = 1 + data[..start]
            .iter()
            .filter(|byte| matches!(byte, b'\n' | b'\r'))
            .count();
        assert!(line >= 1 && line <= lines as u64, "{issue:?}");
    }
    assert!(
        issue.request.is_none_or(|request| request < report.requests),
        "{issue:?}"
    );
    assert!(issue.pointer.is_empty() || issue.pointer.starts_with('/'), "{issue:?}");
    assert!(!issue.message.is_empty() && !issue.message.contains('\n'), "{issue:?}");
    if let Ok(text) = std::str::from_utf8(data) {
        assert!(text.is_char_boundary(start) && text.is_char_boundary(end), "{issue:?}");
    }
}

/// A request without findings.
const FIRST: &[u8] = br#"{"custom_id":"first-of-all","params":{"model":"claude-haiku-4-5","max_tokens":1,"messages":[{"role":"user","content":"x"}]}}"#;

/// The issues of a request do not depend on earlier requests, except for rules about several requests.
fn assert_as_when_alone(framed: &[Framed], form: Form, whole: &Report) {
    // One finding about the format represents all lines that are not JSON.
    if whole.issues.iter().any(|issue| issue.code == "batch.input_format") {
        return;
    }
    let mut index = 0;
    for event in framed {
        let Framed::Request(text, position) = event else {
            continue;
        };
        let mut checker = Checker::new(options());
        let alone = u64::from(index > 0);
        if alone > 0 {
            // The first request of an input has additional checks, such as whether it is a CSV table.
            checker.request(FIRST, Position::START);
        }
        checker.request(text, *position);
        let report = checker.finish(&Totals::default());
        let own = report.issues.iter().filter(|issue| issue.request == Some(alone));
        let own: Vec<String> = own.filter(|issue| !is_of_several(issue)).map(of_one).collect();
        let found = whole.issues.iter().filter(|issue| issue.request == Some(index));
        let found: Vec<String> = found.filter(|issue| !is_of_several(issue)).map(of_one).collect();
        assert!(
            found == own,
            "{form:?}: among others {found:#?}, alone {own:#?}, {}",
            text.escape_ascii()
        );
        index += 1;
    }
    assert_eq!(whole.requests, index);
}

fn of_one(issue: &Issue) -> String {
    format!(
        "{} {:?} {} {:?} {} {} {} {:?}",
        issue.code,
        issue.severity,
        issue.message,
        issue.help,
        pointer_within(issue),
        issue.byte_start,
        issue.byte_end,
        issue.line
    )
}

/// Returns the position of an issue in its request.
fn pointer_within(issue: &Issue) -> &str {
    let index = issue.pointer.strip_prefix("/requests/").unwrap_or(&issue.pointer);
    index.trim_start_matches(|char: char| char.is_ascii_digit())
}

/// Rules that look at several requests.
fn is_of_several(issue: &Issue) -> bool {
    matches!(issue.code, "custom_id.duplicate")
}
