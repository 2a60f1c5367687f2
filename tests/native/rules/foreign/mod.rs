//! Formats of other vendors and other layers of a program: one finding each, with a fix.

mod blocks;
mod models;
mod params;

use message_batches::rules::{Issue, Options, Severity};

use super::{Call, NEW, OLD, check};
use crate::checked;

/// Returns the only finding about a request with these `params`.
fn only(call: Call, params: &str) -> Issue {
    let report = check(call, params);
    assert_eq!(report.issues.len(), 1, "{params}: {:#?}", report.issues);
    report.issues.into_iter().next().expect("one finding")
}

fn with(field: &str) -> String {
    format!(r#"{{"model":"claude-opus-5","max_tokens":2000,"messages":[{{"role":"user","content":"Hi"}}],{field}}}"#)
}

fn of_messages(messages: &str) -> String {
    format!(r#"{{"model":"claude-opus-5","max_tokens":2000,"messages":{messages}}}"#)
}

fn of_block(block: &str) -> String {
    of_messages(&format!(r#"[{{"role":"user","content":[{block}]}}]"#))
}

fn with_model(model: &str) -> String {
    format!(r#"{{"model":"{model}","max_tokens":9,"messages":[{{"role":"user","content":"Hi"}}]}}"#)
}

/// Returns the message and the help of the only finding.
fn words(params: &str) -> (&'static str, String, String) {
    let issue = only(NEW, params);
    assert_eq!(issue.severity, Severity::Error, "{params}");
    (issue.code, issue.message, issue.help.unwrap_or_default())
}
