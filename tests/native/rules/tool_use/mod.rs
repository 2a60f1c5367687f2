//! Tool use in messages.

mod browser;
mod calls;
mod history;
mod many;
mod pairs;
mod results;
mod server;
