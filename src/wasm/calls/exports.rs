//! The functions that JavaScript calls: convert in, one core decision performed, convert out.

use std::time::Duration;

use js_sys::{Array, JSON, Math};
use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::failure::Failure;
use super::options;
use super::payload::Payload;
use super::perform::{Body, Io, pause, perform};
use crate::calls::batch::{MessageBatch, Page};
use crate::calls::call::{Call, Reply, Verb};
use crate::calls::endpoints;
use crate::calls::error::{Error, Outcome};
use crate::calls::poll::{Look, State, Step};
use crate::calls::token_count;
use crate::catalog;
use crate::wasm::throw::{object, to_js};
use crate::wording::InvalidOption;

/// Makes a batch of a create body that was checked and framed: itself, or an `Upload` that makes it for each attempt.
#[wasm_bindgen(unchecked_return_type = "MessageBatch")]
pub async fn create(
    #[wasm_bindgen(unchecked_param_type = "CoreSettings")] client: JsValue,
    #[wasm_bindgen(unchecked_param_type = "string | Blob | Uint8Array | Upload")] body: JsValue,
    #[wasm_bindgen(unchecked_param_type = "CoreSettings | undefined")] options: JsValue,
) -> Result<JsValue, JsValue> {
    let (settings, io) = options::settings(&client, &options).map_err(Failure::from)?;
    let call = endpoints::create(&settings).map_err(Failure::from)?;
    Ok(batch(&io, &call, Some(&Payload::new(body))).await?.value)
}

/// Reads a batch.
#[wasm_bindgen(unchecked_return_type = "MessageBatch")]
pub async fn retrieve(
    #[wasm_bindgen(unchecked_param_type = "CoreSettings")] client: JsValue,
    #[wasm_bindgen(unchecked_param_type = "string")] id: JsValue,
    #[wasm_bindgen(unchecked_param_type = "CoreSettings | undefined")] options: JsValue,
) -> Result<JsValue, JsValue> {
    let (settings, io) = options::settings(&client, &options).map_err(Failure::from)?;
    let call = options::id(&id)
        .and_then(|id| endpoints::retrieve(&settings, &id))
        .map_err(Failure::from)?;
    Ok(batch(&io, &call, None).await?.value)
}

/// Asks for the rest of a batch not to be processed.
#[wasm_bindgen(unchecked_return_type = "MessageBatch")]
pub async fn cancel(
    #[wasm_bindgen(unchecked_param_type = "CoreSettings")] client: JsValue,
    #[wasm_bindgen(unchecked_param_type = "string")] id: JsValue,
    #[wasm_bindgen(unchecked_param_type = "CoreSettings | undefined")] options: JsValue,
) -> Result<JsValue, JsValue> {
    let (settings, io) = options::settings(&client, &options).map_err(Failure::from)?;
    let call = options::id(&id)
        .and_then(|id| endpoints::cancel(&settings, &id))
        .map_err(Failure::from)?;
    Ok(batch(&io, &call, None).await?.value)
}

/// Removes an ended batch and its results.
#[wasm_bindgen(unchecked_return_type = "DeletedMessageBatch")]
pub async fn remove(
    #[wasm_bindgen(unchecked_param_type = "CoreSettings")] client: JsValue,
    #[wasm_bindgen(unchecked_param_type = "string")] id: JsValue,
    #[wasm_bindgen(unchecked_param_type = "CoreSettings | undefined")] options: JsValue,
) -> Result<JsValue, JsValue> {
    let (settings, io) = options::settings(&client, &options).map_err(Failure::from)?;
    let call = options::id(&id)
        .and_then(|id| endpoints::delete(&settings, &id))
        .map_err(Failure::from)?;
    let (reply, text) = text(&io, &call, None).await?;
    Ok(JSON::parse(&text).map_err(|_| unexpected(&call, &reply, "expected a JSON object, found something else"))?)
}

/// Reads a page of batches, and says how to ask for the next.
#[wasm_bindgen(unchecked_return_type = "{ page: MessageBatchPage; next: ListParams | undefined }")]
pub async fn list(
    #[wasm_bindgen(unchecked_param_type = "CoreSettings")] client: JsValue,
    #[wasm_bindgen(unchecked_param_type = "ListParams | undefined")] params: JsValue,
    #[wasm_bindgen(unchecked_param_type = "CoreSettings | undefined")] options: JsValue,
) -> Result<JsValue, JsValue> {
    let (settings, io) = options::settings(&client, &options).map_err(Failure::from)?;
    let params = options::list_params(&params).map_err(Failure::from)?;
    let call = endpoints::list(&settings, &params).map_err(Failure::from)?;
    let (reply, text) = text(&io, &call, None).await?;
    let page = Page::parse(&text).map_err(|problem| unexpected(&call, &reply, &problem))?;
    let value = JSON::parse(&text).map_err(|_| unexpected(&call, &reply, "expected JSON"))?;
    let next = endpoints::next_page(&params, &page).map_or(JsValue::UNDEFINED, |next| to_js(&Next::from(next)));
    Ok(object(&[("page", value), ("next", next)]))
}

