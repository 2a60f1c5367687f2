//! Checks requests before they are sent: what the API would refuse at create, and what it would refuse hours later.
//!
//! [`Checker`] takes the text of one request after another; [`Report`] says what is wrong and where. Where requests come
//! from and where they go, the rules do not know.
//!
//! `checker` holds the input as a whole, `envelope` a request around its `params`, `shape` what the tables of `schema/`
//! say, and one file a subject what no table can say. `check` is what they share.

mod cache;
mod catalogue;
mod check;
mod checker;
mod content;
mod context;
mod envelope;
mod findings;
mod formats;
mod max_tokens;
pub(crate) mod media;
mod messages;
mod model;
mod options;
mod params;
mod refused;
mod report;
mod sampling;
pub mod schema;
mod settings;
mod shortcuts;
mod system;
mod thinking;
mod tool_use;
mod tools;
mod totals;
mod walk;

pub use catalogue::{Class, Rule, rule, rules};
pub use checker::Checker;
pub use options::Options;
pub use report::{Issue, Report, Severity};
pub use totals::{BatchLimits, Totals};
