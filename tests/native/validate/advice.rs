//! Advice about text that is not JSON.

use super::{GOOD, check, plain};

const ONE_OBJECT: &str = "Write one JSON object per request, and in JSONL one request per line.";
const SEPARATORS: &str =
    "Remove the record separators (0x1E) of a JSON text sequence: in JSONL, a line break separates requests.";
const EVENTS: &str = "It looks like server-sent events: write only the JSON that follows data:, one request per line.";
const YAML: &str = "It looks like YAML: convert it to JSON, and write one request per line.";
const COMMENT: &str = "JSON has no comments: remove it.";
const LINE_COMMA: &str = "Remove the comma at the end of the line: in JSONL, a line break separates requests.";
const COMMA: &str = "Remove the comma before it.";
const QUOTES: &str = "JSON has double quotes: write each request with a JSON library.";
const LITERALS: &str = "JSON has true, false and null: write each request with a JSON library.";

#[test]
fn the_help_for_text_that_is_not_json_names_what_is_wrong_with_it() {
    for (line, help) in [
        (format!("{GOOD},"), LINE_COMMA),
        (format!("{GOOD} , \t"), LINE_COMMA),
        (format!("{GOOD},{GOOD}"), ONE_OBJECT),
        (format!("{GOOD};"), ONE_OBJECT),
        (format!("\u{1e}{GOOD}"), SEPARATORS),
        (format!("data: {GOOD}"), EVENTS),
        (format!("data:{GOOD}"), EVENTS),
        ("event: message".into(), EVENTS),
        ("id: 7".into(), EVENTS),
        ("retry: 3000".into(), EVENTS),
        ("// the first".into(), COMMENT),
        ("/* the first */".into(), COMMENT),
        ("# the first".into(), COMMENT),
        (format!("{GOOD} // the first"), COMMENT),
        (format!("{GOOD} # the first"), COMMENT),
        (r#"{"custom_id":"a", /* x */ "params":{}}"#.into(), COMMENT),
        ("custom_id: a".into(), YAML),
        ("params:".into(), YAML),
        ("- custom_id: a".into(), YAML),
        ("--- ".into(), YAML),
        ("custom_id=a".into(), ONE_OBJECT),
        ("https://example.com".into(), ONE_OBJECT),
        (r#"{"custom_id":"a",}"#.into(), COMMA),
        (r#"{"custom_id":[1 , ]}"#.into(), COMMA),
        (r#"{"custom_id":}"#.into(), ONE_OBJECT),
        (r#"{"custom_id":'a'}"#.into(), QUOTES),
        (r#"{"a":True}"#.into(), LITERALS),
        (r#"{"a":None}"#.into(), LITERALS),
        (r#"{"a":undefined}"#.into(), LITERALS),
        (r#"{custom_id:"a"}"#.into(), ONE_OBJECT),
        ("nonsense".into(), ONE_OBJECT),
    ] {
        // After a valid line: the first line may name another format.
        let report = check(plain(), format!("{GOOD}\n{line}\n").as_bytes());
        let [issue] = report.issues.as_slice() else {
            panic!("{line}: {:?}", report.issues)
        };
        assert_eq!(
            (issue.code, issue.help.as_deref()),
            ("item.not_object", Some(help)),
            "{line}"
        );
    }
}
