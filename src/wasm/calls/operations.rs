//! The operations: the sequence of calls, and the result for JavaScript.

use std::time::Duration;

use wasm_bindgen::prelude::*;

use super::answer::{Answer, BatchAnswer};
use super::failure::Failure;
use super::find::{Search, SearchStep};
use super::options;
use super::options::Client;
use super::payload::Payload;
use super::perform::perform;
use super::poll::Poll;
use crate::calls::call::{Call, Verb};
use crate::calls::create::SendMode;
use crate::calls::endpoints;
use crate::calls::endpoints::ListParams;
use crate::calls::error::{Error, Outcome};
use crate::calls::results;
use crate::calls::results::AfterFailure;
use crate::calls::time::from_ms;
use crate::wasm::options::{get, option_error};

/// Performs the operation of this name.
pub(super) async fn run(
    verb: &str,
    client: &JsValue,
    argument: JsValue,
    options: &JsValue,
) -> Result<JsValue, Failure> {
    let mut operation = Operation::begin(verb, client, argument, options)?;
    loop {
        operation.client.io.pause(operation.wait).await?;
        if let Purpose::Poll(poll) = &operation.purpose {
            operation.client.io.limit = poll.call_limit();
        }
        let outcome = perform(&operation.client.io, &operation.call, operation.body.as_ref()).await;
        match operation.next(outcome) {
            Ok(Some(value)) => return Ok(value),
            Ok(None) => {}
            Err(failure) => {
                return Err(match &operation.body {
                    Some(body) => failure.with_intent(body, operation.client.io.is_keyed(&operation.call)),
                    None => failure,
                });
            }
        }
    }
}

/// Returns the call and the body of a create, if the runtime certainly does not send it twice.
fn create(client: &Client, upload: JsValue) -> Result<(Call, Payload), Failure> {
    let key = options::key(&upload)?;
    let is_chosen = get(&upload, "isKeyChosen").is_truthy();
    // A key in a page is rejected first, because another peer would not help.
    let call = endpoints::create(&client.settings, client.sender.sends_key(is_chosen).then_some(&key))?;
    let as_stream = match client.sender.mode() {
        SendMode::Whole => false,
        SendMode::Stream => true,
        SendMode::ProbeFirst | SendMode::Refuse => return Err(Error::MayResend.into()),
    };
    Ok((call, Payload::new(upload, as_stream)))
}

/// Returns whether the peer remembers keys, according to its response to the probe.
fn remembers_keys(client: &Client, outcome: Result<Answer, Failure>) -> Result<bool, Failure> {
    match outcome {
        Ok(answer) => Ok(answer.reply.remembers_keys),
        Err(failure) => match failure.status() {
            Some(status) if client.sender.needs_no_key(status) => Ok(client.io.peer_remembers_keys()),
            _ => Err(failure.with_outcome(Outcome::NotSent)),
        },
    }
}

/// An operation in progress.
struct Operation {
    client: Box<Client>,
    /// The wait before the next call.
    wait: Duration,
    /// The next call.
    call: Call,
    body: Option<Payload>,
    purpose: Purpose,
}

/// The purpose of the next call.
enum Purpose {
    /// JavaScript receives the batch.
    Batch,
    /// JavaScript receives the batch, and the wait that the response asked for.
    Look,
    /// The response shows whether the peer remembers idempotency keys. A create follows.
    AskPeer { upload: JsValue },
    /// JavaScript receives the batches that a create with an unknown outcome may have made.
    Find(Search),
    /// JavaScript receives the response unchanged.
    Json,
    /// JavaScript receives the page and the parameters of the next page.
    List(ListParams),
    /// JavaScript receives the number of tokens.
    TokenCount,
    /// The batch contains the URL of its results, which are then opened from byte `first`. `again`: they were open before.
    FindResults { first: Option<u64>, again: bool },
    /// JavaScript receives the response and the expected number of records. `is_part`: only a part was requested.
    OpenResults {
        of: BatchAnswer,
        is_part: bool,
        again: bool,
    },
    /// JavaScript receives the batch and the polling state.
    Poll(Poll),
}

