//! Performs polling according to the core's decisions.

use std::time::Duration;

use js_sys::{Array, Date, Math};
use wasm_bindgen::prelude::*;

use super::answer::Answer;
use super::failure::Failure;
use crate::calls::call::Call;
use crate::calls::poll::{Policy, PollEvent, State, Step};
use crate::wasm::throw::object;

/// One step of polling: retrieves a batch until there is something to report.
pub(super) struct Poll {
    policy: Policy,
    state: State,
    id: String,
    call_limit: Duration,
}

impl Poll {
    /// Creates a step; `polling` is the state after the previous step, if any.
    pub(super) fn new(policy: Policy, id: String, polling: &JsValue, call_limit: Duration) -> Poll {
        Poll {
            state: state_from_js(polling).unwrap_or_else(|| State::start(&policy, Date::now())),
            policy,
            id,
            call_limit,
        }
    }

    /// Returns the wait before the next retrieve.
    pub(super) fn wait(&self) -> Duration {
        self.state.wait()
    }

    /// Returns the time limit of the next retrieve.
    pub(super) fn call_limit(&self) -> Duration {
        self.state.call_limit(&self.policy, self.call_limit, Date::now())
    }

    /// Takes the outcome of a retrieve. Returns the result for JavaScript, or `None` after a temporary failure.
    pub(super) fn next(&mut self, call: &Call, outcome: Result<Answer, Failure>) -> Result<Option<JsValue>, Failure> {
        let outcome = outcome.and_then(|answer| answer.batch(call));
        let look = match &outcome {
            Ok(answer) => PollEvent::Batch(&answer.batch, answer.retry_after),
            Err(failure) => PollEvent::Failure(failure.error()),
        };
        let step = self.state.decide(&self.policy, look, Date::now(), Math::random());
        match step {
            Step::Continue => Ok(None),
            Step::TimedOut => {
                let failure = Failure::from(self.state.timeout(&self.policy, self.id.clone()));
                Err(match outcome {
                    Ok(answer) => failure.with_batch(&answer.value),
                    Err(_) => failure,
                })
            }
            Step::Report | Step::Done => Ok(Some(object(&[
                ("batch", outcome?.value),
                ("done", (step == Step::Done).into()),
                ("polling", state_to_js(&self.state)),
            ]))),
        }
    }
}

/// Converts the state between two steps to an array that is opaque to JavaScript.
fn state_to_js(state: &State) -> JsValue {
    Array::of5(
        &state.started_ms.into(),
        &state.next_interval_ms.into(),
        &state.failures.into(),
        &state.last_status.as_deref().into(),
        &state.wait_ms.into(),
    )
    .into()
}

/// Parses the array of `state_to_js`.
fn state_from_js(polling: &JsValue) -> Option<State> {
    let parts = polling.dyn_ref::<Array>()?;
    let number = |index: u32| parts.get(index).as_f64();
    Some(State {
        started_ms: number(0)?,
        next_interval_ms: number(1)?,
        failures: number(2)? as u32,
        last_status: parts.get(3).as_string(),
        wait_ms: number(4)?,
    })
}
