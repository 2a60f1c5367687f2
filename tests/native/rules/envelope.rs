//! The input around the requests, and requests around their `params`.

use std::collections::HashMap;

use message_batches::requests::framing::Form;
use message_batches::rules::{Issue, Options, Severity};

use crate::checked::{Check, check as look};

const GOOD: &str = r#"{"custom_id":"a","params":{"model":"claude-opus-5","max_tokens":2000,"messages":[{"role":"user","content":"Hi"}]}}"#;

/// A finding about a whole input.
struct Finding {
    code: &'static str,
    severity: Severity,
    path: &'static str,
    pointer: &'static str,
    line: u64,
    /// The text that is covered; for the input as a whole nothing.
    covers: &'static str,
    message: &'static str,
    help: Option<&'static str>,
}

const FINDING: Finding = Finding {
    code: "",
    severity: Severity::Error,
    path: "",
    pointer: "",
    line: 1,
    covers: "",
    message: "",
    help: None,
};

/// A check of an input in this form.
fn in_form(form: Form, rules: Options) -> Check {
    let mut check = Check::from(rules);
    check.settings.form = form;
    check
}

/// So that requests which are no requests can stand in for 100,000 real ones.
fn anything_goes() -> Options {
    Options {
        rules: HashMap::from([("item.not_object", Severity::Off)]),
        ..Options::default()
    }
}

fn issues(input: &str) -> Vec<Issue> {
    look(Options::default(), input.as_bytes()).issues
}

/// Checks that the input breaks the rule once, and in these words.
fn refuse(check: impl Into<Check>, input: &str, expected: &Finding) {
    let report = look(check, input.as_bytes());
    let shown: String = input.chars().take(200).collect();
    let found: Vec<&Issue> = report
        .issues
        .iter()
        .filter(|issue| issue.code == expected.code)
        .collect();
    assert_eq!(found.len(), 1, "{} in {shown}: {:#?}", expected.code, report.issues);
    let issue = found[0];
    assert_eq!(issue.message, expected.message, "{shown}");
    assert_eq!(issue.help.as_deref(), expected.help, "{shown}");
    assert_eq!(issue.severity, expected.severity, "{shown}");
    assert_eq!(
        (issue.path.as_str(), issue.pointer.as_str()),
        (expected.path, expected.pointer),
        "{shown}"
    );
    assert_eq!(issue.line, Some(expected.line), "{shown}");
    assert_eq!(
        &input[issue.byte_start as usize..issue.byte_end as usize],
        expected.covers,
        "{shown}"
    );
    let rule = message_batches::rules::rule(expected.code).unwrap();
    assert_eq!(rule.severity, expected.severity, "{}", expected.code);
}

/// Checks that the rules find nothing in the input.
fn accept(check: impl Into<Check>, input: &str, codes: &[&str]) {
    let report = look(check, input.as_bytes());
    for code in codes {
        assert!(!report.counts.contains_key(code), "{code}: {:#?}", report.issues);
    }
}

#[test]
fn a_create_body_is_an_object_with_only_requests() {
    let body = format!("{{\"requests\":[{GOOD}]}}");
    let options = || in_form(Form::Body, Options::default());
    accept(
        options(),
        &body,
        &[
            "batch.body_object",
            "batch.unknown_field",
            "requests.missing",
            "requests.empty",
        ],
    );
    assert!(look(options(), body.as_bytes()).issues.is_empty());

    let help = Some("Write one request per line, or a create body {\"requests\":[…]}.");
    let not_an_object = Finding {
        code: "batch.body_object",
        help,
        ..FINDING
    };
    refuse(
        options(),
        "[1]",
        &Finding {
            message: "expected a JSON object such as {\"requests\":[…]}, found \"[\"",
            ..not_an_object
        },
    );
    refuse(
        options(),
        "{\"requests\":\n[",
        &Finding {
            message: "expected the rest of the create body, found the end of the text",
            line: 2,
            ..not_an_object
        },
    );
    refuse(
        options(),
        &format!("{{\"betas\":[],\n\"requests\":[{GOOD}]}}"),
        &Finding {
            code: "batch.unknown_field",
            path: "betas",
            pointer: "/betas",
            message: "expected no key except requests, found \"betas\"",
            help: Some("Set betas and the API version on the call, not in its body."),
            ..FINDING
        },
    );
    let missing = Finding {
        code: "requests.missing",
        path: "requests",
        pointer: "/requests",
        ..FINDING
    };
    refuse(
        options(),
        "{}",
        &Finding {
            message: "expected an array of requests, found no such key",
            ..missing
        },
    );
    refuse(
        options(),
        "{\"requests\":{}}",
        &Finding {
            message: "expected an array of requests, found an object",
            ..missing
        },
    );
    refuse(
        options(),
        "{\"requests\":[]}",
        &Finding {
            code: "requests.empty",
            path: "requests",
            pointer: "/requests",
            message: "expected at least one request, found none",
            ..FINDING
        },
    );
}

