//! The input around the requests, and requests around their `params`.

mod body;
mod json;
mod requests;

use std::collections::HashMap;

use message_batches::requests::framing::Form;
use message_batches::rules::{Issue, Options, Severity};

use crate::checked::{Check, check as look};

const GOOD: &str = r#"{"custom_id":"a","params":{"model":"claude-opus-5","max_tokens":2000,"messages":[{"role":"user","content":"Hi"}]}}"#;

/// A finding about a whole input.
struct Finding {
    code: &'static str,
    severity: Severity,
    path: &'static str,
    pointer: &'static str,
    line: u64,
    /// The text that the finding covers; empty for the input as a whole.
    covers: &'static str,
    message: &'static str,
    help: Option<&'static str>,
}

const FINDING: Finding = Finding {
    code: "",
    severity: Severity::Error,
    path: "",
    pointer: "",
    line: 1,
    covers: "",
    message: "",
    help: None,
};

/// Returns a check of an input in this form.
fn in_form(form: Form, rules: Options) -> Check {
    let mut check = Check::from(rules);
    check.settings.form = form;
    check
}

/// Turns off rules, so that short invalid requests can replace 100,000 real ones.
fn anything_goes() -> Options {
    Options {
        rules: HashMap::from([("item.not_object", Severity::Off)]),
        ..Options::default()
    }
}

fn issues(input: &str) -> Vec<Issue> {
    look(Options::default(), input.as_bytes()).issues
}

/// Asserts that the input breaks the rule once, with this message.
fn refuse(check: impl Into<Check>, input: &str, expected: &Finding) {
    let report = look(check, input.as_bytes());
    let shown: String = input.chars().take(200).collect();
    let found: Vec<&Issue> = report
        .issues
        .iter()
        .filter(|issue| issue.code == expected.code)
        .collect();
    assert_eq!(found.len(), 1, "{} in {shown}: {:#?}", expected.code, report.issues);
    let issue = found[0];
    assert_eq!(issue.message, expected.message, "{shown}");
    assert_eq!(issue.help.as_deref(), expected.help, "{shown}");
    assert_eq!(issue.severity, expected.severity, "{shown}");
    assert_eq!(
        (issue.path.as_str(), issue.pointer.as_str()),
        (expected.path, expected.pointer),
        "{shown}"
    );
    assert_eq!(issue.line, Some(expected.line), "{shown}");
    assert_eq!(
        &input[issue.byte_start as usize..issue.byte_end as usize],
        expected.covers,
        "{shown}"
    );
    let rule = message_batches::rules::rule(expected.code).unwrap();
    assert_eq!(rule.severity, expected.severity, "{}", expected.code);
}

/// Asserts that the rules find nothing in the input.
fn accept(check: impl Into<Check>, input: &str, codes: &[&str]) {
    let report = look(check, input.as_bytes());
    for code in codes {
        assert!(!report.counts.contains_key(code), "{code}: {:#?}", report.issues);
    }
}
