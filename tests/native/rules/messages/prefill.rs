//! A last assistant message.

use crate::rules::{Example, NEW, Refused, prove};

#[test]
fn the_last_message_is_the_assistants_only_where_allowed() {
    prove(&[
        Example {
            rule: "messages.prefill.model",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-sonnet-4-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":"The answer is ("}]}"#,
                r#"{"model":"claude-next-9","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":"The"}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{"query":"tides"}}]}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{"query":"tides"}},{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[{"type":"web_search_result","title":"Tides","url":"https://example.com/tides","encrypted_content":"EqgfCioI"}]}]}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":"Yes."},{"role":"user","content":"Look."}]}"#,
            ],
            refused: &[
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":"The answer is ("}]}"#,
                    path: "messages.1",
                    covers: r#"{"role":"assistant","content":"The answer is ("}"#,
                    message: "expected a user message last for claude-opus-5, found an assistant message",
                    help: Some("End messages with a user message."),
                },
                Refused {
                    params: r#"{"model":"claude-sonnet-4-6","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"text","text":"The answer is ("}]}]}"#,
                    path: "messages.1",
                    covers: r#"{"role":"assistant","content":[{"type":"text","text":"The answer is ("}]}"#,
                    message: "expected a user message last for claude-sonnet-4-6, found an assistant message",
                    help: Some("End messages with a user message."),
                },
            ],
        },
        Example {
            rule: "messages.prefill.trailing_whitespace",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-sonnet-4-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":"The answer is ("}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":"The answer is "},{"role":"user","content":"Look."}]}"#,
                r#"{"model":"claude-sonnet-4-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"text","text":"The answer is "},{"type":"text","text":"("}]}]}"#,
                r#"{"model":"claude-sonnet-4-5","max_tokens":9,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":"C:\\n"}]}"#,
            ],
            refused: &[
                Refused {
                    params: r#"{"model":"claude-sonnet-4-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":"The answer is "}]}"#,
                    path: "messages.1.content",
                    covers: r#""The answer is ""#,
                    message: "expected text without trailing whitespace, found some",
                    help: Some("Trim the end of this text: the model continues right after it."),
                },
                Refused {
                    params: r#"{"model":"claude-haiku-4-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":"The answer is\n"}]}"#,
                    path: "messages.1.content",
                    covers: r#""The answer is\n""#,
                    message: "expected text without trailing whitespace, found some",
                    help: Some("Trim the end of this text: the model continues right after it."),
                },
                Refused {
                    params: r#"{"model":"claude-sonnet-4-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"text","text":"So:"},{"type":"text","text":"the answer is\t"}]}]}"#,
                    path: "messages.1.content.1.text",
                    covers: r#""the answer is\t""#,
                    message: "expected text without trailing whitespace, found some",
                    help: Some("Trim the end of this text: the model continues right after it."),
                },
            ],
        },
        Example {
            rule: "messages.prefill.thinking",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-sonnet-4-5","max_tokens":2048,"thinking":{"type":"enabled","budget_tokens":1024},"messages":[{"role":"user","content":"Look."}]}"#,
                r#"{"model":"claude-sonnet-4-5","max_tokens":1024,"thinking":{"type":"disabled"},"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":"("}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"thinking":{"type":"adaptive"},"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{"query":"tides"}},{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[{"type":"web_search_result","title":"Tides","url":"https://example.com/tides","encrypted_content":"EqgfCioI"}]}]}]}"#,
            ],
            refused: &[
                Refused {
                    params: r#"{"model":"claude-sonnet-4-5","max_tokens":2048,"thinking":{"type":"enabled","budget_tokens":1024},"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":"The answer is "}]}"#,
                    path: "messages.1",
                    covers: r#"{"role":"assistant","content":"The answer is "}"#,
                    message: "expected a user message last while thinking is on, found an assistant message",
                    help: Some("End messages with a user message."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-4-6","max_tokens":1024,"thinking":{"type":"adaptive"},"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":"("}]}"#,
                    path: "messages.1",
                    covers: r#"{"role":"assistant","content":"("}"#,
                    message: "expected a user message last while thinking is on, found an assistant message",
                    help: Some("End messages with a user message."),
                },
            ],
        },
        Example {
            rule: "messages.prefill.format",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-sonnet-4-5","max_tokens":1024,"output_config":{"format":{"type":"json_schema","schema":{"type":"object","additionalProperties":false}}},"messages":[{"role":"user","content":"Look."}]}"#,
                r#"{"model":"claude-sonnet-4-5","max_tokens":1024,"output_config":{"format":null},"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":"{"}]}"#,
            ],
            refused: &[Refused {
                params: r#"{"model":"claude-sonnet-4-5","max_tokens":1024,"output_config":{"format":{"type":"json_schema","schema":{"type":"object","additionalProperties":false}}},"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":"{"}]}"#,
                path: "messages.1",
                covers: r#"{"role":"assistant","content":"{"}"#,
                message: "expected a user message last with output_config.format, found an assistant message",
                help: Some("End messages with a user message."),
            }],
        },
        Example {
            rule: "messages.prefill.tool_use",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}]}]}"#,
            ],
            refused: &[
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"text","text":"Let me look."},{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]}]}"#,
                    path: "messages.1.content.1",
                    covers: r#"{"type":"tool_use","id":"toolu_1","name":"look","input":{}}"#,
                    message: "expected a user message with the tool's result after it, found the end of messages",
                    help: Some("Add a user message with a tool_result block for every tool_use block."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}},{"type":"tool_use","id":"toolu_2","name":"look","input":{}}]}]}"#,
                    path: "messages.1.content.1",
                    covers: r#"{"type":"tool_use","id":"toolu_2","name":"look","input":{}}"#,
                    message: "expected a user message with the tool's result after it, found the end of messages",
                    help: Some("Add a user message with a tool_result block for every tool_use block."),
                },
            ],
        },
    ]);
}
