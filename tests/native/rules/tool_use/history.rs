//! Tools in earlier turns.

use message_batches::catalog::ApiVersion;

use crate::rules::{Call, Example, NEW, Refused, prove};

const MCP: Call = Call {
    version: ApiVersion::V2026_10_21,
    betas: &["mcp-client-2025-11-20"],
};
const COMPACT: Call = Call {
    version: ApiVersion::V2026_10_21,
    betas: &["compact-2026-09-04"],
};

#[test]
fn tools_in_messages_match_those_of_the_request() {
    prove(&[
        Example {
            rule: "tools.missing_with_history",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}]}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."}]}"#,
            ],
            refused: &[
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}]}]}"#,
                    path: "tools",
                    covers: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}]}]}"#,
                    message: "expected tools, as messages have tool calls or results, found none",
                    help: Some("Declare the tools that the conversation used."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}]}]}"#,
                    path: "tools",
                    covers: "[]",
                    message: "expected tools, as messages have tool calls or results, found none",
                    help: Some("Declare the tools that the conversation used."),
                },
            ],
        },
        Example {
            rule: "mcp_tool_use.fields",
            call: MCP,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"mcp_servers":[{"type":"url","url":"https://mcp.example.com","name":"files"}],"tools":[{"type":"mcp_toolset","mcp_server_name":"files"}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"mcp_tool_use","id":"mcptoolu_1","name":"read","server_name":"files","input":{}},{"type":"mcp_tool_result","tool_use_id":"mcptoolu_1","is_error":false,"content":[{"type":"text","text":"x"}]},{"type":"text","text":"Here."}]},{"role":"user","content":"Look."}]}"#,
            ],
            refused: &[
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"mcp_servers":[{"type":"url","url":"https://mcp.example.com","name":"files"}],"tools":[{"type":"mcp_toolset","mcp_server_name":"files"}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"mcp_tool_use","id":"a b","name":"read","server_name":"files","input":{}},{"type":"text","text":"Here."}]},{"role":"user","content":"Look."}]}"#,
                    path: "messages.1.content.0.id",
                    covers: r#""a b""#,
                    message: r#"expected one or more of the characters a-z A-Z 0-9 _ -, found "a b""#,
                    help: None,
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"mcp_servers":[{"type":"url","url":"https://mcp.example.com","name":"files"}],"tools":[{"type":"mcp_toolset","mcp_server_name":"files"}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"mcp_tool_use","id":"mcptoolu_1","name":"read","server_name":"files","input":{}},{"type":"mcp_tool_result","tool_use_id":"a b","is_error":false,"content":[{"type":"text","text":"x"}]},{"type":"text","text":"Here."}]},{"role":"user","content":"Look."}]}"#,
                    path: "messages.1.content.1.tool_use_id",
                    covers: r#""a b""#,
                    message: r#"expected one or more of the characters a-z A-Z 0-9 _ -, found "a b""#,
                    help: None,
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"mcp_servers":[{"type":"url","url":"https://mcp.example.com","name":"files"}],"tools":[{"type":"mcp_toolset","mcp_server_name":"files"}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"mcp_tool_use","id":"mcptoolu_1","name":"read","input":{}},{"type":"mcp_tool_result","tool_use_id":"mcptoolu_1","is_error":false,"content":[{"type":"text","text":"x"}]},{"type":"text","text":"Here."}]},{"role":"user","content":"Look."}]}"#,
                    path: "messages.1.content.0.server_name",
                    covers: r#"{"type":"mcp_tool_use","id":"mcptoolu_1","name":"read","input":{}}"#,
                    message: "expected server_name, found none",
                    help: None,
                },
            ],
        },
        Example {
            rule: "mcp_tool_use.fields",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."}]}"#,
            ],
            refused: &[Refused {
                params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"mcp_tool_use","id":"mcptoolu_1","name":"read","server_name":"files","input":{}},{"type":"mcp_tool_result","tool_use_id":"mcptoolu_1","is_error":false,"content":[{"type":"text","text":"x"}]},{"type":"text","text":"Here."}]},{"role":"user","content":"Look."}]}"#,
                path: "messages.1.content.0.type",
                covers: r#""mcp_tool_use""#,
                message: "expected the beta mcp-client-2025-11-20 for blocks of MCP tools, found a call without it",
                help: Some("Add the beta to the call."),
            }],
        },
        Example {
            rule: "compaction.block",
            call: COMPACT,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"assistant","content":[{"type":"compaction","content":"They said hello.","signature":"Er8B"}]},{"role":"user","content":"Look."}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"compaction","content":"They said hello."},{"type":"text","text":"Hi."}]},{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"compaction","content":"They said hello."},{"type":"text","text":"Hi."}]},{"role":"user","content":"Look."}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"compaction","content":"They said hello.","signature":null},{"type":"text","text":"Hi."}]},{"role":"user","content":"Look."}]}"#,
            ],
            refused: &[
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"compaction","content":"They said hello.","signature":"Er8B"}]},{"role":"user","content":"Look."}]}"#,
                    path: "messages.1.content.0.type",
                    covers: r#""compaction""#,
                    message: "expected a signed compaction block first in messages, found it later",
                    help: Some("It replaces the messages that it summarizes: leave those out."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"assistant","content":[{"type":"text","text":"Hi."},{"type":"compaction","content":"They said hello.","signature":"Er8B"}]},{"role":"user","content":"Look."}]}"#,
                    path: "messages.0.content.1.type",
                    covers: r#""compaction""#,
                    message: "expected a signed compaction block first in messages, found it later",
                    help: Some("It replaces the messages that it summarizes: leave those out."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"assistant","content":[{"type":"compaction","content":"They said hello.","signature":"Er8B"}]},{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"compaction","content":"They said hello.","signature":"Er8B"}]},{"role":"user","content":"Look."}]}"#,
                    path: "messages.2.content.0.type",
                    covers: r#""compaction""#,
                    message: "expected one signed compaction block, found another",
                    help: Some("It replaces the messages that it summarizes: leave those out."),
                },
            ],
        },
        Example {
            rule: "fallback.block",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"fallback","from":{"model":"claude-opus-5"},"to":{"model":"claude-opus-4-8"}},{"type":"text","text":"Hi."}]},{"role":"user","content":"Look."}]}"#,
            ],
            refused: &[Refused {
                params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":[{"type":"fallback","from":{"model":"claude-opus-5"},"to":{"model":"claude-opus-4-8"}},{"type":"text","text":"Hi."}]}]}"#,
                path: "messages.0.content.0.type",
                covers: r#""fallback""#,
                message: "expected a fallback block in its original assistant message, found it in a user message",
                help: None,
            }],
        },
    ]);
}
