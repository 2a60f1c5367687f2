//! Tools that the server runs.

use crate::rules::{Example, NEW, Refused, prove};

#[test]
fn server_tools_keep_their_own_ids() {
    prove(&[
        Example {
            rule: "server_tool_use.id",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"type":"web_search_20250305","name":"web_search"}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{"query":"tides"}},{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[{"type":"web_search_result","title":"Tides","url":"https://example.com/tides","encrypted_content":"EqgfCioI"}]},{"type":"text","text":"Here."}]},{"role":"user","content":"Look."}]}"#,
            ],
            refused: &[
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"type":"web_search_20250305","name":"web_search"}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"server_tool_use","id":"toolu_1","name":"web_search","input":{"query":"tides"}},{"type":"text","text":"Here."}]},{"role":"user","content":"Look."}]}"#,
                    path: "messages.1.content.0.id",
                    covers: r#""toolu_1""#,
                    message: r#"expected "srvtoolu_" followed by letters, digits or _, found "toolu_1""#,
                    help: Some("The server assigns these ids: send the blocks of a response back unchanged."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"type":"web_search_20250305","name":"web_search"}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"server_tool_use","id":"srvtoolu_","name":"web_search","input":{"query":"tides"}},{"type":"text","text":"Here."}]},{"role":"user","content":"Look."}]}"#,
                    path: "messages.1.content.0.id",
                    covers: r#""srvtoolu_""#,
                    message: r#"expected "srvtoolu_" followed by letters, digits or _, found "srvtoolu_""#,
                    help: Some("The server assigns these ids: send the blocks of a response back unchanged."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"type":"web_search_20250305","name":"web_search"}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"server_tool_use","id":"srvtoolu_a-b","name":"web_search","input":{"query":"tides"}},{"type":"text","text":"Here."}]},{"role":"user","content":"Look."}]}"#,
                    path: "messages.1.content.0.id",
                    covers: r#""srvtoolu_a-b""#,
                    message: r#"expected "srvtoolu_" followed by letters, digits or _, found "srvtoolu_a-b""#,
                    help: Some("The server assigns these ids: send the blocks of a response back unchanged."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"type":"web_search_20250305","name":"web_search"}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{"query":"tides"}},{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[{"type":"web_search_result","title":"Tides","url":"https://example.com/tides","encrypted_content":"EqgfCioI"}]},{"type":"web_search_tool_result","tool_use_id":"x","content":[{"type":"web_search_result","title":"Tides","url":"https://example.com/tides","encrypted_content":"EqgfCioI"}]},{"type":"text","text":"Here."}]},{"role":"user","content":"Look."}]}"#,
                    path: "messages.1.content.2.tool_use_id",
                    covers: r#""x""#,
                    message: r#"expected "srvtoolu_" followed by letters, digits or _, found "x""#,
                    help: Some("The server assigns these ids: send the blocks of a response back unchanged."),
                },
            ],
        },
        Example {
            rule: "server_tool_use.name",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"type":"web_search_20250305","name":"web_search"}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{"query":"tides"}},{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[{"type":"web_search_result","title":"Tides","url":"https://example.com/tides","encrypted_content":"EqgfCioI"}]},{"type":"text","text":"Here."}]},{"role":"user","content":"Look."}]}"#,
            ],
            refused: &[
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"type":"web_search_20250305","name":"web_search"}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"server_tool_use","id":"srvtoolu_1","name":"web_serch","input":{"query":"tides"}},{"type":"text","text":"Here."}]},{"role":"user","content":"Look."}]}"#,
                    path: "messages.1.content.0.name",
                    covers: r#""web_serch""#,
                    message: r#"expected "advisor", "web_search", "web_fetch", "code_execution", "bash_code_execution", "text_editor_code_execution", "tool_search_tool_regex" or "tool_search_tool_bm25", found "web_serch""#,
                    help: Some(r#"Did you mean "web_search"?"#),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"type":"web_search_20250305","name":"web_search"}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"server_tool_use","id":"srvtoolu_1","name":null,"input":{"query":"tides"}},{"type":"text","text":"Here."}]},{"role":"user","content":"Look."}]}"#,
                    path: "messages.1.content.0.name",
                    covers: "null",
                    message: r#"expected "advisor", "web_search", "web_fetch", "code_execution", "bash_code_execution", "text_editor_code_execution", "tool_search_tool_regex" or "tool_search_tool_bm25", found null"#,
                    help: None,
                },
            ],
        },
        Example {
            rule: "server_tool_result.paired",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"type":"web_search_20250305","name":"web_search"}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{"query":"tides"}},{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[{"type":"web_search_result","title":"Tides","url":"https://example.com/tides","encrypted_content":"EqgfCioI"}]},{"type":"text","text":"Here."}]},{"role":"user","content":"Look."}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"type":"code_execution_20260120","name":"code_execution"},{"name":"look","input_schema":{"type":"object"},"allowed_callers":["code_execution_20260120"]}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"server_tool_use","id":"srvtoolu_1","name":"code_execution","input":{"code":"look()"}},{"type":"tool_use","id":"toolu_1","name":"look","input":{},"caller":{"type":"code_execution_20260120","tool_id":"srvtoolu_1"}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}]},{"role":"assistant","content":[{"type":"code_execution_tool_result","tool_use_id":"srvtoolu_1","content":{"type":"code_execution_result","stdout":"12","stderr":"","return_code":0,"content":[]}},{"type":"text","text":"Twelve."}]},{"role":"user","content":"Look."}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"type":"web_search_20250305","name":"web_search"}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"compaction","content":"They looked."},{"type":"web_search_tool_result","tool_use_id":"srvtoolu_7","content":[{"type":"web_search_result","title":"Tides","url":"https://example.com/tides","encrypted_content":"EqgfCioI"}]},{"type":"text","text":"Here."}]},{"role":"user","content":"Look."}]}"#,
            ],
            refused: &[
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"type":"web_search_20250305","name":"web_search"}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[{"type":"web_search_result","title":"Tides","url":"https://example.com/tides","encrypted_content":"EqgfCioI"}]},{"type":"text","text":"Here."}]},{"role":"user","content":"Look."}]}"#,
                    path: "messages.1.content.0.tool_use_id",
                    covers: r#""srvtoolu_1""#,
                    message: r#"expected the id of an earlier server_tool_use, found "srvtoolu_1""#,
                    help: Some("Send assistant messages back unchanged."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"type":"web_search_20250305","name":"web_search"}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[{"type":"web_search_result","title":"Tides","url":"https://example.com/tides","encrypted_content":"EqgfCioI"}]},{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{"query":"tides"}},{"type":"text","text":"Here."}]},{"role":"user","content":"Look."}]}"#,
                    path: "messages.1.content.0.tool_use_id",
                    covers: r#""srvtoolu_1""#,
                    message: r#"expected the id of an earlier server_tool_use, found "srvtoolu_1""#,
                    help: Some("Send assistant messages back unchanged."),
                },
            ],
        },
        Example {
            rule: "server_tool_result.modified",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"type":"web_search_20250305","name":"web_search"}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{"query":"tides"}},{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[{"type":"web_search_result","title":"Tides","url":"https://example.com/tides","encrypted_content":"EqgfCioI"}]},{"type":"text","text":"Here."}]},{"role":"user","content":"Look."}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"text","text":"Tides.","citations":[{"type":"web_search_result_location","cited_text":"x","encrypted_index":"Eo8B","title":"Tides","url":"https://example.com"}]}]},{"role":"user","content":"Look."}]}"#,
            ],
            refused: &[
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"type":"web_search_20250305","name":"web_search"}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{"query":"tides"}},{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[{"type":"web_search_result","title":"Tides","url":"https://example.com"}]},{"type":"text","text":"Here."}]},{"role":"user","content":"Look."}]}"#,
                    path: "messages.1.content.1.content.0.encrypted_content",
                    covers: r#"{"type":"web_search_result","title":"Tides","url":"https://example.com"}"#,
                    message: "expected encrypted_content, found none",
                    help: None,
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"text","text":"Tides.","citations":[{"type":"web_search_result_location","cited_text":"x","title":"Tides","url":"https://example.com"}]}]},{"role":"user","content":"Look."}]}"#,
                    path: "messages.1.content.0.citations.0.encrypted_index",
                    covers: r#"{"type":"web_search_result_location","cited_text":"x","title":"Tides","url":"https://example.com"}"#,
                    message: "expected encrypted_index, found none",
                    help: None,
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"type":"code_execution_20260120","name":"code_execution"}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"server_tool_use","id":"srvtoolu_1","name":"code_execution","input":{"code":"look()"}},{"type":"code_execution_tool_result","tool_use_id":"srvtoolu_1","content":{"type":"encrypted_code_execution_result","stderr":"","return_code":0,"content":[]}},{"type":"text","text":"x"}]},{"role":"user","content":"Look."}]}"#,
                    path: "messages.1.content.1.content.encrypted_stdout",
                    covers: r#"{"type":"encrypted_code_execution_result","stderr":"","return_code":0,"content":[]}"#,
                    message: "expected encrypted_stdout, found none",
                    help: None,
                },
            ],
        },
    ]);
}
