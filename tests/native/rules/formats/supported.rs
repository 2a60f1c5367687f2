//! A fast path accepts schemas with common keywords; an unknown keyword leaves a schema to the complete check. Both must report
//! the same findings.

use message_batches::rules::Issue;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::request;
use crate::property::holds;
use crate::rules::{NEW, check};

/// Keywords without a subschema: common, rare, unsupported, misspelled and odd ones.
const KEYWORDS: &[&str] = &[
    r#""type":"object""#,
    r#""type":"object""#,
    r#""type":["object","null"]"#,
    r#""type":["string","null"]"#,
    r#""type":["string"]"#,
    r#""type":"string""#,
    r#""type":"integer""#,
    r#""type":"number""#,
    r#""type":"boolean""#,
    r#""type":"null""#,
    r#""type":"array""#,
    r#""type":"text""#,
    r#""type":null"#,
    r#""typ\u0065":"object""#,
    r#""additionalProperties":false"#,
    r#""additionalProperties":false"#,
    r#""additionalProperties":false"#,
    r#""additionalProperties":true"#,
    r#""additionalProperties":null"#,
    r#""additionalProperties":{"type":"string"}"#,
    r#""additionalPropertie\u0073":false"#,
    r#""description":"Who.""#,
    r#""title":"T","default":{"minimum":1},"examples":[{"pattern":"(?=x)"}],"const":7"#,
    r#""required":["a","b"]"#,
    r#""enum":["a","b"]"#,
    r#""enum":[1,2.5]"#,
    r#""enum":[1,2.0]"#,
    r#""enum":[true,null]"#,
    r#""enum":[{"a":1}]"#,
    r#""enum":[[]]"#,
    r#""enum":[]"#,
    r#""enum":"a""#,
    r#""enum":null"#,
    r#""format":"date""#,
    r#""format":"dat\u0065""#,
    r#""format":"binary""#,
    r#""format":7"#,
    r#""format":null"#,
    r#""pattern":"^[a-z]+$""#,
    r#""pattern":"^\\d{4}""#,
    r#""pattern":"(?=a)""#,
    r#""pattern":7"#,
    r#""minItems":0"#,
    r#""minItems":1"#,
    r#""minItems":1.0"#,
    r#""minItems":2"#,
    r#""minItems":"1""#,
    r#""maxItems":3"#,
    r#""minimum":1"#,
    r#""minimum":null"#,
    r#""maxLength":1"#,
    r#""uniqueItems":false"#,
    r#""uniqueItems":true"#,
    r#""oneOf":[{"type":"string"}]"#,
    r#""not":{}"#,
    r#""items":[{"type":"object"}]"#,
    r#""items":true"#,
    r#""properties":7"#,
    r#""anyOf":{"a":{"type":"object"}}"#,
    r#""$schema":"https://json-schema.org/draft/2020-12/schema""#,
    r#""$id":"x""#,
    r#""dependencies":{}"#,
    r#""prefixItems":[]"#,
];

/// References: to definitions, into them, to nothing, and to themselves.
const REFERENCES: &[&str] = &[
    "#/$defs/A",
    "#/$defs/B",
    "#/$defs/C",
    "#/definitions/A",
    "#/$defs/A/properties/a",
    "#/properties/a",
    "#/$defs/%41",
    "#/$defs/a~1b",
    "#/$defs/\\u0041",
    "#/$defs/",
    "#/$defs",
    "#",
    "A",
    "https://example.com/a.json",
];

