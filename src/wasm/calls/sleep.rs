//! Waiting, and ways to stop waiting.

use std::cell::RefCell;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use gloo_timers::future::TimeoutFuture;
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

/// The longest single timer. Short enough that a laptop that slept through the end of a wait notices soon after it wakes,
/// and far below 2^31 ms, above which timers fire at once.
const STEP_MS: f64 = 30_000.0;

/// Waits by the wall clock, in steps. Dropping the future clears its timer.
pub(super) async fn sleep(wait: Duration) {
    let end = js_sys::Date::now() + wait.as_secs_f64() * 1000.0;
    loop {
        let left = end - js_sys::Date::now();
        if left <= 0.0 {
            return;
        }
        TimeoutFuture::new(left.min(STEP_MS).ceil() as u32).await;
    }
}

/// Runs `future` until it is done or `stop` is; whichever loses is dropped.
pub(super) async fn race<F: Future, S: Future>(future: F, stop: S) -> Result<F::Output, S::Output> {
    let mut future = pin!(future);
    let mut stop = pin!(stop);
    poll_fn(|context| {
        if let Poll::Ready(output) = stop.as_mut().poll(context) {
            return Poll::Ready(Err(output));
        }
        future.as_mut().poll(context).map(Ok)
    })
    .await
}

/// Becomes ready, with the reason, when the signal aborts; never without a signal. The listener is removed on drop.
pub(super) struct Aborted {
    signal: Option<AbortSignal>,
    listener: Option<Closure<dyn FnMut()>>,
    waker: Rc<RefCell<Option<Waker>>>,
}

impl Aborted {
    pub(super) fn new(signal: Option<&AbortSignal>) -> Aborted {
        Aborted {
            signal: signal.cloned(),
            listener: None,
            waker: Rc::default(),
        }
    }
}

impl Future for Aborted {
    type Output = JsValue;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<JsValue> {
        let Some(signal) = self.signal.clone() else {
            return Poll::Pending;
        };
        if signal.aborted() {
            return Poll::Ready(signal.reason());
        }
        *self.waker.borrow_mut() = Some(context.waker().clone());
        if self.listener.is_none() {
            let waker = Rc::clone(&self.waker);
            let listener = Closure::new(move || {
                if let Some(waker) = waker.borrow_mut().take() {
                    waker.wake();
                }
            });
            let _ = signal.add_event_listener_with_callback("abort", listener.as_ref().unchecked_ref());
            self.listener = Some(listener);
        }
        Poll::Pending
    }
}

impl Drop for Aborted {
    fn drop(&mut self) {
        if let (Some(signal), Some(listener)) = (&self.signal, &self.listener) {
            let _ = signal.remove_event_listener_with_callback("abort", listener.as_ref().unchecked_ref());
        }
    }
}
