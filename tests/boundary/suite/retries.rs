use wasm_bindgen::prelude::*;
use wasm_bindgen_test::*;

use super::js::{failed, get, text};
use super::operations::{cancel, create, delete, retrieve};
use super::server::Server;

const CREATE: &str = "POST https://api.example/v1/messages/batches";
const UNKNOWN: &str = "The batch may exist: list recent batches before creating it again, or it may be billed twice.";

async fn created(server: &Server, client: &str) -> Result<JsValue, JsValue> {
    create(server.client(client), "{}".into(), JsValue::UNDEFINED).await
}

async fn retrieved(server: &Server, client: &str) -> Result<JsValue, JsValue> {
    retrieve(server.client(client), "b".into(), JsValue::UNDEFINED).await
}

#[wasm_bindgen_test]
async fn a_failed_retrieve_is_repeated_twice_by_default() {
    let server = Server::new("() => busy(soon), () => busy(soon), () => ok()");
    assert!(retrieved(&server, "{}").await.is_ok());
    assert_eq!(server.count(), 3);
    let server = Server::new("() => busy(soon)");
    let error = failed(
        retrieved(&server, "{}").await,
        "ApiError",
        "overloaded",
        "503 api_error: Busy",
    );
    assert_eq!(get(&error, "retryAfterMs").as_f64(), Some(1.0));
    assert_eq!(server.count(), 3);
}

#[wasm_bindgen_test]
async fn the_caller_sets_the_number_of_retries() {
    for (retries, calls) in [("0", 1), ("1", 2), ("4", 5)] {
        let server = Server::new("() => busy(soon)");
        let result = retrieved(&server, &format!("{{ maxRetries: {retries} }}")).await;
        assert!(result.is_err());
        assert_eq!(server.count(), calls);
    }
}

#[wasm_bindgen_test]
async fn cancel_and_delete_are_repeated_as_well() {
    let server = Server::new("() => busy(soon), () => ok(), () => busy(soon), () => ok()");
    cancel(server.client("{}"), "b".into(), JsValue::UNDEFINED)
        .await
        .unwrap();
    delete(server.client("{}"), "b".into(), JsValue::UNDEFINED)
        .await
        .unwrap();
    assert_eq!(server.count(), 4);
}

#[wasm_bindgen_test]
async fn an_error_caused_by_the_request_is_not_retried() {
    for status in [400, 401, 403, 404, 413] {
        let server = Server::new(&format!("() => error({status}, 'some_error', 'No.', soon)"));
        assert!(retrieved(&server, "{}").await.is_err());
        assert_eq!(server.count(), 1, "{status}");
    }
}

#[wasm_bindgen_test]
async fn a_create_that_may_have_been_stored_is_never_sent_twice() {
    let cases = [
        (
            "() => busy(soon)",
            "ApiError",
            "overloaded",
            format!("503 api_error: Busy. {UNKNOWN}"),
        ),
        (
            "() => busy({ ...soon, 'x-should-retry': 'true' })",
            "ApiError",
            "overloaded",
            format!("503 api_error: Busy. {UNKNOWN}"),
        ),
        (
            "() => answer(502, 'Bad Gateway')",
            "ApiError",
            "server_error",
            format!(
                "502 error: Bad Gateway. The response came from a gateway or proxy in front of https://api.example, not \
                 from the API. {UNKNOWN}"
            ),
        ),
        (
            "() => raise(new TypeError('Failed to fetch'))",
            "ConnectionError",
            "connection_failed",
            format!("{CREATE}: no response (Failed to fetch). {UNKNOWN}"),
        ),
        (
            "() => raise(system('ECONNRESET', 'read ECONNRESET'))",
            "ConnectionError",
            "connection_failed",
            format!("{CREATE}: no response (fetch failed: read ECONNRESET). {UNKNOWN}"),
        ),
    ];
    for (script, class, code, message) in cases {
        let server = Server::new(script);
        let error = failed(created(&server, "{}").await, class, code, &message);
        assert_eq!(get(&error, "outcome"), "unknown", "{script}");
        assert_eq!(server.count(), 1, "{script}");
    }
}

#[wasm_bindgen_test]
async fn a_create_that_was_rejected_temporarily_is_retried() {
    for status in [429, 529] {
        let refused = format!("() => error({status}, 'overloaded_error', 'Later.', soon)");
        let server = Server::new(&format!("{refused}, {refused}, () => ok()"));
        assert!(created(&server, "{}").await.is_ok());
        assert_eq!(server.count(), 3, "{status}");
        let server = Server::new(&refused);
        let error = created(&server, "{}").await.unwrap_err();
        assert_eq!(text(&error, "message"), format!("{status} overloaded_error: Later."));
        assert_eq!(get(&error, "outcome"), "not_sent", "nothing was stored");
    }
}

#[wasm_bindgen_test]
async fn a_spend_limit_is_not_tried_again() {
    let body = r#"{"type":"error","error":{"type":"rate_limit_error","message":"Limit reached.","details":{"error_code":"enforced_spend_limit_reached"}}}"#;
    let server = Server::new(&format!(
        "() => answer(429, '{body}', {{ 'request-id': 'req_1', ...soon }})"
    ));
    failed(
        created(&server, "{}").await,
        "ApiError",
        "spend_limit",
        "429 rate_limit_error: Limit reached.",
    );
    assert_eq!(server.count(), 1);
}

#[wasm_bindgen_test]
async fn a_create_that_never_left_is_sent_again() {
    let refused = "() => raise(unsent('ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:9'))";
    let server = Server::new(&format!("{refused}, () => ok()"));
    assert!(created(&server, "{}").await.is_ok());
    assert_eq!(server.count(), 2);
    let server = Server::new(refused);
    let error = failed(
        created(&server, "{ maxRetries: 1 }").await,
        "ConnectionError",
        "connection_failed",
        &format!(
            "{CREATE}: no response after 2 attempts (fetch failed: connect ECONNREFUSED 127.0.0.1:9). No batch was \
             created: creating it again is safe."
        ),
    );
    assert_eq!(get(&error, "outcome"), "not_sent");
}

#[wasm_bindgen_test]
async fn a_retrieve_whose_response_was_lost_is_retried() {
    let server = Server::new("() => broken(200, '{'), () => ok()");
    assert!(retrieved(&server, "{}").await.is_ok());
    assert_eq!(server.count(), 2);
    let server = Server::new("() => broken(200, '{')");
    let error = retrieved(&server, "{ maxRetries: 1 }").await.unwrap_err();
    let why = text(&get(&error, "cause"), "message");
    let message =
        format!("GET https://api.example/v1/messages/batches/b: the response was cut off after 2 attempts ({why}).");
    failed(Err(error), "ConnectionError", "connection_lost", &message);
}
