//! The operations: which call comes next, and what JavaScript gets of its answer.

use std::time::Duration;

use wasm_bindgen::prelude::*;

use super::answer::{Answer, BatchAnswer};
use super::failure::Failure;
use super::options;
use super::options::Client;
use super::payload::Payload;
use super::perform::perform;
use super::poll::Poll;
use crate::calls::call::{Call, Verb};
use crate::calls::endpoints;
use crate::calls::endpoints::ListParams;
use crate::calls::results;
use crate::calls::results::AfterFailure;
use crate::calls::time::from_ms;
use crate::wasm::options::{get, wrong};

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
        if let Some(value) = operation.next(outcome)? {
            return Ok(value);
        }
    }
}

/// An operation under way.
struct Operation {
    client: Box<Client>,
    /// How long to wait before the next call.
    wait: Duration,
    /// The next call.
    call: Call,
    body: Option<Payload>,
    purpose: Purpose,
}

/// What the answer to the next call is for.
enum Purpose {
    /// JavaScript gets the batch.
    Batch,
    /// JavaScript gets the answer as it is.
    Json,
    /// JavaScript gets the page and the parameters of the next.
    List(ListParams),
    /// JavaScript gets the number of tokens.
    TokenCount,
    /// The batch says where its results are. They are opened from the byte `first`; `again` if they were open before.
    FindResults { first: Option<u64>, again: bool },
    /// JavaScript gets the response and how many records it should have. `is_part` if the call asks for a part of the results.
    OpenResults {
        of: BatchAnswer,
        is_part: bool,
        again: bool,
    },
    /// JavaScript gets the batch and where polling stands.
    Poll(Poll),
}

impl Operation {
    fn begin(name: &str, client: &JsValue, argument: JsValue, options: &JsValue) -> Result<Operation, Failure> {
        if name == "poll" {
            return Operation::begin_poll(client, &argument, options);
        }
        let verb = Verb::parse(name).ok_or_else(|| wrong("verb", "the name of a call", &name.into(), true))?;
        let client = options::client(client, options)?;
        let settings = &client.settings;
        let (mut body, mut wait) = (None, Duration::ZERO);
        let (call, purpose) = match verb {
            Verb::Create => {
                body = Some(Payload::new(argument));
                (endpoints::create(settings), Purpose::Batch)
            }
            Verb::Retrieve | Verb::Cancel => {
                let id = options::id(&argument)?;
                (endpoints::of_batch(settings, verb, &id), Purpose::Batch)
            }
            Verb::Delete => {
                let id = options::id(&argument)?;
                (endpoints::of_batch(settings, verb, &id), Purpose::Json)
            }
            Verb::List => {
                let params = options::list_params(&argument)?;
                (endpoints::list(settings, &params), Purpose::List(params))
            }
            Verb::CountTokens => {
                let call = endpoints::count_tokens(settings)?;
                body = Some(Payload::new(options::count_body(&argument)?));
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
        // A failed look is waited out by the poll's own interval, so the call itself is not repeated.
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

    /// Takes the outcome of the call. Returns what JavaScript gets, or `None` if another call follows.
    fn next(&mut self, outcome: Result<Answer, Failure>) -> Result<Option<JsValue>, Failure> {
        let Operation {
            client,
            wait,
            call,
            purpose,
            ..
        } = self;
        match purpose {
            Purpose::Batch => Ok(Some(outcome?.batch(call)?.value)),
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
