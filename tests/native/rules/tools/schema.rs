use super::*;

const TYPE: &str =
    "expected a type of JSON Schema (array, boolean, integer, null, number, object or string), found \"strng\"";

const EXAMPLES: &[Example] = &[
    example(
        "tool.input_schema.missing",
        &[tools!(own!("a"))],
        &[
            refused(
                tools!(r#"{"name":"a","description":"d"}"#),
                "tools.0.input_schema",
                r#"{"name":"a","description":"d"}"#,
                "expected input_schema, found none",
            ),
            refused(
                tools!(r#"{"name":"a","description":"d","input_schema":{}}"#),
                "tools.0.input_schema.type",
                "{}",
                "expected a type (\"object\"), found none",
            ),
            refused(
                tools!(r#"{"name":"a","description":"d","input_schema":{"type":"array"}}"#),
                "tools.0.input_schema.type",
                r#""array""#,
                "expected \"object\", found \"array\"",
            ),
            refused(
                tools!(r#"{"name":"a","description":"d","input_schema":"{}"}"#),
                "tools.0.input_schema",
                r#""{}""#,
                "expected an object, found \"{}\"",
            ),
        ],
    ),
    example(
        "tool.input_schema.valid",
        &[
            schema!(r#""properties":null,"required":null"#),
            // In each class, a range is in order, or it is a range in some engines only.
            schema!(r#""properties":{"a":{"pattern":"[a-z][-a][a-][a-c-b][]-a][z-\\d][\\x7a-a][z--a][z-[a]]"}}"#),
            schema!(r#""properties":{"type":{"type":["string","null"]},"required":true,"items":{}},"required":["type"]"#),
            schema!(r#""properties":{"a":{"type":"array","prefixItems":[{}],"items":false,"minItems":1,"uniqueItems":true}}"#),
            schema!(r##""$defs":{"a":{"enum":[1,null,"x"]}},"properties":{"b":{"$ref":"#/$defs/a"}},"additionalProperties":false"##),
            schema!(r#""properties":{"a":{"type":"number","minimum":0,"exclusiveMaximum":1.5,"multipleOf":0.01}}"#),
            schema!(r#""properties":{"a":{"const":null,"default":null,"examples":[1],"description":null,"x-unit":7}}"#),
            schema!(r#""dependentRequired":{"a":["b"]},"patternProperties":{"^x":{"type":"string","maxLength":4}}"#),
            schema!(r#""properties":{"a":{"if":{"type":"string"},"then":{"pattern":"^a"},"else":true,"not":{}}}"#),
            schema!(
                r#""$schema":"http://json-schema.org/draft-07/schema#","properties":{"a":{"items":[{"type":"string"}]}}"#
            ),
            schema!(r#""properties":{"a":{"anyOf":[{"type":"string"},{"type":"null"}],"title":"A"}}"#),
        ],
        &[
            refused(
                schema!(r#""def":{"type":"object","shape":{}}"#),
                "tools.0.input_schema",
                r#"{"type":"object","def":{"type":"object","shape":{}}}"#,
                "expected a JSON Schema, found the inner data of a validator, such as one of Zod or Valibot",
            )
            .help("Convert it, for example by z.toJSONSchema(schema) or toJsonSchema(schema)."),
            refused(
                schema!(r#""patternProperties":{"^x":{},"(":{"type":"string"}}"#),
                "tools.0.input_schema.patternProperties.(",
                r#""(""#,
                "expected a regular expression, found a group without its )",
            ),
            refused(
                schema!(r#""properties":{"a":{"pattern":"^[a-c9-0]$"}}"#),
                "tools.0.input_schema.properties.a.pattern",
                r#""^[a-c9-0]$""#,
                "expected a regular expression, found a range whose end is below its start",
            ),
            refused(
                schema!(r#""properties":[]"#),
                "tools.0.input_schema.properties",
                "[]",
                "expected an object, found an array",
            ),
            refused(
                schema!(r#""required":[1]"#),
                "tools.0.input_schema.required.0",
                "1",
                "expected a string, found 1",
            ),
            refused(
                schema!(r#""properties":{"a":{"type":"strng"}}"#),
                "tools.0.input_schema.properties.a.type",
                r#""strng""#,
                TYPE,
            )
            .help("Did you mean \"string\"?"),
            refused(
                schema!(r#""properties":{"a":{"type":["null","int"]}}"#),
                "tools.0.input_schema.properties.a.type.1",
                r#""int""#,
                "expected a type of JSON Schema (array, boolean, integer, null, number, object or string), found \"int\"",
            )
            .help("Did you mean \"integer\"?"),
            refused(
                schema!(r#""properties":{"a":{"type":[]}}"#),
                "tools.0.input_schema.properties.a.type",
                "[]",
                "expected at least one type, found an empty array",
            ),
            refused(
                schema!(r#""properties":{"a":{"type":"string","required":true}}"#),
                "tools.0.input_schema.properties.a.required",
                "true",
                "expected an array of names, found true",
            )
            .help("Name the field in the required array of the object that it belongs to."),
            refused(
                schema!(r#""properties":{"a":"string"}"#),
                "tools.0.input_schema.properties.a",
                r#""string""#,
                "expected a schema (an object, true or false), found \"string\"",
            ),
            refused(
                schema!(r#""properties":{"a":{"type":"array","items":[{"type":"string"}]}}"#),
                "tools.0.input_schema.properties.a.items",
                r#"[{"type":"string"}]"#,
                "expected a schema (an object, true or false), found an array",
            )
            .help("Since 2020-12, a list of schemas for the first items is called prefixItems."),
            refused(
                schema!(r#""properties":{"a":{"enum":"x"}}"#),
                "tools.0.input_schema.properties.a.enum",
                r#""x""#,
                "expected an array, found \"x\"",
            ),
            refused(
                schema!(r#""properties":{"a":{"anyOf":[]}}"#),
                "tools.0.input_schema.properties.a.anyOf",
                "[]",
                "expected at least one schema, found an empty array",
            ),
            refused(
                schema!(r#""properties":{"a":{"oneOf":{}}}"#),
                "tools.0.input_schema.properties.a.oneOf",
                "{}",
                "expected an array of schemas, found an object",
            ),
            refused(
                schema!(r#""properties":{"a":{"anyOf":[{"minimum":"0"}]}}"#),
                "tools.0.input_schema.properties.a.anyOf.0.minimum",
                r#""0""#,
                "expected a number, found \"0\"",
            ),
            refused(
                schema!(r#""properties":{"a":{"exclusiveMinimum":true}}"#),
                "tools.0.input_schema.properties.a.exclusiveMinimum",
                "true",
                "expected a number, found true",
            ),
            refused(
                schema!(r#""properties":{"a":{"multipleOf":0.0}}"#),
                "tools.0.input_schema.properties.a.multipleOf",
                "0.0",
                "expected a number above 0, found 0.0",
            ),
            refused(
                schema!(r#""properties":{"a":{"minLength":-1}}"#),
                "tools.0.input_schema.properties.a.minLength",
                "-1",
                "expected a whole number of at least 0, found -1",
            ),
            refused(
                schema!(r#""properties":{"a":{"uniqueItems":"yes"}}"#),
                "tools.0.input_schema.properties.a.uniqueItems",
                r#""yes""#,
                "expected true or false, found \"yes\"",
            ),
            refused(
                schema!(r#""properties":{"a":{"pattern":5}}"#),
                "tools.0.input_schema.properties.a.pattern",
                "5",
                "expected a string, found 5",
            ),
            refused(
                schema!(r#""$defs":[]"#),
                "tools.0.input_schema.$defs",
                "[]",
                "expected an object, found an array",
            ),
            refused(
                schema!(r#""dependentRequired":{"a":"b"}"#),
                "tools.0.input_schema.dependentRequired.a",
                r#""b""#,
                "expected an array of names, found \"b\"",
            ),
            refused(
                schema!(r#""additionalProperties":"false""#),
                "tools.0.input_schema.additionalProperties",
                r#""false""#,
                "expected a schema (an object, true or false), found \"false\"",
            ),
        ],
    ),
    example(
        "tool.input_schema.top_combinators",
        &[schema!(r#""properties":{"a":{"oneOf":[{}],"allOf":[{}]},"anyOf":{}}"#)],
        &[
            refused(
                schema!(r#""oneOf":[{"required":["a"]},{"required":["b"]}]"#),
                "tools.0.input_schema.oneOf",
                r#""oneOf""#,
                "expected no alternatives at the top level of a tool's schema, found \"oneOf\"",
            )
            .help("Put the alternatives into a property, or declare a tool for each."),
        ],
    ),
];

#[test]
fn an_input_schema_is_a_json_schema_of_an_object() {
    prove(EXAMPLES);
}

#[test]
fn a_schema_of_the_maximum_depth_is_checked_to_its_end() {
    const DEPTH: usize = 500;
    let open = r#"{"items":"#.repeat(DEPTH);
    let deep = |end: &str| {
        let schema = format!(r#"{{"type":"object","items":{open}{end}{}}}"#, "}".repeat(DEPTH));
        with_tools(&format!(
            r#"[{{"name":"a","description":"d","strict":true,"input_schema":{schema}}}]"#
        ))
    };
    let is_wrong = |end| {
        codes(NEW, deep(end))
            .iter()
            .any(|code| code == "tool.input_schema.valid")
    };
    assert!(!is_wrong("true"));
    assert!(is_wrong("7"));
}
