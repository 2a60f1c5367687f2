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
    /// Gives the batch.
    Batch,
    /// Gives the answer.
    Json,
    /// Gives the page and the parameters of the next.
    List(ListParams),
    /// Gives the number of tokens.
    TokenCount,
    /// Finds the results of the batch, to open them from the byte `first`; `again` if they were there before.
    FindResults { first: Option<u64>, again: bool },
    /// Gives the response. `is_part` if the call asks for a part.
    OpenResults {
        of: BatchAnswer,
        is_part: bool,
        again: bool,
    },
    /// Gives the batch and where polling stands.
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

    /// Takes what the call came to. Gives nothing if another call follows.
    fn next(&mut self, outcome: Result<Answer, Failure>) -> Result<Option<JsValue>, Failure> {
        let call = &self.call;
        match &mut self.purpose {
            Purpose::Batch => Ok(Some(outcome?.batch(call)?.value)),
            Purpose::Json => outcome?.json(call).map(Some),
            Purpose::List(params) => outcome?.page(call, params).map(Some),
            Purpose::TokenCount => outcome?.token_count(call).map(Some),
            Purpose::FindResults { first, again } => {
                let (first, again) = (*first, *again);
                let of = outcome?.batch(call)?;
                self.open(of, first, again)
            }
            Purpose::OpenResults { .. } => self.opened(outcome),
            Purpose::Poll(poll) => {
                let given = poll.next(call, outcome);
                self.wait = poll.wait();
                given
            }
        }
    }

    /// Results are the next call.
    fn open(&mut self, of: BatchAnswer, first: Option<u64>, again: bool) -> Result<Option<JsValue>, Failure> {
        let call = results::open(&self.client.settings, &of.batch, first);
        self.call = call.map_err(|error| Failure::from(error).with_batch(&of.value))?;
        self.wait = Duration::ZERO;
        self.purpose = Purpose::OpenResults {
            of,
            is_part: first.is_some(),
            again,
        };
        Ok(None)
    }

    /// Results were asked for.
    fn opened(&mut self, outcome: Result<Answer, Failure>) -> Result<Option<JsValue>, Failure> {
        let failure = match outcome {
            Ok(answer) => return Ok(Some(answer.response)),
            Err(failure) => failure,
        };
        let Purpose::OpenResults { of, is_part, again } = &mut self.purpose else {
            return Err(failure);
        };
        match results::after_failure(failure.status(), *is_part, *again) {
            AfterFailure::OpenWhole => {
                *is_part = false;
                self.call = results::open(&self.client.settings, &of.batch, None)?;
                Ok(None)
            }
            AfterFailure::Missing => Err(Failure::from(results::missing(&of.batch)).with_batch(&of.value)),
            AfterFailure::Report => Err(failure),
        }
    }
}
