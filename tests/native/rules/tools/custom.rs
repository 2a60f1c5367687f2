use super::*;

const EXAMPLES: &[Example] = &[
    example(
        "tools.type",
        &[tools!(), tools!(own!("a"))],
        &[
            refused(
                params!(r#""tools":{}"#),
                "tools",
                "{}",
                "expected an array, found an object",
            )
            .help("Put it into an array: [{…}]."),
            refused(tools!("5"), "tools.0", "5", "expected an object, found 5"),
        ],
    ),
    example(
        "tool.type.unknown",
        &[
            tools!(own!("a", r#","type":"custom""#)),
            tools!(own!("a", r#","type":null"#)),
            tools!(r#"{"type":"bash_20250124","name":"bash"}"#),
        ],
        &[
            refused(
                tools!(r#"{"type":"web_serach_20250305","name":"web_search"}"#),
                "tools.0.type",
                r#""web_serach_20250305""#,
                "expected \"custom\", \"bash_20241022\", \"bash_20250124\", \"code_execution_20250522\", \
                 \"code_execution_20250825\", \"code_execution_20260120\" or one of 24 more types, \
                 found \"web_serach_20250305\"",
            )
            .help("Did you mean \"web_search_20250305\"?"),
            refused(
                tools!(own!("a", r#","type":7"#)),
                "tools.0.type",
                "7",
                "expected \"custom\", \"bash_20241022\", \"bash_20250124\", \"code_execution_20250522\", \
                 \"code_execution_20250825\", \"code_execution_20260120\" or one of 24 more types, found 7",
            ),
        ],
    ),
    example(
        "tool.type.openai",
        &[tools!(
            r#"{"name":"a","description":"d","input_schema":{"type":"object","properties":{"function":{}}}}"#
        )],
        &[
            refused(
                tools!(r#"{"type":"function","function":{"name":"a","parameters":{"type":"object"}}}"#),
                "tools.0",
                r#"{"type":"function","function":{"name":"a","parameters":{"type":"object"}}}"#,
                "expected a tool of the Messages API, found another vendor's format with function",
            )
            .help(FOREIGN),
            refused(
                tools!(r#"{"name":"a","description":"d","parameters":{"type":"object"}}"#),
                "tools.0",
                r#"{"name":"a","description":"d","parameters":{"type":"object"}}"#,
                "expected a tool of the Messages API, found another vendor's format with parameters",
            )
            .help(FOREIGN),
        ],
    ),
    example(
        "tool.name.missing",
        &[tools!(own!("a")), tools!(r#"{"type":"computer_toolset_20260801"}"#)],
        &[
            refused(
                tools!(r#"{"description":"d","input_schema":{"type":"object"}}"#),
                "tools.0.name",
                r#"{"description":"d","input_schema":{"type":"object"}}"#,
                "expected name, found none",
            ),
            refused(
                tools!(r#"{"type":"web_search_20250305"}"#),
                "tools.0.name",
                r#"{"type":"web_search_20250305"}"#,
                "expected name, found none",
            ),
            refused(
                tools!(r#"{"name":null,"description":"d","input_schema":{"type":"object"}}"#),
                "tools.0.name",
                "null",
                "expected a string, found null",
            ),
        ],
    ),
    example(
        "tool.name.pattern",
        &[
            tools!(own!("a")),
            tools!(own!("get_Weather-2")),
            tools!(own!("\\u0061bc")),
            tools!(own!(
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            )),
        ],
        &[
            refused(
                tools!(own!("get weather")),
                "tools.0.name",
                r#""get weather""#,
                "expected 1 to 128 letters, digits, _ or -, found \"get weather\"",
            ),
            refused(
                tools!(own!("")),
                "tools.0.name",
                "\"\"",
                "expected 1 to 128 letters, digits, _ or -, found \"\"",
            ),
            refused(
                tools!(own!("größe")),
                "tools.0.name",
                "\"größe\"",
                "expected 1 to 128 letters, digits, _ or -, found \"größe\"",
            ),
            refused(
                tools!(own!("a\\n")),
                "tools.0.name",
                r#""a\n""#,
                "expected 1 to 128 letters, digits, _ or -, found \"a\\n\"",
            ),
            refused(
                tools!(own!(
                    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"
                )),
                "tools.0.name",
                "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab\"",
                "expected 1 to 128 letters, digits, _ or -, found a string of 129 bytes",
            ),
        ],
    ),
    example(
        "tool.description.missing",
        &[
            tools!(own!("a")),
            tools!(r#"{"type":"memory_20250818","name":"memory"}"#),
        ],
        &[
            refused(
                tools!(r#"{"name":"a","input_schema":{"type":"object"}}"#),
                "tools.0.description",
                r#"{"name":"a","input_schema":{"type":"object"}}"#,
                "expected a description, found none",
            )
            .help(DESCRIBE),
            refused(
                tools!(r#"{"name":"a","description":"","input_schema":{"type":"object"}}"#),
                "tools.0.description",
                "\"\"",
                "expected a description, found an empty one",
            )
            .help(DESCRIBE),
        ],
    ),
    example(
        "tool.unknown_field",
        &[
            tools!(own!(
                "a",
                r#","cache_control":null,"eager_input_streaming":null,"strict":false"#
            )),
            tools!(r#"{"type":"web_fetch_20260309","name":"web_fetch","use_cache":false}"#),
        ],
        &[
            refused(
                tools!(r#"{"type":"web_fetch_20250910","name":"web_fetch","_x":1}"#),
                "tools.0._x",
                r#""_x""#,
                "expected a field of WebFetchTool20250910, found \"_x\"",
            ),
            refused(
                tools!(own!("a", r#","defer_loadin":true"#)),
                "tools.0.defer_loadin",
                r#""defer_loadin""#,
                "expected a field of Tool, found \"defer_loadin\"",
            )
            .help("Did you mean defer_loading?"),
            refused(
                tools!(own!("a", r#","strict":"yes""#)),
                "tools.0.strict",
                r#""yes""#,
                "expected true or false, found \"yes\"",
            ),
            refused(
                tools!(r#"{"type":"code_execution_20250825","name":"code_execution","max_uses":1}"#),
                "tools.0.max_uses",
                r#""max_uses""#,
                "expected a field of CodeExecutionTool20250825, found \"max_uses\"",
            ),
        ],
    ),
    example(
        "tool.input_examples",
        &[
            tools!(own!("a", r#","input_examples":[]"#)),
            tools!(
                r#"{"name":"a","description":"Does it.","input_schema":{"type":"object"},"input_examples":[{},{"b":1}]}"#
            ),
            tools!(r#"{"type":"bash_20250124","name":"bash","input_examples":[{"command":"ls"}]}"#),
            tools!(
                r#"{"name":"a","description":"d","input_schema":{"type":"object","properties":{"city":{"type":"string"},"#,
                r#""unit":{"type":"string","enum":["c","f"]},"days":{"type":"array","items":{"type":["integer","null"]}},"#,
                r##""at":{"$ref":"#/$defs/x"}},"required":["city"],"additionalProperties":false},"##,
                r#""input_examples":[{"city":"Rom"},{"city":"Rom","unit":"c","days":[1,null,2.0],"at":"x"}]}"#
            ),
        ],
        &[
            refused(
                tools!(own!("a", r#","input_examples":["b"]"#)),
                "tools.0.input_examples.0",
                r#""b""#,
                "expected an object, found \"b\"",
            ),
            refused(
                tools!(own!("a", r#","input_examples":{"b":1}"#)),
                "tools.0.input_examples",
                r#"{"b":1}"#,
                "expected an array, found an object",
            ),
            refused(
                tools!(r#"{"type":"web_search_20250305","name":"web_search","input_examples":[]}"#),
                "tools.0.input_examples",
                r#""input_examples""#,
                "expected a field of WebSearchTool20250305, found \"input_examples\"",
            )
            .help("Only custom tools and tools that run on your side support examples."),
            refused(
                tools!(
                    r#"{"name":"a","description":"d","input_schema":{"type":"object","properties":{"city":{"type":"string"}}},"#,
                    r#""input_examples":[{"city":"Rom"},{"city":5}]}"#
                ),
                "tools.0.input_examples.1.city",
                "5",
                "expected a value of the type in the tool's schema, found 5",
            ),
            refused(
                tools!(
                    r#"{"name":"a","description":"d","input_schema":{"type":"object","required":["city"]},"#,
                    r#""input_examples":[{"town":"Rom"}]}"#
                ),
                "tools.0.input_examples.0.city",
                r#"{"town":"Rom"}"#,
                "expected this field, which the tool's schema requires, found none",
            ),
            refused(
                tools!(
                    r#"{"name":"a","description":"d","input_schema":{"type":"object","properties":{"u":{"enum":["c","f"]}}},"#,
                    r#""input_examples":[{"u":"k"}]}"#
                ),
                "tools.0.input_examples.0.u",
                r#""k""#,
                "expected one of the values in the tool's schema, found \"k\"",
            ),
            refused(
                tools!(
                    r#"{"name":"a","description":"d","input_schema":{"type":"object","additionalProperties":false},"#,
                    r#""input_examples":[{"u":"k"}]}"#
                ),
                "tools.0.input_examples.0.u",
                r#""u""#,
                "expected a field of the tool's schema, found another",
            ),
            refused(
                tools!(
                    r#"{"name":"a","description":"d","input_schema":{"type":"object","properties":{"l":{"items":{"type":"string"}}}},"#,
                    r#""input_examples":[{"l":["a",{}]}]}"#
                ),
                "tools.0.input_examples.0.l.1",
                "{}",
                "expected a value of the type in the tool's schema, found an object",
            ),
        ],
    ),
    example(
        "tool.eager_input_streaming",
        &[tools!(own!("a", r#","eager_input_streaming":true"#))],
        &[refused(
            tools!(r#"{"type":"bash_20250124","name":"bash","eager_input_streaming":true}"#),
            "tools.0.eager_input_streaming",
            r#""eager_input_streaming""#,
            "expected a field of ToolBash20250124, found \"eager_input_streaming\"",
        )
        .help("Only custom tools support it.")],
    ),
];

const FOREIGN: &str =
    "Write {\"name\":…,\"description\":…,\"input_schema\":{…}}; input_schema is what other APIs call parameters.";
const DESCRIBE: &str = "Describe what the tool does and when to use it: the model knows nothing else about it.";

#[test]
fn custom_tools_have_a_name_a_description_and_fields_of_their_kind() {
    prove(EXAMPLES);
}

#[test]
fn a_tool_in_a_foreign_format_is_reported_once() {
    let params = tools!(r#"{"type":"function","function":{"name":"a","parameters":{}}}"#);
    assert_eq!(codes(NEW, params), ["tool.type.openai"]);
}
