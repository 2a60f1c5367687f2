//! Waits for a promise, an abort or a time, whichever comes first.

use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortSignal;

/// The longest single timer. Short enough that a laptop that slept through the end of a wait notices soon after it wakes up, and
/// far below 2^31 ms, above which timers fire immediately.
const STEP_MS: f64 = 30_000.0;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &Function, ms: f64) -> JsValue;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(timer: &JsValue);

    #[wasm_bindgen(extends = Function)]
    type Resolve;
    #[wasm_bindgen(method)]
    fn bind(this: &Resolve, this_argument: &JsValue, value: &JsValue) -> Function;
}

/// The reason why a wait ended.
pub(super) enum WaitOutcome {
    /// The promise settled.
    Settled(Result<JsValue, JsValue>),
    /// The caller aborted, for this reason.
    Aborted(JsValue),
    /// The time was reached, by the wall clock.
    TimedOut,
}

/// Waits for `work` until the time `end_ms`. Without `work`, waits until that time.
pub(super) async fn wait(work: Option<&Promise>, signal: Option<&AbortSignal>, end_ms: f64) -> WaitOutcome {
    loop {
        let left_ms = end_ms - js_sys::Date::now();
        let alarm = Alarm::set(signal, left_ms.clamp(0.0, STEP_MS).ceil());
        // Done first, so that a rejection of `work` is never unhandled.
        let first = JsFuture::from(alarm.race(work));
        if let Some(signal) = signal.filter(|signal| signal.aborted()) {
            return WaitOutcome::Aborted(signal.reason());
        }
        if left_ms <= 0.0 {
            return WaitOutcome::TimedOut;
        }
        let settled = first.await;
        let is_alarm = settled.as_ref().is_ok_and(|value| *value == alarm.ring);
        let is_aborted = signal.is_some_and(AbortSignal::aborted);
        if !is_alarm && !is_aborted {
            return WaitOutcome::Settled(settled);
        }
    }
}

/// A promise that settles, with `ring` as its value, when a signal aborts or a time has passed. Dropping it removes its timer and
/// listener.
struct Alarm<'a> {
    promise: Promise,
    /// Settles the promise. Also the value with which it settles.
    ring: JsValue,
    bound: Function,
    timer: JsValue,
    signal: Option<&'a AbortSignal>,
}

impl<'a> Alarm<'a> {
    fn set(signal: Option<&'a AbortSignal>, ms: f64) -> Alarm<'a> {
        let mut ring = JsValue::UNDEFINED;
        let promise = Promise::new(&mut |resolve, _| ring = resolve.into());
        let bound = ring.unchecked_ref::<Resolve>().bind(&JsValue::UNDEFINED, &ring);
        if let Some(signal) = signal {
            let _ = signal.add_event_listener_with_callback("abort", &bound);
        }
        Alarm {
            promise,
            timer: set_timeout(&bound, ms),
            ring,
            bound,
            signal,
        }
    }

    /// Returns a promise that settles with the work or the alarm, whichever is first.
    fn race(&self, work: Option<&Promise>) -> Promise {
        Promise::race(&Array::of2(work.unwrap_or(&self.promise), &self.promise))
    }
}

impl Drop for Alarm<'_> {
    fn drop(&mut self) {
        clear_timeout(&self.timer);
        if let Some(signal) = self.signal {
            let _ = signal.remove_event_listener_with_callback("abort", &self.bound);
        }
        // Settles the promise, so that pending waiters are freed.
        let _ = self.bound.call0(&JsValue::UNDEFINED);
    }
}
