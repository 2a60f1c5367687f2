use std::time::Duration;

use message_batches::calls::error::{ApiError, ConnectionFailure, Error, Outcome};
use message_batches::requests;
use message_batches::wording::InvalidOption;

const UNKNOWN: &str = "The batch may exist: list recent batches before creating it again, or it may be billed twice.";

fn api(status: u16, kind: Option<&str>, message: &str, outcome: Option<Outcome>) -> Error {
    Error::Api(Box::new(ApiError {
        status,
        kind: kind.map(Into::into),
        message: message.into(),
        outcome,
        ..ApiError::default()
    }))
}

fn connection(reason: ConnectionFailure, attempts: u32, outcome: Option<Outcome>) -> Error {
    Error::Connection {
        reason,
        target: "POST https://api.anthropic.com/v1/messages/batches".into(),
        attempts,
        limit: Some(Duration::from_millis(600_000)),
        outcome,
        detail: "fetch failed".into(),
    }
}

#[test]
fn the_code_of_an_answered_error_follows_its_status() {
    let cases = [
        (400, "invalid_request"),
        (401, "authentication_failed"),
        (402, "billing_problem"),
        (403, "permission_denied"),
        (404, "not_found"),
        (408, "server_timeout"),
        (409, "conflict"),
        (413, "request_too_large"),
        (422, "invalid_request"),
        (429, "rate_limited"),
        (500, "server_error"),
        (501, "server_error"),
        (503, "overloaded"),
        (504, "server_timeout"),
        (529, "overloaded"),
        (600, "server_error"),
    ];
    for (status, code) in cases {
        let error = api(status, None, "m", None);
        assert_eq!((error.code(), error.class()), (code, "ApiError"), "{status}");
    }
}

#[test]
fn a_row_error_reports_the_known_position() {
    let cases = [
        (Some(3), Some(7), "row 3, line 7: p"),
        (Some(3), None, "row 3: p"),
        (None, Some(7), "line 7: p"),
        (None, None, "rows: p"),
    ];
    for (row, line, message) in cases {
        let problem = "p".into();
        let error = requests::error::Error::Rows { row, line, problem };
        assert_eq!(
            (error.to_string().as_str(), error.code(), error.class()),
            (message, "invalid_rows", "RowsError")
        );
    }
}

#[test]
fn a_spend_limit_has_its_own_code() {
    for (error_code, code) in [
        ("enforced_spend_limit_reached", "spend_limit"),
        ("contract_spend_limit_reached", "spend_limit"),
        ("ramp_limit_exceeded", "rate_limited"),
    ] {
        let error = ApiError {
            status: 429,
            error_code: Some(error_code.into()),
            ..ApiError::default()
        };
        assert_eq!(error.code(), code);
    }
    for (error_code, code) in [
        ("organization_on_hold", "permission_denied"),
        ("claude_code_key_creator_not_member", "permission_denied"),
        ("cmek_key_disabled", "permission_denied"),
        ("cmek_key_network_blocked", "permission_denied"),
        ("workspace_human_review_disabled", "permission_denied"),
        ("image_dimensions_too_large", "invalid_request"),
    ] {
        let error = ApiError {
            status: 400,
            error_code: Some(error_code.into()),
            ..ApiError::default()
        };
        assert_eq!(error.code(), code);
    }
    let text = "Your credit balance is too low to access the Anthropic API.";
    assert_eq!(api(400, None, text, None).code(), "billing_problem");
    // A limit that the user has set has no code.
    let text = "You have reached your specified API usage limits. You will regain access on 2026-12-01 at 00:00 UTC.";
    for (status, message, code) in [
        (400, text, "spend_limit"),
        (429, text, "spend_limit"),
        (500, text, "server_error"),
        (400, "messages: text of API usage", "invalid_request"),
    ] {
        assert_eq!(api(status, None, message, None).code(), code, "{status} {message}");
    }
}

#[test]
fn an_error_response_reports_status_type_and_text() {
    let text = "Message Batch msgbatch_1 not found.";
    let cases = [
        (
            api(404, Some("not_found_error"), text, None),
            format!("404 not_found_error: {text}"),
        ),
        (api(502, None, text, None), format!("502 error: {text}")),
        (
            api(500, Some("api_error"), "Oops.", Some(Outcome::Unknown)),
            format!("500 api_error: Oops. {UNKNOWN}"),
        ),
    ];
    for (error, message) in cases {
        assert_eq!(error.to_string(), message);
    }
}

