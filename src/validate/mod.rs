//! Checks requests before they are sent: what the API would refuse at create, and what it would refuse hours later.
//!
//! [`Checker`] takes text in pieces and hands on the text of each request; [`Report`] tells what is wrong and where. The
//! text that was checked is the text that is sent.
//!
//! `checker` holds the input as a whole, `envelope` a request around its `params`, `shape` what the tables of `schema/`
//! say, and one file a subject what no table can say. `check` is what they share.

mod again;
mod alike;
mod cache;
mod check;
mod checker;
mod content;
mod context;
mod envelope;
mod formats;
pub(crate) mod ids;
mod max_tokens;
mod media;
mod messages;
mod model;
mod params;
mod refused;
mod report;
mod rules;
mod sampling;
mod settings;
mod shape;
mod system;
mod thinking;
mod tool_use;
mod tools;

use crate::near;

pub use checker::{Checker, Options, Place};
pub(crate) use media::probe;
pub use report::{Issue, Report, Severity};
pub use rules::{Class, Rule, rule, rules};
