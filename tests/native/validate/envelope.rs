use super::examples::{Example, Finding, breaks, keeps};
use super::{GOOD, good};

const ONE_OBJECT: Option<&str> = Some("Write one JSON object per request, and in JSONL one request per line.");

pub fn examples() -> Vec<Example> {
    requests().into_iter().chain(ids()).collect()
}

fn requests() -> Vec<Example> {
    let second = |at: u64, covers, message: &str, help| Finding {
        path: "requests.1",
        request: Some(1),
        line: 2,
        at: GOOD.len() as u64 + 1 + at,
        covers,
        message: message.into(),
        help,
        ..Finding::default()
    };
    let after = |text: &str| format!("{GOOD}\n{text}");
    let unknown = |key: &str, value: &str| GOOD.replacen(",\"params\"", &format!(",\"{key}\":{value},\"params\""), 1);
    let key = |path, covers, help| Finding {
        path,
        request: Some(0),
        custom_id: Some("a"),
        line: 1,
        at: 17,
        covers,
        message: format!("expected no keys except custom_id and params, found {covers}"),
        help,
    };
    let vendor = Some("This is another vendor's batch format: move the content of body into params.");
    let inside = Some("Put it into params.");
    let object = "expected an object with custom_id and params, found";
    vec![
        keeps("item.not_object", GOOD),
        breaks(
            "item.not_object",
            after("7"),
            second(0, "7", &format!("{object} 7"), None),
        ),
        breaks(
            "item.not_object",
            after(" [{}] "),
            second(1, "[{}]", &format!("{object} an array"), None),
        ),
        breaks(
            "item.not_object",
            after("\"x\""),
            second(0, "\"x\"", &format!("{object} \"x\""), None),
        ),
        breaks(
            "item.not_object",
            after("{\"custom_id\":\"b\",}"),
            // The id precedes the error.
            Finding {
                custom_id: Some("b"),
                ..second(
                    17,
                    "}",
                    "not valid JSON: expected a key in double quotes, found '}'",
                    Some("Remove the comma before it."),
                )
            },
        ),
        breaks(
            "item.not_object",
            after("{\"custom_id\":\"b\""),
            Finding {
                custom_id: Some("b"),
                ..second(
                    16,
                    "",
                    "not valid JSON: expected ',' or '}' after a value, found the end of the text",
                    ONE_OBJECT,
                )
            },
        ),
        breaks(
            "item.not_object",
            after(&format!("{} {}", good("b"), good("c"))),
            Finding {
                custom_id: Some("b"),
                ..second(
                    GOOD.len() as u64 + 1,
                    "{",
                    "not valid JSON: expected the end, found '{'",
                    ONE_OBJECT,
                )
            },
        ),
        keeps("item.unknown_field", GOOD),
        breaks(
            "item.unknown_field",
            unknown("method", "\"POST\""),
            key("requests.0.method", "\"method\"", vendor),
        ),
        breaks(
            "item.unknown_field",
            unknown("url", "\"/v1\""),
            key("requests.0.url", "\"url\"", vendor),
        ),
        breaks(
            "item.unknown_field",
            unknown("body", "{}"),
            key("requests.0.body", "\"body\"", vendor),
        ),
        breaks(
            "item.unknown_field",
            unknown("model", "\"m\""),
            key("requests.0.model", "\"model\"", inside),
        ),
        breaks(
            "item.unknown_field",
            unknown("note", "[1]"),
            key("requests.0.note", "\"note\"", None),
        ),
    ]
}

fn ids() -> Vec<Example> {
    let id = |custom_id, at, covers, message: &str, help| Finding {
        path: "requests.0.custom_id",
        request: Some(0),
        custom_id,
        line: 1,
        at,
        covers,
        message: message.into(),
        help,
    };
    let nameless = r#"{"params":{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"Hi"}]}}"#;
    let matched = Some("Results come in any order, and the custom_id matches them to requests.");
    let with = |id: &str| GOOD.replacen("\"a\"", id, 1);
    let pattern = "expected 1 to 64 of the characters a-z A-Z 0-9 _ -, found";
    const LONGEST: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    const TOO_LONG: &str = "\"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-x\"";
    const PARAMLESS: &str = r#"{"custom_id":"a"}"#;
    let params = |at, covers, message: &str| Finding {
        path: "requests.0.params",
        custom_id: Some("a"),
        ..id(None, at, covers, message, None)
    };
    vec![
        keeps("custom_id.missing", GOOD),
        breaks(
            "custom_id.missing",
            nameless,
            id(None, 0, nameless, "expected a custom_id, found none", matched),
        ),
        breaks(
            "custom_id.missing",
            with("7"),
            id(None, 13, "7", "expected a string, found 7", None),
        ),
        breaks(
            "custom_id.missing",
            with("null"),
            id(None, 13, "null", "expected a string, found null", None),
        ),
        keeps("custom_id.pattern", good(LONGEST)),
        keeps("custom_id.pattern", good("\\u0041-1")),
        breaks(
            "custom_id.pattern",
            good(""),
            id(Some(""), 13, "\"\"", &format!("{pattern} an empty string"), None),
        ),
        breaks(
            "custom_id.pattern",
            good("a b"),
            id(Some("a b"), 13, "\"a b\"", &format!("{pattern} ' ' in \"a b\""), None),
        ),
        breaks(
            "custom_id.pattern",
            good("é"),
            id(Some("é"), 13, "\"é\"", &format!("{pattern} 'é' in \"é\""), None),
        ),
        breaks(
            "custom_id.pattern",
            good("a\\n"),
            id(
                Some("a\n"),
                13,
                "\"a\\n\"",
                &format!("{pattern} '\\n' in \"a\\n\""),
                None,
            ),
        ),
        breaks(
            "custom_id.pattern",
            with(TOO_LONG),
            id(Some(LONGEST), 13, TOO_LONG, &format!("{pattern} 65 characters"), None),
        ),
        keeps("custom_id.duplicate", format!("{}\n{}", good("a"), good("A"))),
        breaks(
            "custom_id.duplicate",
            format!("{}\n{}\n\n{}", good("a"), good("b"), good("\\u0061")),
            Finding {
                path: "requests.2.custom_id",
                request: Some(2),
                custom_id: Some("a"),
                line: 4,
                at: 2 * GOOD.len() as u64 + 3 + 13,
                covers: "\"\\u0061\"",
                message: "duplicate custom_id \"a\" (first used on line 1)".into(),
                help: None,
            },
        ),
        keeps("params.missing", GOOD),
        breaks(
            "params.missing",
            PARAMLESS,
            params(0, PARAMLESS, "expected params, found none"),
        ),
        breaks(
            "params.missing",
            r#"{"custom_id":"a","params":[]}"#,
            params(26, "[]", "expected an object, found an array"),
        ),
        breaks(
            "params.missing",
            r#"{"params":"x","custom_id":"a"}"#,
            params(10, "\"x\"", "expected an object, found \"x\""),
        ),
    ]
}
