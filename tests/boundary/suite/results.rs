use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::*;
use web_sys::Response;

use super::js::{about, failed, get, json};
use super::operations::{open_results, reopen_results};
use super::server::Server;

async fn opened(server: &Server, client: &str) -> Result<JsValue, JsValue> {
    open_results(server.client(client), "msgbatch_1".into(), JsValue::UNDEFINED).await
}

#[wasm_bindgen_test]
async fn results_are_opened_but_not_read() {
    let server =
        Server::new("() => ok(ended), () => answer(200, 'line 1\\nline 2', { 'content-type': 'application/x-jsonl' })");
    let opened = opened(&server, "{}").await.unwrap();
    let response = response_of(&opened);
    assert!(!response.body_used());
    let text = JsFuture::from(response.text().unwrap()).await.unwrap();
    assert_eq!(text, "line 1\nline 2");
    assert_eq!(
        server.targets(),
        r#"["GET https://api.example/v1/messages/batches/msgbatch_1","GET https://api.example/v1/messages/batches/msgbatch_1/results"]"#
    );
    assert_eq!(
        json(&server.eval("Object.fromEntries(calls[1].headers)")),
        r#"{"accept":"application/x-jsonl, application/octet-stream;q=0.9, */*;q=0.1","anthropic-version":"2026-10-21","authorization":"Bearer sk-test"}"#
    );
    assert_eq!(server.stopped(), "[false,false]", "the download goes on");
}

fn response_of(opened: &JsValue) -> Response {
    get(opened, "response").dyn_into().unwrap()
}

#[wasm_bindgen_test]
async fn results_come_with_the_record_count_of_the_batch() {
    for (counts, records) in [
        (
            "{ processing: 7, succeeded: 1, errored: 20, canceled: 300, expired: 4000 }",
            4321.0,
        ),
        ("{ succeeded: 3 }", 3.0),
        ("{}", 0.0),
        ("null", 0.0),
        ("'many'", 0.0),
        ("{ succeeded: -1, errored: 1.5, canceled: '2' }", 0.0),
        (
            "{ succeeded: 1e30, errored: 9007199254740993 }",
            9_007_199_254_740_991.0,
        ),
    ] {
        let server = Server::new(&format!(
            "() => ok({{ ...ended, request_counts: {counts} }}), () => answer(200, '')"
        ));
        let opened = opened(&server, "{}").await.unwrap();
        assert_eq!(get(&opened, "records").as_f64(), Some(records), "{counts}");
    }
}

#[wasm_bindgen_test]
async fn a_page_in_the_place_of_results_is_refused() {
    for kind in ["text/html", "Text/HTML ; charset=utf-8"] {
        let server = Server::new(&format!(
            "() => ok(ended), () => answer(200, '<html>', {{ 'content-type': '{kind}', 'request-id': 'req_9' }})"
        ));
        let error = failed(
            opened(&server, "{}").await,
            "ResponseError",
            "unexpected_response",
            "GET https://api.example/v1/messages/batches/msgbatch_1/results: expected results as JSON Lines, found an \
             HTML page. https://api.example may be a website, not the API or a relay: check { baseURL }. A network that requires \
             sign-in responds like this too.",
        );
        assert_eq!(get(&error, "status"), 200);
        assert_eq!(get(&error, "requestId"), "req_9");
    }
    for kind in ["text/htmlx", "text/plain", "application/xhtml+xml"] {
        let server = Server::new(&format!(
            "() => ok(ended), () => answer(200, '', {{ 'content-type': '{kind}' }})"
        ));
        assert!(opened(&server, "{}").await.is_ok(), "{kind}");
    }
}

#[wasm_bindgen_test]
async fn a_key_never_follows_results_to_another_host() {
    let urls = [
        "https://evil.example/results",
        "https://api.example@evil.example/x",
        "//evil.example/x",
        "http://api.example/x",
    ];
    for url in urls {
        let server = Server::new(&format!(
            "() => ok({{ ...ended, results_url: '{url}' }}), () => answer(200, '')"
        ));
        opened(&server, "{}").await.unwrap();
        let called = server.eval("calls[1].url");
        assert_eq!(
            called, "https://api.example/v1/messages/batches/msgbatch_1/results",
            "{url}"
        );
    }
}

