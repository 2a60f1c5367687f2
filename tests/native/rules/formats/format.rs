//! `output_config.format` around its schema.

use message_batches::rules::Options;

use super::{OLD_BETA, codes, request};
use crate::rules::{Call, Example, NEW, OLD, Refused, check, prove};

#[test]
fn a_format_has_only_a_schema() {
    prove(&[
        Example {
            rule: "format.shape",
            call: NEW,
            accepted: &[
                ask!(r#"{"type":"json_schema","schema":{"type":"string"}}"#),
                ask!("null"),
            ],
            refused: &[
                Refused {
                    params: ask!(r#"{"type":"json_object","schema":{"type":"string"}}"#),
                    path: "output_config.format.type",
                    covers: r#""json_object""#,
                    message: r#"expected "json_schema", found "json_object""#,
                    help: Some(
                        "Write {\"type\":\"json_schema\",\"schema\":{…}}: there is no JSON mode without a schema.",
                    ),
                },
                Refused {
                    params: ask!(r#"{"schema":{"type":"string"}}"#),
                    path: "output_config.format.type",
                    covers: r#"{"schema":{"type":"string"}}"#,
                    message: r#"expected a type ("json_schema"), found none"#,
                    help: None,
                },
                Refused {
                    params: ask!(r#"{"type":"json_schema"}"#),
                    path: "output_config.format.schema",
                    covers: r#"{"type":"json_schema"}"#,
                    message: "expected schema, found none",
                    help: None,
                },
                Refused {
                    params: ask!(r#"{"type":"json_schema","schema":"{}"}"#),
                    path: "output_config.format.schema",
                    covers: r#""{}""#,
                    message: r#"expected an object, found "{}""#,
                    help: None,
                },
                Refused {
                    params: ask!(r#"{"type":"json_schema","strict":true,"schema":{"type":"string"}}"#),
                    path: "output_config.format.strict",
                    covers: r#""strict""#,
                    message: r#"expected only type and schema, found "strict""#,
                    help: Some("This is another vendor's format: keep only the schema, as schema."),
                },
            ],
        },
        Example {
            rule: "format.model",
            call: OLD,
            accepted: &[
                ask!(
                    "claude-haiku-4-5",
                    r#"{"type":"json_schema","schema":{"type":"string"}}"#
                ),
                ask!(
                    "claude-unheard-of-3",
                    r#"{"type":"json_schema","schema":{"type":"string"}}"#
                ),
                ask!("claude-opus-4-1", "null"),
            ],
            refused: &[
                Refused {
                    params: ask!(
                        "claude-opus-4-1",
                        r#"{"type":"json_schema","schema":{"type":"string"}}"#
                    ),
                    path: "output_config.format",
                    covers: r#"{"type":"json_schema","schema":{"type":"string"}}"#,
                    message: r#"expected a model that supports output_config.format, found "claude-opus-4-1""#,
                    help: Some("Use a model of the 4.5 generation or later."),
                },
                Refused {
                    params: ask!(
                        "claude-sonnet-4-20250514",
                        r#"{"type":"json_schema","schema":{"type":"string"}}"#
                    ),
                    path: "output_config.format",
                    covers: r#"{"type":"json_schema","schema":{"type":"string"}}"#,
                    message: r#"expected a model that supports output_config.format, found "claude-sonnet-4-20250514""#,
                    help: Some("Use a model of the 4.5 generation or later."),
                },
            ],
        },
    ]);
}

#[test]
fn the_old_name_of_the_format_needs_the_old_version_and_its_beta() {
    macro_rules! old {
        ($format:literal) => {
            concat!(
                r#"{"model":"claude-opus-4-6","max_tokens":4096,"messages":[{"role":"user","content":"Hi"}],"output_format":"#,
                $format,
                "}"
            )
        };
    }
    let refused = || {
        vec![Refused {
            params: old!(r#"{"type":"json_schema","schema":{"type":"string"}}"#),
            path: "output_format",
            covers: r#""output_format""#,
            message: "expected output_config.format, found its old name",
            help: Some("Move the value to output_config.format."),
        }]
    };
    for call in [
        NEW,
        OLD,
        Call {
            version: NEW.version,
            ..OLD_BETA
        },
    ] {
        prove(&[Example {
            rule: "output_format.deprecated",
            call,
            accepted: &[ask!(r#"{"type":"json_schema","schema":{"type":"string"}}"#)],
            refused: refused().leak(),
        }]);
    }
    assert_eq!(
        codes(&check(
            OLD_BETA,
            old!(r#"{"type":"json_schema","schema":{"type":"string"}}"#)
        )),
        [""; 0]
    );
    assert_eq!(
        codes(&check(OLD_BETA, old!(r#"{"type":"json","schema":{"type":"string"}}"#))),
        ["format.shape"]
    );
    assert_eq!(
        codes(&check(
            OLD_BETA,
            old!(r#"{"type":"json_schema","schema":{"type":"object"}}"#)
        )),
        ["schema.additional_properties"]
    );
}

#[test]
fn realistic_schemas_have_no_findings() {
    let bodies = [
        properties!(
            r#""name":{"type":"string","description":"Full name"},"email":{"type":"string","format":"email"},"age":{"anyOf":[{"type":"integer"},{"type":"null"}]},"tags":{"type":"array","items":{"type":"string","enum":["new","paid"]},"minItems":1}"#,
            r#","required":["name","email","age","tags"]"#
        ),
        // As pydantic writes it.
        properties!(
            r##""items":{"items":{"$ref":"#/$defs/LineItem"},"title":"Items","type":"array"},"total":{"title":"Total","type":"number"},"currency":{"const":"EUR","default":"EUR","title":"Currency","type":"string"},"status":{"$ref":"#/$defs/Status"}"##,
            r##","$defs":{"LineItem":{"additionalProperties":false,"properties":{"name":{"title":"Name","type":"string"},"status":{"$ref":"#/$defs/Status"}},"required":["name"],"title":"LineItem","type":"object"},"Status":{"enum":["open","paid"],"title":"Status","type":"string"}},"required":["items","total"],"title":"Invoice""##
        ),
        // As zod writes it.
        properties!(
            r#""kind":{"anyOf":[{"type":"object","properties":{"type":{"type":"string","const":"a"},"at":{"type":"string","format":"date-time"}},"required":["type","at"],"additionalProperties":false},{"type":"object","properties":{"type":{"type":"string","const":"b"},"code":{"type":"string","pattern":"^[A-Z]{3}-[0-9]{1,6}$"}},"required":["type","code"],"additionalProperties":false}]}"#,
            r#","required":["kind"],"$schema":"https://json-schema.org/draft/2020-12/schema""#
        ),
    ];
    for body in bodies {
        for call in [NEW, OLD] {
            let report = check(call, body);
            assert!(report.issues.is_empty(), "{body}\n{:#?}", report.issues);
        }
    }
}

#[test]
fn a_schema_that_many_requests_share_is_checked_in_each_of_them() {
    let fine = r#"{"type":"string"}"#;
    let bad = r#"{"type":"object"}"#;
    let mut input = String::new();
    for (number, schema) in [fine, fine, bad, bad, fine].iter().enumerate() {
        input += &format!("{{\"custom_id\":\"r{number}\",\"params\":{}}}\n", request(schema));
    }
    let found: Vec<_> = crate::checked::check(Options::default(), input.as_bytes())
        .issues
        .iter()
        .map(|issue| (issue.request, issue.code))
        .collect();
    assert_eq!(
        found,
        [
            (Some(2), "schema.additional_properties"),
            (Some(3), "schema.additional_properties")
        ]
    );
}

#[test]
fn a_schema_that_is_certainly_another_object_is_an_error() {
    const VALIDATOR: &str =
        "expected a JSON Schema, found the inner data of a validator, such as one of Zod or Valibot";
    const CONVERT: &str = "Convert it, for example by z.toJSONSchema(schema) or toJsonSchema(schema).";
    const WRAPPER: &str = "expected a JSON Schema, found an object that contains one";
    const UNWRAP: &str = "Write the inner schema itself, without name and strict around it.";
    const EXAMPLE: &str = "expected a JSON Schema, found an object without its keywords";
    const DESCRIBE: &str =
        r#"If it is an example of the answer, write {"type":"object","properties":{…}}, with a schema for each part."#;
    for (schema, message, help) in [
        // Zod 3, 4.1 and 4.3, and Valibot, as JSON.stringify writes them.
        (
            r#"{"_def":{"unknownKeys":"strip","typeName":"ZodObject"},"_cached":null}"#,
            VALIDATOR,
            CONVERT,
        ),
        (
            r#"{"~standard":{"vendor":"zod","version":1},"def":{"type":"string"},"type":"string"}"#,
            VALIDATOR,
            CONVERT,
        ),
        (
            r#"{"def":{"type":"object","shape":{"a":{"def":{"type":"string"},"type":"string"}}},"type":"object"}"#,
            VALIDATOR,
            CONVERT,
        ),
        (
            r#"{"kind":"schema","type":"object","expects":"Object","async":false,"entries":{},"~standard":{"version":1,"vendor":"valibot"}}"#,
            VALIDATOR,
            CONVERT,
        ),
        (
            r#"{"name":"person","strict":true,"schema":{"type":"object"}}"#,
            WRAPPER,
            UNWRAP,
        ),
        (
            r#"{"type":"json_schema","json_schema":{"name":"person","schema":{"type":"object"}}}"#,
            WRAPPER,
            UNWRAP,
        ),
        (r#"{"type":"json_schema","schema":{"type":"object"}}"#, WRAPPER, UNWRAP),
        (r#"{"json_schema":{"type":"object"}}"#, WRAPPER, UNWRAP),
        (r#"{"name":"Ada","age":3}"#, EXAMPLE, DESCRIBE),
        (
            r#"{"title":"Emma","description":"A novel","author":"Jane Austen","id":7}"#,
            EXAMPLE,
            DESCRIBE,
        ),
    ] {
        let report = check(NEW, &request(schema));
        let found: Vec<_> = report
            .issues
            .iter()
            .map(|issue| (issue.code, issue.path.as_str(), issue.message.as_str()))
            .collect();
        let path = "requests.0.params.output_config.format.schema";
        assert_eq!(found, [("schema.valid", path, message)], "{schema}");
        assert_eq!(report.issues[0].help.as_deref(), Some(help), "{schema}");
        assert_eq!(report.errors, 1, "{schema}");
    }
    for schema in [
        "{}",
        r#"{"description":"Anything"}"#,
        r#"{"title":"Anything","x-order":1}"#,
        r#"{"enum":["a","b"]}"#,
        r#"{"const":5}"#,
        r#"{"anyOf":[{"type":"string"},{"type":"null"}]}"#,
        r##"{"$ref":"#/$defs/a","$defs":{"a":{"type":"string"}}}"##,
        r#"{"type":"string","example":"a","nullable":true}"#,
        r#"{"type":"object","properties":{"schema":{"type":"object","additionalProperties":false},"name":{"type":"string"}},"additionalProperties":false}"#,
    ] {
        let found = codes(&check(NEW, &request(schema)));
        assert!(found.is_empty(), "{schema}: {found:?}");
    }
}

#[test]
fn properties_have_a_type_beside_them() {
    prove(&[Example {
        rule: "schema.type",
        call: NEW,
        accepted: &[
            ask!(
                r#"{"type":"json_schema","schema":{"type":"object","allOf":[{"properties":{"a":{"type":"string"}}}],"additionalProperties":false}}"#
            ),
            ask!(
                r#"{"type":"json_schema","schema":{"anyOf":[{"type":"object","additionalProperties":false}],"properties":{"a":{"type":"string"}}}}"#
            ),
            properties!(r#""properties":{"type":"string"}"#),
        ],
        refused: &[
            Refused {
                params: ask!(
                    r#"{"type":"json_schema","schema":{"properties":{"a":{"type":"string"}},"required":["a"]}}"#
                ),
                path: "output_config.format.schema",
                covers: r#"{"a":{"type":"string"}}"#,
                message: "expected a type beside properties, found none",
                help: Some("Add \"type\":\"object\" and \"additionalProperties\":false."),
            },
            Refused {
                params: properties!(r#""a":{"properties":{"b":{"type":"string"}},"additionalProperties":false}"#),
                path: "output_config.format.schema.properties.a",
                covers: r#"{"b":{"type":"string"}}"#,
                message: "expected a type beside properties, found none",
                help: Some("Add \"type\":\"object\" and \"additionalProperties\":false."),
            },
        ],
    }]);
}
