use wasm_bindgen::prelude::*;
use wasm_bindgen_test::*;

use super::js::{failed, get};
use super::operations::{create, open_results, retrieve};
use super::server::Server;

const TARGET: &str = "GET https://api.example/v1/messages/batches/b";

#[wasm_bindgen_test]
async fn a_call_that_gets_no_answer_ends_at_its_limit_and_stops_the_fetch() {
    let server = Server::new("() => never()");
    let client = server.client("{ timeoutMs: 20, maxRetries: 0 }");
    let result = retrieve(client, "b".into(), JsValue::UNDEFINED).await;
    failed(
        result,
        "ConnectionError",
        "timed_out",
        &format!("{TARGET}: no response within 20 ms."),
    );
    assert_eq!(server.stopped(), "[true]");
}

#[wasm_bindgen_test]
async fn the_limit_is_for_each_attempt() {
    let server = Server::new("() => never(), () => ok()");
    let client = server.client("{ timeoutMs: 300 }");
    assert!(retrieve(client, "b".into(), JsValue::UNDEFINED).await.is_ok());
    assert_eq!(server.stopped(), "[true,false]");
}

#[wasm_bindgen_test]
async fn the_limit_covers_the_body() {
    let server = Server::new("() => hanging()");
    let client = server.client("{ timeoutMs: 20, maxRetries: 0 }");
    let result = retrieve(client, "b".into(), JsValue::UNDEFINED).await;
    failed(
        result,
        "ConnectionError",
        "timed_out",
        &format!("{TARGET}: no response within 20 ms."),
    );
    assert_eq!(server.stopped(), "[true]");
}

#[wasm_bindgen_test]
async fn results_have_to_begin_within_the_limit_but_may_go_on() {
    let server = Server::new("() => ok(ended), () => hanging()");
    let client = server.client("{ timeoutMs: 200 }");
    assert!(open_results(client, "b".into(), JsValue::UNDEFINED).await.is_ok());
    assert_eq!(server.stopped(), "[false,false]");
}

#[wasm_bindgen_test]
async fn a_create_that_timed_out_may_have_been_stored_and_is_not_sent_again() {
    let server = Server::new("() => never(), () => ok()");
    let result = create(server.client("{ timeoutMs: 20 }"), "{}".into(), JsValue::UNDEFINED).await;
    let error = failed(
        result,
        "ConnectionError",
        "timed_out",
        "POST https://api.example/v1/messages/batches: no response within 20 ms. The batch may exist: list recent \
         batches before creating it again, or it may be billed twice.",
    );
    assert_eq!(get(&error, "outcome"), "unknown");
    assert_eq!(server.count(), 1);
}

#[wasm_bindgen_test]
async fn a_limit_longer_than_any_timer_does_not_fire_at_once() {
    let server = Server::new("() => new Promise((resolve) => setTimeout(() => resolve(ok()), 20))");
    for limit in ["2147483648", "4294967296", "1e15"] {
        let client = server.client(&format!("{{ timeoutMs: {limit} }}"));
        assert!(
            retrieve(client, "b".into(), JsValue::UNDEFINED).await.is_ok(),
            "{limit}"
        );
    }
}
