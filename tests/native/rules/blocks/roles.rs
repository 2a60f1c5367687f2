//! Roles of blocks.

use crate::rules::{Example, NEW, OLD, Refused, prove};

#[test]
fn blocks_are_in_the_right_messages() {
    prove(&[
        Example {
            rule: "block.role.user_only",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":[{"type":"image","source":{"type":"url","url":"https://example.com/a.png"}},{"type":"document","source":{"type":"text","media_type":"text/plain","data":"The sea rises twice a day."}},{"type":"container_upload","file_id":"file_1"}]}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"server_tool_use","id":"srvtoolu_1","name":"web_fetch","input":{"query":"tides"}},{"type":"web_fetch_tool_result","tool_use_id":"srvtoolu_1","content":{"type":"web_fetch_result","url":"https://example.com","content":{"type":"document","source":{"type":"text","media_type":"text/plain","data":"The sea rises twice a day."}}}},{"type":"text","text":"Done."}]},{"role":"user","content":"Look."}]}"#,
            ],
            refused: &[
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"image","source":{"type":"url","url":"https://example.com/a.png"}}]},{"role":"user","content":"Look."}]}"#,
                    path: "messages.1.content.0.type",
                    covers: r#""image""#,
                    message: "expected a block for assistant messages, found image, which belongs in user messages",
                    help: Some("Move it to a user message."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"text","text":"Here."},{"type":"container_upload","file_id":"file_1"}]},{"role":"user","content":"Look."}]}"#,
                    path: "messages.1.content.1.type",
                    covers: r#""container_upload""#,
                    message: "expected a block for assistant messages, found container_upload, which belongs in user messages",
                    help: Some("Move it to a user message."),
                },
            ],
        },
        Example {
            rule: "block.role.user_only",
            call: OLD,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":[{"type":"document","source":{"type":"text","media_type":"text/plain","data":"The sea rises twice a day."}}]}]}"#,
            ],
            refused: &[Refused {
                params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"document","source":{"type":"text","media_type":"text/plain","data":"The sea rises twice a day."}}]},{"role":"user","content":"Look."}]}"#,
                path: "messages.1.content.0.type",
                covers: r#""document""#,
                message: "expected a block for assistant messages, found document, which belongs in user messages",
                help: Some("Move it to a user message."),
            }],
        },
        Example {
            rule: "block.role.assistant_only",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"thinking","thinking":"","signature":"EqoB"},{"type":"redacted_thinking","data":"EmwK"},{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{"query":"tides"}},{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[{"type":"web_search_result","title":"Tides","url":"https://example.com/tides","encrypted_content":"EqgfCioI"}]},{"type":"text","text":"Here."},{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}]}]}"#,
            ],
            refused: &[
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":[{"type":"thinking","thinking":"","signature":"EqoB"},{"type":"text","text":"Hi"}]}]}"#,
                    path: "messages.0.content.0.type",
                    covers: r#""thinking""#,
                    message: "expected a block for user messages, found thinking, which belongs in assistant messages",
                    help: Some("Send it back in its original assistant message."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":[{"type":"redacted_thinking","data":"EmwK"},{"type":"text","text":"Hi"}]}]}"#,
                    path: "messages.0.content.0.type",
                    covers: r#""redacted_thinking""#,
                    message: "expected a block for user messages, found redacted_thinking, which belongs in assistant messages",
                    help: Some("Send it back in its original assistant message."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]}]}"#,
                    path: "messages.0.content.0.type",
                    covers: r#""tool_use""#,
                    message: "expected a block for user messages, found tool_use, which belongs in assistant messages",
                    help: Some("Send it back in its original assistant message."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":[{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{"query":"tides"}}]}]}"#,
                    path: "messages.0.content.0.type",
                    covers: r#""server_tool_use""#,
                    message: "expected a block for user messages, found server_tool_use, which belongs in assistant messages",
                    help: Some("The server makes these calls: send the assistant message back unchanged."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{"query":"tides"}}]},{"role":"user","content":[{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[{"type":"web_search_result","title":"Tides","url":"https://example.com/tides","encrypted_content":"EqgfCioI"}]}]}]}"#,
                    path: "messages.2.content.0.type",
                    covers: r#""web_search_tool_result""#,
                    message: "expected a block for user messages, found web_search_tool_result, which belongs in assistant messages",
                    help: Some("The server answers its own tools; answer your own with tool_result."),
                },
            ],
        },
        Example {
            rule: "block.document_in_assistant",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":[{"type":"document","source":{"type":"text","media_type":"text/plain","data":"The sea rises twice a day."}}]}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"server_tool_use","id":"srvtoolu_1","name":"web_fetch","input":{"query":"tides"}},{"type":"web_fetch_tool_result","tool_use_id":"srvtoolu_1","content":{"type":"web_fetch_result","url":"https://example.com","content":{"type":"document","source":{"type":"text","media_type":"text/plain","data":"The sea rises twice a day."}}}},{"type":"text","text":"Done."}]},{"role":"user","content":"Look."}]}"#,
            ],
            refused: &[Refused {
                params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"document","source":{"type":"text","media_type":"text/plain","data":"The sea rises twice a day."}}]},{"role":"user","content":"Look."}]}"#,
                path: "messages.1.content.0.type",
                covers: r#""document""#,
                message: "expected no document in an assistant message, found one",
                help: Some("Move it to a user message."),
            }],
        },
    ]);
}
