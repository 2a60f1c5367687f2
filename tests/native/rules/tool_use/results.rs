//! Results.

use crate::rules::{Example, NEW, Refused, prove};

#[test]
fn a_tool_result_is_well_formed() {
    prove(&[
        Example {
            rule: "tool_result.content.types",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}]}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1"}]}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":""}]}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[]}]}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"text","text":"x"},{"type":"image","source":{"type":"url","url":"https://example.com/a.png"}},{"type":"document","source":{"type":"text","media_type":"text/plain","data":"The sea rises twice a day."}}]}]}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"search_result","source":"https://example.com","title":"Tides","content":[{"type":"text","text":"Twice a day."}]}]}]}]}"#,
            ],
            refused: &[
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"thinking","thinking":"x","signature":"y"}]}]}]}"#,
                    path: "messages.2.content.0.content.0.type",
                    covers: r#""thinking""#,
                    message: r#"expected "text", "image", "search_result", "document", "tool_reference" or "browser_state", found "thinking""#,
                    help: None,
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":{"ok":true}}]}]}"#,
                    path: "messages.2.content.0.content",
                    covers: r#"{"ok":true}"#,
                    message: "expected a string or an array, found an object",
                    help: Some("Write a string, or blocks in an array: [{…}]."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{"text":"x"}]}]}]}"#,
                    path: "messages.2.content.0.content.0.type",
                    covers: r#"{"text":"x"}"#,
                    message: r#"expected a type ("text", "image", "search_result", "document", "tool_reference" or "browser_state"), found none"#,
                    help: Some("Add \"type\":\"text\"."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":12}]}]}"#,
                    path: "messages.2.content.0.content",
                    covers: "12",
                    message: "expected a string or an array, found 12",
                    help: None,
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"json","json":{}}]}]}]}"#,
                    path: "messages.2.content.0.content.0.type",
                    covers: r#""json""#,
                    message: r#"expected "text", "image", "search_result", "document", "tool_reference" or "browser_state", found "json""#,
                    help: None,
                },
            ],
        },
        Example {
            rule: "tool_result.content.empty_text",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":""}]}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":" "}]}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[]}]}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"text","text":"\n"},{"type":"text","text":"x"}]}]}]}"#,
            ],
            refused: &[
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"text","text":""}]}]}]}"#,
                    path: "messages.2.content.0.content.0.text",
                    covers: r#""""#,
                    message: "expected text, found an empty string",
                    help: Some("Leave the block out if it has no text."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"text","text":"x"},{"type":"text","text":""}]}]}]}"#,
                    path: "messages.2.content.0.content.1.text",
                    covers: r#""""#,
                    message: "expected text, found an empty string",
                    help: Some("Leave the block out if it has no text."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"image","source":{"type":"url","url":"https://example.com/a.png"}},{"type":"text","text":" \n"}]}]}]}"#,
                    path: "messages.2.content.0.content.1.text",
                    covers: r#"" \n""#,
                    message: "expected text, found only whitespace",
                    help: Some("Leave the block out if it has no text."),
                },
            ],
        },
        Example {
            rule: "tool_result.is_error",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"no","is_error":true}]}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"no","is_error":false}]}]}"#,
            ],
            refused: &[
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"no","is_error":"true"}]}]}"#,
                    path: "messages.2.content.0.is_error",
                    covers: r#""true""#,
                    message: r#"expected true or false, found "true""#,
                    help: None,
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"no","is_error":1}]}]}"#,
                    path: "messages.2.content.0.is_error",
                    covers: "1",
                    message: "expected true or false, found 1",
                    help: None,
                },
            ],
        },
        Example {
            rule: "tool_result.toolset",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"type":"computer_toolset_20260801"}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"screenshot","input":{},"toolset_name":"computer"}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"image","source":{"type":"url","url":"https://example.com/a.png"}}],"toolset_name":"computer"}]}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine","toolset_name":null}]}]}"#,
            ],
            refused: &[
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"type":"computer_toolset_20260801"}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"screenshot","input":{},"toolset_name":"computer"}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}]}]}"#,
                    path: "messages.2.content.0.toolset_name",
                    covers: r#"{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}"#,
                    message: r#"expected "computer", as in the call, found none"#,
                    help: None,
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"type":"computer_toolset_20260801"}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"screenshot","input":{},"toolset_name":"computer"}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine","toolset_name":"browser"}]}]}"#,
                    path: "messages.2.content.0.toolset_name",
                    covers: r#""browser""#,
                    message: r#"expected "computer", as in the call, found "browser""#,
                    help: None,
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine","toolset_name":"computer"}]}]}"#,
                    path: "messages.2.content.0.toolset_name",
                    covers: r#""computer""#,
                    message: r#"expected no toolset_name, as the call has none, found "computer""#,
                    help: None,
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"type":"computer_toolset_20260801"}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"screenshot","input":{},"toolset_name":"computer"}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"document","source":{"type":"text","media_type":"text/plain","data":"The sea rises twice a day."}}],"toolset_name":"computer"}]}]}"#,
                    path: "messages.2.content.0.content.0.type",
                    covers: r#""document""#,
                    message: r#"expected text, image or browser_state in a toolset's result, found "document""#,
                    help: None,
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine","toolset_name":5}]}]}"#,
                    path: "messages.2.content.0.toolset_name",
                    covers: "5",
                    message: "expected a string, found 5",
                    help: None,
                },
            ],
        },
        Example {
            rule: "tool_result.programmatic",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"type":"code_execution_20260120","name":"code_execution"},{"name":"look","input_schema":{"type":"object"},"allowed_callers":["code_execution_20260120"]}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"server_tool_use","id":"srvtoolu_1","name":"code_execution","input":{"code":"look()"}},{"type":"tool_use","id":"toolu_1","name":"look","input":{},"caller":{"type":"code_execution_20260120","tool_id":"srvtoolu_1"}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}]}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"type":"code_execution_20260120","name":"code_execution"},{"name":"look","input_schema":{"type":"object"},"allowed_callers":["code_execution_20260120"]}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"server_tool_use","id":"srvtoolu_1","name":"code_execution","input":{"code":"look()"}},{"type":"tool_use","id":"toolu_1","name":"look","input":{},"caller":{"type":"code_execution_20260120","tool_id":"srvtoolu_1"}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"text","text":"12"}]}]}]}"#,
            ],
            refused: &[
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"type":"code_execution_20260120","name":"code_execution"},{"name":"look","input_schema":{"type":"object"},"allowed_callers":["code_execution_20260120"]}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"server_tool_use","id":"srvtoolu_1","name":"code_execution","input":{"code":"look()"}},{"type":"tool_use","id":"toolu_1","name":"look","input":{},"caller":{"type":"code_execution_20260120","tool_id":"srvtoolu_1"}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"},{"type":"text","text":"Go on."}]}]}"#,
                    path: "messages.2.content.1.type",
                    covers: r#""text""#,
                    message: "expected only tool results in an answer to code, found another block",
                    help: Some("Move it to a later message."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"type":"code_execution_20260120","name":"code_execution"},{"name":"look","input_schema":{"type":"object"},"allowed_callers":["code_execution_20260120"]}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"server_tool_use","id":"srvtoolu_1","name":"code_execution","input":{"code":"look()"}},{"type":"tool_use","id":"toolu_1","name":"look","input":{},"caller":{"type":"code_execution_20260120","tool_id":"srvtoolu_1"}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"image","source":{"type":"url","url":"https://example.com/a.png"}}]}]}]}"#,
                    path: "messages.2.content.0.content.0.type",
                    covers: r#""image""#,
                    message: r#"expected only text in an answer to code, found "image""#,
                    help: None,
                },
            ],
        },
        Example {
            rule: "tool_reference.name",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"find","input_schema":{"type":"object"}},{"name":"look","input_schema":{"type":"object"},"defer_loading":true}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"find","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"tool_reference","tool_name":"look"}]}]}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"find","input_schema":{"type":"object"}},{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"find","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"tool_reference","tool_name":"look"}]}]}]}"#,
            ],
            refused: &[
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"find","input_schema":{"type":"object"}},{"name":"look","input_schema":{"type":"object"},"defer_loading":true}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"find","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"tool_reference","tool_name":"lok"}]}]}]}"#,
                    path: "messages.2.content.0.content.0.tool_name",
                    covers: r#""lok""#,
                    message: r#"expected the name of a declared tool, found "lok""#,
                    help: Some("Declare it in tools, with defer_loading."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"find","input_schema":{"type":"object"}},{"name":"look","input_schema":{"type":"object"},"defer_loading":true}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"find","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"tool_reference","tool_name":"look up"}]}]}]}"#,
                    path: "messages.2.content.0.content.0.tool_name",
                    covers: r#""look up""#,
                    message: r#"expected 1 to 256 of the characters a-z A-Z 0-9 _ -, found "look up""#,
                    help: None,
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"find","input_schema":{"type":"object"}},{"name":"look","input_schema":{"type":"object"},"defer_loading":true}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"find","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"tool_reference","tool_name":""}]}]}]}"#,
                    path: "messages.2.content.0.content.0.tool_name",
                    covers: r#""""#,
                    message: r#"expected 1 to 256 of the characters a-z A-Z 0-9 _ -, found """#,
                    help: None,
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"type":"tool_search_tool_regex_20251119","name":"tool_search_tool_regex"},{"name":"look","input_schema":{"type":"object"},"defer_loading":true}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"server_tool_use","id":"srvtoolu_1","name":"tool_search_tool_regex","input":{"pattern":"look"}},{"type":"tool_search_tool_result","tool_use_id":"srvtoolu_1","content":{"type":"tool_search_tool_search_result","tool_references":[{"type":"tool_reference","tool_name":"gone"}]}},{"type":"text","text":"None."}]},{"role":"user","content":"Look."}]}"#,
                    path: "messages.1.content.1.content.tool_references.0.tool_name",
                    covers: r#""gone""#,
                    message: r#"expected the name of a declared tool, found "gone""#,
                    help: Some("Declare it in tools, with defer_loading."),
                },
            ],
        },
    ]);
}
