use super::*;
use message_batches::rules::{Issue, Severity};

/// Every kind of tool, in realistic bodies.
const BODIES: &[(&[&str], &str)] = &[
    (
        &[],
        concat!(
            r#"{"model":"claude-opus-5","max_tokens":2048,"system":"You are a travel agent.","tools":["#,
            r#"{"name":"search_flights","description":"Finds flights between two airports on a day.","strict":true,"#,
            r#""input_schema":{"type":"object","properties":{"from":{"type":"string","description":"IATA code"},"#,
            r#""to":{"type":"string"},"day":{"type":"string","format":"date"},"cabin":{"anyOf":[{"type":"string","#,
            r#""enum":["economy","business"]},{"type":"null"}]}},"required":["from","to","day"],"additionalProperties":false},"#,
            r#""input_examples":[{"from":"TXL","to":"FCO","day":"2026-12-01"}]},"#,
            r#"{"name":"book","description":"Books a flight.","input_schema":{"type":"object","properties":{"id":"#,
            r#"{"type":"integer","minimum":1},"seats":{"type":"array","items":{"type":"string","pattern":"^[0-9]+[A-F]$"},"#,
            r#""minItems":1}},"required":["id"]},"cache_control":{"type":"ephemeral","ttl":"1h"}}],"#,
            r#""tool_choice":{"type":"auto","disable_parallel_tool_use":true},"#,
            r#""messages":[{"role":"user","content":"Berlin to Rome, first of December."}]}"#
        ),
    ),
    (
        &[],
        concat!(
            r#"{"model":"claude-sonnet-5","max_tokens":4096,"tools":[{"type":"web_search_20260318","name":"web_search","#,
            r#""max_uses":5,"allowed_domains":["en.wikipedia.org","arxiv.org/abs"],"response_inclusion":"excluded","#,
            r#""user_location":{"type":"approximate","city":"Berlin","country":"DE","timezone":"Europe/Berlin"}},"#,
            r#"{"type":"web_fetch_20260318","name":"web_fetch","max_content_tokens":50000,"use_cache":true,"#,
            r#""citations":{"enabled":true},"url_sources":{"user_input":{"type":"all"},"server_tool_results":{"type":"only","#,
            r#""tools":[{"type":"tool_reference","name":"web_search"}]}}},"#,
            r#"{"type":"code_execution_20260521","name":"code_execution"}],"#,
            r#""messages":[{"role":"user","content":"What is new in fusion?"}]}"#
        ),
    ),
    (
        &[],
        concat!(
            r#"{"model":"claude-opus-4-8","max_tokens":1024,"tools":[{"type":"tool_search_tool_regex_20251119","#,
            r#""name":"tool_search_tool_regex"},{"name":"query","description":"Runs SQL.","defer_loading":true,"#,
            r#""allowed_callers":["direct","code_execution_20250825"],"input_schema":{"$schema":"#,
            r#""https://json-schema.org/draft/2020-12/schema","type":"object","properties":{"sql":{"type":"string"}},"#,
            r#""required":["sql"]}},{"type":"code_execution_20250825","name":"code_execution"}],"#,
            r#""messages":[{"role":"user","content":"How many customers are there?"}]}"#
        ),
    ),
    (
        &[],
        concat!(
            r#"{"model":"claude-opus-5-5","max_tokens":1024,"tools":[{"type":"computer_toolset_20260801","#,
            r#""configs":{"zoom":{"enabled":false},"wait":{}}},{"type":"browser_toolset_20260801","configs":null},"#,
            r#"{"type":"bash_20250124","name":"bash"},{"type":"text_editor_20250728","name":"str_replace_based_edit_tool","#,
            r#""max_characters":10000},{"type":"memory_20250818","name":"memory"}],"#,
            r#""messages":[{"role":"user","content":"Tidy up my desktop."}]}"#
        ),
    ),
    (
        &["computer-use-2025-01-24"],
        concat!(
            r#"{"model":"claude-sonnet-4-5","max_tokens":1024,"tools":[{"type":"computer_20250124","name":"computer","#,
            r#""display_width_px":1024,"display_height_px":768,"display_number":1},"#,
            r#"{"type":"text_editor_20250124","name":"str_replace_editor"},{"type":"bash_20250124","name":"bash"}],"#,
            r#""messages":[{"role":"user","content":"Save a picture of a cat."}]}"#
        ),
    ),
    (
        &["mcp-client-2025-11-20", "advisor-tool-2026-03-01"],
        concat!(
            r#"{"model":"claude-sonnet-5","max_tokens":1024,"mcp_servers":[{"type":"url","url":"https://mcp.example.com/sse","#,
            r#""name":"calendar","authorization_token":"t"},{"type":"url","url":"https://crm.example.com/mcp","name":"crm"}],"#,
            r#""tools":[{"type":"mcp_toolset","mcp_server_name":"calendar","default_config":{"enabled":false},"#,
            r#""configs":{"list_events":{"enabled":true}}},{"type":"mcp_toolset","mcp_server_name":"crm"},"#,
            r#"{"type":"advisor_20260301","name":"advisor","model":"claude-opus-5","max_uses":2}],"#,
            r#""messages":[{"role":"user","content":"When do I meet them?"}]}"#
        ),
    ),
];

#[test]
fn real_bodies_with_tools_have_no_findings() {
    for (betas, body) in BODIES {
        for version in [NEW.version, OLD.version] {
            let report = check(Call { version, betas }, body);
            let ours = |code: &str| code.starts_with("tool") || code.starts_with("mcp.");
            let bad = |issue: &Issue| issue.severity == Severity::Error || ours(issue.code);
            assert!(!report.issues.iter().any(bad), "{body}\n{:#?}", report.issues);
        }
    }
}
