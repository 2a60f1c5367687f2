//! Checks requests before they are sent: what the API would refuse at create, and what it would refuse hours later.
//!
//! [`Checker`] takes the text of one request after another; [`Report`] says what is wrong and where. Where requests come
//! from and where they go, the rules do not know.
//!
//! From the top: `checker` holds the input as a whole, `envelope` a request around its `params`, `request` the `params` and
//! what each subject remembers of them. `walk` checks what the tables of `schema/` say; there is a file a subject for what no
//! table can say. At the bottom are what all share: `cursor`, `describe`, `text`, `blocks`, and where findings go.

mod blocks;
mod cache;
mod catalogue;
mod checker;
mod container;
mod content;
mod context;
mod cursor;
mod describe;
mod envelope;
mod fields;
mod findings;
mod foreign;
mod formats;
mod id_places;
mod length;
mod max_tokens;
mod media;
mod messages;
mod model;
mod options;
mod params;
mod refused;
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
mod walk;

pub use catalogue::{Class, Rule, rule, rules};
pub use checker::Checker;
pub use options::Options;
pub use report::{Issue, Report, Severity};
pub use totals::{BatchLimits, Totals};
