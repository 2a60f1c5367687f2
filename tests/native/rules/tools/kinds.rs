use super::*;

const DAY_2025_11: Call = Call {
    version: NEW.version,
    betas: &["computer-use-2025-11-24"],
};
const ADVISOR: Call = Call {
    version: NEW.version,
    betas: &["advisor-tool-2026-03-01"],
};

/// A computer tool with these fields.
macro_rules! computer {
    ($more:literal) => {
        tools!(r#"{"type":"computer_20251124","name":"computer","#, $more, "}")
    };
}

const EXAMPLES: &[Example] = &[
    example(
        "tool.name.fixed",
        &[
            tools!(r#"{"type":"text_editor_20250728","name":"str_replace_based_edit_tool"}"#),
            tools!(r#"{"type":"text_editor_20250124","name":"str_replace_editor"}"#),
            tools!(r#"{"type":"tool_search_tool_bm25","name":"tool_search_tool_bm25"}"#),
        ],
        &[
            refused(
                tools!(r#"{"type":"text_editor_20250728","name":"str_replace_editor"}"#),
                "tools.0.name",
                r#""str_replace_editor""#,
                "expected \"str_replace_based_edit_tool\", found \"str_replace_editor\"",
            ),
            refused(
                tools!(r#"{"type":"web_search_20250305","name":"websearch"}"#),
                "tools.0.name",
                r#""websearch""#,
                "expected \"web_search\", found \"websearch\"",
            )
            .help("Did you mean \"web_search\"?"),
        ],
    ),
    example(
        "tool.text_editor.max_characters",
        &[
            tools!(r#"{"type":"text_editor_20250728","name":"str_replace_based_edit_tool","max_characters":1}"#),
            tools!(r#"{"type":"text_editor_20250728","name":"str_replace_based_edit_tool","max_characters":null}"#),
        ],
        &[
            refused(
                tools!(r#"{"type":"text_editor_20250728","name":"str_replace_based_edit_tool","max_characters":0}"#),
                "tools.0.max_characters",
                "0",
                "expected at least 1, found 0",
            ),
            refused(
                tools!(r#"{"type":"text_editor_20250728","name":"str_replace_based_edit_tool","max_characters":"9"}"#),
                "tools.0.max_characters",
                r#""9""#,
                "expected a whole number, found \"9\"",
            ),
            refused(
                tools!(r#"{"type":"text_editor_20250429","name":"str_replace_based_edit_tool","max_characters":9}"#),
                "tools.0.max_characters",
                r#""max_characters""#,
                "expected a field of ToolTextEditor20250429, found \"max_characters\"",
            )
            .help("Only text_editor_20250728 supports it."),
        ],
    ),
    Example {
        rule: "tool.computer.display",
        call: DAY_2025_11,
        accepted: &[
            computer!(r#""display_width_px":1,"display_height_px":768,"display_number":0,"enable_zoom":true"#),
            computer!(r#""display_width_px":1024,"display_height_px":768,"display_number":null"#),
        ],
        refused: &[
            refused(
                computer!(r#""display_height_px":768"#),
                "tools.0.display_width_px",
                r#"{"type":"computer_20251124","name":"computer","display_height_px":768}"#,
                "expected display_width_px, found none",
            ),
            refused(
                computer!(r#""display_width_px":1024,"display_height_px":0"#),
                "tools.0.display_height_px",
                "0",
                "expected at least 1, found 0",
            ),
            refused(
                computer!(r#""display_width_px":1024,"display_height_px":768,"display_number":-1"#),
                "tools.0.display_number",
                "-1",
                "expected at least 0, found -1",
            ),
            refused(
                computer!(r#""display_width_px":"1024","display_height_px":768"#),
                "tools.0.display_width_px",
                r#""1024""#,
                "expected a whole number, found \"1024\"",
            ),
        ],
    },
    Example {
        rule: "tool.computer.version_model",
        call: DAY_2025_11,
        accepted: &[
            computer!(r#""display_width_px":1024,"display_height_px":768"#),
            r#"{"model":"claude-new","max_tokens":9,"messages":[{"role":"user","content":"Hi"}],"tools":[{"type":"computer_toolset_20260801"}]}"#,
        ],
        refused: &[
            refused(
                concat!(
                    r#"{"model":"claude-opus-5-5","max_tokens":9,"messages":[{"role":"user","content":"Hi"}],"tools":["#,
                    r#"{"type":"computer_20251124","name":"computer","display_width_px":1,"display_height_px":1}]}"#
                ),
                "tools.0.type",
                r#""computer_20251124""#,
                "expected a computer tool that claude-opus-5-5 supports, found \"computer_20251124\"",
            )
            .help("This model supports computer_toolset_20260801."),
            refused(
                concat!(
                    r#"{"model":"claude-haiku-4-5","max_tokens":9,"messages":[{"role":"user","content":"Hi"}],"tools":["#,
                    r#"{"type":"computer_toolset_20260801"}]}"#
                ),
                "tools.0.type",
                r#""computer_toolset_20260801""#,
                "expected a computer tool that claude-haiku-4-5-20251001 supports, found \"computer_toolset_20260801\"",
            )
            .help("This model supports computer_20250124."),
        ],
    },
    Example {
        rule: "tool.advisor",
        call: ADVISOR,
        accepted: &[
            tools!(r#"{"type":"advisor_20260301","name":"advisor","model":"claude-opus-5","max_uses":1}"#),
            tools!(
                r#"{"type":"advisor_20260301","name":"advisor","model":"claude-opus-5","max_uses":null,"#,
                r#""max_tokens":500,"caching":{"type":"ephemeral","ttl":"5m"}}"#
            ),
        ],
        refused: &[
            refused(
                tools!(r#"{"type":"advisor_20260301","name":"advisor"}"#),
                "tools.0.model",
                r#"{"type":"advisor_20260301","name":"advisor"}"#,
                "expected model, found none",
            ),
            refused(
                tools!(r#"{"type":"advisor_20260301","name":"advisor","model":"claude-opus-5","max_uses":0}"#),
                "tools.0.max_uses",
                "0",
                "expected at least 1, found 0",
            ),
        ],
    },
];

const BETAS: &[Example] = &[
    Example {
        rule: "tool.beta_header",
        call: DAY_2025_11,
        accepted: &[
            computer!(r#""display_width_px":1,"display_height_px":1"#),
            tools!(r#"{"type":"bash_20241022","name":"bash"}"#),
            tools!(r#"{"type":"computer_toolset_20260801"},{"type":"bash_20250124","name":"bash"}"#),
        ],
        refused: &[refused(
            tools!(r#"{"type":"computer_20250124","name":"computer","display_width_px":1,"display_height_px":1}"#),
            "tools.0.type",
            r#""computer_20250124""#,
            "expected the beta computer-use-2025-01-24 on the call, found none",
        )
        .help("Add computer-use-2025-01-24 to the betas of the call.")],
    },
    example(
        "tool.beta_header",
        &[tools!(
            r#"{"type":"web_fetch_20260318","name":"web_fetch"},{"type":"memory_20250818","name":"memory"}"#
        )],
        &[
            refused(
                tools!(r#"{"type":"advisor_20260301","name":"advisor","model":"claude-opus-5"}"#),
                "tools.0.type",
                r#""advisor_20260301""#,
                "expected the beta advisor-tool-2026-03-01 on the call, found none",
            )
            .help("Add advisor-tool-2026-03-01 to the betas of the call."),
            refused(
                tools!(r#"{"type":"text_editor_20241022","name":"str_replace_editor"}"#),
                "tools.0.type",
                r#""text_editor_20241022""#,
                "expected the beta computer-use-2024-10-22 on the call, found none",
            )
            .help("Add computer-use-2024-10-22 to the betas of the call."),
            refused(
                tools!(r#"{"type":"mcp_toolset","mcp_server_name":"s"}"#),
                "tools.0.type",
                r#""mcp_toolset""#,
                "expected the beta mcp-client-2025-11-20 on the call, found none",
            )
            .help("Add mcp-client-2025-11-20 to the betas of the call."),
        ],
    ),
];

#[test]
fn tools_that_anthropic_defines_keep_their_names_and_limits() {
    prove(EXAMPLES);
}

#[test]
fn tools_need_their_betas() {
    prove(BETAS);
}
