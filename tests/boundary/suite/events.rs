use wasm_bindgen::prelude::*;
use wasm_bindgen_test::*;

use super::js::{about, get, js, json, merged};
use super::operations::{create, retrieve};
use super::server::Server;

/// A listener, and the events it received. Of a call's duration, only the type is checked.
fn listening() -> JsValue {
    js("(() => {
        const heard = [];
        const onCall = ({ durationMs, ...event }) => heard.push({ ...event, timed: durationMs >= 0 });
        return { onCall, heard };
    })()")
}

async fn heard(script: &str, client: &str) -> String {
    let server = Server::new(script);
    let listening = listening();
    let client = merged(&server.client(client), &about(&listening, "({ onCall: it.onCall })"));
    let _ = retrieve(client, "b".into(), JsValue::UNDEFINED).await;
    json(&get(&listening, "heard"))
}

const START: &str = r#""operation":"retrieve","target":"GET https://api.example/v1/messages/batches/b""#;

#[wasm_bindgen_test]
async fn a_success_is_reported_with_status_and_request_id() {
    let events = heard("() => ok({}, { 'request-id': 'req_1' })", "{}").await;
    assert_eq!(
        events,
        format!("[{{{START},\"attempt\":0,\"status\":200,\"requestId\":\"req_1\",\"timed\":true}}]")
    );
}

#[wasm_bindgen_test]
async fn every_attempt_is_reported_with_its_failure_and_the_wait_before_the_next() {
    let events = heard("() => busy({ 'retry-after-ms': '3' }), () => ok()", "{}").await;
    let failure = format!(
        "{{{START},\"attempt\":0,\"code\":\"overloaded\",\"status\":503,\"requestId\":\"req_body\",\"retryInMs\":3,\"timed\":true}}"
    );
    let success = format!("{{{START},\"attempt\":1,\"status\":200,\"timed\":true}}");
    assert_eq!(events, format!("[{failure},{success}]"));
    let events = heard("() => raise(new TypeError('no'))", "{ maxRetries: 0 }").await;
    assert_eq!(
        events,
        format!("[{{{START},\"attempt\":0,\"code\":\"connection_failed\",\"timed\":true}}]")
    );
}

#[wasm_bindgen_test]
async fn a_listener_that_throws_does_not_lose_the_batch() {
    let server = Server::new("() => ok()");
    let client = about(
        &server.client("{}"),
        "({ ...it, onCall() { throw new Error('logger') } })",
    );
    let batch = create(client, "{}".into(), JsValue::UNDEFINED).await.unwrap();
    assert_eq!(get(&batch, "id"), "msgbatch_1");
}

#[wasm_bindgen_test]
async fn no_event_holds_a_key_or_a_header() {
    let events = heard(
        "() => busy(soon), () => ok()",
        "{ headers: { 'x-a': 'secret-value' }, apiKey: 'sk-secret' }",
    )
    .await;
    assert!(events.contains("retrieve") && !events.contains("secret"), "{events}");
}
