//! Requests around their `params`.

use super::*;

#[test]
fn a_request_is_an_object_with_a_custom_id_and_params() {
    accept(
        Options::default(),
        GOOD,
        &[
            "item.not_object",
            "item.unknown_field",
            "custom_id.missing",
            "params.missing",
        ],
    );
    assert!(look(Options::default(), GOOD.as_bytes()).issues.is_empty());
    let second = |request: &str| format!("{GOOD}\n{request}\n");
    let finding = Finding {
        line: 2,
        path: "requests.1",
        pointer: "/requests/1",
        ..FINDING
    };

    refuse(
        Options::default(),
        &second("[1]"),
        &Finding {
            code: "item.not_object",
            covers: "[1]",
            message: "expected an object with custom_id and params, found an array",
            ..finding
        },
    );
    refuse(
        Options::default(),
        &second(r#"{"custom_id":"b",}"#),
        &Finding {
            code: "item.not_object",
            covers: "}",
            message: "not valid JSON: expected a key in double quotes, found '}'",
            help: Some("Remove the comma before it."),
            ..finding
        },
    );

    let unknown = Finding {
        code: "item.unknown_field",
        ..finding
    };
    refuse(
        Options::default(),
        &second(r#"{"custom_id":"b","params":{},"method":"POST"}"#),
        &Finding {
            path: "requests.1.method",
            pointer: "/requests/1/method",
            covers: "\"method\"",
            message: "expected no keys except custom_id and params, found \"method\"",
            help: Some("This is another vendor's batch format: move the content of body into params."),
            ..unknown
        },
    );
    refuse(
        Options::default(),
        &second(r#"{"custom_id":"b","params":{},"model":"claude-opus-5"}"#),
        &Finding {
            path: "requests.1.model",
            pointer: "/requests/1/model",
            covers: "\"model\"",
            message: "expected no keys except custom_id and params, found \"model\"",
            help: Some("Put it into params."),
            ..unknown
        },
    );
    refuse(
        Options::default(),
        &second(r#"{"custom_id":"b","params":{},"a/b~c":1}"#),
        &Finding {
            path: "requests.1.a/b~c",
            pointer: "/requests/1/a~1b~0c",
            covers: "\"a/b~c\"",
            message: "expected no keys except custom_id and params, found \"a/b~c\"",
            ..unknown
        },
    );

    let missing = Finding {
        code: "params.missing",
        path: "requests.1.params",
        pointer: "/requests/1/params",
        ..finding
    };
    refuse(
        Options::default(),
        &second(r#"{"custom_id":"b"}"#),
        &Finding {
            covers: r#"{"custom_id":"b"}"#,
            message: "expected params, found none",
            ..missing
        },
    );
    refuse(
        Options::default(),
        &second(r#"{"custom_id":"b","params":"x"}"#),
        &Finding {
            covers: "\"x\"",
            message: "expected an object, found \"x\"",
            ..missing
        },
    );
}

#[test]
fn every_request_has_a_unique_custom_id() {
    let request = |id: &str| GOOD.replace("\"a\"", id);
    let id = |id: &str| format!("{GOOD}\n{}\n", request(id));
    let codes = ["custom_id.missing", "custom_id.pattern", "custom_id.duplicate"];
    for good in [
        "\"A\"",
        "\"__proto__\"",
        "\"-\"",
        "\"\\u0062\"",
        &format!("\"{}\"", "9".repeat(64)),
    ] {
        accept(Options::default(), &id(good), &codes);
    }
    let finding = Finding {
        line: 2,
        path: "requests.1.custom_id",
        pointer: "/requests/1/custom_id",
        ..FINDING
    };
    let missing = Finding {
        code: "custom_id.missing",
        ..finding
    };
    refuse(
        Options::default(),
        &id("7"),
        &Finding {
            covers: "7",
            message: "expected a string, found 7",
            ..missing
        },
    );
    refuse(
        Options::default(),
        &format!("{GOOD}\n{{\"params\":{{}}}}"),
        &Finding {
            covers: "{\"params\":{}}",
            message: "expected a custom_id, found none",
            help: Some("Results come in any order, and the custom_id matches them to requests."),
            ..missing
        },
    );
    let pattern = Finding {
        code: "custom_id.pattern",
        ..finding
    };
    refuse(
        Options::default(),
        &id("\"\""),
        &Finding {
            covers: "\"\"",
            message: "expected 1 to 64 of the characters a-z A-Z 0-9 _ -, found an empty string",
            ..pattern
        },
    );
    refuse(
        Options::default(),
        &id("\"b\\n\""),
        &Finding {
            covers: "\"b\\n\"",
            message: "expected 1 to 64 of the characters a-z A-Z 0-9 _ -, found '\\n' in \"b\\n\"",
            ..pattern
        },
    );
    refuse(
        Options::default(),
        &id("\"é\""),
        &Finding {
            covers: "\"é\"",
            message: "expected 1 to 64 of the characters a-z A-Z 0-9 _ -, found 'é' in \"é\"",
            ..pattern
        },
    );
    refuse(
        Options::default(),
        &id(&format!("\"{}\"", "9".repeat(65))),
        &Finding {
            covers: "\"99999999999999999999999999999999999999999999999999999999999999999\"",
            message: "expected 1 to 64 of the characters a-z A-Z 0-9 _ -, found 65 characters",
            ..pattern
        },
    );
    let duplicate = Finding {
        code: "custom_id.duplicate",
        ..finding
    };
    for (again, covers) in [("\"a\"", "\"a\""), ("\"\\u0061\"", "\"\\u0061\"")] {
        refuse(
            Options::default(),
            &id(again),
            &Finding {
                covers,
                message: "duplicate custom_id \"a\" (first used on line 1)",
                ..duplicate
            },
        );
    }
}
