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
