use wasm_bindgen::prelude::*;
use wasm_bindgen_test::*;

use super::js::{about, failed, js, text};
use super::operations::{poll, retrieve};
use super::server::Server;

/// Client options, the class of the error, its message.
const WRONG: [(&str, &str, &str); 34] = [
    (
        "{ apiKey: 7 }",
        "TypeError",
        "apiKey: expected a string, or a function that returns one, found 7",
    ),
    (
        "{ apiKey: ['sk-secret'] }",
        "TypeError",
        "apiKey: expected a string, or a function that returns one, found an array",
    ),
    (
        "{ apiKey: new String('sk-secret') }",
        "TypeError",
        "apiKey: expected a string, or a function that returns one, found an object",
    ),
    (
        "{ auth: 'basic' }",
        "RangeError",
        "auth: expected \"bearer\" or \"x-api-key\", found \"basic\"",
    ),
    (
        "{ auth: 'sk-secret' }",
        "RangeError",
        "auth: expected \"bearer\" or \"x-api-key\", found a string",
    ),
    (
        "{ auth: true }",
        "TypeError",
        "auth: expected \"bearer\" or \"x-api-key\", found true",
    ),
    (
        "{ apiVersion: '2024-01-01' }",
        "RangeError",
        "apiVersion: expected \"2026-10-21\" or \"2023-06-01\", found \"2024-01-01\"",
    ),
    (
        "{ apiVersion: 20261021 }",
        "TypeError",
        "apiVersion: expected \"2026-10-21\" or \"2023-06-01\", found 20261021",
    ),
    (
        "{ baseURL: new URL('https://a.example') }",
        "TypeError",
        "baseURL: expected a URL as a string, found an object",
    ),
    (
        "{ baseURL: 'a.example' }",
        "RangeError",
        "baseURL: expected an absolute http or https URL such as https://relay.example.com, found \"a.example\"",
    ),
    (
        "{ baseURL: 'https://me:sk-secret@a.example' }",
        "RangeError",
        "baseURL: expected a URL without credentials, query or fragment, found a URL with '@' in it",
    ),
    (
        "{ betas: 'a' }",
        "TypeError",
        "betas: expected an array of beta names, found \"a\"",
    ),
    (
        "{ betas: ['a', 7] }",
        "TypeError",
        "betas: expected an array of beta names, found 7",
    ),
    (
        "{ workspaceId: {} }",
        "TypeError",
        "workspaceId: expected a string, found an object",
    ),
    (
        "{ fetch: 'fetch' }",
        "TypeError",
        "fetch: expected a function, found \"fetch\"",
    ),
    (
        "{ onCall: {} }",
        "TypeError",
        "onCall: expected a function, found an object",
    ),
    (
        "{ signal: new AbortController() }",
        "TypeError",
        "signal: expected an AbortSignal, found an object",
    ),
    (
        "{ signal: 'stop' }",
        "TypeError",
        "signal: expected an AbortSignal, found \"stop\"",
    ),
    (
        "{ timeoutMs: 0 }",
        "RangeError",
        "timeoutMs: expected a positive number of milliseconds, found 0",
    ),
    (
        "{ timeoutMs: -1.5 }",
        "RangeError",
        "timeoutMs: expected a positive number of milliseconds, found -1.5",
    ),
    (
        "{ timeoutMs: NaN }",
        "RangeError",
        "timeoutMs: expected a positive number of milliseconds, found NaN",
    ),
    (
        "{ timeoutMs: Infinity }",
        "RangeError",
        "timeoutMs: expected a positive number of milliseconds, found Infinity",
    ),
    (
        "{ timeoutMs: '1s' }",
        "TypeError",
        "timeoutMs: expected a positive number of milliseconds, found \"1s\"",
    ),
    (
        "{ timeoutMs: 5n }",
        "TypeError",
        "timeoutMs: expected a positive number of milliseconds, found a bigint",
    ),
    (
        "{ maxRetries: 1.5 }",
        "RangeError",
        "maxRetries: expected a non-negative whole number, found 1.5",
    ),
    (
        "{ maxRetries: -1 }",
        "RangeError",
        "maxRetries: expected a non-negative whole number, found -1",
    ),
    (
        "{ maxRetries: () => 2 }",
        "TypeError",
        "maxRetries: expected a non-negative whole number, found a function",
    ),
    ("{ inPage: 1 }", "TypeError", "inPage: expected true or false, found 1"),
    (
        "{ dangerouslyAllowBrowser: 'yes' }",
        "TypeError",
        "dangerouslyAllowBrowser: expected true or false, found \"yes\"",
    ),
    (
        "{ headers: 'x-a: sk-secret' }",
        "TypeError",
        "headers: expected an object of header names and values, found a string",
    ),
    (
        "{ headers: ['sk-secret'] }",
        "TypeError",
        "headers: expected an object of header names and values, found a string",
    ),
    (
        "{ headers: { 'x-a': ['sk-secret'] } }",
        "TypeError",
        "headers[\"x-a\"]: expected a string, found an array",
    ),
    (
        "{ headers: { 'x-a': true } }",
        "TypeError",
        "headers[\"x-a\"]: expected a string, found true",
    ),
    (
        "{ headers: [[7, 'x']] }",
        "TypeError",
        "headers: expected an object of header names and values, found 7",
    ),
];

