use std::time::Duration;

use message_batches::calls::call::{Reply, Verb};
use message_batches::calls::create::KeyState;
use message_batches::calls::error::{ApiError, BodyKind, Error, Outcome};
use message_batches::calls::error_body;

fn reply(status: u16) -> Reply {
    Reply {
        status,
        request_id: Some("req_header".into()),
        retry_after: Some(Duration::from_secs(7)),
        should_retry: Some(false),
        ..Reply::default()
    }
}

fn read(status: u16, body: &str) -> ApiError {
    error_body::parse(Verb::Retrieve, &reply(status), body, true, false)
}

#[test]
fn the_apis_envelope_gives_type_text_code_and_request_id() {
    let body = r#"{"type":"error","error":{"type":"rate_limit_error","message":"Your organization has reached its monthly limit.","details":{"error_code":"enforced_spend_limit_reached","more":[1]}},"request_id":"req_body"}"#;
    assert_eq!(
        read(429, body),
        ApiError {
            status: 429,
            kind: Some("rate_limit_error".into()),
            error_code: Some("enforced_spend_limit_reached".into()),
            message: "Your organization has reached its monthly limit.".into(),
            request_id: Some("req_body".into()),
            retry_after: Some(Duration::from_secs(7)),
            should_retry: Some(false),
            outcome: None,
            body_kind: BodyKind::Api,
            ..ApiError::default()
        }
    );
}

