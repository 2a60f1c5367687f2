//! Realistic conversations.

use message_batches::catalog::ApiVersion;

use super::{Call, NEW, OLD, check};

const TOOLS: &str = r#"[
    {"name": "get_weather", "description": "The weather of a place, now.",
     "input_schema": {"type": "object", "properties": {"place": {"type": "string"}}, "required": ["place"]}},
    {"name": "get_time", "description": "The time of a place, now.",
     "input_schema": {"type": "object", "properties": {"place": {"type": "string"}}, "required": ["place"]}}
]"#;

/// Asserts that a request with these messages has no findings.
fn quiet(call: Call, rest: &str, messages: &str) {
    let params = format!(r#"{{"model": "claude-opus-5", "max_tokens": 4096, {rest} "messages": {messages}}}"#);
    let report = check(call, &params.replace('\n', " "));
    assert!(report.issues.is_empty(), "{params}\n{:#?}", report.issues);
}

#[test]
fn a_long_tool_loop_has_no_finding() {
    let tools = format!(r#""tools": {TOOLS},"#);
    quiet(
        NEW,
        &tools,
        r#"[
            {"role": "user", "content": "Is it warm in Lima and in Oslo?"},
            {"role": "assistant", "content": [
                {"type": "thinking", "thinking": "", "signature": "EqoBCkgIARAB"},
                {"type": "text", "text": "I will look both up."},
                {"type": "tool_use", "id": "toolu_01Lima", "name": "get_weather", "input": {"place": "Lima"}},
                {"type": "tool_use", "id": "toolu_01Oslo", "name": "get_weather", "input": {"place": "Oslo"}, "caller": {"type": "direct"}}
            ]},
            {"role": "user", "content": [
                {"type": "tool_result", "tool_use_id": "toolu_01Oslo", "content": "no such place", "is_error": true},
                {"type": "tool_result", "tool_use_id": "toolu_01Lima", "content": [
                    {"type": "text", "text": "19 degrees"},
                    {"type": "image", "source": {"type": "url", "url": "https://maps.example.com/lima.png"}}
                ]},
                {"type": "text", "text": "Oslo is in Norway."}
            ]},
            {"role": "assistant", "content": [
                {"type": "tool_use", "id": "toolu_02Oslo", "name": "get_weather", "input": {"place": "Oslo, Norway"}}
            ]},
            {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_02Oslo"}]},
            {"role": "assistant", "content": [{"type": "text", "text": "Lima is; of Oslo I know nothing.", "citations": null}]},
            {"role": "user", "content": "Thanks! And what time is it there?"}
        ]"#,
    );
}

#[test]
fn turns_of_server_tools_have_no_finding() {
    quiet(
        NEW,
        r#""tools": [{"type": "web_search_20250305", "name": "web_search"}, {"type": "web_fetch_20250910", "name": "web_fetch"}],"#,
        r#"[
            {"role": "user", "content": [{"type": "text", "text": "When is high tide in Brest today?"}]},
            {"role": "assistant", "content": [
                {"type": "text", "text": "Let me search."},
                {"type": "server_tool_use", "id": "srvtoolu_01Tide", "name": "web_search", "input": {"query": "high tide Brest"}},
                {"type": "web_search_tool_result", "tool_use_id": "srvtoolu_01Tide", "content": [
                    {"type": "web_search_result", "url": "https://tides.example.com/brest", "title": "Tides of Brest", "encrypted_content": "EqgfCioIARgB", "page_age": null}
                ]},
                {"type": "server_tool_use", "id": "srvtoolu_02Page", "name": "web_fetch", "input": {"url": "https://tides.example.com/brest"}},
                {"type": "web_fetch_tool_result", "tool_use_id": "srvtoolu_02Page", "content": {
                    "type": "web_fetch_result", "url": "https://tides.example.com/brest", "retrieved_at": "2026-11-20T08:00:00Z",
                    "content": {"type": "document", "title": "Tides of Brest", "source": {"type": "text", "media_type": "text/plain", "data": "High tide at 17:42."}}
                }},
                {"type": "text", "text": "High tide is at 17:42.", "citations": [
                    {"type": "web_search_result_location", "url": "https://tides.example.com/brest", "title": "Tides of Brest", "encrypted_index": "Eo8BCioIAhgB", "cited_text": "High tide at 17:42."}
                ]}
            ]},
            {"role": "user", "content": "And tomorrow?"},
            {"role": "assistant", "content": [
                {"type": "server_tool_use", "id": "srvtoolu_03Next", "name": "web_search", "input": {"query": "high tide Brest tomorrow"}},
                {"type": "web_search_tool_result", "tool_use_id": "srvtoolu_03Next", "content": {"type": "web_search_tool_result_error", "error_code": "max_uses_exceeded"}}
            ]}
        ]"#,
    );
}

#[test]
fn code_that_calls_tools_has_no_finding() {
    quiet(
        NEW,
        r#""container": "container_01", "tools": [{"type": "code_execution_20260120", "name": "code_execution"},
            {"name": "query", "description": "Runs a query against the sales database.", "input_schema": {"type": "object"}, "allowed_callers": ["code_execution_20260120"]}],"#,
        r#"[
            {"role": "user", "content": "Which customer bought most?"},
            {"role": "assistant", "content": [
                {"type": "server_tool_use", "id": "srvtoolu_01Code", "name": "code_execution", "input": {"code": "print(await query('…'))"}},
                {"type": "tool_use", "id": "toolu_01Query", "name": "query", "input": {"sql": "select 1"}, "caller": {"type": "code_execution_20260120", "tool_id": "srvtoolu_01Code"}}
            ]},
            {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_01Query", "content": [{"type": "text", "text": "[1]"}]}]},
            {"role": "assistant", "content": [
                {"type": "code_execution_tool_result", "tool_use_id": "srvtoolu_01Code", "content": {"type": "code_execution_result", "stdout": "1\n", "stderr": "", "return_code": 0, "content": []}},
                {"type": "text", "text": "The first one."}
            ]},
            {"role": "user", "content": "Thanks. And the second most?"}
        ]"#,
    );
}