#[wasm_bindgen_test]
async fn a_wrong_option_is_named_with_what_it_should_be_and_what_it_is_and_no_secret_is_shown() {
    let server = Server::new("() => ok()");
    for (options, class, message) in WRONG {
        let result = retrieve(server.client(options), "b".into(), JsValue::UNDEFINED).await;
        let error = failed(result, class, "invalid_option", message);
        assert_eq!(
            about(&error, &format!("it instanceof {class}")),
            JsValue::TRUE,
            "{options}"
        );
        for place in ["message", "stack"] {
            assert!(!text(&error, place).contains("sk-secret"), "{options}");
        }
    }
    assert_eq!(server.count(), 0);
}

#[wasm_bindgen_test]
async fn the_options_of_a_call_are_looked_at_as_closely() {
    let server = Server::new("() => ok()");
    let result = retrieve(server.client("{}"), "b".into(), js("{ maxRetries: 'many' }")).await;
    let message = "maxRetries: expected a non-negative whole number, found \"many\"";
    failed(result, "TypeError", "invalid_option", message);
    for (options, found) in [
        ("'fast'", "a string"),
        ("7", "7"),
        ("true", "true"),
        ("() => {}", "a function"),
    ] {
        let result = retrieve(server.client("{}"), "b".into(), js(options)).await;
        failed(
            result,
            "TypeError",
            "invalid_option",
            &format!("options: expected an object, found {found}"),
        );
    }
    assert_eq!(server.count(), 0);
}

#[wasm_bindgen_test]
async fn a_key_in_the_place_of_all_options_is_not_shown() {
    let result = retrieve("sk-secret".into(), "b".into(), JsValue::UNDEFINED).await;
    failed(
        result,
        "TypeError",
        "invalid_option",
        "options: expected an object, found a string",
    );
}

#[wasm_bindgen_test]
async fn the_options_of_polling_are_looked_at_before_anything_is_sent() {
    let server = Server::new("() => ok(ended)");
    for name in ["intervalMs", "maxIntervalMs", "timeoutMs"] {
        for (value, class) in [("0", "RangeError"), ("-5", "RangeError"), ("'5'", "TypeError")] {
            let options = js(&format!("{{ {name}: {value} }}"));
            let result = poll(server.client("{}"), "b".into(), options, JsValue::UNDEFINED).await;
            let found = value.replace('\'', "\"");
            let message = format!("{name}: expected a positive number of milliseconds, found {found}");
            failed(result, class, "invalid_option", &message);
        }
    }
    assert_eq!(server.count(), 0);
}

#[wasm_bindgen_test]
async fn null_and_undefined_are_absent() {
    let server = Server::new("() => ok()");
    let nothing = "{ betas: null, headers: null, timeoutMs: undefined, maxRetries: null, signal: null, onCall: \
                   undefined, apiVersion: null, auth: null, workspaceId: undefined, inPage: null, \
                   dangerouslyAllowBrowser: null }";
    assert!(retrieve(server.client(nothing), "b".into(), js(nothing)).await.is_ok());
}