#[test]
fn what_an_envelope_lacks_is_filled_in() {
    // Body, type, error code, message, request id.
    let cases: [(&str, Option<&str>, Option<&str>, &str, &str); 9] = [
        (
            r#"{"type":"error","error":{"type":"not_found_error","message":"Message Batch msgbatch_1 not found."}}"#,
            Some("not_found_error"),
            None,
            "Message Batch msgbatch_1 not found.",
            "req_header",
        ),
        (
            r#"{"request_id":null,"error":{"message":"m","type":"t","details":null},"type":"error"}"#,
            Some("t"),
            None,
            "m",
            "req_header",
        ),
        (
            r#"{"error":{"type":"t","message":"m","details":[{"error_code":"x"}]}}"#,
            Some("t"),
            None,
            "m",
            "req_header",
        ),
        (
            r#"{"error":{"type":"t","message":"m","details":{"error_code":7}}}"#,
            Some("t"),
            None,
            "m",
            "req_header",
        ),
        (
            r#"{"error":{"type":"t","message":"m","details":{"error_visibility":"user_facing"}}}"#,
            Some("t"),
            None,
            "m",
            "req_header",
        ),
        (
            r#"{"error":{"type":7,"message":"m"},"request_id":7}"#,
            None,
            None,
            "m",
            "req_header",
        ),
        (
            r#"{"error":{"type":"t"}}"#,
            Some("t"),
            None,
            "the API sent no message",
            "req_header",
        ),
        (r#"{"error":{}}"#, None, None, "the API sent no message", "req_header"),
        (
            "\n {\"error\":{\"message\":\"\\u00e9\\n\"},\"request_id\":\"r\"} \n",
            None,
            None,
            "é\n",
            "r",
        ),
    ];
    for (body, kind, code, message, request_id) in cases {
        let error = read(404, body);
        let found = (
            error.kind.as_deref(),
            error.error_code.as_deref(),
            error.message.as_str(),
        );
        assert_eq!(found, (kind, code, message), "{body}");
        assert_eq!(error.request_id.as_deref(), Some(request_id), "{body}");
    }
}

#[test]
fn a_body_without_a_text_is_described() {
    const TOO_LARGE: &str = " The body was too large for the API or for a proxy in front of it: send fewer or smaller \
                             requests in one batch.";
    let html = "<html>\n<head><title>413 Request Entity Too Large</title></head></html>";
    let cases = [
        (413, html, format!("what looks like an HTML page.{TOO_LARGE}")),
        (413, "", format!("an empty body.{TOO_LARGE}")),
        (502, "  <!doctype html>", "what looks like an HTML page.".into()),
        (500, "", "an empty body.".into()),
        (500, " \n", "an empty body.".into()),
        (500, "7", "text that is not a JSON object.".into()),
        (500, "\"error", "text that is not a JSON object.".into()),
        (500, "[]", "a JSON array.".into()),
        (500, "{}", "another JSON object.".into()),
        (
            500,
            r#"{"success":false,"errors":[],"title":" "}"#,
            "another JSON object.".into(),
        ),
        (
            500,
            r#"{"type":"error","error":{"type":"api_er"#,
            "JSON that is broken at byte 39.".into(),
        ),
        (
            500,
            r#"{"error":{"message":"m"}} trailing"#,
            "JSON that is broken at byte 26.".into(),
        ),
    ];
    for (status, body, found) in cases {
        let error = read(status, body);
        assert_eq!(
            error.message,
            format!("expected the API's JSON error, found {found}"),
            "{body}"
        );
        assert_eq!(
            (error.status, error.request_id.as_deref()),
            (status, Some("req_header"))
        );
    }
}

#[test]
fn the_text_of_another_server_is_quoted_whatever_its_form() {
    let cases = [
        (r#"{"detail":"Invalid proxy key"}"#, "401 error: Invalid proxy key"),
        (
            r#"{"detail":[{"loc":["body","requests"],"msg":"field required","type":"missing"}]}"#,
            "401 error: field required",
        ),
        (
            r#"{"message":"No API key found in request","request_id":"x"}"#,
            "401 error: No API key found in request",
        ),
        (
            r#"{"Message":"User is not authorized"}"#,
            "401 error: User is not authorized",
        ),
        (
            r#"{"error":"invalid_token","error_description":"expired"}"#,
            "401 invalid_token: expired",
        ),
        (r#"{"error":"Not allowed here"}"#, "401 error: Not allowed here"),
        (
            r#"{"type":"about:blank","title":"Forbidden","status":403,"detail":"policy 7 blocks the model"}"#,
            "401 error: policy 7 blocks the model",
        ),
        (r#"{"title":"Forbidden"}"#, "401 error: Forbidden"),
        (
            r#"{"success":false,"errors":[{"code":1000,"message":"one"},{"message":"two"}],"messages":[],"result":null}"#,
            "401 error: one",
        ),
        (
            r#"{"type":"error","error":{"error":{"type":"overloaded_error","message":"deep"}}}"#,
            "401 overloaded_error: deep",
        ),
        (
            r#"{"error":{"message":{"text":"x","detail":"inner"}}}"#,
            "401 error: inner",
        ),
        (
            r#"{"fault":{"faultstring":"Invalid ApiKey","detail":{"errorcode":"x"}}}"#,
            "401 error: Invalid ApiKey",
        ),
        (
            r#"[{"error":{"code":401,"message":"in a list","status":"UNAUTHENTICATED"}}]"#,
            "401 error: in a list",
        ),
        ("\"nope\"", "401 error: nope"),
        (" Model group not found\n", "401 error: Model group not found"),
        ("a\u{1b}[2Jb\r\nc", "401 error: a\\u001b[2Jb\\u000d\nc"),
        (
            r#"{"detail":"a\u001b[2J\u0000\u009bb"}"#,
            r"401 error: a\u001b[2J\u0000\u009bb",
        ),
    ];
    for (body, message) in cases {
        let error = read(401, body);
        assert_eq!(error.code(), "authentication_failed", "{body}");
        assert_eq!(Error::Api(Box::new(error)).to_string(), message, "{body}");
    }
    let long = format!(r#"{{"detail":"{}"}}"#, "x".repeat(50));
    let mut error = read(500, &long);
    error.shorten(3);
    assert_eq!(error.message, "xxx… (47 more characters)");
    assert_eq!(
        read(413, r#"{"message":"Payload too big"}"#).message,
        "Payload too big. The body was too large for the API or for a proxy in front of it: send fewer or smaller \
         requests in one batch."
    );
}

#[test]
fn a_413_in_the_apis_own_words_keeps_them() {
    let error = read(
        413,
        r#"{"type":"error","error":{"type":"request_too_large","message":"Request exceeds the maximum size"}}"#,
    );
    assert_eq!(
        Error::Api(Box::new(error)).to_string(),
        "413 request_too_large: Request exceeds the maximum size"
    );
}

#[test]
fn the_answer_to_a_create_says_whether_a_batch_may_have_been_stored() {
    let unknown = [408, 409, 500, 502, 503, 504, 520];
    let certain = [400, 401, 402, 403, 404, 405, 413, 422, 429, 529];
    for status in unknown.into_iter().chain(certain) {
        let expected = match unknown.contains(&status) {
            true => Outcome::Unknown,
            false => Outcome::NotSent,
        };
        assert_eq!(
            error_body::parse(Verb::Create, &reply(status), "", true, false).outcome,
            Some(expected),
            "{status}"
        );
        for verb in [Verb::Retrieve, Verb::List, Verb::Cancel, Verb::Delete, Verb::Results] {
            assert_eq!(
                error_body::parse(verb, &reply(status), "", true, false).outcome,
                None,
                "{verb:?} {status}"
            );
        }
    }
}

#[test]
fn a_gateways_answer_to_a_create_is_believed_only_if_it_is_the_apis_or_the_gateway_remembers_keys() {
    const ENVELOPE: &str = r#"{"type":"error","error":{"type":"rate_limit_error","message":"Slow down."}}"#;
    let with = |change: &dyn Fn(&mut Reply)| {
        let mut reply = reply(429);
        change(&mut reply);
        reply
    };
    let anonymous = with(&|reply| reply.request_id = None);
    let remembering = with(&|reply| {
        reply.request_id = None;
        reply.remembers_keys = true;
    });
    let in_state = |state: KeyState| {
        with(&|reply| {
            reply.remembers_keys = true;
            reply.key_state = Some(state);
        })
    };
    // Answer, body, whether it comes from the API, whether it has a key, whether it proves that nothing was stored.
    let cases = [
        (&anonymous, "", true, true, true),
        (&anonymous, "", false, true, false),
        (&anonymous, ENVELOPE, false, true, false),
        (&reply(429), "", false, true, false),
        (&reply(429), r#"{"message":"Slow down."}"#, false, true, false),
        (&reply(429), ENVELOPE, false, true, true),
        (&remembering, "", false, true, true),
        (&remembering, "", false, false, false),
        (&in_state(KeyState::Free), "", false, true, true),
        // The state of the key takes precedence over the answer.
        (&in_state(KeyState::Undecided), ENVELOPE, false, true, false),
        (&in_state(KeyState::Stored), ENVELOPE, false, true, false),
    ];
    for (reply, body, is_api, is_keyed, is_proof) in cases {
        let error = error_body::parse(Verb::Create, reply, body, is_api, is_keyed);
        assert_eq!(
            error.outcome == Some(Outcome::NotSent),
            is_proof,
            "{reply:?} {body} {is_api} {is_keyed}"
        );
        let read = error_body::parse(Verb::Retrieve, reply, body, is_api, is_keyed);
        assert_eq!(read.outcome, None, "only a create can be stored");
    }
}
