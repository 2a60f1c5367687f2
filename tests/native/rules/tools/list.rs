use super::*;

const SEARCH: &str = "Add a tool search tool that is not deferred, such as tool_search_tool_bm25_20251119.";
const RUNNER: &str = "Add {\"type\":\"code_execution_20260120\",\"name\":\"code_execution\"} to tools.";

const EXAMPLES: &[Example] = &[
    example(
        "tool.name.unique",
        &[tools!(own!("a"), ",", own!("A"), ",", own!("b"))],
        &[
            refused(
                tools!(own!("a"), ",", own!("b"), ",", own!("\\u0061")),
                "tools.2.name",
                r#""\u0061""#,
                "expected a name that no other tool uses, found \"\\u0061\"",
            ),
            refused(
                tools!(r#"{"type":"web_search_20250305","name":"web_search"},"#, own!("web_search")),
                "tools.1.name",
                r#""web_search""#,
                "expected a name that no other tool uses, found \"web_search\"",
            ),
        ],
    ),
    example(
        "tool.defer_loading.all",
        &[
            tools!(r#"{"type":"tool_search_tool_regex","name":"tool_search_tool_regex"},"#, own!("a", r#","defer_loading":true"#)),
            tools!(own!("a", r#","defer_loading":true"#), ",", own!("b", r#","defer_loading":false"#)),
        ],
        &[refused(
            tools!(own!("a", r#","defer_loading":true"#)),
            "tools",
            concat!("[", own!("a", r#","defer_loading":true"#), "]"),
            "expected at least one tool that is not deferred, found all of them deferred",
        )
        .help(SEARCH)],
    ),
    example(
        "tool.defer_loading.search",
        &[
            tools!(
                r#"{"type":"tool_search_tool_bm25_20251119","name":"tool_search_tool_bm25"},"#,
                own!("a", r#","defer_loading":true"#)
            ),
            tools!(own!("a")),
        ],
        &[
            refused(
                tools!(own!("a", r#","defer_loading":true"#), ",", own!("b")),
                "tools",
                concat!("[", own!("a", r#","defer_loading":true"#), ",", own!("b"), "]"),
                "expected a tool search tool for the deferred tools, found none",
            )
            .help(SEARCH),
            refused(
                tools!(
                    r#"{"type":"tool_search_tool_bm25_20251119","name":"tool_search_tool_bm25","defer_loading":true},"#,
                    own!("b")
                ),
                "tools",
                concat!(
                    r#"[{"type":"tool_search_tool_bm25_20251119","name":"tool_search_tool_bm25","defer_loading":true},"#,
                    own!("b"),
                    "]"
                ),
                "expected a tool search tool that is not deferred, found it deferred",
            )
            .help(SEARCH),
        ],
    ),
    example(
        "tool.allowed_callers",
        &[
            tools!(own!("a", r#","allowed_callers":["direct"]"#)),
            tools!(
                r#"{"type":"code_execution_20260120","name":"code_execution"},"#,
                own!("a", r#","allowed_callers":["direct","code_execution_20260120"]"#)
            ),
            tools!(r#"{"type":"web_search_20260209","name":"web_search","allowed_callers":["code_execution_20260120"]}"#),
            tools!(r#"{"type":"computer_toolset_20260801","allowed_callers":["direct"]}"#),
        ],
        &[
            refused(
                tools!(own!("a", r#","allowed_callers":["code_execution"]"#)),
                "tools.0.allowed_callers.0",
                r#""code_execution""#,
                "expected \"direct\", \"code_execution_20250825\", \"code_execution_20260120\" or \
                 \"code_execution_20260521\", found \"code_execution\"",
            ),
            refused(
                tools!(own!("a", r#","allowed_callers":["direct","code_execution_20250825"]"#)),
                "tools.0.allowed_callers.1",
                r#""code_execution_20250825""#,
                "expected a code execution tool in tools for \"code_execution_20250825\", found none",
            )
            .help(RUNNER),
            refused(
                tools!(
                    r#"{"type":"code_execution_20250522","name":"code_execution"},"#,
                    own!("a", r#","allowed_callers":["code_execution_20260120"]"#)
                ),
                "tools.1.allowed_callers.0",
                r#""code_execution_20260120""#,
                "expected a code execution tool in tools for \"code_execution_20260120\", found none",
            )
            .help(RUNNER),
            refused(
                tools!(r#"{"type":"mcp_toolset","mcp_server_name":"s","allowed_callers":["direct"]}"#),
                "tools.0.allowed_callers",
                r#""allowed_callers""#,
                "expected a field of MCPToolset, found \"allowed_callers\"",
            )
            .help("The tools of an MCP server cannot be called by programs: leave it out."),
            refused(
                tools!(
                    r#"{"type":"code_execution_20260120","name":"code_execution"},"#,
                    r#"{"type":"browser_toolset_20260801","allowed_callers":["direct","code_execution_20260120"]}"#
                ),
                "tools.1.allowed_callers.1",
                r#""code_execution_20260120""#,
                "expected only \"direct\" for a toolset, found \"code_execution_20260120\"",
            ),
        ],
    ),
];

#[test]
fn tools_have_unique_names_and_existing_callers() {
    prove(EXAMPLES);
}

#[test]
fn ten_thousand_tools_may_be_deferred() {
    let search = r#"[{"type":"tool_search_tool_regex_20251119","name":"tool_search_tool_regex"},"#;
    let deferred = |count| format!("{search}{}", &many(count, r#","defer_loading":true"#)[1..]);
    let too_many = deferred(10_001).leak();
    prove(&[Example {
        rule: "tool.defer_loading.count",
        call: NEW,
        accepted: vec![with_tools(&deferred(10_000))].leak(),
        refused: vec![refused(
            with_tools(too_many),
            "tools",
            too_many,
            "expected at most 10000 deferred tools, found 10001",
        )]
        .leak(),
    }]);
}

#[test]
fn very_many_tools_are_a_warning() {
    let too_many = many(129, "").leak();
    prove(&[Example {
        rule: "tool.count",
        call: NEW,
        accepted: vec![with_tools(&many(128, ""))].leak(),
        refused: vec![
            refused(
                with_tools(too_many),
                "tools",
                too_many,
                "found 129 tools that are loaded from the start, each of which costs input tokens",
            )
            .help("Defer most of them, and add a tool search tool."),
        ]
        .leak(),
    }]);
}

#[test]
fn a_repeated_name_is_reported_after_many_others() {
    let tools = many(100, "");
    let again = tools.replace("\"t99\"", "\"t98\"");
    assert_eq!(codes(NEW, with_tools(&tools)), [""; 0]);
    assert_eq!(codes(NEW, with_tools(&again)), ["tool.name.unique"]);
    assert_eq!(
        codes(NEW, with_tools(&tools.replace("\"t99\"", "\"t1\""))),
        ["tool.name.unique"]
    );
}

#[test]
fn tools_added_in_messages_turn_off_the_deferral_rules() {
    let params = concat!(
        r#"{"model":"claude-opus-5","max_tokens":2000,"messages":[{"role":"user","content":"Hi"},"#,
        r#"{"role":"system","content":[{"type":"tool_addition","tool":{"type":"tool_reference","name":"a"}}]}],"tools":["#,
        own!("a", r#","defer_loading":true"#),
        r#"],"tool_choice":{"type":"tool","name":"b"}}"#
    );
    let found = codes(NEW, params);
    assert!(
        !found
            .iter()
            .any(|code| code.starts_with("tool.") || code.starts_with("tool_choice")),
        "{found:?}"
    );
}
