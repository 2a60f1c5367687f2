//! Performs a call according to the core's decisions: attempts, time limits, aborts, and waits between attempts.

use std::pin::Pin;
use std::time::Duration;

use js_sys::{Date, Function, Math, Promise, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{AbortController, AbortSignal, Headers, Response};

use super::answer::Answer;
use super::failure::Failure;
use super::fetch;
use super::payload::Payload;
use super::wait::{WaitOutcome, wait};
use crate::calls::call::{Call, Reply, Verb};
use crate::calls::error::{ConnectionFailure, Error, Outcome};
use crate::calls::error_body;
use crate::calls::retry;
use crate::calls::time::to_ms;
use crate::wasm::options::get;
use crate::wasm::throw::object;

/// The settings and functions to perform a call.
#[derive(Default)]
pub(super) struct Io {
    pub(super) fetch: Option<Function>,
    pub(super) signal: Option<AbortSignal>,
    /// Time limit of one attempt, including the body; for results, until the headers arrive.
    pub(super) limit: Duration,
    pub(super) max_retries: u32,
    /// The longest wait that a server may ask for before a call is retried.
    pub(super) max_retry_after: Duration,
    /// Reads the text of a response, up to a maximum number of bytes.
    pub(super) text_of: Option<Function>,
    pub(super) max_answer_bytes: u32,
    /// Maximum number of characters of a server's text in an error.
    pub(super) max_error_length: usize,
    pub(super) on_call: Option<Function>,
    pub(super) in_page: bool,
    pub(super) to_api: bool,
    /// Whether only the API itself can respond.
    pub(super) is_authentic: bool,
    /// Facts about the peer from earlier responses: an object of the JavaScript client.
    pub(super) peer: JsValue,
}

/// Key in `peer`: whether it remembers idempotency keys.
pub(super) const REMEMBERS_KEYS: &str = "remembersKeys";

impl Io {
    /// Records facts about the peer from a response. An error without the header may come from a proxy in front of the peer.
    fn record_peer(&self, reply: &Reply) {
        if self.peer.is_object() && (reply.remembers_keys || reply.is_success()) {
            let _ = Reflect::set(&self.peer, &REMEMBERS_KEYS.into(), &reply.remembers_keys.into());
        }
    }

    /// Returns whether the peer is known to remember keys.
    pub(super) fn peer_remembers_keys(&self) -> bool {
        get(&self.peer, REMEMBERS_KEYS).as_bool() == Some(true)
    }

    /// Returns whether a call has a key, and the peer remembers keys.
    pub(super) fn is_keyed(&self, call: &Call) -> bool {
        call.carries_key() && self.peer_remembers_keys()
    }

    /// Waits, unless the caller aborts.
    pub(super) async fn pause(&self, time: Duration) -> Result<(), Failure> {
        match wait(None, self.signal.as_ref(), Date::now() + to_ms(time)).await {
            WaitOutcome::Aborted(reason) => Err(Failure::Foreign(reason)),
            WaitOutcome::TimedOut | WaitOutcome::Settled(_) => Ok(()),
        }
    }
}

/// Performs a call until it succeeds or the policy gives up. Boxed, because each caller's state machine would contain it.
pub(super) fn perform<'a>(
    io: &'a Io,
    call: &'a Call,
    body: Option<&'a Payload>,
) -> Pin<Box<dyn Future<Output = Result<Answer, Failure>> + 'a>> {
    Box::pin(async move {
        let mut attempt = Attempt {
            io,
            call,
            body,
            number: 0,
            started_ms: 0.0,
            may_exist: false,
        };
        let mut pause = Duration::ZERO;
        loop {
            if let Err(aborted) = io.pause(pause).await {
                if attempt.may_exist {
                    attempt.report_end(Some(Outcome::Unknown));
                }
                return Err(aborted);
            }
            attempt.started_ms = Date::now();
            let controller = AbortController::new().map_err(Failure::Foreign)?;
            let mut failure = match attempt.exchange(&controller).await {
                Ok(answer) => {
                    attempt.report(Ok(&answer.reply), None);
                    return Ok(answer);
                }
                Err(failure) => failure,
            };
            controller.abort();
            if attempt.may_exist {
                failure = failure.with_outcome(Outcome::Unknown);
            }
            let Some(error) = failure.error() else {
                attempt.report_end(attempt.outcome(false));
                return Err(failure);
            };
            let (number, most) = (attempt.number, io.max_retries);
            let decision = retry::decide(call.verb, error, number, most, Math::random(), io.is_keyed(call));
            let is_long = decision.is_some_and(|time| time > io.max_retry_after);
            let decision = decision.filter(|_| !is_long);
            attempt.report(Err(error), decision);
            let Some(time) = decision else {
                return Err(if is_long {
                    failure.with_long_wait(call.verb)
                } else {
                    failure
                });
            };
            pause = time;
            attempt.may_exist |= error.outcome() == Some(Outcome::Unknown);
            attempt.number += 1;
        }
    })
}

