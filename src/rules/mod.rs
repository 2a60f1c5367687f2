//! Checks requests before they are sent, for problems that the API would refuse at create, or hours later.
//!
//! [`Checker`] checks the text of one request after another, and [`Report`] contains the findings. The rules are independent of
//! the source and the destination of requests.
//!
//! From the top: `checker` checks the input as a whole, `envelope` a request around its `params`, `request` the `params`, with
//! the state of each subject. `walk` checks the tables of `schema/`. Each subject has a file for checks that a table cannot
//! express. At the bottom are shared parts: `cursor`, `describe`, `text`, `blocks`, and the findings.

mod blocks;
mod cache;
mod catalogue;
mod checker;
mod container;
mod content;
mod context;
mod costs;
mod cursor;
mod describe;
mod envelope;
mod fields;
mod findings;
mod first_uses;
mod foreign;
mod formats;
mod json_schema;
mod length;
mod max_tokens;
mod media;
mod messages;
mod model;
mod options;
mod params;
mod report;
mod request;
mod sampling;
pub mod schema;
mod settings;
mod shortcuts;
mod system;
mod text;
mod thinking;
mod tool_names;
mod tool_use;
mod tools;
mod totals;
mod unsupported;
mod walk;

pub use catalogue::{Class, Rule, rule, rules};
pub use checker::Checker;
pub use options::Options;
pub use report::{Issue, Report, Severity};
pub use shortcuts::filled::{Filled, Series};
pub use totals::{BatchLimits, Totals};
