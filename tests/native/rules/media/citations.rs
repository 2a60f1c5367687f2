//! Citations of documents and search results.

use super::super::prove;
use super::{ask, ask_with, example, refuse, silent};

const ON: &str = r#","citations":{"enabled":true}"#;
const OFF: &str = r#","citations":{"enabled":false}"#;
const HELP: Option<&str> = Some("Give it \"citations\":{\"enabled\":true}.");

fn document(more: &str) -> String {
    format!(
        r#"{{"type":"document","source":{{"type":"text","media_type":"text/plain","data":"Grass is green."}}{more}}}"#
    )
}

fn result(more: &str) -> String {
    format!(
        r#"{{"type":"search_result","source":"https://example.com/a","title":"A","content":[{{"type":"text","text":"Grass is green."}}]{more}}}"#
    )
}

/// Returns a request whose tool returns this content.
fn answer(content: &str, more: &str) -> String {
    format!(
        r#"{{"model":"claude-opus-5","max_tokens":1024,"tools":[{{"name":"find","description":"Finds","input_schema":{{"type":"object"}}}}],"messages":[{{"role":"user","content":"Find it."}},{{"role":"assistant","content":[{{"type":"tool_use","id":"toolu_1","name":"find","input":{{}}}}]}},{{"role":"user","content":[{{"type":"tool_result","tool_use_id":"toolu_1","content":[{content}]}}{more}]}}]}}"#
    )
}

/// Returns a request in which the assistant fetched a document.
fn fetched(citations: &str, more: &str) -> String {
    format!(
        r#"{{"model":"claude-opus-5","max_tokens":1024,"tools":[{{"type":"web_fetch_20260318","name":"web_fetch","citations":{{"enabled":true}}}}],"messages":[{{"role":"user","content":[{},{{"type":"text","text":"Compare it with https://example.com/a."}}]}},{{"role":"assistant","content":[{{"type":"server_tool_use","id":"srvtoolu_1","name":"web_fetch","input":{{"url":"https://example.com/a"}}}},{{"type":"web_fetch_tool_result","tool_use_id":"srvtoolu_1","content":{{"type":"web_fetch_result","url":"https://example.com/a","content":{}}}}},{{"type":"text","text":"They agree."}}]}},{{"role":"user","content":"Thanks. In short?"}}]{more}}}"#,
        document(""),
        document(citations)
    )
}