fn schema() -> impl Strategy<Value = String> {
    let reference = select(REFERENCES).prop_map(|to| format!(r#""$ref":"{to}""#));
    let plain = prop_oneof![8 => select(KEYWORDS).prop_map(String::from), 1 => reference];
    let leaf = vec(plain.clone(), 0..4).prop_map(|parts| parts.join(","));
    let entries = leaf.prop_recursive(5, 40, 5, move |inner| {
        let inner = prop_oneof![9 => inner.prop_map(|entries| format!("{{{entries}}}")), 1 => select(&["true", "7", "[]"][..]).prop_map(String::from)];
        let name = select(&["a", "b", "A", "B", "C", "a/b", "\\u0041", "type", "$ref", "enum"][..]);
        let map = vec((name, inner.clone()), 0..4).prop_map(|entries| {
            let entries: Vec<String> = entries.iter().map(|(name, schema)| format!(r#""{name}":{schema}"#)).collect();
            format!("{{{}}}", entries.join(","))
        });
        let list = vec(inner.clone(), 0..3).prop_map(|schemas| format!("[{}]", schemas.join(",")));
        let maps = (select(&["properties", "properties", "properties", "$defs", "definitions"][..]), map);
        let lists = (select(&["anyOf", "anyOf", "allOf"][..]), list);
        let nested = prop_oneof![
            4 => maps.prop_map(|(word, map)| format!(r#""{word}":{map}"#)),
            1 => lists.prop_map(|(word, list)| format!(r#""{word}":{list}"#)),
            1 => inner.prop_map(|schema| format!(r#""items":{schema}"#)),
        ];
        let closed = Just(r#""type":"object","additionalProperties":false"#.to_string());
        let part = prop_oneof![3 => nested, 2 => plain.clone(), 2 => closed];
        vec(part, 1..5).prop_map(|parts| parts.join(","))
    });
    entries.prop_map(|entries| match entries.is_empty() {
        true => r#""title":"T""#.into(),
        false => entries,
    })
}

/// Returns the findings about a schema, without the end of a span, since the roots of the two have different lengths.
fn findings(entries: &str) -> Vec<String> {
    let report = check(NEW, &request(&format!("{{{entries}}}")));
    let text = |issue: &Issue| {
        format!(
            "{} {:?} {} {} {:?} {}",
            issue.code, issue.severity, issue.pointer, issue.message, issue.help, issue.byte_start
        )
    };
    report.issues.iter().map(text).collect()
}

#[test]
fn a_schema_has_the_same_findings_whether_its_keywords_are_known_or_not() {
    let (mut with, mut without) = (0, 0);
    holds(3_000, schema(), |entries| {
        let expected = findings(&format!(r#"{entries},"x-unknown":1"#));
        assert_eq!(findings(&entries), expected);
        *if expected.is_empty() { &mut without } else { &mut with } += 1;
    });
    // Both occur often enough to be significant.
    assert!(with > 500 && without > 500, "{with} with findings, {without} without");
}

#[test]
fn references_in_definitions_have_the_same_findings_in_any_order() {
    let definition = (select(&["A", "B", "C", "D"][..]), select(REFERENCES));
    let (mut with, mut without) = (0, 0);
    holds(1_000, vec(definition, 0..6), |definitions| {
        let text = |(name, to): &(&str, &str)| format!(r#""{name}":{{"anyOf":[{{"type":"null"}},{{"$ref":"{to}"}}]}}"#);
        let list: Vec<String> = definitions.iter().map(text).collect();
        let entries = format!(
            r##""$defs":{{"C":{{"type":"string"}},{}"A":{{"type":"null"}}}},"items":{{"$ref":"#/$defs/A"}}"##,
            list.iter().map(|text| format!("{text},")).collect::<String>()
        );
        let expected = findings(&format!(r#"{entries},"x-unknown":1"#));
        assert_eq!(findings(&entries), expected);
        *if expected.is_empty() { &mut without } else { &mut with } += 1;
    });
    assert!(with > 100 && without > 50, "{with} with findings, {without} without");
}

#[test]
fn optional_properties_and_those_of_several_types_are_counted_the_same() {
    const PROPERTIES: &[&str] = &[
        r#"{"type":"string"}"#,
        r#"{"type":["string","null"]}"#,
        r#"{"type":["string"]}"#,
        r#"{"anyOf":[{"type":"string"},{"type":"null"}]}"#,
        r#"{"anyOf":[{"type":"string"}]}"#,
        r#"{"type":"object","properties":{"a":{"type":["integer","null"]},"b":{"type":"null"}},"required":["a"],"additionalProperties":false}"#,
        r#"{"type":"array","items":{"type":"object","properties":{"a":{"type":"null"}},"additionalProperties":false}}"#,
        r#"{"anyOf":[{"type":"object","properties":{"a":{},"b":true},"required":["b"],"additionalProperties":false},{"type":"null"}]}"#,
        "true",
    ];
    let (mut with, mut without) = (0, 0);
    holds(
        400,
        (vec(select(PROPERTIES), 0..40), 0..60_usize),
        |(properties, required)| {
            let entries: Vec<String> = properties
                .iter()
                .enumerate()
                .map(|(index, property)| format!(r#""p{index}":{property}"#))
                .collect();
            let required: Vec<String> = (0..required).map(|index| format!(r#""p{index}""#)).collect();
            let entries = format!(
                r#""type":"object","additionalProperties":false,"required":[{}],"properties":{{{}}}"#,
                required.join(","),
                entries.join(",")
            );
            let expected = findings(&format!(r#"{entries},"x-unknown":1"#));
            assert_eq!(findings(&entries), expected);
            *if expected.is_empty() { &mut without } else { &mut with } += 1;
        },
    );
    assert!(with > 50 && without > 50, "{with} with findings, {without} without");
}
