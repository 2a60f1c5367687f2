//! Performs calls: attempts, time limits, aborts and waits between attempts, each as the core decides.

use std::time::Duration;

use js_sys::{Function, Math, Object, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{AbortSignal, Response};

use super::failure::Failure;
use super::fetch;
use super::fetch::{Guard, Problem};
use super::payload::Payload;
use super::sleep::{Aborted, race, sleep};
use crate::calls::call::{Call, Reply, Verb};
use crate::calls::error::{Error, NoAnswer, Outcome};
use crate::calls::error_body;
use crate::calls::retry;
use crate::calls::retry::Decision;

/// What a call is performed with.
pub(super) struct Io {
    pub(super) fetch: Option<Function>,
    pub(super) signal: Option<AbortSignal>,
    /// For one attempt, body included; for results, until the headers are there.
    pub(super) limit: Duration,
    pub(super) max_retries: u32,
    pub(super) on_call: Option<Function>,
    pub(super) in_page: bool,
    pub(super) to_api: bool,
}

/// The body of a successful answer.
pub(super) enum Body {
    Text(String),
    /// Not read yet: the response itself.
    Stream(Response),
}

/// Performs a call until it succeeds or the policy says stop.
pub(super) async fn perform(io: &Io, call: &Call, body: Option<&Payload>) -> Result<(Reply, Body), Failure> {
    let mut attempt = 0;
    loop {
        let started = js_sys::Date::now();
        let failure = match race(exchange(io, call, body), Aborted::new(io.signal.as_ref())).await {
            Err(reason) => return Err(Failure::Foreign(reason)),
            Ok(Ok(answer)) => {
                tell(io, call, attempt, started, Ok(&answer.0), None);
                return Ok(answer);
            }
            Ok(Err(failure)) => failure,
        };
        let decision = match failure.ours() {
            Some(error) => retry::decide(call.verb, error, attempt, io.max_retries, Math::random()),
            None => Decision::Stop,
        };
        attempt += 1;
        let wait = match decision {
            Decision::Wait(wait) => Some(wait),
            Decision::Stop => None,
        };
        if let Some(error) = failure.ours() {
            tell(io, call, attempt - 1, started, Err(error), wait);
        }
        match wait {
            Some(wait) => pause(io, wait).await?,
            None => return Err(counted(failure, attempt)),
        }
    }
}

/// Waits, unless the caller aborts.
pub(super) async fn pause(io: &Io, wait: Duration) -> Result<(), Failure> {
    race(sleep(wait), Aborted::new(io.signal.as_ref()))
        .await
        .map_err(Failure::Foreign)
}

/// One attempt.
async fn exchange(io: &Io, call: &Call, body: Option<&Payload>) -> Result<(Reply, Body), Failure> {
    #[cfg(feature = "planted-panic")]
    planted(&call.url, "before");
    let guard = Guard::new().map_err(Failure::Foreign)?;
    let answered = race(
        async {
            let response = fetch::send(io.fetch.as_ref(), call, body, &guard)
                .await
                .map_err(|problem| failed(io, call, body, problem))?;
            #[cfg(feature = "planted-panic")]
            planted(&call.url, "after");
            read(call, response).await
        },
        sleep(io.limit),
    )
    .await;
    match answered {
        Ok(Ok(answer)) => {
            guard.release();
            Ok(answer)
        }
        Ok(Err(failure)) => Err(failure),
        Err(()) => Err(Error::Connection {
            reason: NoAnswer::TimedOut,
            target: call.target(),
            attempts: 1,
            limit: Some(io.limit),
            outcome: retry::create_outcome(call.verb, None, is_handed_over(body)),
            detail: String::new(),
        }
        .into()),
    }
}

fn is_handed_over(body: Option<&Payload>) -> bool {
    body.is_none_or(Payload::is_handed_over)
}

/// Reads an answer: the text of a success, or what the error says. Results are left to be streamed.
async fn read(call: &Call, response: Response) -> Result<(Reply, Body), Failure> {
    let status = response.status();
    let headers = response.headers();
    let reply = Reply::read(status, js_sys::Date::now(), |name| headers.get(name).ok().flatten());
    if status == 0 || (300..400).contains(&status) {
        return Err(Error::Response {
            target: call.target(),
            problem: "answered with a redirect, which is not followed because it could carry the key to another host."
                .into(),
            status,
            request_id: reply.request_id,
            outcome: None,
        }
        .into());
    }
    if reply.is_success() && call.verb == Verb::Results {
        return Ok((reply, Body::Stream(response)));
    }
    let text = fetch::text(&response).await.map_err(|thrown| {
        let (detail, _) = fetch::describe(&thrown);
        Failure::Ours {
            error: Box::new(Error::Connection {
                reason: NoAnswer::BrokeOff,
                target: call.target(),
                attempts: 1,
                limit: None,
                outcome: unknown(call.verb),
                detail,
            }),
            cause: Some(thrown),
            batch: None,
        }
    })?;
    if !reply.is_success() {
        return Err(Error::Api(Box::new(error_body::parse(call.verb, &reply, &text))).into());
    }
    Ok((reply, Body::Text(text)))
}

fn failed(io: &Io, call: &Call, body: Option<&Payload>, problem: Problem) -> Failure {
    // What stopped the body is what the caller has to know, not what fetch made of it.
    if let Some(reason) = body.and_then(Payload::failure) {
        return Failure::Foreign(reason);
    }
    match problem {
        Problem::Ours(error) => error.into(),
        Problem::NotAResponse(problem) => Error::Response {
            target: call.target(),
            problem: format!("{problem}."),
            status: 0,
            request_id: None,
            outcome: unknown(call.verb),
        }
        .into(),
        Problem::Threw(thrown) => {
            let (detail, code) = fetch::describe(&thrown);
            let cors = io.in_page && io.to_api && thrown.is_instance_of::<js_sys::TypeError>();
            let outcome = retry::create_outcome(call.verb, code.as_deref(), is_handed_over(body));
            let reason = if cors { NoAnswer::Cors } else { NoAnswer::Failed };
            Failure::Ours {
                error: Box::new(Error::Connection {
                    reason,
                    target: call.target(),
                    attempts: 1,
                    limit: None,
                    outcome,
                    detail,
                }),
                cause: Some(thrown),
                batch: None,
            }
        }
    }
}

fn unknown(verb: Verb) -> Option<Outcome> {
    (verb == Verb::Create).then_some(Outcome::Unknown)
}

/// The last failure tells how many attempts there were.
fn counted(failure: Failure, made: u32) -> Failure {
    match failure {
        Failure::Ours {
            mut error,
            cause,
            batch,
        } => {
            if let Error::Connection { attempts, .. } = error.as_mut() {
                *attempts = made;
            }
            Failure::Ours { error, cause, batch }
        }
        foreign => foreign,
    }
}

/// Tells the caller's `onCall` what happened: facts for a log, no header, key or text. What it throws is dropped: a batch
/// that was created must not be lost to a faulty logger.
fn tell(io: &Io, call: &Call, attempt: u32, started: f64, result: Result<&Reply, &Error>, wait: Option<Duration>) {
    let Some(on_call) = &io.on_call else { return };
    let event = Object::new();
    let set = |name: &str, value: JsValue| {
        let _ = Reflect::set(&event, &name.into(), &value);
    };
    set("operation", call.verb.as_str().into());
    set("target", call.target().into());
    set("attempt", attempt.into());
    set("durationMs", (js_sys::Date::now() - started).into());
    match result {
        Ok(reply) => {
            set("status", reply.status.into());
            set("requestId", reply.request_id.as_deref().into());
        }
        Err(error) => {
            set("code", error.code().into());
            if let Error::Api(error) = error {
                set("status", error.status.into());
                set("requestId", error.request_id.as_deref().into());
            }
        }
    }
    if let Some(wait) = wait {
        set("retryInMs", (wait.as_secs_f64() * 1000.0).into());
    }
    let _ = on_call.call1(&JsValue::UNDEFINED, &event);
}

/// A panic on request, in builds for tests alone.
#[cfg(feature = "planted-panic")]
#[allow(clippy::panic, reason = "that is what it is for")]
fn planted(url: &str, place: &str) {
    if url.contains(&format!("panic-{place}")) {
        panic!("planted {place} the answer");
    }
}
