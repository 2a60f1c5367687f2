use message_batches::results::outcome::{Advice, Outcome};
use message_batches::results::record;

fn of(result: &str) -> Outcome {
    let line = format!("{{\"custom_id\":\"a\",\"result\":{result}}}");
    Advice::of(&record::parse(line.as_bytes()).unwrap()).outcome
}

#[test]
fn the_outcome_of_a_success_depends_on_its_stop_reason() {
    let cases = [
        ("\"end_turn\"", Outcome::Done, "done"),
        ("\"stop_sequence\"", Outcome::Done, "done"),
        ("\"max_tokens\"", Outcome::Truncated, "truncated"),
        ("\"model_context_window_exceeded\"", Outcome::Truncated, "truncated"),
        ("\"refusal\"", Outcome::Refused, "refused"),
        ("\"pause_turn\"", Outcome::Paused, "paused"),
        ("\"tool_use\"", Outcome::ToolUse, "tool_use"),
        ("\"compaction\"", Outcome::Paused, "paused"),
        ("\"tool_calls\"", Outcome::ToolUse, "tool_use"),
        ("\"length\"", Outcome::Truncated, "truncated"),
        ("\"content_filter\"", Outcome::Refused, "refused"),
        ("\"MAX_TOKENS\"", Outcome::Truncated, "truncated"),
        ("\"max_output_tokens\"", Outcome::Truncated, "truncated"),
        ("\"model_length\"", Outcome::Truncated, "truncated"),
        ("\"ERROR_LIMIT\"", Outcome::Truncated, "truncated"),
        ("\"SAFETY\"", Outcome::Refused, "refused"),
        ("\"RECITATION\"", Outcome::Refused, "refused"),
        ("\"BLOCKLIST\"", Outcome::Refused, "refused"),
        ("\"PROHIBITED_CONTENT\"", Outcome::Refused, "refused"),
        ("\"SPII\"", Outcome::Refused, "refused"),
        ("\"ERROR_TOXIC\"", Outcome::Refused, "refused"),
        ("\"content_filtered\"", Outcome::Refused, "refused"),
        ("\"guardrail_intervened\"", Outcome::Refused, "refused"),
        ("\"TOOL_CALLS\"", Outcome::ToolUse, "tool_use"),
        ("\"tool-calls\"", Outcome::ToolUse, "tool_use"),
        ("\"content-filter\"", Outcome::Refused, "refused"),
        ("\"incomplete\"", Outcome::Truncated, "truncated"),
        ("\"error\"", Outcome::Truncated, "truncated"),
        ("\"timeout\"", Outcome::Truncated, "truncated"),
        ("\"aborted\"", Outcome::Truncated, "truncated"),
        ("\"CANCELLED\"", Outcome::Truncated, "truncated"),
        ("\"canceled\"", Outcome::Truncated, "truncated"),
        ("\"STOP\"", Outcome::Done, "done"),
        ("\"COMPLETE\"", Outcome::Done, "done"),
        ("\"something_new\"", Outcome::Done, "done"),
        ("null", Outcome::Done, "done"),
        ("7", Outcome::Done, "done"),
    ];
    for (stop_reason, outcome, word) in cases {
        let found = of(&format!(
            r#"{{"type":"succeeded","message":{{"content":[{{"type":"text","text":"x"}},{{"type":"tool_use"}}],"stop_reason":{stop_reason}}}}}"#
        ));
        assert_eq!((found, found.as_str()), (outcome, word), "{stop_reason}");
    }
}

#[test]
fn a_list_of_errors_counts_by_its_first() {
    let listed = |kind: &str| {
        of(&format!(
            r#"{{"type":"errored","errors":[{{"type":"{kind}","message":"x"}},{{"type":"other"}}]}}"#
        ))
    };
    assert_eq!(listed("overloaded_error"), Outcome::RetryAsIs);
    assert_eq!(listed("invalid_request_error"), Outcome::FixAndRetry);
}

