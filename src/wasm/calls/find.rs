//! Finds the batches that a create with an unknown outcome may have made.

use js_sys::{Array, Date};
use wasm_bindgen::prelude::*;

use super::answer::Answer;
use super::failure::Failure;
use crate::calls::batch::{MessageBatch, Page};
use crate::calls::call::Call;
use crate::calls::create::{Intent, KeyState};
use crate::calls::endpoints::{ListParams, next_page};
use crate::wasm::options::get;
use crate::wasm::throw::object;

/// A search in progress.
pub(super) struct Search {
    intent: Intent,
    /// Parameters of the requested page; `None` while the peer is queried for the key.
    page: Option<ListParams>,
    candidates: Array,
}

/// The result of a page of batches for a search.
pub(super) enum SearchStep {
    /// The search is over, with this result for JavaScript.
    Done(JsValue),
    /// Request this page of older batches next.
    NextPage(ListParams),
}

impl Search {
    pub(super) fn new(intent: Intent) -> Search {
        Search {
            intent,
            page: None,
            candidates: Array::new(),
        }
    }

    /// Takes a page.
    pub(super) fn next(&mut self, call: &Call, answer: &Answer) -> Result<SearchStep, Failure> {
        let page = Page::parse(&answer.text).map_err(|problem| answer.unexpected(call, &problem))?;
        let batches: Array = get(&answer.json(call)?, "data").unchecked_into();
        let Some(params) = self.page.take() else {
            return Ok(match answer.reply.key_state {
                Some(KeyState::Stored) if page.len > 0 => SearchStep::Done(search_result(&batches, true)),
                Some(KeyState::Free) if self.intent.would_be_remembered(Date::now()) => {
                    SearchStep::Done(search_result(&Array::new(), true))
                }
                _ => self.request_page(ListParams::longest()),
            });
        };
        let is_past = self.collect(&batches);
        Ok(match next_page(&params, &page) {
            Some(next) if !is_past => self.request_page(next),
            _ => SearchStep::Done(search_result(&self.candidates, false)),
        })
    }

    fn request_page(&mut self, params: ListParams) -> SearchStep {
        self.page = Some(params.clone());
        SearchStep::NextPage(params)
    }

    /// Collects batches that may be the created one. Returns whether all later batches are too old.
    fn collect(&self, batches: &Array) -> bool {
        let mut is_past = false;
        for value in batches.iter() {
            let text = js_sys::JSON::stringify(&value).map(String::from).unwrap_or_default();
            let Ok(batch) = MessageBatch::parse(&text) else {
                continue;
            };
            let created_ms = Date::parse(batch.created_at.as_deref().unwrap_or_default());
            if self.intent.matches(created_ms, batch.request_counts) {
                self.candidates.push(&value);
            }
            is_past |= self.intent.is_before(created_ms);
        }
        is_past
    }
}

/// Builds the result: a single candidate is the batch; with several candidates, it is unknown which one is.
fn search_result(candidates: &Array, proven: bool) -> JsValue {
    let batch = match candidates.length() {
        1 => candidates.get(0),
        _ => JsValue::UNDEFINED,
    };
    object(&[
        ("batch", batch),
        ("candidates", candidates.into()),
        ("proven", proven.into()),
    ])
}
