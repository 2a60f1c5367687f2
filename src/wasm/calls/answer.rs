//! A successful response, and its conversion to JavaScript.

use std::time::Duration;

use js_sys::{Date, JSON};
use wasm_bindgen::prelude::*;

use super::failure::Failure;
use super::fetch;
use crate::calls::batch::{MessageBatch, Page};
use crate::calls::call::{Call, Reply};
use crate::calls::create::REMEMBERED_MS;
use crate::calls::endpoints::{ListParams, next_page};
use crate::calls::error::Error;
use crate::calls::error_body::words_in;
use crate::calls::time::to_ms;
use crate::calls::token_count;
use crate::wasm::throw::object;

/// How many characters of a server's text are quoted.
const QUOTED: usize = 1_000;

/// A successful response.
pub(super) struct Answer {
    pub(super) reply: Reply,
    /// Its body; empty for results, whose body is streamed.
    pub(super) text: String,
    pub(super) response: JsValue,
}

/// A batch for JavaScript, and for the core.
pub(super) struct BatchAnswer {
    pub(super) value: JsValue,
    pub(super) batch: MessageBatch,
    /// The wait that the response asked for.
    pub(super) retry_after: Option<Duration>,
}

impl Answer {
    pub(super) fn json(&self, call: &Call) -> Result<JsValue, Failure> {
        JSON::parse(&self.text).map_err(|_| self.unexpected(call, "expected a JSON object, found something else"))
    }

    pub(super) fn batch(&self, call: &Call) -> Result<BatchAnswer, Failure> {
        Ok(BatchAnswer {
            batch: MessageBatch::parse(&self.text).map_err(|problem| self.unexpected(call, &problem))?,
            value: self.json(call)?,
            retry_after: self.reply.retry_after,
        })
    }

    /// Returns a batch, and the wait that the response asked for.
    pub(super) fn look(&self, call: &Call) -> Result<JsValue, Failure> {
        Ok(object(&[
            ("batch", self.batch(call)?.value),
            ("retryAfterMs", self.retry_after_ms()),
        ]))
    }

    /// Returns a page, the parameters of the next page, the server's clock, how long the peer remembers keys, and the wait that
    /// the response asked for.
    pub(super) fn page(&self, call: &Call, params: &ListParams) -> Result<JsValue, Failure> {
        let page = Page::parse(&self.text).map_err(|problem| self.unexpected(call, &problem))?;
        let next = next_page(params, &page).map_or(JsValue::UNDEFINED, list_params_to_js);
        let date = fetch::header(&self.response, "date").map(|date| Date::parse(&date).into());
        let remembered_ms = self.reply.remembers_keys.then_some(REMEMBERED_MS.into());
        Ok(object(&[
            ("page", self.json(call)?),
            ("next", next),
            ("serverMs", date.unwrap_or(JsValue::UNDEFINED)),
            ("rememberedMs", remembered_ms.unwrap_or(JsValue::UNDEFINED)),
            ("retryAfterMs", self.retry_after_ms()),
        ]))
    }

    fn retry_after_ms(&self) -> JsValue {
        self.reply
            .retry_after
            .map_or(JsValue::UNDEFINED, |wait| to_ms(wait).into())
    }

    /// Returns the response, and the expected number of records.
    pub(super) fn results(&self, call: &Call, batch: &MessageBatch) -> Result<JsValue, Failure> {
        if self.reply.is_html() {
            return Err(self.unexpected(call, "expected results as JSON Lines, found an HTML page"));
        }
        // Larger numbers are not exact in JavaScript.
        let records = batch.request_counts.finished().min((1 << 53) - 1) as f64;
        Ok(object(&[
            ("response", self.response.clone()),
            ("records", records.into()),
        ]))
    }

    pub(super) fn token_count(&self, call: &Call) -> Result<JsValue, Failure> {
        let tokens = token_count::parse(&self.text).map_err(|problem| self.unexpected(call, &problem))?;
        Ok(object(&[("input_tokens", (tokens as f64).into())]))
    }

    pub(super) fn unexpected(&self, call: &Call, problem: &str) -> Failure {
        let words = words_in(&self.text, QUOTED).map(|words| format!("{problem}: {words}"));
        Error::unexpected_response(call, &self.reply, words.as_deref().unwrap_or(problem)).into()
    }
}

fn list_params_to_js(params: ListParams) -> JsValue {
    let fields = [
        ("limit", params.limit.map(JsValue::from)),
        ("after_id", params.after_id.map(JsValue::from)),
        ("before_id", params.before_id.map(JsValue::from)),
    ];
    let fields = fields.into_iter().filter_map(|(name, value)| Some((name, value?)));
    object(&fields.collect::<Vec<_>>())
}
