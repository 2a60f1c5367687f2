//! Calls.

use crate::rules::{Example, NEW, Refused, prove};

#[test]
fn a_tool_call_is_well_formed() {
    prove(&[
        Example {
            rule: "tool_use.id.pattern",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}]}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"call-1_A","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"call-1_A","content":"fine"}]}]}"#,
            ],
            refused: &[
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"a b","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"a b","content":"fine"}]}]}"#,
                    path: "messages.1.content.0.id",
                    covers: r#""a b""#,
                    message: r#"expected one or more of the characters a-z A-Z 0-9 _ -, found "a b""#,
                    help: None,
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"","content":"fine"}]}]}"#,
                    path: "messages.1.content.0.id",
                    covers: r#""""#,
                    message: r#"expected one or more of the characters a-z A-Z 0-9 _ -, found """#,
                    help: None,
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"tool.1","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"tool.1","content":"fine"}]}]}"#,
                    path: "messages.1.content.0.id",
                    covers: r#""tool.1""#,
                    message: r#"expected one or more of the characters a-z A-Z 0-9 _ -, found "tool.1""#,
                    help: None,
                },
            ],
        },
        Example {
            rule: "tool_use.id.unique",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}},{"type":"tool_use","id":"toolu_2","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"},{"type":"tool_result","tool_use_id":"toolu_2","content":"fine"}]}]}"#,
                // In another turn, which was answered: recorded as accepted in 2026-08.
                r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}]},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}]}]}"#,
            ],
            refused: &[Refused {
                params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}},{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}]}]}"#,
                path: "messages.1.content.1.id",
                covers: r#""toolu_1""#,
                message: r#"expected a unique id for each call of a message, found "toolu_1" again"#,
                help: None,
            }],
        },
        Example {
            rule: "tool_use.name",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}]}]}"#,
            ],
            refused: &[Refused {
                params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}]}]}"#,
                path: "messages.1.content.0.name",
                covers: r#""""#,
                message: "expected a name of 1 to 200 characters, found 0",
                help: None,
            }],
        },
        Example {
            rule: "tool_use.input",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}]}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{"q":[1]}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}]}]}"#,
            ],
            refused: &[
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":"{}"}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}]}]}"#,
                    path: "messages.1.content.0.input",
                    covers: r#""{}""#,
                    message: r#"expected an object, found "{}""#,
                    help: Some("Write the object itself, not a string."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":[]}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}]}]}"#,
                    path: "messages.1.content.0.input",
                    covers: "[]",
                    message: "expected an object, found an array",
                    help: None,
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look"}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}]}]}"#,
                    path: "messages.1.content.0.input",
                    covers: r#"{"type":"tool_use","id":"toolu_1","name":"look"}"#,
                    message: "expected input, found none",
                    help: None,
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":null}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}]}]}"#,
                    path: "messages.1.content.0.input",
                    covers: "null",
                    message: "expected an object, found null",
                    help: None,
                },
            ],
        },
        Example {
            rule: "tool_use.caller",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{},"caller":{"type":"direct"}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}]}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"type":"code_execution_20260120","name":"code_execution"},{"name":"look","input_schema":{"type":"object"},"allowed_callers":["code_execution_20260120"]}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"server_tool_use","id":"srvtoolu_1","name":"code_execution","input":{"code":"look()"}},{"type":"tool_use","id":"toolu_1","name":"look","input":{},"caller":{"type":"code_execution_20260120","tool_id":"srvtoolu_1"}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}]}]}"#,
            ],
            refused: &[
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{},"caller":{"type":"code"}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}]}]}"#,
                    path: "messages.1.content.0.caller.type",
                    covers: r#""code""#,
                    message: r#"expected "direct", "code_execution_20250825" or "code_execution_20260120", found "code""#,
                    help: None,
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{},"caller":"direct"}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}]}]}"#,
                    path: "messages.1.content.0.caller",
                    covers: r#""direct""#,
                    message: r#"expected an object, found "direct""#,
                    help: None,
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"type":"code_execution_20260120","name":"code_execution"},{"name":"look","input_schema":{"type":"object"},"allowed_callers":["code_execution_20260120"]}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"server_tool_use","id":"srvtoolu_1","name":"code_execution","input":{"code":"look()"}},{"type":"tool_use","id":"toolu_1","name":"look","input":{},"caller":{"type":"code_execution_20260120"}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}]}]}"#,
                    path: "messages.1.content.1.caller.tool_id",
                    covers: r#"{"type":"code_execution_20260120"}"#,
                    message: "expected tool_id, found none",
                    help: None,
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"type":"code_execution_20260120","name":"code_execution"},{"name":"look","input_schema":{"type":"object"},"allowed_callers":["code_execution_20260120"]}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"server_tool_use","id":"srvtoolu_1","name":"code_execution","input":{"code":"look()"}},{"type":"tool_use","id":"toolu_1","name":"look","input":{},"caller":{"type":"code_execution_20260120","tool_id":"toolu_1"}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}]}]}"#,
                    path: "messages.1.content.1.caller.tool_id",
                    covers: r#""toolu_1""#,
                    message: r#"expected "srvtoolu_" followed by letters, digits or _, found "toolu_1""#,
                    help: Some("The server assigns these ids: send the blocks of a response back unchanged."),
                },
            ],
        },
        Example {
            rule: "tool_use.toolset_name",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"type":"computer_toolset_20260801"}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"screenshot","input":{},"toolset_name":"computer"}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine","toolset_name":"computer"}]}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{},"toolset_name":null}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}]}]}"#,
            ],
            refused: &[
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{},"toolset_name":""}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine","toolset_name":""}]}]}"#,
                    path: "messages.1.content.0.toolset_name",
                    covers: r#""""#,
                    message: r#"expected 1 to 64 of the characters a-z A-Z 0-9 _ -, found """#,
                    help: None,
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{},"toolset_name":"my set"}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine","toolset_name":"my set"}]}]}"#,
                    path: "messages.1.content.0.toolset_name",
                    covers: r#""my set""#,
                    message: r#"expected 1 to 64 of the characters a-z A-Z 0-9 _ -, found "my set""#,
                    help: None,
                },
            ],
        },
    ]);
}
