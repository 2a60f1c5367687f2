use super::*;

const EXAMPLES: &[Example] = &[example(
    "tool.strict.where",
    &[
        tools!(own!("a", r#","strict":true"#)),
        tools!(own!("a", r#","strict":true,"allowed_callers":["direct"]"#)),
        tools!(
            r#"{"type":"code_execution_20260120","name":"code_execution"},"#,
            own!("a", r#","strict":false,"allowed_callers":["code_execution_20260120"]"#)
        ),
    ],
    &[
        refused(
            tools!(r#"{"type":"browser_toolset_20260801","strict":true}"#),
            "tools.0.strict",
            r#""strict""#,
            "expected a field of BrowserToolset20260801, found \"strict\"",
        )
        .help("Toolsets cannot be strict: leave it out."),
        refused(
            tools!(r#"{"type":"mcp_toolset","mcp_server_name":"s","strict":true}"#),
            "tools.0.strict",
            r#""strict""#,
            "expected a field of MCPToolset, found \"strict\"",
        )
        .help("Toolsets cannot be strict: leave it out."),
        refused(
            tools!(
                r#"{"type":"code_execution_20260120","name":"code_execution"},"#,
                own!(
                    "a",
                    r#","strict":true,"allowed_callers":["direct","code_execution_20260120"]"#
                )
            ),
            "tools.1.strict",
            "true",
            "expected no strict on a tool that programs may call, found true",
        )
        .help("Leave out strict, or allow only \"direct\" calls."),
    ],
)];

#[test]
fn toolsets_and_tools_of_programs_are_not_strict() {
    prove(EXAMPLES);
}

#[test]
fn twenty_tools_may_be_strict() {
    let strict = r#","strict":true"#;
    let too_many = many(21, strict).leak();
    prove(&[Example {
        rule: "tool.strict.count",
        call: NEW,
        accepted: vec![with_tools(&many(20, strict)), with_tools(&many(30, ""))].leak(),
        refused: vec![
            refused(
                with_tools(too_many),
                "tools",
                too_many,
                "expected at most 20 strict tools, found 21",
            )
            .help("Use strict only for tools where a wrong input does harm."),
        ]
        .leak(),
    }]);
}

/// Returns a schema with these numbers of optional properties and of properties with two types, all of the latter required.
fn wide(optional: usize, unions: usize) -> String {
    let optional = (0..optional).map(|index| format!(r#""o{index}":{{"type":"string"}}"#));
    let names: Vec<String> = (0..unions).map(|index| format!(r#""u{index}""#)).collect();
    let all: Vec<String> = optional
        .chain(
            names
                .iter()
                .map(|name| format!(r#"{name}:{{"type":["string","null"]}}"#)),
        )
        .collect();
    format!(
        r#"{{"type":"object","properties":{{{}}},"required":[{}],"additionalProperties":false}}"#,
        all.join(","),
        names.join(",")
    )
}

fn tool(name: &str, schema: &str, strict: bool) -> String {
    format!(r#"{{"name":"{name}","description":"Does it.","input_schema":{schema},"strict":{strict}}}"#)
}

const FEWER: &str =
    "Require properties that are always present, and move rarely needed ones to tools that are not strict.";

#[test]
fn strict_schemas_share_a_budget() {
    let two = |optional| {
        format!(
            "[{},{}]",
            tool("a", &wide(12, 0), true),
            tool("b", &wide(optional, 0), true)
        )
    };
    let too_optional = two(13).leak();
    let too_many_types = format!("[{}]", tool("a", &wide(0, 17), true)).leak();
    let format = wide(25, 0).leak();
    let head = r#"{"model":"claude-opus-5","max_tokens":2000,"messages":[{"role":"user","content":"Hi"}],"#;
    let with_format =
        format!(r#"{head}"output_config":{{"format":{{"type":"json_schema","schema":{format}}}}}}}"#).leak();
    prove(&[Example {
        rule: "tool.strict.optional",
        call: NEW,
        accepted: vec![
            with_tools(&two(12)),
            with_tools(&format!("[{}]", tool("a", &wide(0, 16), true))),
            with_tools(&format!("[{}]", tool("a", &wide(40, 40), false))),
        ]
        .leak(),
        refused: vec![
            refused(
                with_tools(too_optional),
                "tools",
                too_optional,
                "expected at most 24 optional properties in all strict schemas together, found 25",
            )
            .help(FEWER),
            refused(
                with_tools(too_many_types),
                "tools",
                too_many_types,
                "expected at most 16 properties with several types in all strict schemas together, found 17",
            )
            .help(FEWER),
            refused(
                with_format,
                "output_config.format.schema",
                format,
                "expected at most 24 optional properties in all strict schemas together, found 25",
            )
            .help(FEWER),
        ]
        .leak(),
    }]);
}

const BEYOND: &[Example] = &[example(
    "tool.strict.schema",
    &[
        tools!(own!("a", r#","strict":false"#)),
        tools!(
            r#"{"name":"a","description":"d","strict":true,"#,
            r#""input_schema":{"type":"object","properties":{},"additionalProperties":false}}"#
        ),
    ],
    &[refused(
        tools!(r#"{"name":"a","description":"d","strict":true,"input_schema":{"type":"object","properties":{}}}"#),
        "tools.0.input_schema",
        r#"{"type":"object","properties":{}}"#,
        "expected a schema that structured outputs support, found another",
    )
    .help("Use only what structured outputs support, or leave out strict.")],
)];

#[test]
fn strict_tools_have_schemas_that_structured_outputs_support() {
    prove(BEYOND);
}
