//! Tools that many requests share are checked once. The findings of a request must not depend on earlier requests.

use message_batches::rules::{Issue, Options};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::checked;
use crate::property::holds;

/// Lists of tools: valid, with breakpoints, with warnings, with errors, with unusual JSON, and with nested names.
fn tool_lists() -> Vec<String> {
    let tool = |rest: &str| {
        format!(
            r#"{{"name":"find","description":"Finds.","input_schema":{{"type":"object","properties":{{}}}}{rest}}}"#
        )
    };
    let described = |text: &str| tool("").replace("Finds.", text);
    vec![
        "[]".into(),
        format!("[{}]", tool("")),
        format!("[ {} ]", tool("")),
        format!("[{}]", tool(r#","cache_control":{"type":"ephemeral"}"#)),
        format!("[{}]", tool(r#","cache_control":{"type":"ephemeral","ttl":"1h"}"#)),
        format!("[{}]", tool(r#","cache_control":{"type":"ephemeral","ttl":"2h"}"#)),
        format!("[{0},{0}]", tool("")),
        format!("[{}]", tool(r#","strickt":true"#)),
        format!("[{}]", tool("").replace("\"description\":\"Finds.\",", "")),
        format!("[{}]", described(r"\ud800")),
        format!("[{}]", described(r"A \u0074ool")),
        format!("[{}]", tool(r#","input_examples":[{"n":12345678901234567890}]"#)),
        format!(
            "[{}]",
            tool("").replace("{}", r#"{"tools":{"type":"array","items":{"type":"string"}}}"#)
        ),
        r#"[{"type":"computer_20251124","name":"computer","display_width_px":1,"display_height_px":1}]"#.into(),
        r#"[{"type":"web_search_20250305","name":"web_search"}]"#.into(),
        format!("[{}]", described(&"long ".repeat(60_000))),
        "null".into(),
        "{}".into(),
    ]
}

/// The position of `params` in a request.
#[derive(Debug, Clone, Copy)]
enum Order {
    Last,
    First,
    AfterOtherTools,
}

/// Requests that differ only in a few fields around their tools. There are few lists of tools, so they repeat.
fn requests() -> impl Strategy<Value = Vec<String>> {
    let mostly_none = |others: &'static [&'static str]| prop_oneof![10 => Just(""), 2 => select(others)];
    let request = (
        0..2_usize,
        select(&["claude-opus-4-6", "claude-haiku-5-5", "claude-unheard-of"][..]),
        mostly_none(&[r#""cache_control":{"type":"ephemeral"},"#, r#""tools":[],"#]),
        mostly_none(&[r#","tools":[]"#, r#","tool_choice":{"type":"tool","name":"find"}"#]),
        select(
            &[
                r#""Hi.""#,
                r#"[{"type":"text","text":"Hi.","cache_control":{"type":"ephemeral","ttl":"1h"}}]"#,
            ][..],
        ),
        prop_oneof![10 => Just(Order::Last), 2 => select(&[Order::First, Order::AfterOtherTools][..])],
    );
    let sort = || select(tool_lists());
    ([sort(), sort()], vec(request, 1..48)).prop_map(|(sorts, requests)| {
        let requests = requests.into_iter().enumerate();
        let requests = requests.map(|(id, (sort, model, before, after, content, order))| {
            let tools = &sorts[sort];
            let params = format!(
                r#"{{"model":"{model}",{before}"max_tokens":5,"tools":{tools}{after},"messages":[{{"role":"user","content":{content}}}]}}"#
            );
            match order {
                Order::Last => format!(r#"{{"custom_id":"r{id}","params":{params}}}"#),
                Order::First => format!(r#"{{"params":{params},"custom_id":"r{id}","other":{{"tools":[{{}}]}}}}"#),
                Order::AfterOtherTools => {
                    format!(r#"{{"other":{{"tools":{tools}}},"custom_id":"r{id}","params":{params}}}"#)
                }
            }
        });
        requests.collect()
    })
}

fn check(text: &str) -> Vec<Issue> {
    let options = Options {
        max_issues: usize::MAX,
        betas: vec!["computer-use-2025-11-24".into()],
        ..Options::default()
    };
    checked::check(options, text.as_bytes()).issues
}

/// A finding without its position in the input.
fn finding_key(issue: &Issue, start: u64) -> (String, String, Option<String>, String, u64, u64) {
    let path = issue.path.splitn(3, '.').nth(2).unwrap_or_default().to_string();
    let (from, to) = (issue.byte_start - start, issue.byte_end - start);
    (
        issue.code.to_string(),
        issue.message.clone(),
        issue.help.clone(),
        path,
        from,
        to,
    )
}

#[test]
fn the_findings_of_a_request_do_not_depend_on_earlier_requests() {
    holds(60, requests(), |requests| {
        let all = check(&requests.join("\n"));
        let mut start = 0;
        for (index, request) in requests.iter().enumerate() {
            let among: Vec<_> = all
                .iter()
                .filter(|issue| issue.request == Some(index as u64))
                .map(|issue| finding_key(issue, start))
                .collect();
            let alone: Vec<_> = check(request).iter().map(|issue| finding_key(issue, 0)).collect();
            assert_eq!(among, alone, "request {index}");
            start += request.len() as u64 + 1;
        }
    });
}
