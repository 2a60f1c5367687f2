//! One HTTP call and its response: endpoints, settings, call and reply, batch, retry, poll.

mod advice;
mod api_error;
pub mod base_url;
pub mod batch;
pub mod call;
pub mod create;
pub mod endpoints;
pub mod error;
pub mod error_body;
mod error_words;
pub mod key;
mod outcome;
pub mod poll;
mod reply_body;
pub mod results;
pub mod retry;
pub mod retry_after;
pub mod settings;
pub(crate) mod time;
pub mod token_count;
