//! In requests from one template, only the strings that differ are checked. The findings of a request must not depend on earlier
//! requests.

use message_batches::rules::{Issue, Options, Severity};
use proptest::array::uniform3;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::check;
use crate::property::holds;

/// Forms of requests: `ID`, `USER`, and texts `#`.
const FORMS: &[&str] = &[
    r##"{"custom_id":"ID","params":{"model":"claude-haiku-4-5","max_tokens":9,"messages":[{"role":"user","content":"#"}]}}"##,
    r##"{"params":{"messages":[{"content":[{"text":"#","type":"text"}],"role":"user"}],"max_tokens":9,"model":"claude-haiku-4-5","system":"#"},"custom_id":"ID"}"##,
    r##"{"custom_id":"ID","params":{"model":"claude-haiku-4-5","max_tokens":9,"metadata":{"user_id":"USER"},"system":[{"type":"text","text":"#"},{"type":"text","text":"#"}],"messages":[{"role":"user","content":"#"},{"role":"assistant","content":"#"}]}}"##,
    r##"{"custom_id": "ID", "params": {"model": "claude-opus-4-5", "max_tokens": 9, "messages": [{"role": "user", "content": "#"}, {"role": "assistant", "content": [{"type": "text", "text": "#"}]}, {"role": "user", "content": [{"type": "text", "text": "#"}, {"type": "text", "text": "#"}]}]}}"##,
    // The text before a breakpoint has to be long enough, which depends on the texts.
    r##"{"custom_id":"ID","params":{"model":"claude-haiku-4-5","max_tokens":9,"system":[{"type":"text","text":"#","cache_control":{"type":"ephemeral","ttl":"1h"}}],"messages":[{"role":"user","content":"#"}]}}"##,
    r##"{"custom_id":"ID","params":{"model":"claude-haiku-4-5","max_tokens":9,"system":"#","messages":[{"role":"user","content":[{"type":"text","text":"#","cache_control":{"type":"ephemeral","ttl":"1h"}},{"type":"text","text":"#"}]}]}}"##,
    r##"{"custom_id":"ID","params":{"model":"claude-haiku-4-5","max_tokens":9,"cache_control":{"type":"ephemeral","ttl":"1h"},"messages":[{"role":"user","content":"#"}]}}"##,
    // Duplicate keys.
    r##"{"custom_id":"ID","params":{"model":"claude-haiku-4-5","max_tokens":9,"messages":[],"messages":[{"role":"user","content":"#","content":"#"}]}}"##,
    r##"{"custom_id":"ID","custom_id":"ID","params":{"model":"claude-haiku-4-5","max_tokens":9,"messages":[{"role":"user","content":"#"}]}}"##,
    // Always with a finding.
    r##"{"custom_id":"ID","params":{"model":"claude-haiku-4-5","max_token":9,"messages":[{"role":"user","content":"#"}]}}"##,
];

/// Texts that are valid, blank, escaped, unusual, or not JSON.
const TEXTS: &[&str] = &[
    "Hello.",
    "Hello.",
    "Hello.",
    "Good\\nmorning.",
    "Grüße",
    "東京",
    " x",
    "x ",
    "x\\n",
    "x\\u0020",
    "\\u0020x",
    "\\\"",
    "\\\\",
    "",
    " ",
    "\\n",
    "\\t \\r",
    "\u{a0}",
    "\u{2003}\u{2003}",
    "\\u00a0",
    "\\ud83d\\ude00",
    "\\ud83d",
    "a \\ud83d b",
    "a \u{80}\u{7ff}\u{ffff} b",
    "\\ude00x",
    "\\x",
    "\\u12",
    "a\nb",
    "\"",
    "x\",\"y\":\"z",
    "\u{1}",
    "\u{7f}",
    "\\b",
    "\\/",
    "#",
    "\0",
];

const USERS: &[&str] = &[
    "u-1",
    "u-1",
    "a@b.cd",
    "555-123-4567",
    "+49301234567",
    "",
    "1234567",
    "\\u0075",
    "ü",
];

