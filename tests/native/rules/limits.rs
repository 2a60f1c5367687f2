//! Lengths at the limit and one above.

use super::{NEW, check};

/// A text or a list in messages, defined by its amount.
struct Limit {
    rule: &'static str,
    most: usize,
    path: &'static str,
    messages: fn(usize) -> String,
    message: &'static str,
}

#[test]
fn limits_are_exact() {
    let limits = [
        Limit {
            rule: "tool_use.name",
            most: 200,
            path: "messages.1.content.0.name",
            messages: |count| call(&"n".repeat(count), "", "\"fine\""),
            message: "expected a name of 1 to 200 characters, found 201",
        },
        Limit {
            rule: "tool_use.toolset_name",
            most: 64,
            path: "messages.1.content.0.toolset_name",
            messages: |count| {
                let toolset = format!(r#","toolset_name":"{}""#, "s".repeat(count));
                call("look", &toolset, "\"fine\"")
            },
            message: "expected 1 to 64 of the characters a-z A-Z 0-9 _ -, found a string of 65 bytes",
        },
        Limit {
            rule: "tool_reference.name",
            most: 256,
            path: "messages.2.content.0.content.0.tool_name",
            messages: |count| {
                let reference = format!(r#"[{{"type":"tool_reference","tool_name":"{}"}}]"#, "t".repeat(count));
                call("look", "", &reference)
            },
            message: "expected 1 to 256 of the characters a-z A-Z 0-9 _ -, found a string of 257 bytes",
        },
        Limit {
            rule: "text.citation.fields",
            most: 500,
            path: "messages.1.content.0.citations.0.document_title",
            messages: |count| {
                let title = "é".repeat(count);
                cited(&format!(
                    r#"{{"type":"char_location","cited_text":"a","document_index":0,"document_title":"{title}","start_char_index":0,"end_char_index":1}}"#
                ))
            },
            message: "expected at most 500 characters, found 501",
        },
        Limit {
            rule: "text.citation.fields",
            most: 512,
            path: "messages.1.content.0.citations.0.title",
            messages: |count| {
                let title = "t".repeat(count);
                cited(&format!(
                    r#"{{"type":"web_search_result_location","cited_text":"a","encrypted_index":"E","title":"{title}","url":"https://example.com"}}"#
                ))
            },
            message: "expected at most 512 characters, found 513",
        },
        Limit {
            rule: "browser_state.shape",
            most: 100,
            path: "messages.2.content.0.content.0.tabs",
            messages: |count| {
                let tabs = vec![r#"{"tab_id":"b","title":"","url":""}"#; count - 1].join(",");
                call(
                    "look",
                    "",
                    &format!(r#"[{{"type":"browser_state","tabs":[{TAB},{tabs}]}}]"#),
                )
            },
            message: "expected at most 100 tabs, found 101",
        },
        Limit {
            rule: "browser_state.shape",
            most: 200,
            path: "messages.2.content.0.content.0.state_changes",
            messages: |count| {
                let changes = vec![r#"{"type":"tab_opened","tab_id":"a"}"#; count].join(",");
                let state = format!(r#"[{{"type":"browser_state","tabs":[{TAB}],"state_changes":[{changes}]}}]"#);
                call("look", "", &state)
            },
            message: "expected 1 to 200 changes, found 201",
        },
        Limit {
            rule: "browser_state.shape",
            most: 4096,
            path: "messages.2.content.0.content.0.tabs.0.title",
            messages: |count| {
                let title = "é".repeat(count);
                let tab = format!(r#"{{"tab_id":"a","title":"{title}","url":"","active":true}}"#);
                call("look", "", &format!(r#"[{{"type":"browser_state","tabs":[{tab}]}}]"#))
            },
            message: "expected at most 4096 characters, found 4097",
        },
    ];
    for limit in limits {
        let found = |count| {
            let params = format!(
                r#"{{"model":"claude-opus-5","max_tokens":4096,"messages":{}}}"#,
                (limit.messages)(count)
            );
            let report = check(NEW, &params);
            let issues = report.issues.into_iter().filter(|issue| issue.code == limit.rule);
            issues.map(|issue| (issue.path, issue.message)).collect::<Vec<_>>()
        };
        assert_eq!(found(limit.most), [], "{} at {}", limit.rule, limit.most);
        let expected = (format!("requests.0.params.{}", limit.path), limit.message.to_string());
        assert_eq!(
            found(limit.most + 1),
            [expected],
            "{} beyond {}",
            limit.rule,
            limit.most
        );
    }
}

const TAB: &str = r#"{"tab_id":"a","title":"","url":"","active":true}"#;

fn call(name: &str, more: &str, content: &str) -> String {
    format!(
        r#"[{{"role":"user","content":"Look."}},{{"role":"assistant","content":[{{"type":"tool_use","id":"a","name":"{name}","input":{{}}{more}}}]}},{{"role":"user","content":[{{"type":"tool_result","tool_use_id":"a","content":{content}}}]}}]"#
    )
}

fn cited(citation: &str) -> String {
    format!(
        r#"[{{"role":"user","content":"Look."}},{{"role":"assistant","content":[{{"type":"text","text":"a","citations":[{citation}]}}]}},{{"role":"user","content":"Look."}}]"#
    )
}