#[test]
fn a_missing_response_reports_the_target_the_attempts_and_the_outcome() {
    use ConnectionFailure::{Cors, CutOff, Failed, TimedOut};
    let target = "POST https://api.anthropic.com/v1/messages/batches";
    let cases = [
        (
            connection(Failed, 1, None),
            "connection_failed",
            format!("{target}: no response (fetch failed)."),
        ),
        (
            connection(Failed, 3, None),
            "connection_failed",
            format!("{target}: no response after 3 attempts (fetch failed)."),
        ),
        (
            connection(Failed, 1, Some(Outcome::Unknown)),
            "connection_failed",
            format!("{target}: no response (fetch failed). {UNKNOWN}"),
        ),
        (
            connection(Failed, 3, Some(Outcome::NotSent)),
            "connection_failed",
            format!(
                "{target}: no response after 3 attempts (fetch failed). No batch was created: creating it again is \
                 safe."
            ),
        ),
        (
            connection(Cors, 1, None),
            "needs_relay",
            format!(
                "{target}: no response (fetch failed). The API does not let web pages call its batch endpoints; point \
                 {{ baseURL }} at a relay on a server or edge worker."
            ),
        ),
        (
            connection(TimedOut, 1, None),
            "timed_out",
            format!("{target}: no response within 600000 ms."),
        ),
        (
            connection(TimedOut, 2, Some(Outcome::Unknown)),
            "timed_out",
            format!("{target}: no response within 600000 ms after 2 attempts. {UNKNOWN}"),
        ),
        (
            connection(CutOff, 1, None),
            "connection_lost",
            format!("{target}: the response was cut off (fetch failed)."),
        ),
        (
            connection(CutOff, 2, None),
            "connection_lost",
            format!("{target}: the response was cut off after 2 attempts (fetch failed)."),
        ),
    ];
    for (error, code, message) in cases {
        assert_eq!((error.code(), error.class()), (code, "ConnectionError"));
        assert_eq!(error.to_string(), message);
    }
}

#[test]
fn a_poll_timeout_reports_the_status_of_the_batch() {
    let error = |status: Option<&str>| Error::PollTimeout {
        limit: Duration::from_millis(1500),
        status: status.map(Into::into),
        id: "msgbatch_1".into(),
    };
    let cases = [
        (
            error(Some("in_progress")),
            "Message Batch msgbatch_1 was still in_progress after 1500 ms of polling. The batch keeps running: poll \
             again later.",
        ),
        (
            error(None),
            "Message Batch msgbatch_1 could not be read within 1500 ms of polling.",
        ),
    ];
    for (error, message) in cases {
        assert_eq!((error.code(), error.class()), ("poll_timeout", "PollTimeoutError"));
        assert_eq!(error.to_string(), message);
    }
}

#[test]
fn an_unexpected_response_reports_its_problem() {
    let error = |outcome| Error::Response {
        target: "GET https://host/path".into(),
        problem: "expected a message batch, found an empty body.".into(),
        status: 200,
        request_id: None,
        outcome,
    };
    let plain = "GET https://host/path: expected a message batch, found an empty body.";
    assert_eq!(error(None).to_string(), plain);
    assert_eq!(error(Some(Outcome::Unknown)).to_string(), format!("{plain} {UNKNOWN}"));
    assert_eq!(
        (error(None).code(), error(None).class()),
        ("unexpected_response", "ResponseError")
    );
}

#[test]
fn a_wrong_option_is_a_type_or_a_range_error() {
    for (range, class) in [(false, "TypeError"), (true, "RangeError")] {
        let error = Error::Option(InvalidOption {
            name: "limit".into(),
            expected: "a number".into(),
            found: "an array".into(),
            range,
        });
        assert_eq!(error.to_string(), "limit: expected a number, found an array");
        assert_eq!((error.code(), error.class()), ("invalid_option", class));
    }
}

#[test]
fn the_outcome_of_a_create_is_reported() {
    let cases = [
        (
            connection(ConnectionFailure::Failed, 1, Some(Outcome::NotSent)),
            Some("not_sent"),
        ),
        (
            connection(ConnectionFailure::TimedOut, 1, Some(Outcome::Unknown)),
            Some("unknown"),
        ),
        (api(500, None, "m", Some(Outcome::Unknown)), Some("unknown")),
        (api(400, None, "m", Some(Outcome::NotSent)), Some("not_sent")),
        (api(400, None, "m", None), None),
        (Error::MissingKey, None),
    ];
    for (error, word) in cases {
        assert_eq!(error.outcome().map(Outcome::as_str), word);
    }
}

#[test]
fn a_stop_separates_the_words_of_the_api_from_ours() {
    let said = |message: &str, outcome| api(400, Some("invalid_request_error"), message, outcome).to_string();
    let open = "requests.0.params: Field required";
    assert_eq!(said(open, None), format!("400 invalid_request_error: {open}"));
    assert_eq!(
        said(open, Some(Outcome::Unknown)),
        format!("400 invalid_request_error: {open}. {UNKNOWN}")
    );
    for ended in ["No.", "Why?", "No!"] {
        assert_eq!(
            said(ended, Some(Outcome::Unknown)),
            format!("400 invalid_request_error: {ended} {UNKNOWN}")
        );
    }
    // Sending a refused request again is safe, but useless.
    assert_eq!(
        said(open, Some(Outcome::NotSent)),
        format!("400 invalid_request_error: {open}")
    );
}
