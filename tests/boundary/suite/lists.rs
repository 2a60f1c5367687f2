use wasm_bindgen::prelude::*;
use wasm_bindgen_test::*;

use super::js::{failed, js, json};
use super::operations::list;
use super::server::Server;

/// A page of two batches, of several pages.
const PAGE: &str = r#"() => answer(200, '{"data":[{"id":"new"},{"id":"old","x":1}],"has_more":true,"first_id":"new","last_id":"old"}')"#;

#[wasm_bindgen_test]
async fn a_page_comes_with_the_parameters_of_the_next() {
    let cases = [
        ("undefined", "", r#"{"after_id":"old"}"#),
        ("{ limit: 2 }", "?limit=2", r#"{"limit":2,"after_id":"old"}"#),
        (
            "{ after_id: 'x', limit: 2 }",
            "?limit=2&after_id=x",
            r#"{"limit":2,"after_id":"old"}"#,
        ),
        ("{ before_id: 'x' }", "?before_id=x", r#"{"before_id":"new"}"#),
    ];
    for (params, query, next) in cases {
        let server = Server::new(PAGE);
        let listed = list(server.client("{}"), js(params), JsValue::UNDEFINED).await.unwrap();
        let page = r#"{"data":[{"id":"new"},{"id":"old","x":1}],"has_more":true,"first_id":"new","last_id":"old"}"#;
        assert_eq!(json(&listed), format!("{{\"page\":{page},\"next\":{next}}}"));
        assert_eq!(
            server.targets(),
            format!("[\"GET https://api.example/v1/messages/batches{query}\"]")
        );
    }
}

#[wasm_bindgen_test]
async fn the_last_page_has_no_next() {
    let server = Server::new(r#"() => answer(200, '{"data":[],"has_more":false,"first_id":null,"last_id":null}')"#);
    let listed = list(server.client("{}"), JsValue::NULL, JsValue::UNDEFINED)
        .await
        .unwrap();
    assert_eq!(
        json(&listed),
        r#"{"page":{"data":[],"has_more":false,"first_id":null,"last_id":null}}"#
    );
}

#[wasm_bindgen_test]
async fn wrong_parameters_are_refused_with_a_sentence() {
    let server = Server::new(PAGE);
    let cases = [
        (
            "{ limit: 0 }",
            "RangeError",
            "limit: expected a whole number from 1 to 1000, found 0",
        ),
        (
            "{ limit: 1001 }",
            "RangeError",
            "limit: expected a whole number from 1 to 1000, found 1001",
        ),
        (
            "{ limit: 2.5 }",
            "RangeError",
            "limit: expected a non-negative whole number, found 2.5",
        ),
        (
            "{ limit: -1 }",
            "RangeError",
            "limit: expected a non-negative whole number, found -1",
        ),
        (
            "{ limit: NaN }",
            "RangeError",
            "limit: expected a non-negative whole number, found NaN",
        ),
        (
            "{ limit: '20' }",
            "TypeError",
            "limit: expected a non-negative whole number, found \"20\"",
        ),
        ("{ after_id: 7 }", "TypeError", "after_id: expected a batch id, found 7"),
        (
            "{ before_id: [] }",
            "TypeError",
            "before_id: expected a batch id, found an array",
        ),
        (
            "'msgbatch_1'",
            "TypeError",
            "options: expected an object, found a string",
        ),
    ];
    for (params, class, message) in cases {
        let result = list(server.client("{}"), js(params), JsValue::UNDEFINED).await;
        failed(result, class, "invalid_option", message);
    }
    assert_eq!(server.count(), 0);
}

/// The message for a response that does not come from the API.
const SIGN_IN: &str = " https://api.example may be a website, not the API or a relay: check { baseURL }. A network \
                       that requires sign-in responds like this too.";

#[wasm_bindgen_test]
async fn an_answer_that_is_no_page_is_described() {
    let target = "GET https://api.example/v1/messages/batches";
    for (body, found) in [
        ("[]", "a JSON array"),
        ("{}", "a JSON object without data"),
        ("<html>", "what looks like an HTML page"),
        ("{\"data\":[", "JSON that is broken at byte 9"),
    ] {
        let server = Server::new(&format!("() => answer(200, '{body}')"));
        let result = list(server.client("{}"), JsValue::UNDEFINED, JsValue::UNDEFINED).await;
        let advice = if found.ends_with("HTML page") { SIGN_IN } else { "" };
        let message = format!("{target}: expected a page of message batches, found {found}.{advice}");
        failed(result, "ResponseError", "unexpected_response", &message);
    }
}