struct Attempt<'a> {
    io: &'a Io,
    call: &'a Call,
    body: Option<&'a Payload>,
    /// The number of the attempt, from 0.
    number: u32,
    started_ms: f64,
    /// For a create: whether an earlier attempt may have stored the batch.
    may_exist: bool,
}

impl Attempt<'_> {
    async fn exchange(&self, controller: &AbortController) -> Result<Answer, Failure> {
        #[cfg(feature = "planted-panic")]
        plant_panic(&self.call.url, "before");
        let headers = Headers::new().map_err(Failure::Foreign)?;
        fetch::add_headers(&headers, self.call)?;
        let mut init = vec![
            ("method", self.call.method.into()),
            // A redirect could send the key to another host.
            ("redirect", "manual".into()),
            ("signal", controller.signal().into()),
        ];
        if let Some(payload) = self.body {
            let mut body = payload.value();
            if let Some(opened) = payload.open() {
                body = self.await_step(opened, ConnectionFailure::Failed).await?;
            }
            // For streams: the declaration that the response is not read before the body is sent, which all runtimes require, and
            // the length.
            if body.is_object() && get(&body, "getReader").is_function() {
                init.push(("duplex", "half".into()));
                if let Some(length) = payload.length() {
                    headers.append("content-length", &length).map_err(Failure::Foreign)?;
                }
            }
            init.push(("body", body));
        }
        init.push(("headers", headers.into()));
        let started = fetch::start(self.io.fetch.as_ref(), &self.call.url, &object(&init));
        let response = self.await_step(started, ConnectionFailure::Failed).await?;
        #[cfg(feature = "planted-panic")]
        plant_panic(&self.call.url, "after");
        self.read(response).await
    }

    /// Reads a response: the text of a successful one, or the error.
    async fn read(&self, response: JsValue) -> Result<Answer, Failure> {
        let Some(status) = fetch::status(&response) else {
            let problem = "expected a Response from fetch, found something else";
            return Err(Error::unexpected_response(self.call, &Reply::default(), problem).into());
        };
        let reply = Reply::read(status, Date::now(), |name| fetch::header(&response, name));
        self.io.record_peer(&reply);
        if reply.is_redirect() {
            return Err(Error::redirect(self.call, &reply).into());
        }
        let mut answer = Answer {
            reply,
            text: String::new(),
            response,
        };
        if answer.reply.is_success() && self.call.verb == Verb::Results {
            return Ok(answer);
        }
        let most = self.io.max_answer_bytes;
        let text = match &self.io.text_of {
            Some(text_of) => text_of.call2(&JsValue::UNDEFINED, &answer.response, &most.into()),
            None => answer.response.unchecked_ref::<Response>().text().map(JsValue::from),
        };
        let text = self.await_step(text, ConnectionFailure::CutOff).await?;
        let is_too_long = text.is_undefined();
        answer.text = text.as_string().unwrap_or_default();
        match answer.reply.is_success() {
            true if is_too_long => {
                let problem = format!("expected a response of at most {most} bytes (maxAnswerBytes), found more");
                Err(answer.unexpected(self.call, &problem))
            }
            true => Ok(answer),
            false => {
                let mut error = error_body::parse(
                    self.call.verb,
                    &answer.reply,
                    &answer.text,
                    self.io.is_authentic,
                    self.call.carries_key(),
                );
                if is_too_long {
                    error.message = format!("the response has more than {most} bytes (maxAnswerBytes).");
                }
                error.shorten(self.io.max_error_length);
                Err(Error::from_api(error, self.call).into())
            }
        }
    }

    /// Waits for a step of the exchange, up to the time limit of the attempt. `reason` is the meaning of a failure of this step.
    async fn await_step(&self, work: Result<JsValue, JsValue>, reason: ConnectionFailure) -> Result<JsValue, Failure> {
        let ended = match work {
            Ok(work) => {
                let end_ms = self.started_ms + to_ms(self.io.limit);
                wait(Some(&Promise::resolve(&work)), self.io.signal.as_ref(), end_ms).await
            }
            Err(thrown) => WaitOutcome::Settled(Err(thrown)),
        };
        match ended {
            WaitOutcome::Settled(Ok(value)) => Ok(value),
            WaitOutcome::Settled(Err(thrown)) => Err(self.no_answer(reason, Some(thrown))),
            WaitOutcome::Aborted(reason) => Err(Failure::Foreign(reason)),
            WaitOutcome::TimedOut => Err(self.no_answer(ConnectionFailure::TimedOut, None)),
        }
    }

    /// Returns the failure of an attempt without a response.
    fn no_answer(&self, mut reason: ConnectionFailure, thrown: Option<JsValue>) -> Failure {
        match reason {
            ConnectionFailure::Failed => {
                // Reports the error that stopped the body, not the resulting error of `fetch`.
                if let Some(reason) = self.body.and_then(Payload::failure) {
                    return Failure::Foreign(reason);
                }
                // Compares the name, because in a test runner `fetch` may throw the `TypeError` of another realm.
                let is_type_error = thrown.as_ref().is_some_and(|thrown| get(thrown, "name") == "TypeError");
                if self.io.in_page && self.io.to_api && is_type_error {
                    reason = ConnectionFailure::Cors;
                }
            }
            ConnectionFailure::CutOff | ConnectionFailure::Cors | ConnectionFailure::TimedOut => {}
        }
        let is_not_sent = thrown
            .as_ref()
            .is_some_and(|thrown| fetch::is_not_sent(thrown, self.io.fetch.is_none()));
        let outcome = match reason {
            // The response headers had already arrived.
            ConnectionFailure::CutOff => retry::create_outcome(self.call.verb, false, true),
            _ => self.outcome(is_not_sent),
        };
        Failure::Ours {
            error: Box::new(Error::Connection {
                reason,
                target: self.call.target(),
                attempts: self.number + 1,
                limit: (reason == ConnectionFailure::TimedOut).then_some(self.io.limit),
                outcome,
                detail: thrown.as_ref().map(fetch::describe).unwrap_or_default(),
            }),
            cause: thrown,
            batch: None,
            intent: None,
        }
    }

    /// Returns the outcome of a create without a response.
    fn outcome(&self, is_not_sent: bool) -> Option<Outcome> {
        match self.may_exist {
            true => Some(Outcome::Unknown),
            false => {
                let is_handed_over = self.body.is_none_or(Payload::is_handed_over);
                retry::create_outcome(self.call.verb, is_not_sent, is_handed_over)
            }
        }
    }

    /// Reports an attempt of a create that ended with a caller's value, which is rethrown instead of an error of ours.
    fn report_end(&self, outcome: Option<Outcome>) {
        let Some(outcome) = outcome else { return };
        let is_aborted = self.io.signal.as_ref().is_some_and(AbortSignal::aborted);
        let code = if is_aborted { "aborted" } else { "input_failed" };
        self.send(self.event(&[("code", code.into())], Some(outcome)));
    }

    /// Reports the attempt to the caller's `onCall`.
    fn report(&self, result: Result<&Reply, &Error>, retry_in: Option<Duration>) {
        let mut facts = Vec::new();
        let answer = match result {
            Ok(reply) => Some((reply.status, &reply.request_id)),
            Err(error) => {
                facts.push(("code", error.code().into()));
                match error {
                    Error::Api(error) => Some((error.status, &error.request_id)),
                    _ => None,
                }
            }
        };
        if let Some((status, request_id)) = answer {
            facts.push(("status", status.into()));
            facts.push(("requestId", request_id.as_deref().into()));
        }
        if let Some(time) = retry_in {
            facts.push(("retryInMs", to_ms(time).into()));
        }
        self.send(self.event(&facts, result.err().and_then(Error::outcome)));
    }

    /// Returns facts for a log. They contain no header, API key or text.
    fn event(&self, facts: &[(&str, JsValue)], outcome: Option<Outcome>) -> JsValue {
        let mut event = vec![
            ("operation", self.call.verb.as_str().into()),
            ("target", self.call.target().into()),
            ("attempt", self.number.into()),
            ("durationMs", (Date::now() - self.started_ms).into()),
        ];
        event.extend_from_slice(facts);
        if let Some(outcome) = outcome {
            event.push(("outcome", outcome.as_str().into()));
            if let (Outcome::Unknown, Some(payload)) = (outcome, self.body) {
                event.push(("intent", payload.intent(self.io.is_keyed(self.call))));
            }
        }
        object(&event)
    }

    /// Calls `onCall`. Ignores exceptions, because a faulty logger must not lose a created batch.
    fn send(&self, event: JsValue) {
        if let Some(on_call) = &self.io.on_call {
            let _ = on_call.call1(&JsValue::UNDEFINED, &event);
        }
    }
}

/// Panics on request. Only in builds for tests.
#[cfg(feature = "planted-panic")]
#[allow(clippy::panic, reason = "that is what it is for")]
fn plant_panic(url: &str, place: &str) {
    if url.contains(&format!("panic-{place}")) {
        panic!("planted {place} the answer");
    }
}
