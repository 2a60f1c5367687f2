//! The create body around the requests, and its limits.

use super::*;

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
