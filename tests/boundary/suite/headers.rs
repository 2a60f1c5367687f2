use wasm_bindgen::prelude::*;
use wasm_bindgen_test::*;

use super::js::{failed, js, text};
use super::operations::retrieve;
use super::server::Server;

async fn sent(client: &str, call: &str) -> String {
    let server = Server::new("() => ok()");
    retrieve(server.client(client), "b".into(), js(call)).await.unwrap();
    server.headers()
}

#[wasm_bindgen_test]
async fn options_become_headers_and_those_of_a_call_win() {
    let version = r#""anthropic-version":"2026-10-21""#;
    let key = r#""authorization":"Bearer sk-test""#;
    let accept = r#""accept":"application/json""#;
    let cases = [
        ("{}", "undefined", format!("{{{accept},{version},{key}}}")),
        ("{}", "null", format!("{{{accept},{version},{key}}}")),
        ("{ auth: 'bearer' }", "{}", format!("{{{accept},{version},{key}}}")),
        (
            "{ auth: 'x-api-key' }",
            "{}",
            format!("{{{accept},{version},\"x-api-key\":\"sk-test\"}}"),
        ),
        (
            "{ apiVersion: '2023-06-01' }",
            "{}",
            format!("{{{accept},\"anthropic-version\":\"2023-06-01\",{key}}}"),
        ),
        (
            "{ betas: ['a', 'b'], workspaceId: 'wrkspc_1' }",
            "{}",
            format!("{{{accept},\"anthropic-beta\":\"a,b\",{version},\"anthropic-workspace-id\":\"wrkspc_1\",{key}}}"),
        ),
        (
            "{ betas: ['a', 'b'] }",
            "{ betas: ['c'] }",
            format!("{{{accept},\"anthropic-beta\":\"c\",{version},{key}}}"),
        ),
        ("{ apiKey: '' }", "{}", format!("{{{accept},{version}}}")),
        ("{ apiKey: null }", "{}", format!("{{{accept},{version}}}")),
    ];
    for (client, call, headers) in cases {
        assert_eq!(sent(client, call).await, headers, "{client} {call}");
    }
}

#[wasm_bindgen_test]
async fn more_headers_come_as_an_object_pairs_a_map_or_headers_and_the_calls_win() {
    let own = [
        "{ 'X-A': '1', 'x-b': 2 }",
        "[['X-A', '1'], ['x-b', '2']]",
        "new Map([['X-A', '1'], ['x-b', '2']])",
        "new Headers({ 'X-A': '1', 'x-b': '2' })",
    ];
    for headers in own {
        let call = format!("{{ headers: {headers} }}");
        let found = sent(
            "{ headers: { 'x-a': 'client', 'x-c': '3', 'Authorization': 'Bearer other' } }",
            &call,
        )
        .await;
        assert_eq!(
            found,
            r#"{"accept":"application/json","anthropic-version":"2026-10-21","authorization":"Bearer other","x-a":"1","x-b":"2","x-c":"3"}"#,
            "{headers}"
        );
    }
    let absent = sent("{ headers: { 'x-a': null, 'x-b': undefined } }", "{}").await;
    assert!(!absent.contains("x-a") && !absent.contains("x-b"), "{absent}");
}

#[wasm_bindgen_test]
async fn a_header_that_http_does_not_allow_is_named_but_never_shown() {
    let server = Server::new("() => ok()");
    let expected = "expected characters that HTTP allows in a header, found others, such as a line break or a \
                    misplaced space";
    let cases = [
        (
            "{ apiKey: 'sk-secret\\nx' }",
            "apiKey",
            ". It contains white space or a line break.",
        ),
        (
            "{ apiKey: 'sk-secret\\nx', keySource: 'environment' }",
            "ANTHROPIC_API_KEY",
            ". It contains white space or a line break.",
        ),
        (
            "{ apiKey: 'sk-secret\\u20ac', auth: 'x-api-key' }",
            "apiKey",
            ". It looks like a key of another vendor, such as OpenAI, not an Anthropic API key.",
        ),
        (
            "{ apiKey: undefined, headers: { 'X-Api-Key': 'Bearer \\u20ac' } }",
            "headers[\"x-api-key\"]",
            ". It begins with the word Bearer, which is added automatically: remove it.",
        ),
        (
            "{ headers: { 'x-a': 'sk-secret\\r\\nx-b: 1' } }",
            "headers[\"x-a\"]",
            "",
        ),
        ("{ headers: { 'bad name': 'sk-secret' } }", "headers[\"bad name\"]", ""),
    ];
    for (client, name, about_key) in cases {
        let result = retrieve(server.client(client), "b".into(), JsValue::UNDEFINED).await;
        let error = failed(
            result,
            "RangeError",
            "invalid_option",
            &format!("{name}: {expected}{about_key}"),
        );
        assert!(!text(&error, "stack").contains("sk-secret"));
    }
    assert_eq!(server.count(), 0);
}

#[wasm_bindgen_test]
async fn a_page_may_not_call_the_api_unless_the_caller_insists() {
    let server = Server::new("() => ok()");
    let in_page = "{ baseURL: 'https://api.anthropic.com', inPage: true }";
    let result = retrieve(server.client(in_page), "b".into(), JsValue::UNDEFINED).await;
    failed(
        result,
        "BatchError",
        "api_key_in_page",
        "An API key in a web page can be read by anyone who opens it, and the batch endpoints do not answer browsers. \
         Point { baseURL } at a relay that holds the key and pass no key, or pass { dangerouslyAllowBrowser: true } if you know that \
         this is safe here.",
    );
    assert_eq!(server.count(), 0);
    let insisting = "{ baseURL: 'https://api.anthropic.com', inPage: true, dangerouslyAllowBrowser: true }";
    assert_eq!(
        sent(insisting, "{}").await,
        r#"{"accept":"application/json","anthropic-dangerous-direct-browser-access":"true","anthropic-version":"2026-10-21","authorization":"Bearer sk-test"}"#
    );
}

#[wasm_bindgen_test]
async fn without_a_key_the_api_is_not_called() {
    let server = Server::new("() => ok()");
    let client = server.client("{ apiKey: undefined, baseURL: undefined }");
    failed(
        retrieve(client, "b".into(), JsValue::UNDEFINED).await,
        "BatchError",
        "missing_api_key",
        "No API key: pass { apiKey } to BatchClient, or set ANTHROPIC_API_KEY where the runtime has environment \
         variables, or point { baseURL } at a relay that holds the key.",
    );
    assert_eq!(server.count(), 0);
}
