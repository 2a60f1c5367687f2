//! Calls and their results.

use crate::rules::{Example, NEW, Refused, prove};

#[test]
fn calls_and_results_are_paired() {
    prove(&[
        Example {
            rule: "tool_use.answered",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}]}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"assistant","content":[{"type":"text","text":"And."},{"type":"tool_use","id":"toolu_2","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_2","content":"fine"},{"type":"text","text":"Go on."}]}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}]},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_2","name":"look","input":{}},{"type":"tool_use","id":"toolu_3","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_3","content":"fine"},{"type":"tool_result","tool_use_id":"toolu_2","content":"fine"},{"type":"text","text":"Go on."}]}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}},{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{"query":"tides"}}]}]}"#,
            ],
            refused: &[
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":"Look."}]}"#,
                    path: "messages.1.content.0.id",
                    covers: r#""toolu_1""#,
                    message: "expected a tool_result for this call in the next user message, found none",
                    help: Some("Answer every tool_use of the message; a result may report that the tool failed."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}},{"type":"tool_use","id":"toolu_2","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}]}]}"#,
                    path: "messages.1.content.1.id",
                    covers: r#""toolu_2""#,
                    message: "expected a tool_result for this call in the next user message, found none",
                    help: Some("Answer every tool_use of the message; a result may report that the tool failed."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":"Look."},{"role":"assistant","content":"No."},{"role":"user","content":"Look."}]}"#,
                    path: "messages.1.content.0.id",
                    covers: r#""toolu_1""#,
                    message: "expected a tool_result for this call in the next user message, found none",
                    help: Some("Answer every tool_use of the message; a result may report that the tool failed."),
                },
                Refused {
                    params: r#"{"model":"claude-sonnet-4-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}},{"type":"text","text":"So."}]}]}"#,
                    path: "messages.1.content.0.id",
                    covers: r#""toolu_1""#,
                    message: "expected a tool_result for this call in the next user message, found none",
                    help: Some("Answer every tool_use of the message; a result may report that the tool failed."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_2","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_2","content":"fine"}]}]}"#,
                    path: "messages.1.content.0.id",
                    covers: r#""toolu_1""#,
                    message: "expected a tool_result for this call in the next user message, found none",
                    help: Some("Answer every tool_use of the message; a result may report that the tool failed."),
                },
            ],
        },
        Example {
            rule: "tool_result.orphan",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}]}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"assistant","content":[{"type":"text","text":"And."},{"type":"tool_use","id":"toolu_2","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_2","content":"fine"},{"type":"text","text":"Go on."}]}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}]},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_2","name":"look","input":{}},{"type":"tool_use","id":"toolu_3","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_3","content":"fine"},{"type":"tool_result","tool_use_id":"toolu_2","content":"fine"},{"type":"text","text":"Go on."}]}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"thread":{"type":"continue","previous_message_id":"msg_1"},"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}]}]}"#,
            ],
            refused: &[
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}]}]}"#,
                    path: "messages.0.content.0.tool_use_id",
                    covers: r#""toolu_1""#,
                    message: r#"expected the id of a tool_use in the previous assistant message, found "toolu_1""#,
                    help: None,
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"},{"type":"tool_result","tool_use_id":"toolu_9","content":"fine"}]}]}"#,
                    path: "messages.2.content.1.tool_use_id",
                    covers: r#""toolu_9""#,
                    message: r#"expected the id of a tool_use in the previous assistant message, found "toolu_9""#,
                    help: None,
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}]},{"role":"assistant","content":"Done."},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}]}]}"#,
                    path: "messages.4.content.0.tool_use_id",
                    covers: r#""toolu_1""#,
                    message: r#"expected the id of a tool_use in the previous assistant message, found "toolu_1""#,
                    help: None,
                },
            ],
        },
        Example {
            rule: "tool_result.duplicate",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}]}]}"#,
            ],
            refused: &[
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"},{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}]}]}"#,
                    path: "messages.2.content.1.tool_use_id",
                    covers: r#""toolu_1""#,
                    message: r#"expected one result per call, found another for "toolu_1""#,
                    help: None,
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}]}]}"#,
                    path: "messages.3.content.0.tool_use_id",
                    covers: r#""toolu_1""#,
                    message: r#"expected one result per call, found another for "toolu_1""#,
                    help: None,
                },
            ],
        },
        Example {
            rule: "tool_result.role",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}]}]}"#,
            ],
            refused: &[Refused {
                params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}},{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}]}]}"#,
                path: "messages.1.content.1.type",
                covers: r#""tool_result""#,
                message: "expected a tool_result in a user message, found one in an assistant message",
                help: Some("Move it to the next user message."),
            }],
        },
        Example {
            rule: "tool_result.first",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"},{"type":"text","text":"Go on."}]}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"assistant","content":[{"type":"text","text":"And."},{"type":"tool_use","id":"toolu_2","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_2","content":"fine"},{"type":"text","text":"Go on."}]}]}"#,
            ],
            refused: &[
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":[{"type":"text","text":"Here:"},{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}]}]}"#,
                    path: "messages.2.content.1.type",
                    covers: r#""tool_result""#,
                    message: "expected tool results before other blocks, found one after another block",
                    help: Some("Put all tool_result blocks first."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}},{"type":"tool_use","id":"toolu_2","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"},{"type":"image","source":{"type":"url","url":"https://example.com/a.png"}},{"type":"tool_result","tool_use_id":"toolu_2","content":"fine"}]}]}"#,
                    path: "messages.2.content.2.type",
                    covers: r#""tool_result""#,
                    message: "expected tool results before other blocks, found one after another block",
                    help: Some("Put all tool_result blocks first."),
                },
            ],
        },
        Example {
            rule: "tool_result.server_tool",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}]}]}"#,
            ],
            refused: &[Refused {
                params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{"query":"tides"}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"srvtoolu_1","content":"fine"}]}]}"#,
                path: "messages.2.content.0.tool_use_id",
                covers: r#""srvtoolu_1""#,
                message: r#"expected the id of a tool_use, found "srvtoolu_1", the id of a server tool call"#,
                help: Some("The server answers its own tools."),
            }],
        },
    ]);
}
