use js_sys::Object;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::*;

use super::js::{about, failed, get, js, json, text};
use super::operations::{create, delete, retrieve};
use super::server::Server;

const TARGET: &str = "GET https://api.example/v1/messages/batches/b";
const CREATE: &str = "POST https://api.example/v1/messages/batches";
const UNKNOWN: &str = "The batch may exist: list recent batches before creating it again, or it may be billed twice.";

/// Without retries.
async fn retrieved(script: &str) -> Result<JsValue, JsValue> {
    let client = Server::new(script).client("{ maxRetries: 0 }");
    retrieve(client, "b".into(), JsValue::UNDEFINED).await
}

async fn created(script: &str) -> Result<JsValue, JsValue> {
    let client = Server::new(script).client("{ maxRetries: 0 }");
    create(client, "{}".into(), JsValue::UNDEFINED).await
}

#[wasm_bindgen_test]
async fn an_answered_error_has_all_that_the_api_said() {
    let script = "() => error(404, 'not_found_error', 'Message Batch b not found.', { 'request-id': 'req_header' })";
    let error = failed(
        retrieved(script).await,
        "ApiError",
        "not_found",
        "404 not_found_error: Message Batch b not found.",
    );
    assert_eq!(
        json(&about(&error, "{ ...it }")),
        r#"{"name":"ApiError","code":"not_found","method":"GET","url":"https://api.example/v1/messages/batches/b","status":404,"type":"not_found_error","requestId":"req_body"}"#
    );
    let script = "() => error(429, 'rate_limit_error', 'Slow down.', { 'retry-after': '1.5' })";
    let error = failed(
        retrieved(script).await,
        "ApiError",
        "rate_limited",
        "429 rate_limit_error: Slow down.",
    );
    assert_eq!(get(&error, "retryAfterMs").as_f64(), Some(1500.0));
}

#[wasm_bindgen_test]
async fn an_error_of_something_in_front_of_the_api_is_described() {
    let script = "() => answer(413, '<html>413</html>', { 'content-type': 'text/html', 'request-id': 'req_header' })";
    let error = failed(
        created(script).await,
        "ApiError",
        "request_too_large",
        "413 error: expected the API's JSON error, found what looks like an HTML page. The body was too large for the \
         API or for a proxy in front of it: send fewer or smaller requests in one batch.",
    );
    assert_eq!(
        json(&about(&error, "[it.status, it.type, it.requestId, it.outcome]")),
        r#"[413,null,"req_header","not_sent"]"#
    );
}

#[wasm_bindgen_test]
async fn whatever_fetch_throws_becomes_a_connection_error_with_that_very_cause() {
    // The error that is thrown, and its message.
    let cases = [
        ("new TypeError('fetch failed')", "fetch failed"),
        (
            "system('ECONNRESET', 'read ECONNRESET')",
            "fetch failed: read ECONNRESET",
        ),
        ("system('EPIPE', '')", "fetch failed: EPIPE"),
        ("Object.assign(new Error('no way'), { code: 'E_OWN' })", "no way: E_OWN"),
        ("new Error('')", "fetch gave no reason"),
        ("'just text'", "just text"),
        ("''", "fetch gave no reason"),
        ("42", "fetch gave no reason"),
        ("{}", "fetch gave no reason"),
        ("{ message: 'mine' }", "mine"),
        ("{ message: 7, cause: { code: 7 } }", "fetch gave no reason"),
        ("Symbol.iterator", "fetch gave no reason"),
    ];
    for (thrown, detail) in cases {
        for throws in ["raise(it)", "Promise.reject(it)", "{ then(_, reject) { reject(it) } }"] {
            let script = format!("() => {{ const it = ({thrown}); globalThis.lastThrown = it; return ({throws}) }}");
            let message = format!("{TARGET}: no response ({detail}).");
            let error = failed(
                retrieved(&script).await,
                "ConnectionError",
                "connection_failed",
                &message,
            );
            assert!(
                Object::is(&get(&error, "cause"), &js("globalThis.lastThrown")),
                "{thrown}"
            );
            assert_eq!(get(&error, "outcome"), JsValue::UNDEFINED);
        }
    }
}

#[wasm_bindgen_test]
async fn nothing_as_a_reason_is_a_failure_too() {
    for thrown in ["undefined", "null"] {
        let message = format!("{TARGET}: no response (fetch gave no reason).");
        let result = retrieved(&format!("() => Promise.reject({thrown})")).await;
        failed(result, "ConnectionError", "connection_failed", &message);
    }
}

