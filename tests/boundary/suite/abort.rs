use js_sys::Object;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::*;

use super::js::{about, get, js, json, merged};
use super::operations::{create, open_results, poll, retrieve};
use super::server::Server;

/// A controller whose signal counts its listeners, and an abort reason that is not an error.
fn watched() -> JsValue {
    js("(() => {
        const controller = new AbortController(), { signal } = controller, seen = { added: 0, removed: 0 };
        const { addEventListener, removeEventListener } = signal;
        signal.addEventListener = (...args) => { seen.added += 1; return addEventListener.apply(signal, args) };
        signal.removeEventListener = (...args) => { seen.removed += 1; return removeEventListener.apply(signal, args) };
        const reason = { why: 'the user went away' };
        const abort = () => controller.abort(reason);
        return { signal, seen, reason, abort, soon: () => setTimeout(abort, 10) };
    })()")
}

fn client(server: &Server, watched: &JsValue) -> JsValue {
    merged(&server.client("{}"), &about(watched, "({ signal: it.signal })"))
}

/// The call rejects with the reason itself, and leaves no listener.
#[track_caller]
fn assert_aborted(result: Result<JsValue, JsValue>, watched: &JsValue) {
    assert!(Object::is(&result.unwrap_err(), &get(watched, "reason")));
    assert_no_listener(watched);
}

#[track_caller]
fn assert_no_listener(watched: &JsValue) {
    let seen = about(watched, "it.seen.added - it.seen.removed");
    assert_eq!(seen.as_f64(), Some(0.0), "{}", json(&get(watched, "seen")));
}

#[wasm_bindgen_test]
async fn aborted_before_it_begins_a_call_is_not_sent() {
    let server = Server::new("() => ok()");
    let watched = watched();
    about(&watched, "it.abort()");
    let settings = client(&server, &watched);
    assert_aborted(
        retrieve(settings.clone(), "b".into(), JsValue::UNDEFINED).await,
        &watched,
    );
    assert_aborted(
        create(settings.clone(), "{}".into(), JsValue::UNDEFINED).await,
        &watched,
    );
    assert_aborted(
        poll(settings, "b".into(), JsValue::UNDEFINED, JsValue::UNDEFINED).await,
        &watched,
    );
    assert_eq!(server.count(), 0);
}

#[wasm_bindgen_test]
async fn aborted_while_it_waits_for_an_answer_a_call_ends_at_once_and_stops_the_fetch() {
    let server = Server::new("() => never()");
    let watched = watched();
    about(&watched, "it.soon()");
    assert_aborted(
        retrieve(client(&server, &watched), "b".into(), JsValue::UNDEFINED).await,
        &watched,
    );
    assert_eq!(server.stopped(), "[true]");
}

#[wasm_bindgen_test]
async fn aborted_while_the_body_arrives_a_call_ends_at_once() {
    let server = Server::new("() => hanging()");
    let watched = watched();
    about(&watched, "it.soon()");
    assert_aborted(
        create(client(&server, &watched), "{}".into(), JsValue::UNDEFINED).await,
        &watched,
    );
    assert_eq!(server.stopped(), "[true]");
}

#[wasm_bindgen_test]
async fn aborted_between_two_attempts_a_call_does_not_wait_for_the_second() {
    let server = Server::new("() => busy({ 'retry-after': '60' })");
    let watched = watched();
    about(&watched, "it.soon()");
    assert_aborted(
        retrieve(client(&server, &watched), "b".into(), JsValue::UNDEFINED).await,
        &watched,
    );
    assert_eq!(server.count(), 1);
}

#[wasm_bindgen_test]
async fn a_call_aborted_inside_fetch_ends_with_the_reason_and_not_with_the_error_of_fetch() {
    let server = Server::new("() => { globalThis.abortNow(); throw new TypeError('aborted') }");
    let watched = watched();
    about(&watched, "void (globalThis.abortNow = it.abort)");
    assert_aborted(
        retrieve(client(&server, &watched), "b".into(), JsValue::UNDEFINED).await,
        &watched,
    );
}

#[wasm_bindgen_test]
async fn aborted_in_a_wait_of_polling_the_poll_ends_at_once() {
    let server = Server::new("() => ok({}, { 'retry-after': '600' })");
    let watched = watched();
    let settings = client(&server, &watched);
    let options = js("{ intervalMs: 600_000 }");
    let first = poll(settings.clone(), "b".into(), options.clone(), JsValue::UNDEFINED)
        .await
        .unwrap();
    assert_no_listener(&watched);
    about(&watched, "it.soon()");
    let result = poll(settings, "b".into(), options, get(&first, "polling")).await;
    assert_aborted(result, &watched);
    assert_eq!(server.count(), 1);
}

#[wasm_bindgen_test]
async fn aborted_between_its_two_calls_an_opening_of_results_does_not_make_the_second() {
    let server = Server::new("() => { globalThis.abortNow(); return ok(ended) }");
    let watched = watched();
    about(&watched, "void (globalThis.abortNow = it.abort)");
    assert_aborted(
        open_results(client(&server, &watched), "b".into(), JsValue::UNDEFINED).await,
        &watched,
    );
    assert_eq!(server.count(), 1);
}

#[wasm_bindgen_test]
async fn a_call_that_ends_normally_leaves_no_listener_either() {
    let scripts = [
        "() => ok()",
        "() => busy(soon)",
        "() => busy(soon), () => ok()",
        "() => raise(1)",
        "() => answer(200, '')",
    ];
    for script in scripts {
        let server = Server::new(script);
        let watched = watched();
        let settings = about(&client(&server, &watched), "({ ...it, maxRetries: 1 })");
        let _ = retrieve(settings, "b".into(), JsValue::UNDEFINED).await;
        assert_no_listener(&watched);
        assert!(about(&watched, "it.seen.added").as_f64() >= Some(1.0), "{script}");
    }
}

#[wasm_bindgen_test]
async fn any_value_is_a_reason_and_without_one_it_is_the_signals_own() {
    for reason in ["'text'", "null", "0", "new Error('mine')"] {
        let server = Server::new("() => never()");
        let controller = js(&format!("{{ controller: new AbortController(), reason: {reason} }}"));
        about(&controller, "setTimeout(() => it.controller.abort(it.reason), 5)");
        let options = about(&controller, "({ signal: it.controller.signal })");
        let error = retrieve(server.client("{}"), "b".into(), options).await.unwrap_err();
        assert!(Object::is(&error, &get(&controller, "reason")), "{reason}");
    }
    let server = Server::new("() => never()");
    let options = js("{ signal: AbortSignal.timeout(5) }");
    let error = retrieve(server.client("{}"), "b".into(), options.clone())
        .await
        .unwrap_err();
    assert!(Object::is(&error, &about(&options, "it.signal.reason")));
    assert_eq!(get(&error, "name"), "TimeoutError");
}

#[wasm_bindgen_test]
async fn a_signal_of_a_call_wins_over_that_of_the_client() {
    let server = Server::new("() => never()");
    let ours = watched();
    let theirs = watched();
    about(&theirs, "it.soon()");
    let options = about(&theirs, "({ signal: it.signal })");
    assert_aborted(retrieve(client(&server, &ours), "b".into(), options).await, &theirs);
    assert_eq!(about(&ours, "it.seen.added").as_f64(), Some(0.0));
}