#[test]
fn a_success_without_content_is_empty() {
    let thinking = r#"{"type":"thinking","thinking":"Hm.","signature":"s"}"#;
    let asked = r#"{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{}}"#;
    let failed = r#"{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":{"type":"web_search_tool_result_error","error_code":"max_uses_exceeded"}}"#;
    let found = r#"{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[{"type":"web_search_result","url":"https://a.example"}]}"#;
    let ran = r#"{"type":"code_execution_tool_result","tool_use_id":"srvtoolu_1","content":{"stdout":"1","type":"code_execution_result"}}"#;
    let text = |text: &str| format!(r#"{{"type":"text","text":"{text}"}}"#);
    let with = |blocks: &[&str]| format!("[{}]", blocks.join(","));
    for (content, end, tool) in [
        (with(&[]), Outcome::Empty, Outcome::Empty),
        ("null".into(), Outcome::Empty, Outcome::Empty),
        ("\"\"".into(), Outcome::Empty, Outcome::Empty),
        ("\"Yes.\"".into(), Outcome::Done, Outcome::Empty),
        (with(&[&text("")]), Outcome::Empty, Outcome::Empty),
        (
            with(&[&text(" \\n\\t\\u00a0"), &text("")]),
            Outcome::Empty,
            Outcome::Empty,
        ),
        (
            with(&[&text("\\u200b\\ufeff"), &text("\u{200b}\u{feff}\u{2060}\u{200d}")]),
            Outcome::Empty,
            Outcome::Empty,
        ),
        (
            with(&[&text("\\u00ad\\u200e\u{ad}\u{200f}\u{202a}\u{2066}\u{61c}")]),
            Outcome::Empty,
            Outcome::Empty,
        ),
        (
            with(&[&text("\u{3164}\u{ffa0}\u{115f}\u{2800}\u{fe0f}\u{180e}\u{34f}")]),
            Outcome::Empty,
            Outcome::Empty,
        ),
        (with(&[&text("\u{2764}\u{fe0f}")]), Outcome::Done, Outcome::Empty),
        (with(&[&text("\u{2801}")]), Outcome::Done, Outcome::Empty),
        (
            with(&[r#"{"type":"compaction","content":"We met Ann."}"#]),
            Outcome::Empty,
            Outcome::Empty,
        ),
        (with(&[&text("\u{200b}.")]), Outcome::Done, Outcome::Empty),
        (with(&["{\"type\":\"text\"}"]), Outcome::Empty, Outcome::Empty),
        (with(&[thinking]), Outcome::Empty, Outcome::Empty),
        (
            with(&[r#"{"type":"redacted_thinking","data":"x"}"#]),
            Outcome::Empty,
            Outcome::Empty,
        ),
        (with(&[thinking, &text("\\n")]), Outcome::Empty, Outcome::Empty),
        (with(&[asked]), Outcome::Empty, Outcome::Empty),
        (with(&[&text(""), &text("\\u0041")]), Outcome::Done, Outcome::Empty),
        (with(&[&text("\\\\")]), Outcome::Done, Outcome::Empty),
        (with(&[thinking, &text("Yes.")]), Outcome::Done, Outcome::Empty),
        (
            with(&[r#"{"type":"container_upload","file_id":"f"}"#]),
            Outcome::Done,
            Outcome::Empty,
        ),
        (with(&[r#"{"type":"something_new"}"#]), Outcome::Done, Outcome::Empty),
        (
            with(&[r#"{"type":"tool_use","name":"t","input":{}}"#]),
            Outcome::ToolUse,
            Outcome::ToolUse,
        ),
        (
            with(&[r#"{"type":"tool_use","name":"t","input":{}}"#, &text("Look.")]),
            Outcome::Done,
            Outcome::ToolUse,
        ),
        (
            with(&[r#"{"type":"fallback","from":{"model":"a"},"to":{"model":"b"}}"#]),
            Outcome::Empty,
            Outcome::Empty,
        ),
        (with(&[asked, failed]), Outcome::Empty, Outcome::Empty),
        (
            with(&[thinking, asked, failed, failed, &text(" ")]),
            Outcome::Empty,
            Outcome::Empty,
        ),
        (
            with(&[asked, &failed.replace("web_search", "bash_code_execution")]),
            Outcome::Empty,
            Outcome::Empty,
        ),
        (
            with(&[asked, failed, &text("It failed.")]),
            Outcome::Done,
            Outcome::Empty,
        ),
        (with(&[asked, failed, asked, found]), Outcome::Done, Outcome::Empty),
        (with(&[asked, ran]), Outcome::Done, Outcome::Empty),
    ] {
        let message =
            |stop: &str| format!(r#"{{"type":"succeeded","message":{{"content":{content},"stop_reason":"{stop}"}}}}"#);
        assert_eq!(of(&message("end_turn")), end, "{content}");
        assert_eq!(of(&message("tool_use")), tool, "{content}");
        assert_eq!(of(&message("max_tokens")), Outcome::Truncated, "{content}");
        assert_eq!(of(&message("refusal")), Outcome::Refused, "{content}");
    }
    assert_eq!(of(r#"{"type":"succeeded"}"#), Outcome::Empty);
    assert_eq!(Outcome::Empty.as_str(), "empty");
}

#[test]
fn the_outcome_of_an_error_depends_on_its_inner_type() {
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
fn a_limit_of_spending_is_not_worth_a_retry_although_its_type_is_that_of_a_rate_limit() {
    let advice = |details: &str| {
        let error = format!(r#"{{"type":"rate_limit_error","message":"No.","details":{details}}}"#);
        let line = format!(
            r#"{{"custom_id":"a","result":{{"type":"errored","error":{{"type":"error","error":{error},"request_id":null}}}}}}"#
        );
        let record = record::parse(line.as_bytes()).unwrap();
        let word = |string| record.value(string).into_owned();
        let Advice { outcome, reason } = Advice::of(&record);
        let reason = reason.into_owned();
        (
            outcome,
            reason,
            record.error_type.map(word),
            record.error_message.map(word),
        )
    };
    let expected = |outcome, reason: &str| {
        (
            outcome,
            reason.into(),
            Some("rate_limit_error".into()),
            Some("No.".into()),
        )
    };
    for (details, outcome, reason) in [
        (
            r#"{"error_code":"enforced_spend_limit_reached"}"#,
            Outcome::FixAndRetry,
            "enforced_spend_limit_reached",
        ),
        (
            r#"{"limit":{"usd":5},"error_code":"contract_spend_limit_reached","message":"x"}"#,
            Outcome::FixAndRetry,
            "contract_spend_limit_reached",
        ),
        (
            r#"{"error_code":"ramp_limit_exceeded"}"#,
            Outcome::RetryAsIs,
            "rate_limit_error",
        ),
        (
            r#"{"error_code":"image_dimensions_too_large"}"#,
            Outcome::RetryAsIs,
            "rate_limit_error",
        ),
        (r#"{"error_code":null}"#, Outcome::RetryAsIs, "rate_limit_error"),
        ("null", Outcome::RetryAsIs, "rate_limit_error"),
    ] {
        assert_eq!(advice(details), expected(outcome, reason), "{details}");
    }
}

#[test]
fn an_error_has_the_same_outcome_in_any_wrapper() {
    let of = |line: &str| {
        let record = record::parse(line.as_bytes()).unwrap();
        let word = |string| record.value(string).into_owned();
        (
            record.error_type.map(word),
            record.error_message.map(word),
            Advice::of(&record).outcome,
        )
    };
    let result = |rest: &str| of(&format!(r#"{{"custom_id":"a","result":{{"type":"errored",{rest}}}}}"#));
    let known = |kind: &str, message: &str, outcome| (Some(kind.into()), Some(message.into()), outcome);
    let busy = known("overloaded_error", "busy", Outcome::RetryAsIs);
    for wrapped in [
        r#""error":{"type":"error","error":{"type":"overloaded_error","message":"busy"}}"#,
        r#""error":{"error":{"message":"busy","type":"overloaded_error"},"type":"error"}"#,
        r#""error":{"type":"overloaded_error","message":"busy"}"#,
        r#""error":{"type":"error","error":{"type":"error","error":{"type":"overloaded_error","message":"busy"}}}"#,
        r#""error":{"type":"overloaded_error","error":{"message":"busy"}}"#,
        r#""error":{"error":{"message":"busy"},"type":"overloaded_error"}"#,
        r#""error":{"type":"error","message":"busy","error":{"type":"overloaded_error"}}"#,
        r#""error":{"type":"overloaded_error","error":"busy"}"#,
        r#""error":{"code":"overloaded_error","message":"busy"}"#,
        r#""error":{"message":"busy"},"error_type":"overloaded_error""#,
        r#""error":"busy","error_type":"overloaded_error""#,
        r#""error_type":"overloaded_error","error_message":"busy""#,
        r#""message":"busy","error_type":"overloaded_error""#,
        r#""message":"busy","error":{"type":"overloaded_error"}"#,
    ] {
        assert_eq!(result(wrapped), busy, "{wrapped}");
    }
    let above = r#"{"custom_id":"a","result":{"type":"errored"},"error":{"type":"overloaded_error","message":"busy"}}"#;
    assert_eq!(of(above), busy);
    assert_eq!(
        result(r#""error":"overloaded_error""#),
        known("overloaded_error", "overloaded_error", Outcome::RetryAsIs)
    );
    let upstream = known("server_error", "upstream timed out", Outcome::RetryAsIs);
    assert_eq!(
        result(r#""error":{"type":"server_error","message":"upstream timed out"}"#),
        upstream
    );
    let untyped = (None, Some("busy".to_string()), Outcome::FixAndRetry);
    assert_eq!(result(r#""error":{"message":"busy"}"#), untyped);
    assert_eq!(result(r#""error":"busy""#), untyped);
    assert_eq!(
        result(r#""error":{"type":"error","error":{"message":"busy"}}"#),
        untyped
    );
    assert_eq!(result(r#""error":null"#), (None, None, Outcome::FixAndRetry));
    let deep = format!("{}1{}", r#"{"error":"#.repeat(50_000), "}".repeat(50_000));
    assert_eq!(result(&format!("\"error\":{deep}")), (None, None, Outcome::FixAndRetry));
}

#[test]
fn an_error_type_of_another_server_counts_by_whose_fault_it_names() {
    for (kind, outcome) in [
        ("server_error", Outcome::RetryAsIs),
        ("internal_server_error", Outcome::RetryAsIs),
        ("service_unavailable", Outcome::RetryAsIs),
        ("rate_limit_exceeded", Outcome::RetryAsIs),
        ("timeout", Outcome::RetryAsIs),
        ("context_length_exceeded", Outcome::FixAndRetry),
        ("insufficient_quota", Outcome::FixAndRetry),
    ] {
        let result = format!(r#"{{"type":"errored","error":{{"type":"{kind}","message":"x"}}}}"#);
        assert_eq!(of(&result), outcome, "{kind}");
    }
}

#[test]
fn an_error_of_another_server_counts_by_its_number_its_code_or_its_name() {
    let of = |error: &str| {
        let line = format!(r#"{{"custom_id":"a","result":{{"type":"errored","error":{error}}}}}"#);
        let record = record::parse(line.as_bytes()).unwrap();
        let advice = Advice::of(&record);
        (advice.outcome.as_str(), advice.reason.into_owned())
    };
    let named = |kind: &str| of(&format!(r#"{{"type":"{kind}","message":"x"}}"#));
    for (error, reason) in [
        (r#"{"message":"x","type":"None","param":"None","code":"429"}"#, "429"),
        (r#"{"code":429,"message":"x"}"#, "429"),
        (r#"{"code":"529","message":"x"}"#, "529"),
        (r#"{"status":503,"message":"x"}"#, "503"),
        (r#"{"statusCode":408,"message":"x"}"#, "408"),
        (r#"{"status_code":409,"message":"x"}"#, "409"),
        (r#"{"errorCode":429,"errorMessage":"x"}"#, "429"),
        (r#"{"error":{"code":502,"message":"x","metadata":{"raw":"y"}}}"#, "502"),
        (
            r#"{"type":"tokens","code":"rate_limit_exceeded","message":"x"}"#,
            "rate_limit_exceeded",
        ),
        (
            r#"{"error":{"code":429,"message":"x","status":"RESOURCE_EXHAUSTED"}}"#,
            "429",
        ),
        (r#"{"code":8,"message":"x","status":"UNAVAILABLE"}"#, "UNAVAILABLE"),
        (
            r#"{"__type":"ThrottlingException","message":"x"}"#,
            "ThrottlingException",
        ),
        (r#"{"error_type":"timeout","error_message":"x"}"#, "timeout"),
        (r#"{"name":"TimeoutError","message":"x"}"#, "TimeoutError"),
        (r#"{"errors":[{"code":503,"message":"x"},{"code":400}]}"#, "503"),
        (r#"[{"type":"overloaded_error","message":"x"}]"#, "overloaded_error"),
        (r#"{"status":429,"error":{"type":"tokens","message":"x"}}"#, "429"),
        (r#""Internal Server Error""#, "Internal Server Error"),
        (r#""RateLimitError""#, "RateLimitError"),
    ] {
        assert_eq!(of(error), ("retry_as_is", reason.into()), "{error}");
    }
    for kind in [
        "RESOURCE_EXHAUSTED",
        "UNAVAILABLE",
        "DEADLINE_EXCEEDED",
        "INTERNAL",
        "internal_error",
        "RateLimitError",
        "litellm.RateLimitError",
        "InternalServerError",
        "Internal Server Error",
        "request_timeout",
        "RATE_LIMIT_EXCEEDED",
        "ThrottlingException",
        "ServiceUnavailable",
        "ServiceUnavailableError",
        "Bad Gateway",
        "APIConnectionError",
        "ModelTimeoutException",
        "too_many_requests",
        "408",
        "409",
        "500",
        "504",
        "529",
        "ECONNRESET",
        "ECONNABORTED",
        "ETIMEDOUT",
        "EHOSTUNREACH",
        "ENETUNREACH",
        "EAI_AGAIN",
        "ENOTFOUND",
        "UND_ERR_SOCKET",
        "UND_ERR_CONNECT_TIMEOUT",
        "EPIPE",
    ] {
        assert_eq!(named(kind), ("retry_as_is", kind.into()));
    }
    for kind in [
        "400",
        "401",
        "404",
        "413",
        "422",
        "1302",
        "BadRequestError",
        "AuthenticationError",
        "NotFoundError",
        "INVALID_ARGUMENT",
        "PERMISSION_DENIED",
        "UNAUTHENTICATED",
        "ServiceQuotaExceededException",
        "invalid_connection",
        "content_filter",
    ] {
        let reason = if kind == "1302" { "errored" } else { kind };
        assert_eq!(named(kind), ("fix_and_retry", reason.into()));
    }
    for (error, reason) in [
        (
            r#"{"type":"invalid_request_error","code":"429","message":"x"}"#,
            "invalid_request_error",
        ),
        (
            r#"{"type":"insufficient_quota","code":429,"message":"x"}"#,
            "insufficient_quota",
        ),
        (
            r#"{"title":"Bad","status":400,"detail":"d","type":"about:blank"}"#,
            "400",
        ),
        (r#"{"code":1302,"message":"x"}"#, "errored"),
    ] {
        assert_eq!(of(error), ("fix_and_retry", reason.into()), "{error}");
    }
}

#[test]
fn the_text_of_an_error_is_kept_whatever_its_name() {
    for error in [
        r#"{"error_type":"timeout","error_message":"the text"}"#,
        r#"{"errorMessage":"the text"}"#,
        r#"{"detail":"the text","title":"Bad"}"#,
        r#"{"detail":[{"loc":["body"],"msg":"the text","type":"missing"},{"msg":"more"}]}"#,
        r#"{"errors":[{"message":"the text"}]}"#,
        r#"{"errors":["the text","more"]}"#,
        r#"{"type":"api_error","description":"the text"}"#,
        r#"{"error_description":"the text"}"#,
    ] {
        let line = format!(r#"{{"custom_id":"a","result":{{"type":"errored","error":{error}}}}}"#);
        let record = record::parse(line.as_bytes()).unwrap();
        let message = record.error_message.map(|message| record.value(message).into_owned());
        assert_eq!(message.as_deref(), Some("the text"), "{error}");
    }
}

#[test]
fn an_error_that_only_has_a_text_counts_by_the_error_status_or_name_in_it() {
    let of = |text: &str| {
        let text = serde_json::to_string(text).unwrap();
        let found = [
            format!(r#""error":{text}"#),
            format!(r#""error":{{"message":{text}}}"#),
            format!(r#""error":{{"name":"Error","message":{text}}}"#),
            format!(r#""error_message":{text}"#),
        ]
        .map(|error| {
            let line = format!(r#"{{"custom_id":"a","result":{{"type":"errored",{error}}}}}"#);
            let record = record::parse(line.as_bytes()).unwrap();
            let advice = Advice::of(&record);
            let message = record.error_message.map(|message| record.value(message).into_owned());
            // A name without a meaning is the reason only if the text names none.
            let reason = match advice.reason.as_ref() {
                "Error" => "errored".to_string(),
                reason => reason.to_string(),
            };
            (advice.outcome.as_str(), reason, message.unwrap())
        });
        assert!(found.iter().all(|one| *one == found[0]), "{found:?}");
        found[0].clone()
    };
    let overloaded =
        r#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"},"request_id":"req_1"}"#;
    for text in [
        overloaded.to_string(),
        format!("529 {overloaded}"),
        format!("API error: {overloaded}"),
        r#"{"type":"overloaded_error","message":"Overloaded"}"#.into(),
        format!("busy\nover\tloaded_error {overloaded}"),
    ] {
        assert_eq!(of(&text), ("retry_as_is", "overloaded_error".into(), text));
    }
    let invalid = r#"400 {"type":"error","error":{"type":"invalid_request_error","message":"say \"hi\""}}"#;
    assert_eq!(
        of(invalid),
        ("fix_and_retry", "invalid_request_error".into(), invalid.into())
    );
    for (text, reason) in [
        (
            "Error code: 429 - {'type': 'error', 'error': {'type': 'rate_limit_error', 'message': 'x'}}",
            "rate_limit_error",
        ),
        ("Request failed with status code 503", "503"),
        ("503 Service Unavailable", "503"),
        ("529", "529"),
        ("502: upstream", "502"),
        ("HTTP error 504", "504"),
        (
            "<html>\r\n<head><title>502 Bad Gateway</title></head><body></body></html>",
            "502",
        ),
        (
            "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>503 Backend</title>",
            "503",
        ),
        ("connect ECONNREFUSED 127.0.0.1:80", "ECONNREFUSED"),
        (
            "request to https://api.example/ failed, reason: connect ETIMEDOUT 10.0.0.1:443",
            "ETIMEDOUT",
        ),
        ("getaddrinfo ENOTFOUND api.example", "ENOTFOUND"),
        ("UND_ERR_SOCKET: other side closed", "UND_ERR_SOCKET"),
        ("TypeError: fetch failed", "fetch failed"),
        ("Error: socket hang up", "socket hang up"),
        ("anthropic.RateLimitError: busy", "RateLimitError"),
        ("RESOURCE_EXHAUSTED: busy", "RESOURCE_EXHAUSTED"),
    ] {
        assert_eq!(of(text), ("retry_as_is", reason.into(), text.into()));
    }
    for (text, reason) in [
        ("Error code: 400 - {'type': 'error'}", "400"),
        ("404 Not Found", "404"),
        ("BadRequestError: max_tokens is too large", "BadRequestError"),
        ("500 tokens were asked for", "errored"),
        ("messages: expected at most 429", "errored"),
        ("the code is 1500", "errored"),
        ("", "errored"),
        ("{", "errored"),
        (r#"the schema {"type":"object","message":"x"} is unknown"#, "errored"),
    ] {
        assert_eq!(of(text), ("fix_and_retry", reason.into(), text.into()));
    }
}

#[test]
fn a_known_type_or_a_new_one_of_the_api_counts_more_than_the_text() {
    for (kind, outcome) in [
        ("overloaded_error", Outcome::RetryAsIs),
        ("invalid_request_error", Outcome::FixAndRetry),
        ("some_new_error", Outcome::FixAndRetry),
    ] {
        for text in ["429 Too Many Requests", "400 Bad Request", "read ECONNRESET"] {
            let line = format!(
                r#"{{"custom_id":"a","result":{{"type":"errored","error":{{"type":"error","error":{{"type":"{kind}","message":"{text}"}}}}}}}}"#
            );
            let record = record::parse(line.as_bytes()).unwrap();
            let advice = Advice::of(&record);
            assert_eq!((advice.outcome, advice.reason.as_ref()), (outcome, kind), "{text}");
        }
    }
}

#[test]
fn a_status_beside_the_type_of_a_result_counts() {
    for name in ["status", "status_code", "statusCode"] {
        for (value, outcome, reason) in [
            ("429", Outcome::RetryAsIs, "429"),
            ("\"503\"", Outcome::RetryAsIs, "503"),
            ("400", Outcome::FixAndRetry, "400"),
            ("\"failed\"", Outcome::FixAndRetry, "errored"),
            ("null", Outcome::FixAndRetry, "errored"),
        ] {
            let line = format!(r#"{{"custom_id":"a","result":{{"type":"errored","{name}":{value}}}}}"#);
            let record = record::parse(line.as_bytes()).unwrap();
            let advice = Advice::of(&record);
            assert_eq!((advice.outcome, advice.reason.as_ref()), (outcome, reason), "{line}");
        }
    }
    assert_eq!(
        of(r#"{"type":"errored","Error":{"Code":"ThrottlingException","Message":"Rate exceeded"}}"#),
        Outcome::RetryAsIs
    );
}

#[test]
fn a_success_has_no_error() {
    let line = r#"{"custom_id":"a","result":{"type":"succeeded","message":{"content":"x"},"error":{"type":"api_error"}},"error":"api_error"}"#;
    let record = record::parse(line.as_bytes()).unwrap();
    assert_eq!((record.error_type, record.error_message), (None, None));
}

#[test]
fn other_results_are_what_they_say() {
    let cases = [
        ("canceled", Outcome::Canceled, "canceled"),
        ("cancelled", Outcome::Canceled, "canceled"),
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
fn the_reason_is_the_stop_reason_or_error_type() {
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
        (r#"{"type":"cancelled"}"#, "canceled"),
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

#[test]
fn other_words_for_the_type_of_a_result_have_the_outcome_of_its_error_or_answer() {
    let of = |result: &str| {
        let line = format!("{{\"custom_id\":\"a\",\"result\":{result}}}");
        let record = record::parse(line.as_bytes()).unwrap();
        let advice = Advice::of(&record);
        (record.kind().into_owned(), advice.outcome, advice.reason.into_owned())
    };
    let is = |kind: &str, outcome, reason: &str| (kind.to_owned(), outcome, reason.to_owned());
    for word in ["errored", "error", "failed", "failure", "Failed", "ERROR"] {
        for (kind, outcome) in [
            ("overloaded_error", Outcome::RetryAsIs),
            ("invalid_request_error", Outcome::FixAndRetry),
        ] {
            assert_eq!(
                of(&format!(
                    r#"{{"type":"{word}","error":{{"type":"{kind}","message":"m"}}}}"#
                )),
                is("errored", outcome, kind),
                "{word}"
            );
        }
        assert_eq!(
            of(&format!(r#"{{"type":"{word}"}}"#)),
            is("errored", Outcome::FixAndRetry, "errored")
        );
    }
    for word in ["succeeded", "success", "Succeeded", "completed"] {
        let result = |rest: &str| format!(r#"{{"type":"{word}","message":{{{rest}}}}}"#);
        let text = r#""content":[{"type":"text","text":"Yes."}]"#;
        let done = result(&format!(r#"{text},"stop_reason":"end_turn""#));
        assert_eq!(of(&done), is("succeeded", Outcome::Done, "end_turn"));
        let cut = result(&format!(r#"{text},"stop_reason":"max_tokens""#));
        assert_eq!(of(&cut), is("succeeded", Outcome::Truncated, "max_tokens"));
        let busy = result(r#""type":"error","error":{"type":"overloaded_error","message":"m"}"#);
        assert_eq!(of(&busy), is("errored", Outcome::RetryAsIs, "overloaded_error"));
    }
    assert_eq!(
        of(r#"{"type":"Cancelled"}"#),
        is("canceled", Outcome::Canceled, "canceled")
    );
    assert_eq!(of(r#"{"type":"Expired"}"#), is("expired", Outcome::Expired, "expired"));
}

#[test]
fn codes_of_grpc_say_whether_a_fault_may_pass() {
    for (code, outcome) in [
        (3, Outcome::FixAndRetry),
        (4, Outcome::RetryAsIs),
        (7, Outcome::FixAndRetry),
        (8, Outcome::RetryAsIs),
        (13, Outcome::RetryAsIs),
        (14, Outcome::RetryAsIs),
        (16, Outcome::FixAndRetry),
    ] {
        let error = format!(r#"{{"type":"errored","error":{{"code":{code},"message":"m"}}}}"#);
        assert_eq!(of(&error), outcome, "{code}");
    }
}
