//! One HTTP call and what comes of it: endpoints, settings, call and reply, batch, retry, poll.

pub mod batch;
pub mod call;
pub mod endpoints;
pub mod error;
pub mod poll;
pub mod retry;
