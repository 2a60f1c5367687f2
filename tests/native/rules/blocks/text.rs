//! Text.

use crate::rules::{Example, NEW, Refused, prove, warn};

#[test]
fn text_is_not_blank() {
    prove(&[
        Example {
            rule: "text.empty",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":[{"type":"text","text":"Hi"}]}]}"#,
            ],
            refused: &[
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":[{"type":"text","text":"Hi"},{"type":"text","text":""}]}]}"#,
                    path: "messages.0.content.1.text",
                    covers: r#""""#,
                    message: "expected text, found an empty string",
                    help: Some("Leave the block out if it has no text."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"text","text":""}]},{"role":"user","content":"Look."}]}"#,
                    path: "messages.1.content.0.text",
                    covers: r#""""#,
                    message: "expected text, found an empty string",
                    help: Some("Leave the block out if it has no text."),
                },
                Refused {
                    params: r#"{"model":"claude-sonnet-4-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"text","text":""}]}]}"#,
                    path: "messages.1.content.0.text",
                    covers: r#""""#,
                    message: "expected text, found an empty string",
                    help: Some("Leave the block out if it has no text."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":[{"type":"search_result","source":"https://example.com","title":"Tides","content":[{"type":"text","text":""}]}]}]}"#,
                    path: "messages.0.content.0.content.0.text",
                    covers: r#""""#,
                    message: "expected text, found an empty string",
                    help: Some("Leave the block out if it has no text."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":[{"type":"document","source":{"type":"content","content":[{"type":"text","text":""}]}}]}]}"#,
                    path: "messages.0.content.0.source.content.0.text",
                    covers: r#""""#,
                    message: "expected text, found an empty string",
                    help: Some("Leave the block out if it has no text."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"system","content":[{"type":"text","text":""}]}]}"#,
                    path: "messages.1.content.0.text",
                    covers: r#""""#,
                    message: "expected text, found an empty string",
                    help: Some("Leave the block out if it has no text."),
                },
            ],
        },
        Example {
            rule: "text.whitespace",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":[{"type":"text","text":" x"}]}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":[{"type":"document","source":{"type":"content","content":[{"type":"text","text":" "},{"type":"text","text":"Hi"}]}},{"type":"text","text":"Hi"}]}]}"#,
            ],
            refused: &[
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":[{"type":"text","text":" "},{"type":"text","text":"Hi"}]}]}"#,
                    path: "messages.0.content.0.text",
                    covers: r#"" ""#,
                    message: "expected text, found only whitespace",
                    help: Some("Leave the block out if it has no text."),
                },
                // Without other blocks it is also an error from the assistant.
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"text","text":"\n\n"}]},{"role":"user","content":"Look."}]}"#,
                    path: "messages.1.content.0.text",
                    covers: r#""\n\n""#,
                    message: "expected text, found only whitespace",
                    help: Some("Leave the block out if it has no text."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":[{"type":"text","text":" "}]}]}"#,
                    path: "messages.0.content.0.text",
                    covers: r#"" ""#,
                    message: "expected text, found only whitespace",
                    help: Some("Leave the block out if it has no text."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":[{"type":"text","text":" "},{"type":"text","text":"\n"}]}]}"#,
                    path: "messages.0.content.0.text",
                    covers: r#"" ""#,
                    message: "expected text, found only whitespace",
                    help: Some("Leave the block out if it has no text."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":[{"type":"image","source":{"type":"url","url":"https://example.com/a.png"}},{"type":"text","text":"\t"}]}]}"#,
                    path: "messages.0.content.1.text",
                    covers: r#""\t""#,
                    message: "expected text, found only whitespace",
                    help: Some("Leave the block out if it has no text."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":[{"type":"search_result","source":"https://example.com","title":"Tides","content":[{"type":"text","text":" "}]}]}]}"#,
                    path: "messages.0.content.0.content.0.text",
                    covers: r#"" ""#,
                    message: "expected text, found only whitespace",
                    help: Some("Leave the block out if it has no text."),
                },
            ],
        },
    ]);
    // Models write such blocks before tool calls, and transcripts repeat them: recorded as accepted on 2026-04-05.
    let beside = Some("The API accepts such a block from the assistant, but it has no content.");
    warn(
        "text.whitespace",
        NEW,
        &[
            Refused {
                params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"text","text":"\n\n"},{"type":"text","text":"Yes."}]},{"role":"user","content":"Look."}]}"#,
                path: "messages.1.content.0.text",
                covers: r#""\n\n""#,
                message: "expected text, found only whitespace",
                help: beside,
            },
            Refused {
                params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","description":"Looks.","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"text","text":" "},{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}]}]}"#,
                path: "messages.1.content.0.text",
                covers: r#"" ""#,
                message: "expected text, found only whitespace",
                help: beside,
            },
        ],
    );
}
