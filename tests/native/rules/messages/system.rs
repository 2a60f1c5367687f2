//! System messages.

use message_batches::catalog::ApiVersion;

use crate::rules::{Call, Example, NEW, Refused, prove};

const EFFORT: Call = Call {
    version: ApiVersion::V2026_10_21,
    betas: &["mid-conversation-output-config-2026-07-01"],
};
const TOOL_CHANGES: Call = Call {
    version: ApiVersion::V2026_10_21,
    betas: &["mid-conversation-tool-changes-2026-07-01"],
};
const INLINE: Call = Call {
    version: ApiVersion::V2026_10_21,
    betas: &["mid-conversation-tool-changes-2026-07-01", "inline-tools-2026-09-15"],
};
const CLEAR_AND_CHANGE: Call = Call {
    version: ApiVersion::V2026_10_21,
    betas: &[
        "mid-conversation-system-clear-at-2026-08-21",
        "mid-conversation-output-config-2026-07-01",
        "mid-conversation-tool-changes-2026-07-01",
    ],
};

#[test]
fn system_messages_have_their_own_rules() {
    prove(&[
        Example {
            rule: "messages.system.content",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"system","content":[{"type":"text","text":"Be short."}]}]}"#,
            ],
            refused: &[
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"system","content":[{"type":"image","source":{"type":"url","url":"https://example.com/a.png"}}]}]}"#,
                    path: "messages.1.content.0.type",
                    covers: r#""image""#,
                    message: r#"expected "text", "tool_addition" or "tool_removal", found "image""#,
                    help: None,
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"system","content":5}]}"#,
                    path: "messages.1.content",
                    covers: "5",
                    message: "expected a string or an array, found 5",
                    help: None,
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"system","content":[{"text":"Be short."}]}]}"#,
                    path: "messages.1.content.0.type",
                    covers: r#"{"text":"Be short."}"#,
                    message: r#"expected a type ("text", "tool_addition" or "tool_removal"), found none"#,
                    help: Some("Add \"type\":\"text\"."),
                },
            ],
        },
        Example {
            rule: "messages.system.first",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"system","content":"Be short."}]}"#,
            ],
            refused: &[
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"system":"Be kind.","messages":[{"role":"system","content":"Be short."},{"role":"user","content":"Look."}]}"#,
                    path: "messages.0",
                    covers: r#"{"role":"system","content":"Be short."}"#,
                    message: "expected a user message first, found a system message",
                    help: Some("Put instructions for the whole conversation into the top-level system parameter."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"system":"Be kind.","messages":[{"role":"system","content":"Be short."},{"role":"system","content":"Be kind."},{"role":"user","content":"Look."}]}"#,
                    path: "messages.0",
                    covers: r#"{"role":"system","content":"Be short."}"#,
                    message: "expected a user message first, found a system message",
                    help: Some("Put instructions for the whole conversation into the top-level system parameter."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"system":"Be kind.","messages":[{"role":"system","content":"Be short."}]}"#,
                    path: "messages.0",
                    covers: r#"{"role":"system","content":"Be short."}"#,
                    message: "expected a user message first, found a system message",
                    help: Some("Put instructions for the whole conversation into the top-level system parameter."),
                },
            ],
        },
        Example {
            rule: "messages.system.first",
            call: EFFORT,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"system","content":[],"output_config":{"effort":"low"}},{"role":"user","content":"Look."}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"system","output_config":{"effort":"low"}},{"role":"user","content":"Look."}]}"#,
            ],
            refused: &[Refused {
                params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"system","content":[],"output_config":{"effort":"low"}},{"role":"system","content":"Be short."},{"role":"user","content":"Look."}]}"#,
                path: "messages.0",
                covers: r#"{"role":"system","content":[],"output_config":{"effort":"low"}}"#,
                message: "expected a user message first, found a system message",
                help: Some("Put instructions for the whole conversation into the top-level system parameter."),
            }],
        },
        Example {
            rule: "messages.system.position",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"system","content":"Be short."}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"system","content":"Be short."},{"role":"assistant","content":"Yes."},{"role":"user","content":"Look."},{"role":"system","content":"Be short."},{"role":"system","content":"Be kind."}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{"query":"tides"}},{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[{"type":"web_search_result","title":"Tides","url":"https://example.com/tides","encrypted_content":"EqgfCioI"}]}]},{"role":"system","content":"Be short."}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}]},{"role":"system","content":"Be short."},{"role":"assistant","content":"Done."},{"role":"user","content":"Look."}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"user","content":"Look."},{"role":"system","content":"Be short."}]}"#,
            ],
            refused: &[
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":"Yes."},{"role":"system","content":"Be short."},{"role":"user","content":"Look."}]}"#,
                    path: "messages.2",
                    covers: r#"{"role":"system","content":"Be short."}"#,
                    message: "expected a user message or a server tool's result before a system message, found neither",
                    help: Some("Move it after the next user message."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":"Yes."},{"role":"system","content":"Be short."},{"role":"assistant","content":"No."},{"role":"user","content":"Look."}]}"#,
                    path: "messages.2",
                    covers: r#"{"role":"system","content":"Be short."}"#,
                    message: "expected a user message or a server tool's result before a system message, found neither",
                    help: Some("Move it after the next user message."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"system","content":"Be short."},{"role":"system","content":"Be kind."},{"role":"user","content":"Look."}]}"#,
                    path: "messages.2",
                    covers: r#"{"role":"system","content":"Be kind."}"#,
                    message: "expected an assistant message or the end after a system message, found a user message",
                    help: Some("Move it after that user message."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":"Yes."},{"role":"system","content":"Be short."},{"role":"system","content":"Be kind."},{"role":"user","content":"Look."}]}"#,
                    path: "messages.2",
                    covers: r#"{"role":"system","content":"Be short."}"#,
                    message: "expected a user message or a server tool's result before a system message, found neither",
                    help: Some("Move it after the next user message."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"system","content":"Be short."},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}]}]}"#,
                    path: "messages.2",
                    covers: r#"{"role":"system","content":"Be short."}"#,
                    message: "expected a user message or a server tool's result before a system message, found neither",
                    help: Some("Move it after the next user message."),
                },
            ],
        },
        Example {
            rule: "messages.system.position",
            call: EFFORT,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":"Yes."},{"role":"system","content":[],"output_config":{"effort":"low"}},{"role":"user","content":"Look."}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"system","content":[],"output_config":{"effort":"low"}},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}]}]}"#,
            ],
            refused: &[Refused {
                params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":"Yes."},{"role":"system","content":[],"output_config":{"effort":"low"}},{"role":"system","content":"Be short."},{"role":"user","content":"Look."}]}"#,
                path: "messages.2",
                covers: r#"{"role":"system","content":[],"output_config":{"effort":"low"}}"#,
                message: "expected a user message or a server tool's result before a system message, found neither",
                help: Some("Move it after the next user message."),
            }],
        },
        Example {
            rule: "messages.system.model",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"system","content":"Be short."}]}"#,
                r#"{"model":"claude-opus-4-8","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"system","content":"Be short."}]}"#,
                r#"{"model":"claude-fable-5-2","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"system","content":"Be short."}]}"#,
                r#"{"model":"claude-next-9","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"system","content":"Be short."}]}"#,
            ],
            refused: &[
                Refused {
                    params: r#"{"model":"claude-sonnet-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"system","content":"Be short."}]}"#,
                    path: "messages.1",
                    covers: r#"{"role":"system","content":"Be short."}"#,
                    message: "expected no system message for claude-sonnet-5, found one",
                    help: Some("Put instructions into the top-level system parameter."),
                },
                Refused {
                    params: r#"{"model":"claude-sonnet-4-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"system","content":"Be short."},{"role":"assistant","content":"Yes."},{"role":"user","content":"Look."},{"role":"system","content":"Be short."}]}"#,
                    path: "messages.1",
                    covers: r#"{"role":"system","content":"Be short."}"#,
                    message: "expected no system message for claude-sonnet-4-5-20250929, found one",
                    help: Some("Put instructions into the top-level system parameter."),
                },
            ],
        },
        Example {
            rule: "messages.system.clear_at",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"system","content":"Be short.","clear_at":null}]}"#,
            ],
            refused: &[
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"system","content":"Be short.","clear_at":"next_user_message"}]}"#,
                    path: "messages.1.clear_at",
                    covers: r#""next_user_message""#,
                    message: "expected the beta mid-conversation-system-clear-at-2026-08-21 for clear_at, found a call without it",
                    help: Some("Add the beta to the call."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Hi","clear_at":"next_user_message"}]}"#,
                    path: "messages.0.clear_at",
                    covers: r#""clear_at""#,
                    message: r#"expected a field of UserMessage, found "clear_at""#,
                    help: Some("Only a system message can be cleared."),
                },
            ],
        },
        Example {
            rule: "messages.system.clear_at",
            call: CLEAR_AND_CHANGE,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"system","content":"Be short.","clear_at":"next_user_message"},{"role":"system","content":[{"type":"text","text":"Be kind."}],"clear_at":"next_user_message"}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"system","content":"Be short.","clear_at":"never","output_config":{"effort":"low"}}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"system","content":[{"type":"text","text":"Be short.","cache_control":{"type":"ephemeral"}}]}]}"#,
            ],
            refused: &[
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"system","content":"Be short.","clear_at":"soon"}]}"#,
                    path: "messages.1.clear_at",
                    covers: r#""soon""#,
                    message: r#"expected "next_user_message" or "never", found "soon""#,
                    help: None,
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"system","content":"Be short.","clear_at":"next_user_message","output_config":{"effort":"low"}}]}"#,
                    path: "messages.1.output_config",
                    covers: r#"{"effort":"low"}"#,
                    message: "expected only text in a message that is cleared, found output_config",
                    help: Some("Move it to a system message without clear_at."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"system","content":[{"type":"tool_addition","tool":{"type":"tool_reference","name":"look"}}],"clear_at":"next_user_message"}]}"#,
                    path: "messages.1.content.0",
                    covers: r#"{"type":"tool_addition","tool":{"type":"tool_reference","name":"look"}}"#,
                    message: "expected only text in a message that is cleared, found tool_addition",
                    help: Some("Move it to a system message without clear_at."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"system","content":[{"type":"text","text":"Be short.","cache_control":{"type":"ephemeral"}}],"clear_at":"next_user_message"}]}"#,
                    path: "messages.1.content.0.cache_control",
                    covers: r#"{"type":"ephemeral"}"#,
                    message: "expected no cache_control in a message that is cleared, found one",
                    help: Some("Move it to the last block of the previous user message."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":"Yes.","clear_at":"next_user_message"},{"role":"user","content":"Look."}]}"#,
                    path: "messages.1.clear_at",
                    covers: r#""clear_at""#,
                    message: r#"expected a field of AssistantMessage, found "clear_at""#,
                    help: Some("Only a system message can be cleared."),
                },
            ],
        },
        Example {
            rule: "messages.system.tool_changes",
            call: TOOL_CHANGES,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"system","content":[{"type":"text","text":"Tools changed."},{"type":"tool_removal","tool":{"type":"tool_reference","name":"look"}}]}]}"#,
            ],
            refused: &[
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":[{"type":"tool_removal","tool":{"type":"tool_reference","name":"look"}}]}]}"#,
                    path: "messages.0.content.0.type",
                    covers: r#""tool_removal""#,
                    message: "expected tool_removal in a system message, found it in another",
                    help: None,
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_addition","tool":{"type":"tool_reference","name":"look"}}]},{"role":"user","content":"Look."}]}"#,
                    path: "messages.1.content.0.type",
                    covers: r#""tool_addition""#,
                    message: "expected tool_addition in a system message, found it in another",
                    help: None,
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{"query":"tides"}},{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[{"type":"web_search_result","title":"Tides","url":"https://example.com/tides","encrypted_content":"EqgfCioI"}]}]},{"role":"system","content":[{"type":"tool_removal","tool":{"type":"tool_reference","name":"look"}}]}]}"#,
                    path: "messages.2.content.0",
                    covers: r#"{"type":"tool_removal","tool":{"type":"tool_reference","name":"look"}}"#,
                    message: "expected text after a paused turn, found tool_removal",
                    help: Some("Continue the turn first."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"system","content":[{"type":"tool_removal","tool":{"type":"tool_reference","name":"lok"}}]}]}"#,
                    path: "messages.1.content.0.tool.name",
                    covers: r#""lok""#,
                    message: r#"expected the name of a declared tool, found "lok""#,
                    help: None,
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"type":"mcp_toolset","mcp_server_name":"files"}],"messages":[{"role":"user","content":"Look."},{"role":"system","content":[{"type":"tool_addition","tool":{"type":"mcp_tool_reference","server_name":"mail","name":"send"}}]}]}"#,
                    path: "messages.1.content.0.tool.server_name",
                    covers: r#""mail""#,
                    message: r#"expected the server of an mcp_toolset in tools, found "mail""#,
                    help: None,
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"system","content":[{"type":"tool_addition","tool":{"type":"tool_definition","definition":{"name":"look","input_schema":{"type":"object"}}}}]}]}"#,
                    path: "messages.1.content.0",
                    covers: r#"{"type":"tool_addition","tool":{"type":"tool_definition","definition":{"name":"look","input_schema":{"type":"object"}}}}"#,
                    message: "expected the beta inline-tools-2026-09-15 for tool_addition, found a call without it",
                    help: Some("Add the beta to the call."),
                },
            ],
        },
        Example {
            rule: "messages.system.tool_changes",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."}]}"#,
            ],
            refused: &[Refused {
                params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"system","content":[{"type":"tool_removal","tool":{"type":"tool_reference","name":"look"}}]}]}"#,
                path: "messages.1.content.0",
                covers: r#"{"type":"tool_removal","tool":{"type":"tool_reference","name":"look"}}"#,
                message: "expected the beta mid-conversation-tool-changes-2026-07-01 for tool_removal, found a call without it",
                help: Some("Add the beta to the call."),
            }],
        },
        Example {
            rule: "messages.system.tool_changes",
            call: INLINE,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"system","content":[{"type":"tool_addition","tool":{"type":"tool_definition","definition":{"name":"look","input_schema":{"type":"object"}}}},{"type":"tool_removal","tool":{"type":"tool_reference","name":"look"}}]}]}"#,
            ],
            refused: &[Refused {
                params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":[{"type":"tool_removal","tool":{"type":"tool_reference","name":"look"}}]}]}"#,
                path: "messages.0.content.0.type",
                covers: r#""tool_removal""#,
                message: "expected tool_removal in a system message, found it in another",
                help: None,
            }],
        },
    ]);
}
