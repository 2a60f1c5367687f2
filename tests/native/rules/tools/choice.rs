use super::*;

/// `params` with two tools and this choice.
macro_rules! chosen {
    ($choice:literal) => {
        chosen!($choice, "")
    };
    ($choice:literal, $more:literal) => {
        params!(
            r#""tools":["#,
            own!("get_weather"),
            ",",
            own!("b"),
            r#"],"tool_choice":"#,
            $choice,
            $more
        )
    };
}

/// `params` for a model with a tool and this choice.
macro_rules! chosen_by {
    ($model:literal, $choice:literal) => {
        concat!(
            r#"{"model":""#,
            $model,
            r#"","max_tokens":9,"messages":[{"role":"user","content":"Hi"}],"tools":["#,
            own!("a"),
            r#"],"tool_choice":"#,
            $choice,
            "}"
        )
    };
}

/// `params` with a tool that programs call and this choice.
macro_rules! programmed {
    ($choice:literal) => {
        params!(
            r#""tools":[{"type":"code_execution_20260120","name":"code_execution"},"#,
            own!("a", r#","allowed_callers":["code_execution_20260120"]"#),
            r#"],"tool_choice":"#,
            $choice
        )
    };
}

const FORCED: &str = "Choose \"auto\" and ask for the tool in the prompt, or use another model.";

const EXAMPLES: &[Example] = &[
    example(
        "tool_choice.type",
        &[chosen!(r#"{"type":"auto"}"#), chosen!(r#"{"type":"any"}"#), chosen!(r#"{"type":"none"}"#)],
        &[
            refused(chosen!(r#""auto""#), "tool_choice", r#""auto""#, "expected an object, found \"auto\"")
                .help("Write {\"type\":\"auto\"}."),
            refused(
                chosen!(r#"{"type":"required"}"#),
                "tool_choice.type",
                r#""required""#,
                "expected \"auto\", \"any\", \"tool\" or \"none\", found \"required\"",
            )
            .help("Write {\"type\":\"any\"}."),
            refused(
                chosen!(r#"{"name":"b"}"#),
                "tool_choice.type",
                r#"{"name":"b"}"#,
                "expected a type (\"auto\", \"any\", \"tool\" or \"none\"), found none",
            ),
        ],
    ),
    example(
        "tool_choice.fields",
        &[chosen!(r#"{"type":"tool","name":"b","disable_parallel_tool_use":true}"#)],
        &[
            refused(
                chosen!(r#"{"type":"tool"}"#),
                "tool_choice.name",
                r#"{"type":"tool"}"#,
                "expected name, found none",
            ),
            refused(
                chosen!(r#"{"type":"any","disable_parallel_tool_use":"yes"}"#),
                "tool_choice.disable_parallel_tool_use",
                r#""yes""#,
                "expected true or false, found \"yes\"",
            ),
            refused(
                chosen!(r#"{"type":"none","disable_parallel_tool_use":true}"#),
                "tool_choice.disable_parallel_tool_use",
                r#""disable_parallel_tool_use""#,
                "expected a field of ToolChoiceNone, found \"disable_parallel_tool_use\"",
            ),
            refused(
                chosen!(r#"{"type":"auto","name":"b"}"#),
                "tool_choice.name",
                r#""name""#,
                "expected a field of ToolChoiceAuto, found \"name\"",
            ),
        ],
    ),
    example(
        "tool_choice.without_tools",
        &[chosen!(r#"{"type":"auto"}"#)],
        &[
            refused(
                params!(r#""tool_choice":{"type":"auto"}"#),
                "tool_choice",
                r#"{"type":"auto"}"#,
                "expected tools to choose from, found none",
            )
            .help("Add tools, or leave out tool_choice."),
            refused(
                params!(r#""tools":[],"tool_choice":{"type":"tool","name":"a"}"#),
                "tool_choice",
                r#"{"type":"tool","name":"a"}"#,
                "expected tools to choose from, found none",
            )
            .help("Add tools, or leave out tool_choice."),
        ],
    ),
    example(
        "tool_choice.name_unknown",
        &[
            chosen!(r#"{"type":"tool","name":"b"}"#),
            params!(
                r#""tools":[{"type":"web_search_20250305","name":"web_search"}],"#,
                r#""tool_choice":{"type":"tool","name":"web_search"}"#
            ),
        ],
        &[
            refused(
                chosen!(r#"{"type":"tool","name":"getweather"}"#),
                "tool_choice.name",
                r#""getweather""#,
                "expected the name of a tool in tools, found \"getweather\"",
            )
            .help("Did you mean \"get_weather\"?"),
            refused(
                params!(
                    r#""tools":[{"type":"computer_toolset_20260801"}],"#,
                    r#""tool_choice":{"type":"tool","name":"screenshot"}"#
                ),
                "tool_choice.name",
                r#""screenshot""#,
                "expected the name of a tool in tools, found \"screenshot\"",
            ),
            refused(
                programmed!(r#"{"type":"tool","name":"a"}"#),
                "tool_choice.name",
                r#""a""#,
                "expected a tool that the model may call directly, found \"a\"",
            )
            .help("Add \"direct\" to the allowed_callers of the tool."),
        ],
    ),
    example(
        "tool_choice.forced_model",
        &[
            chosen_by!("claude-opus-5", r#"{"type":"any"}"#),
            chosen_by!("claude-opus-5-5", r#"{"type":"auto"}"#),
            chosen_by!("claude-fable-5", r#"{"type":"any"}"#),
            chosen_by!("claude-new", r#"{"type":"any"}"#),
        ],
        &[
            refused(
                chosen_by!("claude-opus-5-5", r#"{"type":"any"}"#),
                "tool_choice.type",
                r#""any""#,
                "expected \"auto\" or \"none\" for claude-opus-5-5, found \"any\"",
            )
            .help(FORCED),
            refused(
                chosen_by!("claude-fable-5-2", r#"{"type":"tool","name":"a"}"#),
                "tool_choice.type",
                r#""tool""#,
                "expected \"auto\" or \"none\" for claude-fable-5-2, found \"tool\"",
            )
            .help(FORCED),
        ],
    ),
    example(
        "tool_choice.forced_thinking",
        &[
            chosen!(r#"{"type":"any"}"#, r#","thinking":{"type":"adaptive"}"#),
            concat!(
                r#"{"model":"claude-sonnet-4-5","max_tokens":4000,"messages":[{"role":"user","content":"Hi"}],"tools":["#,
                own!("a"),
                r#"],"thinking":{"type":"enabled","budget_tokens":1024},"tool_choice":{"type":"auto"}}"#
            ),
        ],
        &[refused(
            concat!(
                r#"{"model":"claude-sonnet-4-5","max_tokens":4000,"messages":[{"role":"user","content":"Hi"}],"tools":["#,
                own!("a"),
                r#"],"thinking":{"type":"enabled","budget_tokens":1024},"tool_choice":{"type":"any"}}"#
            ),
            "tool_choice.type",
            r#""any""#,
            "expected \"auto\" or \"none\" while thinking is enabled, found \"any\"",
        )
        .help("Choose \"auto\", or turn thinking off.")],
    ),
    example(
        "tool_choice.programmatic_parallel",
        &[
            chosen!(r#"{"type":"auto","disable_parallel_tool_use":true}"#),
            programmed!(r#"{"type":"auto","disable_parallel_tool_use":false}"#),
        ],
        &[refused(
            programmed!(r#"{"type":"auto","disable_parallel_tool_use":true}"#),
            "tool_choice.disable_parallel_tool_use",
            "true",
            "expected false, as programs may call tools, found true",
        )
        .help("Leave it out, or allow only \"direct\" calls.")],
    ),
];

#[test]
fn a_choice_names_a_declared_tool_that_may_be_called() {
    prove(EXAMPLES);
}

#[test]
fn a_choice_without_tools_is_reported_once() {
    assert_eq!(
        codes(NEW, params!(r#""tool_choice":{"type":"tool","name":"a"}"#)),
        ["tool_choice.without_tools"]
    );
}

#[test]
fn names_of_tools_that_only_servers_know_are_accepted() {
    let call = Call {
        version: NEW.version,
        betas: &["mcp-client-2025-11-20"],
    };
    let params = params!(
        r#""mcp_servers":[{"type":"url","url":"https://e.com","name":"s"}],"#,
        r#""tools":[{"type":"mcp_toolset","mcp_server_name":"s"}],"tool_choice":{"type":"tool","name":"anything"}"#
    );
    assert_eq!(codes(call, params), [""; 0]);
}
