use message_batches::requests::framing::Form;

use super::GOOD;
use super::examples::{Example, Finding, breaks, keeps};
use super::plain;
use crate::checked::{Check, check};

const FORM: Option<&str> = Some("Write one request per line, or a create body {\"requests\":[…]}.");

/// Returns a body around one request.
fn body(rest: &str) -> String {
    format!("{{\"requests\":[{GOOD}]{rest}")
}

pub fn examples() -> Vec<Example> {
    let whole = |path, at, message: &str, help| Finding {
        path,
        line: 1,
        at,
        message: message.into(),
        help,
        ..Finding::default()
    };
    let as_body = |mut example: Example| {
        example.check.settings.form = Form::Body;
        example
    };
    let array = "expected an array of requests, found";
    let end = body("").len() as u64;
    vec![
        keeps("batch.body_object", body("}")),
        keeps("batch.body_object", GOOD),
        keeps("batch.body_object", format!("[{GOOD}]")),
        breaks(
            "batch.body_object",
            format!("[{GOOD}"),
            whole(
                "",
                end - 13,
                "expected the rest of the array, found the end of the text",
                FORM,
            ),
        ),
        breaks(
            "batch.body_object",
            body(""),
            whole(
                "",
                end,
                "expected the rest of the create body, found the end of the text",
                FORM,
            ),
        ),
        breaks(
            "batch.body_object",
            body(",\"requests\":[]}"),
            whole("", end + 12, "expected one key \"requests\", found \"[\"", FORM),
        ),
        breaks(
            "batch.body_object",
            body("}{"),
            whole(
                "",
                end + 1,
                "expected the end of the text after the create body, found \"{\"",
                FORM,
            ),
        ),
        keeps("batch.unknown_field", body("}")),
        breaks(
            "batch.unknown_field",
            body(",\"betas\":[]}"),
            whole(
                "betas",
                end + 1,
                "expected no key except requests, found \"betas\"",
                Some("Set betas and the API version on the call, not in its body."),
            ),
        ),
        keeps("requests.missing", body("}")),
        breaks(
            "requests.missing",
            r#"{"requests":{}}"#,
            whole("requests", 12, &format!("{array} an object"), None),
        ),
        breaks(
            "requests.missing",
            r#"{"requests":null}"#,
            whole("requests", 12, &format!("{array} null"), None),
        ),
        breaks(
            "requests.missing",
            r#"{"requests":"x"}"#,
            whole("requests", 12, &format!("{array} a string"), None),
        ),
        as_body(breaks(
            "requests.missing",
            "{}",
            whole("requests", 2, &format!("{array} no such key"), None),
        )),
        keeps("requests.empty", GOOD),
        breaks(
            "requests.empty",
            "",
            whole("requests", 0, "expected at least one request, found none", None),
        ),
        breaks(
            "requests.empty",
            "\n \r\n",
            whole("requests", 0, "expected at least one request, found none", None),
        ),
        breaks(
            "requests.empty",
            r#"{"requests":[]}"#,
            whole("requests", 0, "expected at least one request, found none", None),
        ),
    ]
}

/// The form of an input is an option, so that it need not be detected if the caller knows it.
#[test]
fn a_create_body_without_requests_is_one_request_unless_the_caller_sets_the_format() {
    assert!(super::check_text("{}").counts.contains_key("custom_id.missing"));
    let mut body = Check::from(plain());
    body.settings.form = Form::Body;
    assert!(check(body, b"{}").counts.contains_key("requests.missing"));
}