#[wasm_bindgen_test]
async fn a_page_that_calls_the_api_directly_is_pointed_to_a_relay() {
    let in_page = "{ baseURL: 'https://api.anthropic.com', inPage: true, dangerouslyAllowBrowser: true }";
    let server = Server::new("() => raise(new TypeError('Failed to fetch'))");
    failed(
        retrieve(server.client(in_page), "b".into(), JsValue::UNDEFINED).await,
        "ConnectionError",
        "needs_relay",
        "GET https://api.anthropic.com/v1/messages/batches/b: no response (Failed to fetch). The API does not let web \
         pages call its batch endpoints; point { baseURL } at a relay on a server or edge worker.",
    );
    assert_eq!(server.count(), 1, "which no repetition would change");
    for client in [
        "{ inPage: true, maxRetries: 0 }",
        "{ baseURL: 'https://api.anthropic.com', maxRetries: 0 }",
    ] {
        let server = Server::new("() => raise(new TypeError('Failed to fetch'))");
        let error = retrieve(server.client(client), "b".into(), JsValue::UNDEFINED)
            .await
            .unwrap_err();
        assert_eq!(get(&error, "code"), "connection_failed", "{client}");
    }
}

#[wasm_bindgen_test]
async fn a_value_that_is_not_a_response_is_rejected() {
    let cases = [
        "undefined",
        "null",
        "7",
        "'text'",
        "{}",
        "{ status: 200 }",
        "{ status: '200', headers: new Headers() }",
        "{ status: 200, headers: {} }",
    ];
    for given in cases {
        let message = format!("{TARGET}: expected a Response from fetch, found something else.");
        let result = retrieved(&format!("() => ({given})")).await;
        let error = failed(result, "ResponseError", "unexpected_response", &message);
        assert_eq!(get(&error, "status").as_f64(), Some(0.0));
    }
    let message = format!("{CREATE}: expected a Response from fetch, found something else. {UNKNOWN}");
    let error = failed(
        created("() => ({})").await,
        "ResponseError",
        "unexpected_response",
        &message,
    );
    assert_eq!(get(&error, "outcome"), "unknown");
}

#[wasm_bindgen_test]
async fn a_response_of_a_mock_or_another_realm_is_as_good() {
    let mock = "() => ({ status: 200, headers: new Map(), text: async () => batch() })";
    assert_eq!(get(&retrieved(mock).await.unwrap(), "id"), "msgbatch_1");
    let textless = "() => ({ status: 200, headers: new Map() })";
    let error = retrieved(textless).await.unwrap_err();
    assert_eq!(
        (get(&error, "name"), get(&error, "code")),
        ("ConnectionError".into(), "connection_lost".into())
    );
}

/// The message for a response that does not come from the API.
const SIGN_IN: &str = " https://api.example may be a website, not the API or a relay: check { baseURL }. A network \
                       that requires sign-in responds like this too.";

#[wasm_bindgen_test]
async fn a_success_that_is_no_batch_is_described() {
    let cases = [
        ("''", "an empty body"),
        ("'<!doctype html>'", "what looks like an HTML page"),
        ("'OK'", "text that is not a JSON object"),
        ("'[1]'", "a JSON array"),
        ("'{\"type\":\"message_batch\"}'", "a JSON object without an id"),
        ("batch().slice(0, 20)", "JSON that is broken at byte 20"),
    ];
    for (body, found) in cases {
        let script = format!("() => answer(200, {body}, {{ 'request-id': 'req_1' }})");
        let advice = if found.ends_with("HTML page") { SIGN_IN } else { "" };
        let message = format!("{TARGET}: expected a message batch, found {found}.{advice}");
        let error = failed(
            retrieved(&script).await,
            "ResponseError",
            "unexpected_response",
            &message,
        );
        assert_eq!(
            json(&about(&error, "[it.status, it.requestId, it.outcome]")),
            r#"[200,"req_1",null]"#
        );
        let message = format!("{CREATE}: expected a message batch, found {found}.{advice} {UNKNOWN}");
        let error = failed(created(&script).await, "ResponseError", "unexpected_response", &message);
        assert_eq!(get(&error, "outcome"), "unknown");
    }
    let server = Server::new("() => answer(200, 'gone')");
    failed(
        delete(server.client("{}"), "b".into(), JsValue::UNDEFINED).await,
        "ResponseError",
        "unexpected_response",
        "DELETE https://api.example/v1/messages/batches/b: expected a JSON object, found something else.",
    );
}

#[wasm_bindgen_test]
async fn an_answer_that_breaks_off_is_a_lost_connection_in_the_words_of_the_engine() {
    let error = retrieved("() => broken(200, '{\"id\":')").await.unwrap_err();
    let why = text(&get(&error, "cause"), "message");
    let message = format!("{TARGET}: the response was cut off ({why}).");
    failed(Err(error), "ConnectionError", "connection_lost", &message);
    let error = created("() => broken(200)").await.unwrap_err();
    let message = format!("{CREATE}: the response was cut off ({why}). {UNKNOWN}");
    let error = failed(Err(error), "ConnectionError", "connection_lost", &message);
    assert_eq!(get(&error, "outcome"), "unknown");
}