#[test]
fn mcp_and_tool_search_and_compaction_have_no_finding() {
    quiet(
        Call {
            version: ApiVersion::V2026_10_21,
            betas: &["mcp-client-2025-11-20"],
        },
        r#""mcp_servers": [{"type": "url", "url": "https://mcp.example.com/sse", "name": "files"}], "tools": [{"type": "mcp_toolset", "mcp_server_name": "files"}],"#,
        r#"[
            {"role": "user", "content": "What does the readme say?"},
            {"role": "assistant", "content": [
                {"type": "mcp_tool_use", "id": "mcptoolu_01Read", "name": "read", "server_name": "files", "input": {"path": "README"}},
                {"type": "mcp_tool_result", "tool_use_id": "mcptoolu_01Read", "is_error": false, "content": [{"type": "text", "text": "Hello."}]},
                {"type": "text", "text": "It says hello."}
            ]},
            {"role": "user", "content": "Nothing else?"}
        ]"#,
    );
    quiet(
        NEW,
        r#""tools": [{"type": "tool_search_tool_bm25_20251119", "name": "tool_search_tool_bm25"},
            {"name": "get_weather", "description": "The weather of a place, now.", "defer_loading": true, "input_schema": {"type": "object"}}],"#,
        r#"[
            {"role": "user", "content": "Is it warm in Lima?"},
            {"role": "assistant", "content": [
                {"type": "server_tool_use", "id": "srvtoolu_01Find", "name": "tool_search_tool_bm25", "input": {"query": "weather"}},
                {"type": "tool_search_tool_result", "tool_use_id": "srvtoolu_01Find", "content": {"type": "tool_search_tool_search_result", "tool_references": [{"type": "tool_reference", "tool_name": "get_weather"}]}},
                {"type": "tool_use", "id": "toolu_01Lima", "name": "get_weather", "input": {}}
            ]},
            {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_01Lima", "content": "19 degrees"}]}
        ]"#,
    );
    quiet(
        Call {
            version: ApiVersion::V2026_10_21,
            betas: &["compact-2026-09-04"],
        },
        "",
        r#"[
            {"role": "assistant", "content": [{"type": "compaction", "content": "They planned a trip to Lima.", "signature": "Er8BCioIAxgB"}]},
            {"role": "user", "content": "When do we leave?"}
        ]"#,
    );
    quiet(
        Call {
            version: ApiVersion::V2026_10_21,
            betas: &["compact-2026-09-04"],
        },
        r#""compaction": {"type": "summarize"},"#,
        r#"[{"role": "user", "content": "Where is Lima?"}, {"role": "assistant", "content": "In Peru. "}]"#,
    );
}

#[test]
fn instructions_in_the_middle_have_no_findings() {
    let betas = &[
        "mid-conversation-system-clear-at-2026-08-21",
        "mid-conversation-output-config-2026-07-01",
        "mid-conversation-tool-changes-2026-07-01",
        "inline-tools-2026-09-15",
    ];
    let tools = format!(r#""tools": {TOOLS},"#);
    quiet(
        Call {
            version: ApiVersion::V2026_10_21,
            betas,
        },
        &tools,
        r#"[
            {"role": "system", "content": [], "output_config": {"effort": "high"}},
            {"role": "user", "content": "Is it warm in Lima?"},
            {"role": "system", "content": [
                {"type": "text", "text": "The clock is broken."},
                {"type": "tool_removal", "tool": {"type": "tool_reference", "name": "get_time"}}
            ]},
            {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_01Lima", "name": "get_weather", "input": {"place": "Lima"}}]},
            {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_01Lima", "content": "19 degrees"}]},
            {"role": "system", "clear_at": "next_user_message", "content": "Answer in one sentence."},
            {"role": "system", "clear_at": "never", "content": [{"type": "text", "text": "Use metric units."}]},
            {"role": "assistant", "content": "It is mild."},
            {"role": "system", "output_config": {"effort": "low"}},
            {"role": "user", "content": "And what time is it?"},
            {"role": "system", "content": [{"type": "tool_addition", "tool": {"type": "tool_reference", "name": "get_time"}}]}
        ]"#,
    );
}

#[test]
fn documents_and_images_have_no_findings() {
    quiet(
        OLD,
        r#""system": "You read papers.","#,
        r#"[
            {"role": "user", "content": [
                {"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "The sea rises twice a day."}, "title": "Tides", "citations": {"enabled": true}},
                {"type": "document", "source": {"type": "content", "content": [{"type": "text", "text": "The moon pulls."}]}, "citations": {"enabled": true}},
                {"type": "text", "text": "Why?"}
            ]},
            {"role": "assistant", "content": [
                {"type": "text", "text": "Because of the moon: "},
                {"type": "text", "text": "it pulls.", "citations": [
                    {"type": "char_location", "cited_text": "The sea", "document_index": 0, "document_title": "Tides", "start_char_index": 0, "end_char_index": 7},
                    {"type": "content_block_location", "cited_text": "The moon pulls.", "document_index": 1, "document_title": null, "start_block_index": 0, "end_block_index": 1}
                ]}
            ]},
            {"role": "user", "content": [
                {"type": "image", "source": {"type": "url", "url": "https://maps.example.com/brest.png"}},
                {"type": "text", "text": "\n\nIs this the sea?"}
            ]}
        ]"#,
    );
}