#[wasm_bindgen_test]
async fn missing_results_are_not_requested_and_the_batch_is_reported() {
    let cases = [
        (
            "{}",
            "results_not_ready",
            "Message Batch msgbatch_1 has no results yet: its status is in_progress, and results are available once it \
             has ended. Use poll() to wait for that.",
        ),
        (
            "{ processing_status: 'ended', archived_at: '2026-12-20T00:00:00Z' }",
            "results_archived",
            "The results of Message Batch msgbatch_1 are gone: it was archived at 2026-12-20T00:00:00Z. Results are \
             kept for 29 days after the batch was created.",
        ),
        (
            "{ processing_status: 'ended' }",
            "results_missing",
            "Message Batch msgbatch_1 has ended but has no results.",
        ),
    ];
    for (batch, code, message) in cases {
        let server = Server::new(&format!("() => ok({batch})"));
        let error = failed(opened(&server, "{}").await, "ResultsUnavailableError", code, message);
        assert_eq!(get(&get(&error, "batch"), "id"), "msgbatch_1");
        assert_eq!(about(&error, "it.batch.request_counts.processing").as_f64(), Some(2.0));
        assert_eq!(server.count(), 1);
    }
}

#[wasm_bindgen_test]
async fn an_error_in_the_place_of_results_is_read() {
    let text = "Message Batch msgbatch_1 has no available results.";
    let server = Server::new(&format!(
        "() => ok(ended), () => error(404, 'not_found_error', '{text}')"
    ));
    failed(
        opened(&server, "{}").await,
        "ApiError",
        "not_found",
        &format!("404 not_found_error: {text}"),
    );
}

#[wasm_bindgen_test]
async fn opening_is_repeated_where_that_may_help() {
    let server =
        Server::new("() => busy(soon), () => ok(ended), () => busy(soon), () => busy(soon), () => answer(200, 'x')");
    assert!(opened(&server, "{}").await.is_ok());
    assert_eq!(server.count(), 5);
}

#[wasm_bindgen_test]
async fn results_are_opened_again_from_a_byte_after_a_wait() {
    let server = Server::new("() => ok(ended), () => answer(206, 'rest')");
    let reopened = reopen_results(server.client("{}"), "msgbatch_1", "{ first: 7, waitMs: 5 }").await;
    assert_eq!(response_of(&reopened.unwrap()).status(), 206);
    let range = server.eval("calls.map(({ headers }) => headers.get('range'))");
    assert_eq!(json(&range), r#"[null,"bytes=7-"]"#);
}

#[wasm_bindgen_test]
async fn results_that_became_shorter_are_opened_from_their_first_byte() {
    let server =
        Server::new("() => ok(ended), () => error(416, 'invalid_request_error', 'No.'), () => answer(200, 'all')");
    let opened = reopen_results(server.client("{}"), "msgbatch_1", "{ first: 7, waitMs: 0 }").await;
    assert_eq!(response_of(&opened.unwrap()).status(), 200);
    let range = server.eval("calls.map(({ headers }) => headers.get('range'))");
    assert_eq!(json(&range), r#"[null,"bytes=7-",null]"#);
    let server = Server::new("() => ok(ended), () => error(416, 'invalid_request_error', 'No.')");
    failed(
        reopen_results(server.client("{}"), "msgbatch_1", "{ waitMs: 0 }").await,
        "ApiError",
        "invalid_request",
        "416 invalid_request_error: No.",
    );
}

#[wasm_bindgen_test]
async fn results_that_were_there_before_are_gone_if_they_are_not_found() {
    for status in [404, 410] {
        let server = Server::new(&format!(
            "() => ok(ended), () => error({status}, 'not_found_error', 'No.')"
        ));
        let error = failed(
            reopen_results(server.client("{}"), "msgbatch_1", "{ waitMs: 0 }").await,
            "ResultsUnavailableError",
            "results_missing",
            "Message Batch msgbatch_1 has ended but has no results.",
        );
        assert_eq!(get(&get(&error, "batch"), "id"), "msgbatch_1");
    }
}