impl Operation {
    fn begin(name: &str, client: &JsValue, argument: JsValue, options: &JsValue) -> Result<Operation, Failure> {
        match name {
            "poll" => return Operation::begin_poll(client, &argument, options),
            "findCreated" => return Operation::begin_search(client, &argument, options),
            "look" => return Operation::begin_look(client, &argument, options),
            _ => {}
        }
        let verb = Verb::parse(name).ok_or_else(|| option_error("verb", "an operation name", &name.into(), true))?;
        let client = options::client(client, options)?;
        let settings = &client.settings;
        let (mut body, mut wait) = (None, Duration::ZERO);
        let (call, purpose) = match verb {
            Verb::Create if client.sender.mode() == SendMode::ProbeFirst => {
                options::key(&argument)?;
                (
                    endpoints::list(settings, &ListParams::first()),
                    Purpose::AskPeer { upload: argument },
                )
            }
            Verb::Create => {
                let (call, payload) = create(&client, argument)?;
                body = Some(payload);
                (Ok(call), Purpose::Batch)
            }
            Verb::Retrieve | Verb::Cancel | Verb::Delete => {
                let id = options::id(&argument)?;
                let is_batch = verb != Verb::Delete;
                let purpose = if is_batch { Purpose::Batch } else { Purpose::Json };
                (endpoints::of_batch(settings, verb, &id), purpose)
            }
            Verb::List => {
                let params = options::list_params(&argument)?;
                (endpoints::list(settings, &params), Purpose::List(params))
            }
            Verb::CountTokens => {
                let call = endpoints::count_tokens(settings)?;
                body = Some(Payload::new(options::count_body(&argument)?, false));
                (Ok(call), Purpose::TokenCount)
            }
            Verb::Results => {
                let id = options::id(&get(&argument, "id"))?;
                let first = get(&argument, "first").as_f64().map(|first| first as u64);
                let wait_ms = get(&argument, "waitMs").as_f64();
                wait = from_ms(wait_ms.unwrap_or_default());
                let again = wait_ms.is_some();
                (
                    endpoints::retrieve(settings, &id),
                    Purpose::FindResults { first, again },
                )
            }
        };
        Ok(Operation {
            call: call?,
            client,
            wait,
            body,
            purpose,
        })
    }

    fn begin_poll(client: &JsValue, argument: &JsValue, options: &JsValue) -> Result<Operation, Failure> {
        let policy = options::policy(options)?;
        let mut client = options::client(client, &options::without_deadline(options))?;
        let id = options::id(&get(argument, "id"))?;
        let call = endpoints::retrieve(&client.settings, &id)?;
        // Polling retries a failed retrieve at its own interval, so the call itself is not retried.
        client.io.max_retries = 0;
        let poll = Poll::new(policy, id, &get(argument, "polling"), client.io.limit);
        Ok(Operation {
            client,
            wait: poll.wait(),
            call,
            body: None,
            purpose: Purpose::Poll(poll),
        })
    }

    fn begin_look(client: &JsValue, id: &JsValue, options: &JsValue) -> Result<Operation, Failure> {
        let client = options::client(client, options)?;
        Ok(Operation {
            call: endpoints::retrieve(&client.settings, &options::id(id)?)?,
            client,
            wait: Duration::ZERO,
            body: None,
            purpose: Purpose::Look,
        })
    }

    fn begin_search(client: &JsValue, intent: &JsValue, options: &JsValue) -> Result<Operation, Failure> {
        let client = options::client(client, options)?;
        let search = Search::new(options::intent(intent)?);
        let call = endpoints::find_by_key(&client.settings, &options::key(intent)?)?;
        Ok(Operation {
            client,
            wait: Duration::ZERO,
            call,
            body: None,
            purpose: Purpose::Find(search),
        })
    }

    /// Takes the outcome of the call. Returns the result for JavaScript, or `None` if another call follows.
    fn next(&mut self, outcome: Result<Answer, Failure>) -> Result<Option<JsValue>, Failure> {
        let Operation {
            client,
            wait,
            call,
            purpose,
            body,
        } = self;
        match purpose {
            Purpose::Batch => Ok(Some(outcome?.batch(call)?.value)),
            Purpose::Look => outcome?.look(call).map(Some),
            Purpose::AskPeer { upload } => {
                client.sender.remembers_keys = Some(remembers_keys(client, outcome)?);
                let (create, payload) = create(client, upload.clone())?;
                *call = create;
                *body = Some(payload);
                *purpose = Purpose::Batch;
                Ok(None)
            }
            Purpose::Find(search) => match search.next(call, &outcome?)? {
                SearchStep::Done(value) => Ok(Some(value)),
                SearchStep::NextPage(params) => {
                    *call = endpoints::list(&client.settings, &params)?;
                    Ok(None)
                }
            },
            Purpose::Json => outcome?.json(call).map(Some),
            Purpose::List(params) => outcome?.page(call, params).map(Some),
            Purpose::TokenCount => outcome?.token_count(call).map(Some),
            Purpose::FindResults { first, again } => {
                let (first, again) = (*first, *again);
                let of = outcome?.batch(call)?;
                let opening = results::open(&client.settings, &of.batch, first);
                *call = opening.map_err(|error| Failure::from(error).with_batch(&of.value))?;
                *wait = Duration::ZERO;
                let is_part = first.is_some();
                let again = again || of.batch.results_url.is_none();
                *purpose = Purpose::OpenResults { of, is_part, again };
                Ok(None)
            }
            Purpose::OpenResults { of, is_part, again } => match outcome {
                Ok(answer) => answer.results(call, &of.batch).map(Some),
                Err(failure) => match results::after_failure(failure.status(), *is_part, *again) {
                    AfterFailure::OpenWhole => {
                        *is_part = false;
                        *call = results::open(&client.settings, &of.batch, None)?;
                        Ok(None)
                    }
                    AfterFailure::Missing => Err(Failure::from(results::missing(&of.batch)).with_batch(&of.value)),
                    AfterFailure::Report => Err(failure),
                },
            },
            Purpose::Poll(poll) => {
                let value = poll.next(call, outcome);
                *wait = poll.wait();
                value
            }
        }
    }
}