#[test]
fn a_batch_has_at_most_100_000_requests() {
    let one_batch = || Check::from(anything_goes()).in_one_batch();
    let full = "1\n".repeat(100_000);
    accept(one_batch(), &full, &["requests.too_many"]);
    let over = full + "1\n";
    accept(anything_goes(), &over, &["requests.too_many", "batch.queue_limit"]);
    refuse(
        one_batch(),
        &over,
        &Finding {
            code: "requests.too_many",
            path: "requests",
            pointer: "/requests",
            message: "expected at most 100000 requests in a batch, found 100001",
            help: Some("Split the requests into several batches."),
            ..FINDING
        },
    );
}

#[test]
fn more_requests_than_may_wait_at_a_time_are_a_warning() {
    let most = "1\n".repeat(200_000);
    accept(anything_goes(), &most, &["batch.queue_limit"]);
    refuse(
        anything_goes(),
        &(most + "1\n"),
        &Finding {
            code: "batch.queue_limit",
            severity: Severity::Warning,
            path: "requests",
            pointer: "/requests",
            message: "found 200001 requests; on the smallest tier only 200000 can wait at a time",
            help: Some("Your tier may allow more; otherwise later batches are refused until earlier ones are done."),
            ..FINDING
        },
    );
}

#[test]
fn a_create_body_has_at_most_256_mb() {
    let options = || in_form(Form::Jsonl, anything_goes()).in_one_batch();
    // Not JSON, so only its length is checked: {"requests":[…,…]} takes 15 bytes, and each comma one.
    let line = format!("{}\n", "x".repeat(999_999));
    let mut input = line.repeat(255);
    input.push_str(&"x".repeat(256_000_000 - 255 * 1_000_000 - 15));
    accept(options(), &input, &["batch.too_large"]);
    input.push('x');
    refuse(
        options(),
        &input,
        &Finding {
            code: "batch.too_large",
            message: "expected a create body of at most 256000000 bytes, found 256000001",
            help: Some("Split the requests into several batches."),
            ..FINDING
        },
    );
    drop(input);

    // A request that is too large for any batch.
    let alone = "x".repeat(256_000_000 - 14);
    let report = look(in_form(Form::Jsonl, Options::default()), alone.as_bytes());
    let issue = report
        .issues
        .iter()
        .find(|issue| issue.code == "batch.too_large")
        .unwrap();
    assert_eq!(
        issue.message,
        "expected a create body of at most 256000000 bytes, found a request that needs 256000001"
    );
    assert_eq!(
        (issue.path.as_str(), issue.pointer.as_str()),
        ("requests.0", "/requests/0")
    );
    assert_eq!((issue.byte_start, issue.byte_end), (0, alone.len() as u64));
}

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
        // It points to the second of them.
        let covered = &text[issue.byte_start as usize..issue.byte_end as usize];
        assert!(covered.starts_with('"') && covered.ends_with('"'), "{covered}");
        assert!(
            text[..issue.byte_start as usize].contains(&format!("\"{key}\"")),
            "{text}"
        );
    }
    // Objects of the caller's own may have what they want.
    let own = r#":2000,"tools":[{"name":"t","description":"d","input_schema":{"type":"object","x":{"a":1,"a":2}}}]"#;
    assert_eq!(issues(&GOOD.replace(":2000", own)).len(), 0);
}
