use message_batches::rules::{Options, Severity};

use super::{GOOD, check, check_text, plain};

fn error_message(text: &str) -> String {
    check_text(text).summary()
}

#[test]
fn the_error_message_has_the_count_and_the_first_error() {
    let cases = [
        (
            String::new(),
            "The batch was not sent: 1 error in 0 requests. First: requests (line 1): expected at least one request, found none",
        ),
        (
            format!("{GOOD}\n{GOOD}"),
            "The batch was not sent: 1 error in 2 requests. First: requests.1.custom_id (line 2): duplicate custom_id \"a\" \
             (first used on line 1)",
        ),
        (
            "7".into(),
            "The batch was not sent: 1 error in 1 request. First: requests.0 (line 1): expected an object with custom_id and \
             params, found 7",
        ),
        (
            "{\"requests\":[7,8}".into(),
            "The batch was not sent: 3 errors in 2 requests. First: requests.0 (line 1): expected an object with custom_id \
             and params, found 7",
        ),
        (
            "[]".into(),
            "The batch was not sent: 1 error in 0 requests. First: requests (line 1): expected at least one request, found none",
        ),
        (
            "[".into(),
            "The batch was not sent: 1 error in 0 requests. First: the input (line 1): expected the rest of the array, found \
             the end of the text",
        ),
    ];
    for (text, sentence) in cases {
        assert_eq!(error_message(&text), sentence);
    }
}

#[test]
fn a_warning_is_not_the_first_error_and_objects_have_no_lines() {
    let options = Options {
        rules: [("item.unknown_field", Severity::Warning)].into(),
        lines: false,
        ..plain()
    };
    let report = check(options, br#"{"note":1,"custom_id":"a"}"#);
    assert_eq!((report.errors, report.warnings), (1, 1));
    assert_eq!(
        report.summary(),
        "The batch was not sent: 1 error in 1 request. First: requests.0.params: expected params, found none"
    );
}

#[test]
fn without_kept_findings_the_message_only_counts() {
    let options = Options {
        max_issues: 0,
        ..plain()
    };
    assert_eq!(
        check(options, b"7\n8").summary(),
        "The batch was not sent: 2 errors in 2 requests."
    );
}

#[test]
fn a_broken_envelope_is_not_also_reported_as_empty() {
    let report = check_text("{\"requests\":7}");
    assert_eq!(report.counts.into_iter().collect::<Vec<_>>(), [("requests.missing", 1)]);
    let report = check_text("{\"requests\":[");
    assert_eq!(
        report.counts.into_iter().collect::<Vec<_>>(),
        [("batch.body_object", 1)]
    );
}
