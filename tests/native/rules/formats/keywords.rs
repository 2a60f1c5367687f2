//! Keywords of a schema.

use super::{CLOSE, SAY_IT, SCHEMA, codes, request};
use crate::rules::{Example, NEW, Refused, check, prove};

#[test]
fn objects_are_closed() {
    prove(&[Example {
        rule: "schema.additional_properties",
        call: NEW,
        accepted: &[
            ask!(r#"{"type":"json_schema","schema":{"type":"object","additionalProperties":false}}"#),
            ask!(r#"{"type":"json_schema","schema":{"type":["object","null"],"additionalProperties":false}}"#),
            // Not schemas: a property of this name, and values.
            properties!(
                r#""type":{"type":"string","const":"object"},"additionalProperties":{"type":"boolean","enum":[true]}"#
            ),
            properties!(r#""a":{"type":"string","default":"object"}"#),
            ask!(r#"{"type":"json_schema","schema":{"anyOf":[{"type":"string"},{"type":"null"}]}}"#),
        ],
        refused: &[
            Refused {
                params: ask!(r#"{"type":"json_schema","schema":{"type":"object"}}"#),
                path: "output_config.format.schema.additionalProperties",
                covers: r#"{"type":"object"}"#,
                message: "expected additionalProperties to be false, found none",
                help: CLOSE,
            },
            Refused {
                params: properties!(r#""a":{"type":["object","null"],"properties":{}}"#),
                path: "output_config.format.schema.properties.a.additionalProperties",
                covers: r#"{"type":["object","null"],"properties":{}}"#,
                message: "expected additionalProperties to be false, found none",
                help: CLOSE,
            },
            Refused {
                params: properties!(r#""a":{"type":"array","items":{"type":"object","additionalProperties":true}}"#),
                path: "output_config.format.schema.properties.a.items.additionalProperties",
                covers: "true",
                message: "expected additionalProperties to be false, found true",
                help: CLOSE,
            },
            Refused {
                params: properties!(r#""a":{"anyOf":[{"type":"null"},{"additionalProperties":{"type":"string"}}]}"#),
                path: "output_config.format.schema.properties.a.anyOf.1.additionalProperties",
                covers: r#"{"type":"string"}"#,
                message: "expected additionalProperties to be false, found an object",
                help: CLOSE,
            },
            Refused {
                params: properties!(r##""a":{"$ref":"#/$defs/A"}"##, r#","$defs":{"A":{"type":"object"}}"#),
                path: "output_config.format.schema.$defs.A.additionalProperties",
                covers: r#"{"type":"object"}"#,
                message: "expected additionalProperties to be false, found none",
                help: CLOSE,
            },
        ],
    }]);
}

#[test]
fn values_have_no_bounds() {
    prove(&[
        Example {
            rule: "schema.numeric_constraints",
            call: NEW,
            accepted: &[
                properties!(r#""a":{"type":"integer","description":"from 1 to 10","enum":[1,10]}"#),
                properties!(r#""minimum":{"type":"integer"},"maximum":{"type":"number"}"#),
                properties!(r#""a":{"type":"number","minimum":null}"#),
            ],
            refused: &[
                Refused {
                    params: properties!(r#""a":{"type":"integer","minimum":1}"#),
                    path: "output_config.format.schema.properties.a.minimum",
                    covers: r#""minimum""#,
                    message: "expected no minimum in a schema for structured outputs, found it",
                    help: SAY_IT,
                },
                Refused {
                    params: properties!(r#""a":{"type":"array","items":{"type":"number","multipleOf":0.5}}"#),
                    path: "output_config.format.schema.properties.a.items.multipleOf",
                    covers: r#""multipleOf""#,
                    message: "expected no multipleOf in a schema for structured outputs, found it",
                    help: SAY_IT,
                },
            ],
        },
        Example {
            rule: "schema.string_constraints",
            call: NEW,
            accepted: &[properties!(r#""maxLength":{"type":"string","const":"minLength"}"#)],
            refused: &[
                Refused {
                    params: properties!(r#""a":{"type":"string","minLength":1}"#),
                    path: "output_config.format.schema.properties.a.minLength",
                    covers: r#""minLength""#,
                    message: "expected no minLength in a schema for structured outputs, found it",
                    help: SAY_IT,
                },
                Refused {
                    params: properties!(r#""a":{"type":"string","maxLength":80}"#),
                    path: "output_config.format.schema.properties.a.maxLength",
                    covers: r#""maxLength""#,
                    message: "expected no maxLength in a schema for structured outputs, found it",
                    help: SAY_IT,
                },
            ],
        },
        Example {
            rule: "schema.array_constraints",
            call: NEW,
            accepted: &[
                properties!(r#""a":{"type":"array","items":{"type":"string"},"minItems":0}"#),
                properties!(r#""a":{"type":"array","items":{"type":"string"},"minItems":1,"uniqueItems":false}"#),
            ],
            refused: &[
                Refused {
                    params: properties!(r#""a":{"type":"array","items":{"type":"string"},"minItems":2}"#),
                    path: "output_config.format.schema.properties.a.minItems",
                    covers: "2",
                    message: "expected 0 or 1, found 2",
                    help: SAY_IT,
                },
                Refused {
                    params: properties!(r#""a":{"type":"array","items":{"type":"string"},"maxItems":2}"#),
                    path: "output_config.format.schema.properties.a.maxItems",
                    covers: r#""maxItems""#,
                    message: "expected no maxItems in a schema for structured outputs, found it",
                    help: SAY_IT,
                },
                Refused {
                    params: properties!(r#""a":{"type":"array","items":{"type":"string"},"uniqueItems":true}"#),
                    path: "output_config.format.schema.properties.a.uniqueItems",
                    covers: r#""uniqueItems""#,
                    message: "expected no uniqueItems in a schema for structured outputs, found it",
                    help: SAY_IT,
                },
                Refused {
                    params: properties!(r#""a":{"type":"array","contains":{"type":"string"}}"#),
                    path: "output_config.format.schema.properties.a.contains",
                    covers: r#""contains""#,
                    message: "expected no contains in a schema for structured outputs, found it",
                    help: SAY_IT,
                },
            ],
        },
        Example {
            rule: "schema.enum_types",
            call: NEW,
            accepted: &[properties!(r#""a":{"enum":["a",1,-0.5,true,null]}"#)],
            refused: &[
                Refused {
                    params: properties!(r#""a":{"enum":["a",{"b":1}]}"#),
                    path: "output_config.format.schema.properties.a.enum.1",
                    covers: r#"{"b":1}"#,
                    message: "expected a string, a number, a boolean or null, found an object",
                    help: None,
                },
                Refused {
                    params: properties!(r#""a":{"enum":[[1]]}"#),
                    path: "output_config.format.schema.properties.a.enum.0",
                    covers: "[1]",
                    message: "expected a string, a number, a boolean or null, found an array",
                    help: None,
                },
            ],
        },
        Example {
            rule: "schema.format",
            call: NEW,
            accepted: &[properties!(
                r#""a":{"type":"string","format":"date-time"},"b":{"type":"string","format":"uuid"},"format":{"type":"string","format":"hostname"}"#
            )],
            refused: &[Refused {
                params: properties!(r#""a":{"type":"string","format":"phone"}"#),
                path: "output_config.format.schema.properties.a.format",
                covers: r#""phone""#,
                message: r#"expected "date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6" or "uuid", found "phone""#,
                help: SAY_IT,
            }],
        },
    ]);
}

#[test]
fn patterns_have_no_parts_that_cannot_be_compiled() {
    macro_rules! refused {
        ($pattern:literal, $part:literal) => {
            Refused {
                params: concat!(
                    r#"{"model":"claude-opus-5","max_tokens":4096,"messages":[{"role":"user","content":"Hi"}],"output_config":{"format":{"type":"json_schema","schema":{"type":"string","pattern":"#,
                    $pattern,
                    "}}}}"
                ),
                path: "output_config.format.schema.pattern",
                covers: $pattern,
                message: concat!("expected a pattern without look-around, back-references and similar, found ", $part),
                help: None,
            }
        };
    }
    prove(&[Example {
        rule: "schema.pattern",
        call: NEW,
        accepted: &[
            ask!(r#"{"type":"json_schema","schema":{"type":"string","pattern":"^[A-Z]{2,3}-\\d{4}(?:[a-z]+|\\w?)$"}}"#),
            ask!(
                r#"{"type":"json_schema","schema":{"type":"string","pattern":"^(?<year>[0-9]{1,1000})\\\\b{,5000}\\(?=$"}}"#
            ),
            ask!(r#"{"type":"json_schema","schema":{"type":"string","pattern":"[\\b\\1(?=\\]{2000}]{3,}\\0\\u0062"}}"#),
        ],
        refused: &[
            refused!(r#""(a)\\1""#, "a back-reference"),
            refused!(r#""(?<a>b)\\k<a>""#, "a back-reference"),
            refused!(r#""(?P<a>b)(?P=a)""#, "a back-reference"),
            refused!(r#""^(?=.*x).+$""#, "look-around"),
            refused!(r#""^(?!x).+$""#, "look-around"),
            refused!(r#""(?<=x)y""#, "look-around"),
            refused!(r#""(?<!x)y""#, "look-around"),
            refused!(r#""\\bword""#, "a word boundary"),
            refused!(r#""\u005cBword""#, "a word boundary"),
            refused!(r#""^a{1,1001}$""#, "a repetition of more than 1000 times"),
            refused!(r#""^a{1001}$""#, "a repetition of more than 1000 times"),
            refused!(r#""^a{5000,}$""#, "a repetition of more than 1000 times"),
        ],
    }]);
}

#[test]
fn other_keywords_and_large_schemas_are_warnings() {
    let words = vec!["\"word\""; 2_000].join(",");
    let schema = |words: &str| format!(r#"{{"type":"string","enum":[{words}]}}"#);
    let fine = request(&schema(words.strip_suffix(",\"word\"").unwrap())).leak();
    let large = request(&schema(&words)).leak();
    prove(&[
        Example {
            rule: "schema.other_keywords",
            call: NEW,
            accepted: &[properties!(
                r#""a":{"type":"string","title":"A","description":"Anything","default":"b","const":"b"},"not":{"type":"boolean"}"#,
                r#","$schema":"https://json-schema.org/draft/2020-12/schema","title":"T","required":["a"],"examples":[{"not":1}]"#
            )],
            refused: &[
                Refused {
                    params: properties!(r#""a":{"oneOf":[{"type":"string"},{"type":"null"}]}"#),
                    path: "output_config.format.schema.properties.a.oneOf",
                    covers: r#""oneOf""#,
                    message: "expected a keyword that structured outputs support, found oneOf",
                    help: Some("Use anyOf."),
                },
                Refused {
                    params: properties!(r#""a":{"if":{"const":1},"then":{"type":"number"},"else":{"type":"string"}}"#),
                    path: "output_config.format.schema.properties.a.if",
                    covers: r#""if""#,
                    message: "expected a keyword that structured outputs support, found if",
                    help: None,
                },
                Refused {
                    params: properties!(r#""a":{"type":"array","items":[{"type":"number"},{"type":"string"}]}"#),
                    path: "output_config.format.schema.properties.a.items",
                    covers: r#""items""#,
                    message: "expected a keyword that structured outputs support, found a list of items",
                    help: None,
                },
            ],
        },
        Example {
            rule: "schema.complexity",
            call: NEW,
            accepted: vec![&*fine].leak(),
            refused: vec![Refused {
                params: large,
                path: SCHEMA,
                covers: schema(&words).leak(),
                message: "expected a schema of at most 2000 parts, found 2001",
                help: Some("Larger schemas may be too complex to compile: split the task, or describe parts in words."),
            }]
            .leak(),
        },
    ]);
    assert_eq!(
        codes(&check(NEW, &request(r#"{"type":"string","oneOf":true}"#))),
        ["schema.other_keywords"]
    );
}

const STRING_TYPE: &str =
    "expected a type of JSON Schema (array, boolean, integer, null, number, object or string), found \"strng\"";
const NUMBER_TYPE: &str =
    "expected a type of JSON Schema (array, boolean, integer, null, number, object or string), found 5";

#[test]
fn keywords_have_values_of_the_right_kinds() {
    let wrong: &[(&str, &str, &str, &str, Option<&str>)] = &[
        (
            r#"{"type":"strng"}"#,
            "type",
            r#""strng""#,
            STRING_TYPE,
            Some("Did you mean \"string\"?"),
        ),
        (r#"{"type":5}"#, "type", "5", NUMBER_TYPE, None),
        (
            r#"{"type":["string","strng"]}"#,
            "type.1",
            r#""strng""#,
            STRING_TYPE,
            Some("Did you mean \"string\"?"),
        ),
        (
            r#"{"type":[]}"#,
            "type",
            "[]",
            "expected at least one type, found an empty array",
            None,
        ),
        (
            r#"{"description":5}"#,
            "description",
            "5",
            "expected a string, found 5",
            None,
        ),
        (
            r#"{"title":["a"]}"#,
            "title",
            r#"["a"]"#,
            "expected a string, found an array",
            None,
        ),
        (
            r#"{"properties":[]}"#,
            "properties",
            "[]",
            "expected an object, found an array",
            None,
        ),
        (
            r#"{"type":"object","additionalProperties":false,"properties":{"b":"string"}}"#,
            "properties.b",
            r#""string""#,
            "expected a schema (an object, true or false), found \"string\"",
            None,
        ),
        (
            r#"{"required":"b"}"#,
            "required",
            r#""b""#,
            "expected an array of names, found \"b\"",
            None,
        ),
        (
            r#"{"required":true}"#,
            "required",
            "true",
            "expected an array of names, found true",
            Some("Name the field in the required array of the object that it belongs to."),
        ),
        (
            r#"{"required":["b",5]}"#,
            "required.1",
            "5",
            "expected a string, found 5",
            None,
        ),
        (
            r#"{"items":"string"}"#,
            "items",
            r#""string""#,
            "expected a schema (an object, true or false), found \"string\"",
            None,
        ),
        (
            r#"{"anyOf":{}}"#,
            "anyOf",
            "{}",
            "expected an array of schemas, found an object",
            None,
        ),
        (
            r#"{"anyOf":[]}"#,
            "anyOf",
            "[]",
            "expected at least one schema, found an empty array",
            None,
        ),
        (
            r#"{"allOf":1}"#,
            "allOf",
            "1",
            "expected an array of schemas, found 1",
            None,
        ),
        (
            r#"{"anyOf":[{},5]}"#,
            "anyOf.1",
            "5",
            "expected a schema (an object, true or false), found 5",
            None,
        ),
        (
            r#"{"enum":"a"}"#,
            "enum",
            r#""a""#,
            "expected an array, found \"a\"",
            None,
        ),
        (r#"{"format":5}"#, "format", "5", "expected a string, found 5", None),
        (r#"{"pattern":5}"#, "pattern", "5", "expected a string, found 5", None),
        (
            r#"{"pattern":"a["}"#,
            "pattern",
            r#""a[""#,
            "expected a regular expression, found a [ without its ]",
            None,
        ),
        (
            r#"{"$defs":[]}"#,
            "$defs",
            "[]",
            "expected an object, found an array",
            None,
        ),
    ];
    for &(schema, path, covers, message, help) in wrong {
        let params = request(&format!(
            r#"{{"type":"object","additionalProperties":false,"properties":{{"a":{schema}}}}}"#
        ));
        let params: &'static str = params.leak();
        prove(&[Example {
            rule: "schema.valid",
            call: NEW,
            accepted: &[properties!(
                r#""a":{"type":"string","description":null,"title":null,"items":null,"default":5,"enum":null},"b":{"type":["string","null"]}"#
            )],
            refused: vec![Refused {
                params,
                path: format!("output_config.format.schema.properties.a.{path}").leak(),
                covers,
                message,
                help,
            }]
            .leak(),
        }]);
        assert_eq!(codes(&check(NEW, params)), ["schema.valid"], "{schema}");
    }
}
