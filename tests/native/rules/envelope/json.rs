//! The input as JSON: text without a form, rounded numbers, and duplicate keys.

use super::*;

#[test]
fn values_without_a_form_in_json_or_utf_8_are_reported_at_their_position() {
    let surrogate = Finding {
        code: "json.not_representable",
        covers: "\\ud83d",
        message: "expected whole characters, found half of a surrogate pair, which has no UTF-8 form",
        help: Some("The text was cut in the middle of a character."),
        ..FINDING
    };
    accept(
        Options::default(),
        &GOOD.replace("Hi", "\\ud83d\\ude00"),
        &["json.not_representable"],
    );
    refuse(
        Options::default(),
        &GOOD.replace("Hi", "Hi \\ud83d"),
        &Finding {
            path: "requests.0.params.messages.0.content",
            pointer: "/requests/0/params/messages/0/content",
            ..surrogate
        },
    );
    refuse(
        Options::default(),
        &GOOD.replace("\"role\"", "\"a\\ud83d\":1,\"role\""),
        &Finding {
            path: "requests.0.params.messages.0.a\u{fffd}",
            pointer: "/requests/0/params/messages/0/a\u{fffd}",
            ..surrogate
        },
    );
    for (word, text, message) in [
        ("NaN", "NaN", "expected a value, found NaN, which JSON cannot represent"),
        (
            "Infinity",
            "-Infinity",
            "expected a value, found Infinity, which JSON cannot represent",
        ),
    ] {
        refuse(
            Options::default(),
            &GOOD.replace(":2000", &format!(":{text}")),
            &Finding {
                path: "requests.0",
                pointer: "/requests/0",
                covers: word,
                message,
                help: Some("Send null, leave the field out, or check where the number comes from."),
                ..surrogate
            },
        );
    }
}

#[test]
fn integers_that_javascript_rounds_are_warnings() {
    let tool = |number: &str| {
        GOOD.replace(
            ":2000",
            &format!(
                ":2000,\"tools\":[{{\"name\":\"t\",\"input_schema\":{{\"type\":\"object\",\"x\":[1,{number}]}}}}]"
            ),
        )
    };
    for good in [
        "9007199254740992",
        "-9007199254740992",
        "1e300",
        "0.12345678901234567890",
    ] {
        accept(Options::default(), &tool(good), &["json.big_integer"]);
    }
    for (big, covers) in [
        ("9007199254740993", "9007199254740993"),
        ("-9007199254740993", "-9007199254740993"),
    ] {
        refuse(
            Options::default(),
            &tool(big),
            &Finding {
                code: "json.big_integer",
                severity: Severity::Warning,
                path: "requests.0.params.tools.0.input_schema.x.1",
                pointer: "/requests/0/params/tools/0/input_schema/x/1",
                covers,
                message: "expected an integer up to 2^53, found a larger one, which JavaScript rounds",
                help: Some("Send it as a string."),
                ..FINDING
            },
        );
    }
}

#[test]
fn a_key_that_an_object_has_twice_is_a_warning() {
    const TWICE: &[(&str, &str, &str, &str)] = &[
        (
            r#""custom_id":"#,
            r#""custom_id":"a","custom_id":"#,
            "custom_id",
            "requests.0.custom_id",
        ),
        (
            r#":2000"#,
            r#":2000,"max_tokens":2000"#,
            "max_tokens",
            "requests.0.params.max_tokens",
        ),
        (
            r#":2000"#,
            r#":2000,"max_\u0074okens":2000"#,
            "max_tokens",
            "requests.0.params.max_tokens",
        ),
        (
            r#":2000"#,
            r#":2000,"metadata":{"user_id":"a","user_id":"a"}"#,
            "user_id",
            "requests.0.params.metadata.user_id",
        ),
        (
            r#":2000"#,
            r#":2000,"system":[{"type":"text","text":"a","type":"text"}]"#,
            "type",
            "requests.0.params.system.0.type",
        ),
    ];
    for (from, to, key, path) in TWICE {
        let text = GOOD.replacen(from, to, 1);
        let issues = issues(&text);
        let [issue] = issues.as_slice() else {
            panic!("{text}: {issues:#?}");
        };
        assert_eq!(
            (issue.code, issue.severity),
            ("json.duplicate_key", Severity::Warning),
            "{text}"
        );
        assert_eq!(
            issue.message,
            format!("expected each key once, found \"{key}\" again"),
            "{text}"
        );
        assert_eq!(
            issue.help.as_deref(),
            Some("Which of them counts depends on the reader: keep one.")
        );
        assert_eq!(issue.path, *path, "{text}");
        // The finding points to the second key.
        let covered = &text[issue.byte_start as usize..issue.byte_end as usize];
        assert!(covered.starts_with('"') && covered.ends_with('"'), "{covered}");
        assert!(
            text[..issue.byte_start as usize].contains(&format!("\"{key}\"")),
            "{text}"
        );
    }
    // Objects defined by the caller may have any keys.
    let own = r#":2000,"tools":[{"name":"t","description":"d","input_schema":{"type":"object","x":{"a":1,"a":2}}}]"#;
    assert_eq!(issues(&GOOD.replace(":2000", own)).len(), 0);
}