#[derive(Serialize)]
struct Next {
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    after_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    before_id: Option<String>,
}

impl From<endpoints::ListParams> for Next {
    fn from(params: endpoints::ListParams) -> Self {
        Next {
            limit: params.limit,
            after_id: params.after_id,
            before_id: params.before_id,
        }
    }
}

/// Opens the results of an ended batch: the response, its body not read yet.
#[wasm_bindgen(js_name = openResults, unchecked_return_type = "Response")]
pub async fn open_results(
    #[wasm_bindgen(unchecked_param_type = "CoreSettings")] client: JsValue,
    #[wasm_bindgen(unchecked_param_type = "string")] id: JsValue,
    #[wasm_bindgen(unchecked_param_type = "CoreSettings | undefined")] options: JsValue,
) -> Result<JsValue, JsValue> {
    let (settings, io) = options::settings(&client, &options).map_err(Failure::from)?;
    let call = options::id(&id)
        .and_then(|id| endpoints::retrieve(&settings, &id))
        .map_err(Failure::from)?;
    let found = batch(&io, &call, None).await?;
    let call = endpoints::results(&settings, &found.batch).map_err(|error| Failure::from(error).about(&found.value))?;
    Ok(stream(&io, &call).await?)
}

/// Opens them again, to go on from a byte that is not the first, if one is given. Waits before it asks.
#[wasm_bindgen(js_name = reopenResults, unchecked_return_type = "Response")]
pub async fn reopen_results(
    #[wasm_bindgen(unchecked_param_type = "CoreSettings")] client: JsValue,
    #[wasm_bindgen(unchecked_param_type = "string")] id: JsValue,
    #[wasm_bindgen(unchecked_param_type = "CoreSettings | undefined")] options: JsValue,
    first: Option<f64>,
    wait_ms: f64,
) -> Result<JsValue, JsValue> {
    let (settings, io) = options::settings(&client, &options).map_err(Failure::from)?;
    let call = options::id(&id)
        .and_then(|id| endpoints::retrieve(&settings, &id))
        .map_err(Failure::from)?;
    pause(&io, Duration::try_from_secs_f64(wait_ms / 1000.0).unwrap_or_default()).await?;
    let found = batch(&io, &call, None).await?;
    let about = |error| Failure::from(error).about(&found.value);
    let whole = endpoints::results(&settings, &found.batch).map_err(about)?;
    let answered = match first {
        Some(first) => {
            let part = endpoints::results_from(&settings, &found.batch, first as u64).map_err(about)?;
            match stream(&io, &part).await {
                // Shorter than what was read before. The whole will tell.
                Err(failure) if failure.status() == Some(416) => stream(&io, &whole).await,
                answered => answered,
            }
        }
        None => stream(&io, &whole).await,
    };
    Ok(answered.map_err(|failure| match failure.status() {
        Some(404 | 410) => about(endpoints::missing_results(&found.batch)),
        _ => failure,
    })?)
}

async fn stream(io: &Io, call: &Call) -> Result<JsValue, Failure> {
    match perform(io, call, None).await? {
        (_, Body::Stream(response)) => Ok(response.into()),
        (reply, Body::Text(_)) => Err(unexpected(call, &reply, "expected results, found no stream")),
    }
}

/// Where a poll stands between two steps, as an array that JavaScript keeps but does not look into.
fn keep(state: &State) -> JsValue {
    Array::of5(
        &state.started_ms.into(),
        &state.next_interval_ms.into(),
        &state.failures.into(),
        &state.last_status.as_deref().into(),
        &state.wait_ms.into(),
    )
    .into()
}

/// The state that `keep` made.
fn kept(polling: &JsValue) -> Option<State> {
    let parts = polling.dyn_ref::<Array>()?;
    Some(State {
        started_ms: parts.get(0).as_f64()?,
        next_interval_ms: parts.get(1).as_f64()?,
        failures: parts.get(2).as_f64()? as u32,
        last_status: parts.get(3).as_string(),
        wait_ms: parts.get(4).as_f64()?,
    })
}

