use message_batches::results::outcome::{Advice, Outcome};
use message_batches::results::record;

fn of(result: &str) -> Outcome {
    let line = format!("{{\"custom_id\":\"a\",\"result\":{result}}}");
    Advice::of(&record::parse(line.as_bytes()).unwrap()).outcome
}

#[test]
fn a_success_is_judged_by_its_stop_reason() {
    let cases = [
        ("\"end_turn\"", Outcome::Done, "done"),
        ("\"stop_sequence\"", Outcome::Done, "done"),
        ("\"max_tokens\"", Outcome::Truncated, "truncated"),
        ("\"model_context_window_exceeded\"", Outcome::Truncated, "truncated"),
        ("\"refusal\"", Outcome::Refused, "refused"),
        ("\"pause_turn\"", Outcome::Paused, "paused"),
        ("\"tool_use\"", Outcome::ToolUse, "tool_use"),
        ("\"compaction\"", Outcome::Paused, "paused"),
        ("\"something_new\"", Outcome::Done, "done"),
        ("null", Outcome::Done, "done"),
        ("7", Outcome::Done, "done"),
    ];
    for (stop_reason, outcome, word) in cases {
        let found = of(&format!(
            r#"{{"type":"succeeded","message":{{"stop_reason":{stop_reason}}}}}"#
        ));
        assert_eq!((found, found.as_str()), (outcome, word), "{stop_reason}");
    }
    assert_eq!(of(r#"{"type":"succeeded"}"#), Outcome::Done);
}

#[test]
fn an_error_is_judged_by_its_inner_type() {
    let cases = [
        ("invalid_request_error", Outcome::FixAndRetry, "fix_and_retry"),
        ("not_found_error", Outcome::FixAndRetry, "fix_and_retry"),
        ("authentication_error", Outcome::FixAndRetry, "fix_and_retry"),
        ("billing_error", Outcome::FixAndRetry, "fix_and_retry"),
        ("permission_error", Outcome::FixAndRetry, "fix_and_retry"),
        ("request_too_large", Outcome::FixAndRetry, "fix_and_retry"),
        ("something_new", Outcome::FixAndRetry, "fix_and_retry"),
        ("api_error", Outcome::RetryAsIs, "retry_as_is"),
        ("overloaded_error", Outcome::RetryAsIs, "retry_as_is"),
        ("rate_limit_error", Outcome::RetryAsIs, "retry_as_is"),
        ("timeout_error", Outcome::RetryAsIs, "retry_as_is"),
    ];
    for (kind, outcome, word) in cases {
        let found = of(&format!(
            r#"{{"type":"errored","error":{{"type":"error","error":{{"type":"{kind}"}}}}}}"#
        ));
        assert_eq!((found, found.as_str()), (outcome, word), "{kind}");
    }
}

#[test]
fn the_outer_error_type_is_not_mistaken_for_the_inner_one() {
    assert_eq!(
        of(r#"{"type":"errored","error":{"type":"api_error"}}"#),
        Outcome::FixAndRetry
    );
    assert_eq!(of(r#"{"type":"errored"}"#), Outcome::FixAndRetry);
}

#[test]
fn other_results_are_what_they_say() {
    let cases = [
        ("canceled", Outcome::Canceled, "canceled"),
        ("expired", Outcome::Expired, "expired"),
        ("deferred", Outcome::FixAndRetry, "fix_and_retry"),
        ("malformed", Outcome::FixAndRetry, "fix_and_retry"),
    ];
    for (kind, outcome, word) in cases {
        let found = of(&format!("{{\"type\":\"{kind}\"}}"));
        assert_eq!((found, found.as_str()), (outcome, word));
    }
    assert_eq!(Outcome::Malformed.as_str(), "malformed");
}

#[test]
fn the_reason_is_the_word_that_decided() {
    let cases = [
        (
            r#"{"type":"succeeded","message":{"stop_reason":"max_tokens"}}"#,
            "max_tokens",
        ),
        (
            r#"{"type":"succeeded","message":{"stop_reason":"something_new"}}"#,
            "something_new",
        ),
        (r#"{"type":"succeeded","message":{"stop_reason":null}}"#, "succeeded"),
        (
            r#"{"type":"errored","error":{"error":{"type":"overloaded_error"}}}"#,
            "overloaded_error",
        ),
        (r#"{"type":"errored","error":null}"#, "errored"),
        (r#"{"type":"canceled"}"#, "canceled"),
        (r#"{"type":"expired"}"#, "expired"),
        (r#"{"type":"deferred"}"#, "deferred"),
        (
            r#"{"type":"errored","error":{"error":{"type":"\u0061pi_error"}}}"#,
            "api_error",
        ),
    ];
    for (result, reason) in cases {
        let line = format!("{{\"custom_id\":\"a\",\"result\":{result}}}");
        assert_eq!(
            Advice::of(&record::parse(line.as_bytes()).unwrap()).reason,
            reason,
            "{result}"
        );
    }
}
