use wasm_bindgen::prelude::*;
use wasm_bindgen_test::*;

use super::js::{about, get, js, merged};
use super::operations::{create, poll, retrieve};
use super::server::Server;

/// Runs a call, and returns the number of long timers that it set and did not clear.
async fn left_over(call: impl Future<Output = Result<JsValue, JsValue>>) -> f64 {
    let watch = js("(() => {
        const { setTimeout, clearTimeout } = globalThis, pending = new Set();
        let set = 0;
        globalThis.setTimeout = (run, ms, ...rest) => {
            const id = setTimeout(run, ms, ...rest);
            if (ms > 1000) { pending.add(id); set += 1 }
            return id;
        };
        globalThis.clearTimeout = (id) => { pending.delete(id); clearTimeout(id) };
        const end = () => Object.assign(globalThis, { setTimeout, clearTimeout });
        return { end, set: () => set, left: () => pending.size };
    })()");
    let _ = call.await;
    about(&watch, "it.end()");
    assert!(about(&watch, "it.set()").as_f64() > Some(0.0), "no timer was seen");
    about(&watch, "it.left()").as_f64().unwrap()
}

/// A client whose signal is aborted soon.
fn aborted_soon(server: &Server) -> JsValue {
    let controller = js("new AbortController()");
    about(&controller, "setTimeout(() => it.abort(), 10)");
    merged(&server.client("{}"), &about(&controller, "({ signal: it.signal })"))
}

#[wasm_bindgen_test]
async fn no_timer_outlives_its_call_however_the_call_ends() {
    let scripts = [
        "() => ok()",
        "() => Promise.reject(1)",
        "() => answer(200, '')",
        "() => busy(soon)",
        "() => error(404, 'x', 'y')",
    ];
    for script in scripts {
        let server = Server::new(script);
        let client = server.client("{ maxRetries: 1 }");
        let left = left_over(create(client.clone(), "{}".into(), JsValue::UNDEFINED)).await;
        assert_eq!(left, 0.0, "create {script}");
    }
    for script in [
        "() => never()",
        "() => hanging()",
        "() => busy({ 'retry-after': '600' })",
    ] {
        let server = Server::new(script);
        let left = left_over(retrieve(aborted_soon(&server), "b".into(), JsValue::UNDEFINED)).await;
        assert_eq!(left, 0.0, "{script}");
    }
}

#[wasm_bindgen_test]
async fn a_wait_of_polling_that_is_aborted_clears_its_timer() {
    let server = Server::new("() => ok()");
    let options = js("{ intervalMs: 600_000 }");
    let first = poll(server.client("{}"), "b".into(), options.clone(), JsValue::UNDEFINED)
        .await
        .unwrap();
    let client = aborted_soon(&server);
    let left = left_over(poll(client, "b".into(), options, get(&first, "polling"))).await;
    assert_eq!(left, 0.0);
    assert_eq!(server.count(), 1);
}
