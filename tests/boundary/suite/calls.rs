use message_batches::wasm::call;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::*;

use super::js::{about, failed, js, json, text};
use super::operations::{cancel, create, delete, retrieve};
use super::server::Server;

const JSON_HEADERS: &str =
    r#"{"accept":"application/json","anthropic-version":"2026-10-21","authorization":"Bearer sk-test"}"#;

#[wasm_bindgen_test]
async fn retrieve_gives_the_whole_batch_as_the_api_sent_it() {
    let server = Server::new("() => ok({ new_field: [1, { a: null }] }, { 'retry-after': '10' })");
    let batch = retrieve(server.client("{}"), "msgbatch_1".into(), JsValue::UNDEFINED)
        .await
        .unwrap();
    assert_eq!(
        json(&batch),
        r#"{"id":"msgbatch_1","type":"message_batch","processing_status":"in_progress","request_counts":{"processing":2,"succeeded":0,"errored":0,"canceled":0,"expired":0},"created_at":"2026-11-20T18:37:24.100435Z","expires_at":"2026-11-21T18:37:24.100435Z","ended_at":null,"cancel_initiated_at":null,"results_url":null,"new_field":[1,{"a":null}]}"#
    );
    assert_eq!(
        server.targets(),
        r#"["GET https://api.example/v1/messages/batches/msgbatch_1"]"#
    );
    assert_eq!(server.headers(), JSON_HEADERS);
}

#[wasm_bindgen_test]
async fn every_call_refuses_redirects_carries_a_signal_and_has_a_body_only_if_it_creates() {
    let server = Server::new("() => ok()");
    let client = server.client("{}");
    let id = || JsValue::from("msgbatch_1");
    retrieve(client.clone(), id(), JsValue::UNDEFINED).await.unwrap();
    cancel(client.clone(), id(), JsValue::UNDEFINED).await.unwrap();
    delete(client.clone(), id(), JsValue::UNDEFINED).await.unwrap();
    create(client, "{}".into(), JsValue::UNDEFINED).await.unwrap();
    let facts = server.eval(
        "calls.map(({ method, redirect, signal, body }) => [method, redirect, signal instanceof AbortSignal, body ?? \
         null])",
    );
    assert_eq!(
        json(&facts),
        r#"[["GET","manual",true,null],["POST","manual",true,null],["DELETE","manual",true,null],["POST","manual",true,"{}"]]"#
    );
    assert_eq!(
        server.stopped(),
        "[false,false,false,false]",
        "an exchange that is done is left alone"
    );
}

#[wasm_bindgen_test]
async fn create_sends_the_body_unchanged() {
    for body in [
        "'{\"requests\":[1]}'",
        "new Uint8Array([123, 125])",
        "new Blob(['{}', '[]'])",
    ] {
        let server = Server::new("() => ok()");
        let body = js(body);
        let batch = create(server.client("{}"), body.clone(), JsValue::UNDEFINED)
            .await
            .unwrap();
        assert_eq!(text(&batch, "id"), "msgbatch_1");
        assert!(js_sys::Object::is(&server.eval("calls[0].body"), &body));
        assert_eq!(server.targets(), r#"["POST https://api.example/v1/messages/batches"]"#);
        assert_eq!(
            server.headers(),
            r#"{"accept":"application/json","anthropic-version":"2026-10-21","authorization":"Bearer sk-test","content-type":"application/json","idempotency-key":"key-1"}"#
        );
    }
}

#[wasm_bindgen_test]
async fn cancel_and_delete_go_where_they_should() {
    let server = Server::new(
        "() => ok({ processing_status: 'canceling' }), () => answer(200, \
         '{\"id\":\"a/b\",\"type\":\"message_batch_deleted\"}')",
    );
    let batch = cancel(server.client("{}"), "msgbatch_1".into(), JsValue::UNDEFINED)
        .await
        .unwrap();
    assert_eq!(text(&batch, "processing_status"), "canceling");
    let deleted = delete(server.client("{}"), "a/b".into(), JsValue::UNDEFINED)
        .await
        .unwrap();
    assert_eq!(json(&deleted), r#"{"id":"a/b","type":"message_batch_deleted"}"#);
    assert_eq!(
        server.targets(),
        r#"["POST https://api.example/v1/messages/batches/msgbatch_1/cancel","DELETE https://api.example/v1/messages/batches/a%2Fb"]"#
    );
}

#[wasm_bindgen_test]
async fn an_id_that_is_no_id_is_refused_before_anything_is_sent() {
    let server = Server::new("() => ok()");
    let like = "batch id: expected an id such as msgbatch_013Zva2CMHLNnXjNJJKqJ2EF, found";
    let cases = [
        ("''", "RangeError", format!("{like} \"\"")),
        ("'..'", "RangeError", format!("{like} \"..\"")),
        (
            "undefined",
            "TypeError",
            "batch id: expected a string, found undefined".into(),
        ),
        ("null", "TypeError", "batch id: expected a string, found null".into()),
        ("7", "TypeError", "batch id: expected a string, found 7".into()),
        (
            "{ id: 'msgbatch_1' }",
            "TypeError",
            "batch id: expected a string, found an object".into(),
        ),
    ];
    for (id, class, message) in cases {
        let result = retrieve(server.client("{}"), js(id), JsValue::UNDEFINED).await;
        let error = failed(result, class, "invalid_option", &message);
        let right = about(&error, &format!("it instanceof {class}"));
        assert_eq!(right, JsValue::TRUE, "{id}");
    }
    assert_eq!(server.count(), 0);
}

#[wasm_bindgen_test]
async fn an_unknown_operation_is_rejected() {
    let server = Server::new("() => ok()");
    for (verb, found) in [("'remove'", "\"remove\""), ("undefined", "\"\"")] {
        let result = call(js(verb), server.client("{}"), "b".into(), JsValue::UNDEFINED).await;
        let message = format!("verb: expected an operation name, found {found}");
        failed(result, "RangeError", "invalid_option", &message);
    }
    assert_eq!(server.count(), 0);
}

#[wasm_bindgen_test]
async fn without_an_injected_fetch_the_runtimes_own_is_used() {
    // No server listens on this port: the call has to be made, and its error has to be passed on.
    let client = js("{ baseURL: 'http://127.0.0.1:9', maxRetries: 0 }");
    let error = retrieve(client, "b".into(), JsValue::UNDEFINED).await.unwrap_err();
    assert_eq!(
        (text(&error, "name"), text(&error, "code")),
        ("ConnectionError".into(), "connection_failed".into())
    );
    let message = text(&error, "message");
    let start = "GET http://127.0.0.1:9/v1/messages/batches/b: no response (";
    assert!(message.starts_with(start) && message.ends_with(")."), "{message}");
}
