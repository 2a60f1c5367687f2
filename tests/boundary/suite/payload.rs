use wasm_bindgen::prelude::*;
use wasm_bindgen_test::*;

use super::js::{failed, get, js, json};
use super::operations::create;
use super::server::Server;

/// An upload that counts how often it is opened, with additional properties.
fn upload(more: &str) -> JsValue {
    js(&format!(
        "{{ key: 'key-1', intent: () => 'the intent', opened: 0, isHandedOver: true, open() {{ this.opened += 1; \
         return `body ${{this.opened}}`; }}, ...{more} }}"
    ))
}

#[wasm_bindgen_test]
async fn a_body_is_created_for_each_attempt() {
    let server = Server::new("() => error(429, 'rate_limit_error', 'x', soon), () => ok()");
    let body = upload("{ async open() { this.opened += 1; return `body ${this.opened}`; } }");
    create(server.client("{}"), body.clone(), JsValue::UNDEFINED)
        .await
        .unwrap();
    assert_eq!(
        json(&server.eval("calls.map(({ body }) => body)")),
        r#"["body 1","body 2"]"#
    );
}

#[wasm_bindgen_test]
async fn a_stream_is_sent_in_half_duplex_with_its_declared_length() {
    for (length, expected) in [("7", "\"7\""), ("undefined", "null")] {
        let server = Server::new("() => ok()");
        let body = upload(&format!("{{ length: {length}, open: () => new ReadableStream() }}"));
        create(server.client("{}"), body, JsValue::UNDEFINED).await.unwrap();
        let facts = server.eval("calls.map(({ duplex, headers }) => [duplex, headers.get('content-length')])");
        assert_eq!(json(&facts), format!("[[\"half\",{expected}]]"));
    }
    let server = Server::new("() => ok()");
    create(server.client("{}"), upload("{ length: 7 }"), JsValue::UNDEFINED)
        .await
        .unwrap();
    let facts = server.eval("calls.map(({ duplex, headers }) => [duplex ?? null, headers.get('content-length')])");
    assert_eq!(json(&facts), "[[null,null]]", "what is no stream declares itself");
}

#[wasm_bindgen_test]
async fn a_body_without_its_end_is_sent_again() {
    let server = Server::new("() => raise(system('ECONNRESET', 'gone')), () => ok()");
    let body = upload("{ isHandedOver: false }");
    create(server.client("{}"), body, JsValue::UNDEFINED).await.unwrap();
    assert_eq!(server.count(), 2);
    let server = Server::new("() => raise(system('ECONNRESET', 'gone')), () => ok()");
    let error = failed(
        create(server.client("{}"), upload("{}"), JsValue::UNDEFINED).await,
        "ConnectionError",
        "connection_failed",
        "POST https://api.example/v1/messages/batches: no response (fetch failed: gone). The batch may exist: list \
         recent batches before creating it again, or it may be billed twice.",
    );
    assert_eq!(get(&error, "outcome"), "unknown");
    assert_eq!(server.count(), 1);
}

#[wasm_bindgen_test]
async fn the_error_of_a_body_that_could_not_be_created_is_passed_through() {
    let server = Server::new("() => raise(new TypeError('fetch failed')), () => ok()");
    let body = upload("{ isHandedOver: false, failure: { reason: 'mine' } }");
    let error = create(server.client("{}"), body, JsValue::UNDEFINED).await.unwrap_err();
    assert_eq!(error, "mine");
    assert_eq!(server.count(), 1);
    let body = upload("{ open() { this.failure = { reason: undefined }; throw 7; } }");
    let error = create(server.client("{}"), body, JsValue::UNDEFINED).await.unwrap_err();
    assert!(error.is_undefined());
    assert_eq!(server.count(), 1, "nothing was sent");
}
