use wasm_bindgen::prelude::*;
use wasm_bindgen_test::*;

use super::js::{about, failed, get, js, json, text};
use super::operations::poll;
use super::server::Server;

/// Polls until the batch ends. Returns the statuses it saw.
async fn polled(server: &Server, options: &str) -> Result<Vec<String>, JsValue> {
    let mut seen = Vec::new();
    let mut polling = JsValue::UNDEFINED;
    loop {
        let step = poll(server.client("{}"), "msgbatch_1".into(), js(options), polling).await?;
        seen.push(text(&get(&step, "batch"), "processing_status"));
        if get(&step, "done") == JsValue::TRUE {
            return Ok(seen);
        }
        polling = get(&step, "polling");
    }
}

#[wasm_bindgen_test]
async fn every_look_is_a_step_until_the_batch_has_ended() {
    let script = "() => ok(), () => ok(), () => ok({ processing_status: 'canceling' }), () => ok({ processing_status: \
                  'new' }), () => ok(ended)";
    let server = Server::new(script);
    let seen = polled(&server, "{ intervalMs: 1 }").await.unwrap();
    assert_eq!(seen, ["in_progress", "in_progress", "canceling", "new", "ended"]);
    assert_eq!(server.count(), 5);
    let target = "calls.every(({ url }) => url === 'https://api.example/v1/messages/batches/msgbatch_1')";
    assert_eq!(server.eval(target), JsValue::TRUE);
}

#[wasm_bindgen_test]
async fn an_ended_batch_is_seen_in_one_step_with_all_its_fields() {
    let server = Server::new("() => ok({ ...ended, extra: 1 })");
    let step = poll(
        server.client("{}"),
        "msgbatch_1".into(),
        JsValue::UNDEFINED,
        JsValue::UNDEFINED,
    )
    .await
    .unwrap();
    assert_eq!(
        json(&about(
            &step,
            "[it.done, it.batch.extra, it.batch.results_url !== null]"
        )),
        "[true,1,true]"
    );
}

#[wasm_bindgen_test]
async fn a_hint_of_the_server_is_kept_within_the_callers_limits() {
    let server =
        Server::new("() => ok({}, { 'retry-after': '600' }), () => ok({}, { 'retry-after-ms': '1' }), () => ok(ended)");
    let seen = polled(&server, "{ intervalMs: 1, maxIntervalMs: 2 }").await.unwrap();
    assert_eq!(seen.len(), 3);
}

#[wasm_bindgen_test]
async fn temporary_failures_are_retried() {
    let script = "() => busy(), () => raise(new TypeError('Failed to fetch')), () => ok(), () => error(429, \
                  'rate_limit_error', 'No'), () => broken(200, '{'), () => error(500, 'api_error', 'No'), () => \
                  ok(ended)";
    let server = Server::new(script);
    assert_eq!(
        polled(&server, "{ intervalMs: 1, maxIntervalMs: 2 }").await.unwrap(),
        ["in_progress", "ended"]
    );
    assert_eq!(server.count(), 7);
}

#[wasm_bindgen_test]
async fn a_batch_deleted_while_it_is_polled_ends_the_poll() {
    let server = Server::new("() => ok(), () => error(404, 'not_found_error', 'Message Batch msgbatch_1 not found.')");
    let error = polled(&server, "{ intervalMs: 1 }").await.unwrap_err();
    assert_eq!(
        (text(&error, "name"), text(&error, "code")),
        ("ApiError".into(), "not_found".into())
    );
    assert_eq!(
        text(&error, "message"),
        "404 not_found_error: Message Batch msgbatch_1 not found."
    );
    assert_eq!(server.count(), 2);
}

#[wasm_bindgen_test]
async fn an_answer_that_is_no_batch_ends_the_poll() {
    let server = Server::new("() => answer(200, '<html>')");
    let error = polled(&server, "{ intervalMs: 1 }").await.unwrap_err();
    assert_eq!(
        (text(&error, "code"), server.count()),
        ("unexpected_response".into(), 1)
    );
}

#[wasm_bindgen_test]
async fn polling_a_batch_that_was_never_read_ends_after_ten_tries() {
    let server = Server::new("() => raise(new TypeError('Failed to fetch'))");
    let result = poll(
        server.client("{}"),
        "b".into(),
        js("{ intervalMs: 1, maxIntervalMs: 1 }"),
        JsValue::UNDEFINED,
    )
    .await;
    let message = "GET https://api.example/v1/messages/batches/b: no response (Failed to fetch).";
    failed(result, "ConnectionError", "connection_failed", message);
    assert_eq!(server.count(), 10);
}

#[wasm_bindgen_test]
async fn the_deadline_ends_the_poll_with_the_batch_as_last_seen() {
    let server = Server::new("() => ok()");
    let result = polled(&server, "{ intervalMs: 4, maxIntervalMs: 4, timeoutMs: 30 }")
        .await
        .map(|_| JsValue::UNDEFINED);
    let error = failed(
        result,
        "PollTimeoutError",
        "poll_timeout",
        "Message Batch msgbatch_1 was still in_progress after 30 ms of polling. The batch keeps running: poll again \
         later.",
    );
    assert_eq!(text(&get(&error, "batch"), "id"), "msgbatch_1");
    assert!(server.count() >= 2);
}

#[wasm_bindgen_test]
async fn a_deadline_without_any_response_is_reported() {
    let server = Server::new("() => busy()");
    let options = js("{ intervalMs: 20, timeoutMs: 30 }");
    let result = poll(server.client("{}"), "b".into(), options, JsValue::UNDEFINED).await;
    let message = "Message Batch b could not be read within 30 ms of polling.";
    failed(result, "PollTimeoutError", "poll_timeout", message);
}

#[wasm_bindgen_test]
async fn a_deadline_shorter_than_the_interval_still_looks_at_its_end() {
    let server = Server::new("() => ok(), () => ok(ended)");
    let seen = polled(&server, "{ intervalMs: 600_000, timeoutMs: 20 }").await.unwrap();
    assert_eq!(seen, ["in_progress", "ended"]);
}

#[wasm_bindgen_test]
async fn what_is_no_state_of_a_poll_starts_a_new_one_and_a_wrong_one_does_no_harm() {
    let states = [
        "null",
        "7",
        "'x'",
        "{}",
        "[]",
        "[1, 2]",
        "[NaN, NaN, NaN, null, NaN]",
        "[0, -1, -1, 7, -1]",
        "[1e308, 1e308, 1e308, 'x', 0]",
    ];
    for state in states {
        let server = Server::new("() => ok(ended)");
        let options = js("{ intervalMs: 1, timeoutMs: 1000 }");
        let step = poll(server.client("{}"), "b".into(), options, js(state)).await.unwrap();
        assert_eq!(get(&step, "done"), JsValue::TRUE, "{state}");
    }
}
