//! References in schemas: targets, depth and number.

use std::fmt::Write;

use super::{codes, request};
use crate::rules::{Example, NEW, Refused, check, prove};

#[test]
fn references_resolve_within_the_schema() {
    const DEFINE: Option<&str> = Some("Put the definition into $defs of the schema.");
    prove(&[
        Example {
            rule: "schema.external_ref",
            call: NEW,
            accepted: &[
                properties!(
                    r##""a":{"$ref":"#/$defs/A"},"b":{"$ref":"#/definitions/B~1C"},"c":{"$ref":"#/$defs/D%20%7E0"}"##,
                    r#","$defs":{"A":{"type":"string"},"D ~":{"type":"string"}},"definitions":{"B/C":{"type":"null"}}"#
                ),
                properties!(
                    r##""a":{"anyOf":[{"type":"string"},{"type":"null"}]},"b":{"$ref":"#/properties/a/anyOf/0"}"##
                ),
                properties!(
                    r##""a":{"$ref":"#/components/schemas/A"}"##,
                    r#","components":{"schemas":{"A":{"type":"string"}}}"#
                ),
                properties!(r#""$ref":{"type":"string"}"#),
            ],
            refused: &[
                Refused {
                    params: properties!(r#""a":{"$ref":"https://example.com/a.json"}"#),
                    path: "output_config.format.schema.properties.a.$ref",
                    covers: r#""https://example.com/a.json""#,
                    message: r#"expected a reference that begins with #/, found "https://example.com/a.json""#,
                    help: DEFINE,
                },
                Refused {
                    params: properties!(r#""a":{"$ref":7}"#),
                    path: "output_config.format.schema.properties.a.$ref",
                    covers: "7",
                    message: "expected a reference that begins with #/, found 7",
                    help: DEFINE,
                },
                Refused {
                    params: properties!(r##""a":{"$ref":"#/$defs/B"}"##, r#","$defs":{"A":{"type":"string"}}"#),
                    path: "output_config.format.schema.properties.a.$ref",
                    covers: r##""#/$defs/B""##,
                    message: r##"expected a reference to a part of the schema, found "#/$defs/B""##,
                    help: None,
                },
                Refused {
                    params: properties!(r##""a":{"anyOf":[{"$ref":"#/properties/a/anyOf/1"}]}"##),
                    path: "output_config.format.schema.properties.a.anyOf.0.$ref",
                    covers: r##""#/properties/a/anyOf/1""##,
                    message: r##"expected a reference to a part of the schema, found "#/properties/a/anyOf/1""##,
                    help: None,
                },
            ],
        },
        Example {
            rule: "schema.allof_ref",
            call: NEW,
            accepted: &[
                properties!(r#""a":{"allOf":[{"type":"string"},{"description":"A name."}]}"#),
                properties!(
                    r##""a":{"anyOf":[{"$ref":"#/$defs/A"},{"type":"null"}]}"##,
                    r#","$defs":{"A":{"type":"string"}}"#
                ),
            ],
            refused: &[Refused {
                params: properties!(
                    r##""a":{"allOf":[{"$ref":"#/$defs/A"}]}"##,
                    r#","$defs":{"A":{"type":"string"}}"#
                ),
                path: "output_config.format.schema.properties.a.allOf.0.$ref",
                covers: r##""#/$defs/A""##,
                message: "expected no $ref in allOf, found one",
                help: Some("Replace it with what it refers to."),
            }],
        },
    ]);
}

#[test]
fn schemas_are_not_recursive() {
    const HELP: Option<&str> = Some("Write out as many levels as you need.");
    const MESSAGE: &str = "expected a schema without recursion, found a reference to a schema that contains it";
    prove(&[Example {
        rule: "schema.recursive",
        call: NEW,
        accepted: &[
            // The same definition twice, and through another definition.
            properties!(
                r##""a":{"$ref":"#/$defs/A"},"b":{"$ref":"#/$defs/B"},"c":{"type":"array","items":{"$ref":"#/$defs/B"}}"##,
                r##","$defs":{"A":{"type":"string"},"B":{"anyOf":[{"$ref":"#/$defs/A"},{"type":"null"}]}}"##
            ),
            // A definition is not used until something refers to it.
            properties!(
                r##""a":{"$ref":"#/$defs/A"}"##,
                r##","$defs":{"A":{"anyOf":[{"$ref":"#/$defs/A/$defs/B"}],"$defs":{"B":{"type":"string"},"C":{"$ref":"#/$defs/A"}}}}"##
            ),
            // Siblings refer to each other's parts.
            properties!(r##""a":{"type":"array","items":{"type":"string"}},"b":{"$ref":"#/properties/a/items"}"##),
        ],
        refused: &[
            Refused {
                params: properties!(r##""a":{"$ref":"#"}"##),
                path: "output_config.format.schema.properties.a.$ref",
                covers: r##""#""##,
                message: MESSAGE,
                help: HELP,
            },
            Refused {
                params: properties!(
                    r##""tree":{"$ref":"#/$defs/Node"}"##,
                    r##","$defs":{"Node":{"type":"object","properties":{"children":{"type":"array","items":{"$ref":"#/$defs/Node"}}},"additionalProperties":false}}"##
                ),
                path: "output_config.format.schema.$defs.Node.properties.children.items.$ref",
                covers: r##""#/$defs/Node""##,
                message: MESSAGE,
                help: HELP,
            },
            Refused {
                params: properties!(
                    r##""a":{"$ref":"#/$defs/A"}"##,
                    r##","$defs":{"A":{"anyOf":[{"type":"null"},{"$ref":"#/$defs/B"}]},"B":{"type":"array","items":{"$ref":"#/$defs/A"}}}"##
                ),
                path: "output_config.format.schema.$defs.B.items.$ref",
                covers: r##""#/$defs/A""##,
                message: MESSAGE,
                help: HELP,
            },
            // The cycle is closed through nesting.
            Refused {
                params: properties!(
                    r##""x":{"$ref":"#/properties/y/items"},"y":{"type":"array","items":{"anyOf":[{"$ref":"#/properties/y"},{"type":"null"}]}}"##
                ),
                path: "output_config.format.schema.properties.y.items.anyOf.0.$ref",
                covers: r##""#/properties/y""##,
                message: MESSAGE,
                help: HELP,
            },
        ],
    }]);
}

#[test]
fn nesting_of_the_maximum_depth_is_accepted() {
    // The schema is at depth five: request, params, output_config, format, schema.
    for (open, close) in [
        (r#"{"items":"#, "}"),
        (r#"{"anyOf":["#, "]}"),
        (
            r#"{"type":"object","additionalProperties":false,"properties":{"a":"#,
            "}}",
        ),
    ] {
        let levels = (512 - 6) / open.matches(['{', '[']).count();
        let schema = format!(r#"{}{{"minLength":1}}{}"#, open.repeat(levels), close.repeat(levels));
        let report = check(NEW, &request(&schema));
        assert_eq!(of_schema(&report), ["schema.string_constraints"]);
        assert!(report.issues[0].path.ends_with(".minLength"));
        let references = schema.replace(r#""minLength":1"#, r##""$ref":"#""##);
        assert_eq!(of_schema(&check(NEW, &request(&references))), ["schema.recursive"]);
    }
}

#[test]
fn many_references_take_time_in_proportion() {
    const MANY: usize = 20_000;
    // A chain through all definitions, and all of them twice.
    let mut definitions = String::new();
    let mut properties = String::new();
    for number in 0..MANY {
        write!(
            definitions,
            r##""D{number}":{{"anyOf":[{{"type":"null"}},{{"$ref":"#/$defs/D{}"}}]}},"##,
            number + 1
        )
        .unwrap();
        write!(properties, r##""p{number}":{{"$ref":"#/$defs/D{number}"}},"##).unwrap();
    }
    let schema = |last: &str| {
        format!(
            r##"{{"type":"object","additionalProperties":false,"$defs":{{{definitions}"D{MANY}":{last}}},"properties":{{{properties}"last":{{"$ref":"#/$defs/D0"}}}}}}"##
        )
    };
    assert_eq!(
        of_schema(&check(NEW, &request(&schema(r#"{"type":"string"}"#)))),
        ["schema.complexity"]
    );
    let circle = check(NEW, &request(&schema(r##"{"$ref":"#/$defs/D0"}"##)));
    assert_eq!(of_schema(&circle), ["schema.recursive", "schema.complexity"]);
    assert_eq!(
        circle.issues[0].path,
        format!("requests.0.params.output_config.format.schema.$defs.D{MANY}.$ref")
    );
    // Every definition refers to itself.
    let all: String = (0..MANY)
        .map(|number| format!(r##""D{number}":{{"items":{{"$ref":"#/$defs/D{number}"}}}},"##))
        .collect();
    let report = check(NEW, &request(&format!(r#"{{"$defs":{{{all}"Z":{{}}}}}}"#)));
    assert_eq!(report.counts["schema.recursive"], MANY as u64);
}

/// Returns only the findings about schemas: this number of optional properties also breaks a rule of tools.
fn of_schema(report: &message_batches::rules::Report) -> Vec<&'static str> {
    codes(report)
        .into_iter()
        .filter(|code| code.starts_with("schema."))
        .collect()
}
