use message_batches::catalog::limits::{MAX_BODY_BYTES, MAX_REQUESTS, SMALLEST_QUEUE};
use message_batches::requests::shards::body::EMPTY;
use message_batches::rules::Options;

use super::examples::{Example, Finding};
use super::{good, plain};
use crate::checked::{Check, check};

/// Returns `count` valid requests, one per line.
fn lines(count: usize) -> Vec<u8> {
    let mut input = String::new();
    for index in 0..count {
        input += &good(&format!("r{index}"));
        input += "\n";
    }
    input.into_bytes()
}

/// Returns a create body with `count` valid requests.
fn body(count: usize) -> Vec<u8> {
    let requests: Vec<String> = (0..count).map(|index| good(&format!("r{index}"))).collect();
    format!("{{\"requests\":[{}]}}", requests.join(",")).into_bytes()
}

/// Returns lines of these lengths. They are not JSON, so that reading them is fast: only their size matters here.
fn sized(lengths: &[u64]) -> Vec<u8> {
    let mut input = Vec::new();
    for length in lengths {
        input.resize(input.len() + usize::try_from(*length).unwrap(), b'#');
        input.push(b'\n');
    }
    input
}

/// Turns off the rules about the contents of lines.
fn blind() -> Check {
    let rules = Options {
        rules: [("item.not_object", message_batches::rules::Severity::Off)].into(),
        ..plain()
    };
    rules.into()
}

pub fn too_many() -> Vec<Example> {
    let one_batch = || Check::from(plain()).in_one_batch();
    let found = || {
        whole(
            "requests",
            "expected at most 100000 requests in a batch, found 100001",
            "Split the requests into several batches.",
        )
    };
    const CODE: &str = "requests.too_many";
    vec![
        example(CODE, one_batch(), || lines(MAX_REQUESTS), None),
        example(CODE, one_batch(), || lines(MAX_REQUESTS + 1), found()),
        example(CODE, blind(), || sized(&vec![1; MAX_REQUESTS + 1]), None),
        example(CODE, plain(), || body(MAX_REQUESTS), None),
        example(CODE, plain(), || body(MAX_REQUESTS + 1), found()),
    ]
}

/// A body of exactly the limit, and one byte more.
pub fn too_large() -> Vec<Example> {
    const HALF: u64 = MAX_BODY_BYTES / 2;
    const CODE: &str = "batch.too_large";
    let found = whole(
        "",
        "expected a create body of at most 256000000 bytes, found 256000001",
        "Split the requests into several batches.",
    );
    vec![
        example(CODE, blind().in_one_batch(), || sized(&[HALF, HALF - EMPTY - 1]), None),
        example(CODE, blind().in_one_batch(), || sized(&[HALF, HALF - EMPTY]), found),
    ]
}

pub fn queue_limit() -> Vec<Example> {
    const CODE: &str = "batch.queue_limit";
    let found = whole(
        "requests",
        "found 200001 requests; on the smallest tier only 200000 can wait at a time",
        "Your tier may allow more; otherwise later batches are refused until earlier ones are done.",
    );
    vec![
        example(CODE, blind(), || sized(&vec![1; SMALLEST_QUEUE]), None),
        example(CODE, blind(), || sized(&vec![1; SMALLEST_QUEUE + 1]), found),
    ]
}

fn example(code: &'static str, check: impl Into<Check>, input: fn() -> Vec<u8>, finding: Option<Finding>) -> Example {
    Example {
        code,
        check: check.into(),
        input: Box::new(input),
        finding,
    }
}

fn whole(path: &'static str, message: &str, help: &'static str) -> Option<Finding> {
    Some(Finding {
        path,
        line: 1,
        message: message.into(),
        help: Some(help),
        ..Finding::default()
    })
}

#[test]
fn a_request_that_is_too_large_alone_is_reported_with_all_its_bytes() {
    let size = MAX_BODY_BYTES - EMPTY + 1;
    let report = check(blind(), &sized(&[2, size]));
    let [issue] = report.issues.as_slice() else {
        panic!("{:?}", report.issues)
    };
    assert_eq!(
        (issue.code, issue.path.as_str(), issue.line),
        ("batch.too_large", "requests.1", Some(2))
    );
    assert_eq!((issue.byte_start, issue.byte_end), (3, 3 + size));
    assert_eq!(
        issue.message,
        "expected a create body of at most 256000000 bytes, found a request that needs 256000001"
    );
    assert_eq!((report.shards, report.ok), (2, false));
}

#[test]
fn two_hundred_thousand_ids_are_distinct_and_a_duplicate_of_the_last_is_reported() {
    let mut input = lines(SMALLEST_QUEUE - 1);
    input.extend_from_slice(good("r0").as_bytes());
    let report = check(plain(), &input);
    assert_eq!((report.requests, report.errors, report.shards), (200_000, 1, 2));
    assert_eq!(
        report.issues[0].message,
        "duplicate custom_id \"r0\" (first used on line 1)"
    );
    assert_eq!(report.issues[0].path, "requests.199999.custom_id");
}
