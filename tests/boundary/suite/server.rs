//! A `fetch` that answers according to a script and records its calls.

use js_sys::Function;
use wasm_bindgen::prelude::*;

use super::js::{about, get, json};

/// The functions that a script can use, and the `fetch` that follows it: call n gets answer n, later calls the last answer.
const FETCH: &str = r#"
const answer = (status, body, headers = {}) => new Response(body, { status, headers });
const batch = (more = {}) => JSON.stringify({
  id: 'msgbatch_1', type: 'message_batch', processing_status: 'in_progress',
  request_counts: { processing: 2, succeeded: 0, errored: 0, canceled: 0, expired: 0 },
  created_at: '2026-11-20T18:37:24.100435Z', expires_at: '2026-11-21T18:37:24.100435Z',
  ended_at: null, cancel_initiated_at: null, results_url: null, ...more,
});
const ok = (more, headers) => answer(200, batch(more), headers);
const ended = { processing_status: 'ended', results_url: 'https://api.example/v1/messages/batches/msgbatch_1/results' };
const error = (status, type, message, headers) =>
  answer(status, JSON.stringify({ type: 'error', error: { type, message }, request_id: 'req_body' }),
    { 'request-id': 'req_header', ...headers });
const busy = (headers) => error(503, 'api_error', 'Busy', headers);
const soon = { 'retry-after-ms': '1' };
const never = () => new Promise(() => {});
const broken = (status, start) => answer(status, new ReadableStream({
  pull(controller) {
    if (start) controller.enqueue(new TextEncoder().encode(start));
    else controller.error(new TypeError('terminated'));
    start = undefined;
  },
}));
const hanging = () => answer(200, new ReadableStream({ start(controller) { controller.enqueue(new Uint8Array([123])) } }));
const raise = (thrown) => { throw thrown };
const system = (code, text) => new TypeError('fetch failed', { cause: Object.assign(new Error(text), { code }) });
const unsent = (code, text) => Object.assign(system(code, text), { outcome: 'not_sent' });
const calls = [];
const script = [SCRIPT];
const fetch = (url, init) => {
  calls.push({ url, ...init });
  return script[Math.min(calls.length, script.length) - 1](url, init);
};
return { fetch, calls };
"#;

pub struct Server(JsValue);

impl Server {
    /// Answers are JavaScript functions, separated by commas.
    pub fn new(script: &str) -> Server {
        let made = Function::new_no_args(&FETCH.replace("SCRIPT", script)).call0(&JsValue::UNDEFINED);
        Server(made.unwrap_or_else(|thrown| panic!("{script}: {thrown:?}")))
    }

    /// Returns the options of a client of this server, with changes.
    pub fn client(&self, changes: &str) -> JsValue {
        let options = format!("{{ apiKey: 'sk-test', baseURL: 'https://api.example', fetch: it.fetch, ...{changes} }}");
        about(&self.0, &options)
    }

    /// Returns the number of calls.
    pub fn count(&self) -> usize {
        about(&self.0, "it.calls.length").as_f64().unwrap() as usize
    }

    /// Evaluates an expression over the recorded `calls`.
    pub fn eval(&self, expression: &str) -> JsValue {
        about(&get(&self.0, "calls"), &format!("((calls) => {expression})(it)"))
    }

    /// Returns the method and URL of each call.
    pub fn targets(&self) -> String {
        json(&self.eval("calls.map(({ method, url }) => `${method} ${url}`)"))
    }

    /// Returns the headers of the first call.
    pub fn headers(&self) -> String {
        json(&self.eval("Object.fromEntries(calls[0].headers)"))
    }

    /// Returns for each call whether it was aborted.
    pub fn stopped(&self) -> String {
        json(&self.eval("calls.map(({ signal }) => signal.aborted)"))
    }
}
