//! A browser's state.

use crate::rules::{Example, NEW, Refused, prove};

#[test]
fn a_browser_has_one_valid_state() {
    prove(&[Example {
        rule: "browser_state.shape",
        call: NEW,
        accepted: &[
            r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"type":"browser_toolset_20260801"}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"list_tabs","input":{},"toolset_name":"browser"}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"browser_state","tabs":[{"tab_id":"t1","title":"Tides","url":"https://example.com","active":true}]}],"toolset_name":"browser"}]}]}"#,
            r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"type":"browser_toolset_20260801"}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"list_tabs","input":{},"toolset_name":"browser"}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"browser_state","tabs":[]}],"toolset_name":"browser"}]}]}"#,
            r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"type":"browser_toolset_20260801"}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"list_tabs","input":{},"toolset_name":"browser"}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"browser_state","tabs":[{"tab_id":"t1","title":"","url":"https://example.com","active":true}]}],"toolset_name":"browser"}]}]}"#,
            r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"type":"browser_toolset_20260801"}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"list_tabs","input":{},"toolset_name":"browser"}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"browser_state","tabs":[{"tab_id":"t1","title":"Tides","url":"https://example.com","active":true},{"tab_id":"t2","title":"Tides","url":"https://example.com","active":false}],"state_changes":[{"type":"tab_opened","tab_id":"t1"}]}],"toolset_name":"browser"}]}]}"#,
            r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"type":"browser_toolset_20260801"}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"list_tabs","input":{},"toolset_name":"browser"}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"browser_state","tabs":[{"tab_id":"t1","title":"Tides","url":"https://example.com","active":true}],"state_changes":null}],"toolset_name":"browser"}]}]}"#,
        ],
        refused: &[
            Refused {
                params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"type":"browser_toolset_20260801"}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"list_tabs","input":{},"toolset_name":"browser"}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"browser_state","tabs":[{"tab_id":"t1","title":"Tides","url":"https://example.com"}]}],"toolset_name":"browser"}]}]}"#,
                path: "messages.2.content.0.content.0.tabs",
                covers: r#"[{"tab_id":"t1","title":"Tides","url":"https://example.com"}]"#,
                message: "expected one active tab, found 0",
                help: None,
            },
            Refused {
                params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"type":"browser_toolset_20260801"}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"list_tabs","input":{},"toolset_name":"browser"}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"browser_state","tabs":[{"tab_id":"t1","title":"Tides","url":"https://example.com","active":true},{"tab_id":"t1","title":"Tides","url":"https://example.com","active":true}]}],"toolset_name":"browser"}]}]}"#,
                path: "messages.2.content.0.content.0.tabs",
                covers: r#"[{"tab_id":"t1","title":"Tides","url":"https://example.com","active":true},{"tab_id":"t1","title":"Tides","url":"https://example.com","active":true}]"#,
                message: "expected one active tab, found 2",
                help: None,
            },
            Refused {
                params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"type":"browser_toolset_20260801"}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"list_tabs","input":{},"toolset_name":"browser"}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"browser_state","tabs":[{"tab_id":"t1","title":"Tides","url":"https://example.com","active":true}],"state_changes":[]}],"toolset_name":"browser"}]}]}"#,
                path: "messages.2.content.0.content.0.state_changes",
                covers: "[]",
                message: "expected 1 to 200 changes, found 0",
                help: Some("Leave state_changes out if nothing changed."),
            },
            Refused {
                params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"type":"browser_toolset_20260801"}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"list_tabs","input":{},"toolset_name":"browser"}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"browser_state","tabs":[{"tab_id":"t1","title":"a\u0007","url":"https://example.com","active":true}]}],"toolset_name":"browser"}]}]}"#,
                path: "messages.2.content.0.content.0.tabs.0.title",
                covers: r#""a\u0007""#,
                message: "expected text without control characters or line breaks, found one",
                help: None,
            },
            Refused {
                params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"type":"browser_toolset_20260801"}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"list_tabs","input":{},"toolset_name":"browser"}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"browser_state","tabs":[{"tab_id":"t1","title":"Tides","url":"https://example.com","active":true}]},{"type":"browser_state","tabs":[{"tab_id":"t1","title":"Tides","url":"https://example.com","active":true}]}],"toolset_name":"browser"}]}]}"#,
                path: "messages.2.content.0.content.1",
                covers: r#"{"type":"browser_state","tabs":[{"tab_id":"t1","title":"Tides","url":"https://example.com","active":true}]}"#,
                message: "expected one browser_state in a tool result, found another",
                help: None,
            },
            Refused {
                params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"type":"browser_toolset_20260801"}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"list_tabs","input":{},"toolset_name":"browser"}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"browser_state","tabs":[{"tab_id":"t1","title":"Tides","url":"https://example.com","active":true}],"state_changes":[{"type":"tab_closed"}]}],"toolset_name":"browser"}]}]}"#,
                path: "messages.2.content.0.content.0.state_changes.0.type",
                covers: r#""tab_closed""#,
                message: r#"expected "tab_opened", "download_started", "download_completed" or "download_failed", found "tab_closed""#,
                help: None,
            },
            Refused {
                params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"type":"browser_toolset_20260801"}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"list_tabs","input":{},"toolset_name":"browser"}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"browser_state","tabs":[{"tab_id":"t1","title":"x","active":true}]}],"toolset_name":"browser"}]}]}"#,
                path: "messages.2.content.0.content.0.tabs.0.url",
                covers: r#"{"tab_id":"t1","title":"x","active":true}"#,
                message: "expected url, found none",
                help: None,
            },
            Refused {
                params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"type":"browser_toolset_20260801"}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"list_tabs","input":{},"toolset_name":"browser"}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"browser_state","tabs":[{"tab_id":"t1","title":"Tides","url":"https://example.com","active":true}],"state_changes":[{"type":"tab_opened","tab_id":"\n"}]}],"toolset_name":"browser"}]}]}"#,
                path: "messages.2.content.0.content.0.state_changes.0.tab_id",
                covers: r#""\n""#,
                message: "expected text without control characters or line breaks, found one",
                help: None,
            },
            Refused {
                params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"type":"browser_toolset_20260801"}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"list_tabs","input":{},"toolset_name":"browser"}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"browser_state","tabs":[{"tab_id":"t1","title":"Tides","url":"a ","active":true}]}],"toolset_name":"browser"}]}]}"#,
                path: "messages.2.content.0.content.0.tabs.0.url",
                covers: r#""a ""#,
                message: "expected text without control characters or line breaks, found one",
                help: None,
            },
            Refused {
                params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"type":"browser_toolset_20260801"}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"list_tabs","input":{},"toolset_name":"browser"}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"browser_state","tabs":[{"tab_id":"","title":"Tides","url":"https://example.com","active":true}]}],"toolset_name":"browser"}]}]}"#,
                path: "messages.2.content.0.content.0.tabs.0.tab_id",
                covers: r#""""#,
                message: "expected an id, found an empty string",
                help: None,
            },
        ],
    }]);
}
