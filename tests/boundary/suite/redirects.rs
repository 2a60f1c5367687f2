use wasm_bindgen::prelude::*;
use wasm_bindgen_test::*;

use super::js::{failed, get};
use super::operations::{create, open_results, retrieve};
use super::server::Server;

const REFUSED: &str = "answered with a redirect, which is not followed because it could send the key to another host.";

#[wasm_bindgen_test]
async fn a_redirect_is_refused_and_not_followed() {
    // As Node reports it, and as a browser does.
    for answer in [
        "Response.redirect('https://evil.example/', 307)",
        "answer(304, null)",
        "Response.error()",
    ] {
        let server = Server::new(&format!("() => {answer}"));
        let result = retrieve(server.client("{}"), "b".into(), JsValue::UNDEFINED).await;
        let message = format!("GET https://api.example/v1/messages/batches/b: {REFUSED}");
        let error = failed(result, "ResponseError", "unexpected_response", &message);
        assert_eq!(get(&error, "outcome"), JsValue::UNDEFINED);
        assert_eq!(server.count(), 1);
    }
}

#[wasm_bindgen_test]
async fn a_create_and_a_read_of_results_are_not_redirected_either() {
    let server = Server::new("() => Response.redirect('https://evil.example/', 308)");
    let result = create(server.client("{}"), "{}".into(), JsValue::UNDEFINED).await;
    let message = format!("POST https://api.example/v1/messages/batches: {REFUSED}");
    failed(result, "ResponseError", "unexpected_response", &message);
    assert_eq!(server.count(), 1);
    let server = Server::new("() => ok(ended), () => Response.redirect('https://evil.example/', 302)");
    let result = open_results(server.client("{}"), "msgbatch_1".into(), JsValue::UNDEFINED).await;
    let message = format!("GET https://api.example/v1/messages/batches/msgbatch_1/results: {REFUSED}");
    let error = failed(result, "ResponseError", "unexpected_response", &message);
    assert_eq!(get(&error, "status").as_f64(), Some(302.0));
}