#[test]
fn citations_are_enabled_for_all_or_none() {
    prove(&[
        example(
            "document.citations.mixed",
            vec![
                ask_with(&[document(ON), document(ON)], ""),
                ask_with(
                    &[
                        document(""),
                        document(OFF),
                        document(r#","citations":null"#),
                        document(r#","citations":{}"#),
                    ],
                    "",
                ),
                ask_with(&[document(ON), result(OFF)], ""),
                // Fetched documents follow the settings of their tool.
                fetched(ON, ""),
            ],
            vec![
                refuse(
                    ask_with(&[document(ON), document(OFF), document("")], ""),
                    "messages.0.content.1.citations",
                    r#"{"enabled":false}"#,
                    "expected citations enabled on all documents or on none, found one without",
                    HELP,
                ),
                refuse(
                    answer(&document(""), &format!(",{}", document(ON))),
                    "messages.2.content.0.content.0.citations",
                    document(""),
                    "expected citations enabled on all documents or on none, found one without",
                    HELP,
                ),
            ],
        ),
        example(
            "search_result.citations.mixed",
            vec![
                ask_with(&[result(ON), result(ON)], ""),
                ask_with(&[result(OFF), result("")], ""),
                answer(&result(ON), &format!(",{}", result(ON))),
            ],
            vec![refuse(
                answer(&format!("{},{}", result(ON), result("")), ""),
                "messages.2.content.0.content.1.citations",
                result(""),
                "expected citations enabled on all search results or on none, found one without",
                HELP,
            )],
        ),
        example(
            "search_result.citations.web_search",
            vec![
                ask_with(
                    &[result(ON)],
                    r#","tools":[{"type":"web_search_20260318","name":"web_search"}]"#,
                ),
                ask_with(
                    &[result(OFF)],
                    r#","tools":[{"type":"web_fetch_20260318","name":"web_fetch"}]"#,
                ),
            ],
            vec![refuse(
                ask_with(
                    &[result(ON), result(OFF)],
                    r#","tools":[{"type":"web_search_20260318","name":"web_search"}]"#,
                ),
                "messages.0.content.1.citations",
                r#"{"enabled":false}"#,
                "expected citations enabled on all search results next to a web search tool, found one without",
                HELP,
            )],
        ),
        example(
            "citations.with_format",
            vec![
                ask_with(&[document(ON)], r#","output_config":{"effort":"low","format":null}"#),
                ask_with(
                    &[document(OFF)],
                    r#","output_config":{"format":{"type":"json_schema","schema":{"type":"object","properties":{},"additionalProperties":false}}}"#,
                ),
                fetched(
                    ON,
                    r#","output_config":{"format":{"type":"json_schema","schema":{"type":"object","properties":{},"additionalProperties":false}}}"#,
                ),
            ],
            vec![refuse(
                ask_with(
                    &[result(ON)],
                    r#","output_config":{"format":{"type":"json_schema","schema":{"type":"object","properties":{},"additionalProperties":false}}}"#,
                ),
                "output_config.format",
                r#"{"type":"json_schema","schema":{"type":"object","properties":{},"additionalProperties":false}}"#,
                "expected no output format while documents or search results have citations enabled, found one",
                Some("Citations and structured outputs exclude each other: turn one of them off."),
            )],
        ),
    ]);
}

#[test]
fn search_results_are_complete_and_in_user_messages() {
    let of_assistant = |content: &str| {
        format!(
            r#"{{"model":"claude-opus-5","max_tokens":1024,"messages":[{{"role":"user","content":"Find it."}},{{"role":"assistant","content":[{{"type":"text","text":"Here it is."}}{content}]}},{{"role":"user","content":"Thanks. In short?"}}]}}"#
        )
    };
    let text = r#"{"type":"text","text":"That is all."}"#;
    prove(&[
        example(
            "search_result.fields",
            vec![ask(result(""))],
            vec![
                refuse(
                    ask(r#"{"type":"search_result","source":"a","title":"A","content":[]}"#.into()),
                    "messages.0.content.0.content",
                    "[]",
                    "expected at least one text block, found an empty array",
                    None,
                ),
                refuse(
                    ask(r#"{"type":"search_result","source":"a","content":[{"type":"text","text":"Grass"}]}"#.into()),
                    "messages.0.content.0.title",
                    r#"{"type":"search_result","source":"a","content":[{"type":"text","text":"Grass"}]}"#,
                    "expected title, found none",
                    None,
                ),
                refuse(
                    ask(
                        r#"{"type":"search_result","source":7,"title":"A","content":[{"type":"text","text":"Grass"}]}"#
                            .into(),
                    ),
                    "messages.0.content.0.source",
                    "7",
                    "expected a string, found 7",
                    None,
                ),
                refuse(
                    ask(r#"{"type":"search_result","source":"a","title":"A","content":"Grass"}"#.into()),
                    "messages.0.content.0.content",
                    "\"Grass\"",
                    "expected an array, found \"Grass\"",
                    None,
                ),
            ],
        ),
        example(
            "search_result.role",
            vec![of_assistant(""), ask(result(""))],
            vec![refuse(
                of_assistant(&format!(",{}", result(""))),
                "messages.1.content.1",
                result(""),
                "expected search results in user messages, found one in an assistant message",
                None,
            )],
        ),
        example(
            "search_result.in_tool_result.mixed",
            vec![
                answer(&format!("{},{}", result(""), result("")), &format!(",{text}")),
                answer(text, &format!(",{}", result(""))),
            ],
            vec![
                refuse(
                    answer(&format!("{},{text}", result("")), ""),
                    "messages.2.content.0.content.1",
                    text,
                    "expected only search results in a tool_result that has one, found another block",
                    Some("Put the other block after the tool_result, or its text into a search result."),
                ),
                refuse(
                    answer(&format!("{text},{}", result("")), ""),
                    "messages.2.content.0.content.0",
                    text,
                    "expected only search results in a tool_result that has one, found another block",
                    Some("Put the other block after the tool_result, or its text into a search result."),
                ),
            ],
        ),
    ]);
}

#[test]
fn realistic_requests_with_citations_have_no_findings() {
    silent(&ask_with(
        &[
            document(r#","title":"Lawn","context":"By a gardener.","citations":{"enabled":true}"#),
            document(ON),
        ],
        "",
    ));
    silent(&answer(
        &format!("{},{}", result(ON), result(ON)),
        &format!(",{}", result(ON)),
    ));
    silent(&fetched(ON, ""));
}