/// One step of polling: waits as long as the last step said, asks, and says whether the batch has ended. Failures that
/// may pass are waited out inside.
#[wasm_bindgen(js_name = pollStep, unchecked_return_type = "{ batch: MessageBatch; done: boolean; polling: unknown }")]
pub async fn poll_step(
    #[wasm_bindgen(unchecked_param_type = "CoreSettings")] client: JsValue,
    #[wasm_bindgen(unchecked_param_type = "string")] id: JsValue,
    #[wasm_bindgen(unchecked_param_type = "PollOptions | undefined")] options: JsValue,
    #[wasm_bindgen(unchecked_param_type = "unknown")] polling: JsValue,
) -> Result<JsValue, JsValue> {
    let policy = options::policy(&options).map_err(Failure::from)?;
    let (settings, mut io) = options::settings(&client, &options::without_deadline(&options)).map_err(Failure::from)?;
    let id = options::id(&id).map_err(Failure::from)?;
    let call = endpoints::retrieve(&settings, &id).map_err(Failure::from)?;
    let mut state = kept(&polling).unwrap_or_else(|| State::start(&policy, js_sys::Date::now()));
    // A failed look is waited out by the poll's own interval, so the call itself is not repeated.
    io.max_retries = 0;
    let call_limit = io.limit;
    loop {
        pause(&io, state.wait()).await?;
        io.limit = state.call_limit(&policy, call_limit, js_sys::Date::now());
        let looked = batch(&io, &call, None).await;
        let look = match &looked {
            Ok(found) => Look::Batch(&found.batch, found.reply.retry_after),
            Err(failure) => Look::Failure(failure.ours()),
        };
        let step = state.decide(&policy, look, js_sys::Date::now(), Math::random());
        match step {
            Step::LookAgain => {}
            Step::TimedOut => {
                let failure = Failure::from(state.timeout(&policy, id));
                return Err(match looked {
                    Ok(found) => failure.about(&found.value).into(),
                    Err(_) => failure.into(),
                });
            }
            Step::Report | Step::Done => {
                return Ok(object(&[
                    ("batch", looked?.value),
                    ("done", (step == Step::Done).into()),
                    ("polling", keep(&state)),
                ]));
            }
        }
    }
}

/// Counts the input tokens of one request.
#[wasm_bindgen(js_name = countTokens, unchecked_return_type = "TokenCount")]
pub async fn count_tokens(
    #[wasm_bindgen(unchecked_param_type = "CoreSettings")] client: JsValue,
    params: String,
    #[wasm_bindgen(unchecked_param_type = "CoreSettings | undefined")] options: JsValue,
) -> Result<JsValue, JsValue> {
    let (settings, io) = options::settings(&client, &options).map_err(Failure::from)?;
    let call = endpoints::count_tokens(&settings).map_err(Failure::from)?;
    let Some(body) = catalog::token_count::body(&params) else {
        let error = Error::Option(InvalidOption {
            name: "params".into(),
            expected: "the params of a request".into(),
            found: "no JSON object".into(),
            range: false,
        });
        return Err(Failure::from(error).into());
    };
    let (reply, answer) = text(&io, &call, Some(&Payload::Ready(body.into()))).await?;
    let tokens = token_count::parse(&answer).map_err(|problem| unexpected(&call, &reply, &problem))?;
    Ok(object(&[("input_tokens", (tokens as f64).into())]))
}

/// A batch as JavaScript gets it, as the core sees it, and the answer that brought it.
struct Found {
    value: JsValue,
    batch: MessageBatch,
    reply: Reply,
}

async fn batch(io: &Io, call: &Call, body: Option<&Payload>) -> Result<Found, Failure> {
    let (reply, text) = text(io, call, body).await?;
    let batch = MessageBatch::parse(&text).map_err(|problem| unexpected(call, &reply, &problem))?;
    let value = JSON::parse(&text).map_err(|_| unexpected(call, &reply, "expected JSON"))?;
    Ok(Found { value, batch, reply })
}

pub(super) async fn text(io: &Io, call: &Call, body: Option<&Payload>) -> Result<(Reply, String), Failure> {
    match perform(io, call, body).await? {
        (reply, Body::Text(text)) => Ok((reply, text)),
        (reply, Body::Stream(_)) => Err(unexpected(call, &reply, "expected text, found a stream")),
    }
}

pub(super) fn unexpected(call: &Call, reply: &Reply, problem: &str) -> Failure {
    Error::Response {
        target: call.target(),
        problem: format!("{problem}."),
        status: reply.status,
        request_id: reply.request_id.clone(),
        outcome: (call.verb == Verb::Create).then_some(Outcome::Unknown),
    }
    .into()
}