/// Returns an id that is almost always new and valid.
fn ids() -> impl Strategy<Value = fn(usize) -> String> {
    const ODD: &[fn(usize) -> String] = &[
        |_| "same".into(),
        |_| String::new(),
        |number| format!("r {number}"),
        |number| format!("\\u0072{number}"),
        |_| "r".repeat(65),
    ];
    prop_oneof![
        19 => Just::<fn(usize) -> String>(|number| format!("r{number}")),
        5 => select(ODD),
    ]
}

fn texts() -> impl Strategy<Value = Vec<String>> {
    // Long enough to be cached.
    let long = Just("long ".repeat(4_000));
    let text = prop_oneof![
        4 => Just("Some text.".to_string()),
        4 => prop_oneof![3 => select(TEXTS).prop_map(String::from), 1 => long],
    ];
    vec(text, 6)
}

/// Requests of three forms, without those that contain a line end and would be two lines.
fn requests() -> impl Strategy<Value = Vec<String>> {
    let request = (0..3_usize, ids(), select(USERS), texts());
    (uniform3(select(FORMS)), vec(request, 1..80)).prop_map(|(forms, requests)| {
        let requests = requests.into_iter().enumerate();
        let requests = requests.map(|(number, (form, id, user, texts))| {
            let form = forms[form].replace("ID", &id(number)).replace("USER", user);
            let mut parts = form.split('#');
            let first = parts.next().unwrap_or_default().to_string();
            assert!(form.matches('#').count() <= texts.len());
            parts.zip(texts).fold(first, |made, (part, text)| made + &text + part)
        });
        requests.filter(|request| !request.contains('\n')).collect()
    })
}

fn all(text: &str) -> Vec<Issue> {
    let options = Options {
        max_issues: usize::MAX,
        ..Options::default()
    };
    check(options, text.as_bytes()).issues
}

type FindingKey = (
    String,
    Severity,
    String,
    Option<String>,
    Option<String>,
    String,
    u64,
    u64,
);

/// A finding without its position in the input.
fn finding_key(issue: &Issue, start: u64) -> FindingKey {
    let path = issue.path.splitn(3, '.').nth(2).unwrap_or_default().to_string();
    (
        issue.code.to_string(),
        issue.severity,
        issue.message.clone(),
        issue.help.clone(),
        issue.custom_id.clone(),
        path,
        issue.byte_start - start,
        issue.byte_end - start,
    )
}

#[test]
fn the_findings_of_a_request_do_not_depend_on_earlier_templates() {
    let (mut with, mut without) = (0, 0);
    holds(90, requests(), |requests| {
        let issues = all(&requests.join("\n"));
        let mut start = 0;
        for (index, request) in requests.iter().enumerate() {
            let own = |issue: &&Issue| issue.request == Some(index as u64) && issue.code != "custom_id.duplicate";
            let among: Vec<FindingKey> = issues
                .iter()
                .filter(own)
                .map(|issue| finding_key(issue, start))
                .collect();
            let alone: Vec<FindingKey> = all(request).iter().map(|issue| finding_key(issue, 0)).collect();
            assert_eq!(among, alone, "request {index}");
            start += request.len() as u64 + 1;
            *if alone.is_empty() { &mut without } else { &mut with } += 1;
        }
    });
    // Both occur often enough to be significant.
    assert!(with > 500 && without > 500, "{with} with findings, {without} without");
}

#[test]
fn a_duplicate_id_is_reported_in_any_template() {
    let mut lines: Vec<String> = Vec::new();
    for number in 0..50 {
        lines.push(
            FORMS[number % 2]
                .replace("ID", &format!("r{}", number % 30))
                .replace('#', "Hi."),
        );
    }
    let found: Vec<(String, Option<u64>, String)> = all(&lines.join("\n"))
        .into_iter()
        .map(|issue| (issue.code.to_string(), issue.request, issue.message))
        .collect();
    let expected: Vec<(String, Option<u64>, String)> = (30..50)
        .map(|number| {
            let message = format!(
                "duplicate custom_id \"r{}\" (first used on line {})",
                number - 30,
                number - 29
            );
            ("custom_id.duplicate".to_string(), Some(number), message)
        })
        .collect();
    assert_eq!(found, expected);
}
