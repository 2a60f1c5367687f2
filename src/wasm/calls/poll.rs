//! Polling, look by look, as the core decides.

use std::time::Duration;

use js_sys::{Array, Date, Math};
use wasm_bindgen::prelude::*;

use super::answer::Answer;
use super::failure::Failure;
use crate::calls::call::Call;
use crate::calls::poll::{Policy, PollEvent, State, Step};
use crate::wasm::throw::object;

/// One step of polling: looks at a batch until there is something to report.
pub(super) struct Poll {
    policy: Policy,
    state: State,
    id: String,
    call_limit: Duration,
}

impl Poll {
    /// `polling` is where the step before left off, if there was one.
    pub(super) fn new(policy: Policy, id: String, polling: &JsValue, call_limit: Duration) -> Poll {
        Poll {
            state: state_from_js(polling).unwrap_or_else(|| State::start(&policy, Date::now())),
            policy,
            id,
            call_limit,
        }
    }

    /// How long to wait before the next look.
    pub(super) fn wait(&self) -> Duration {
        self.state.wait()
    }

    /// How long the look that comes now may take.
    pub(super) fn call_limit(&self) -> Duration {
        self.state.call_limit(&self.policy, self.call_limit, Date::now())
    }

    /// Takes the outcome of a look. Returns what JavaScript gets, or `None` for a failure that is waited out.
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

/// Where a poll stands between two steps, as an array that JavaScript keeps but does not look into.
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

/// The state that `state_to_js` made.
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
