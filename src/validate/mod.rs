//! Checks requests before they are sent: what the API would refuse at create, and what it would refuse hours later.
//!
//! [`Checker`] takes text in pieces and hands on the text of each request; [`Report`] tells what is wrong and where. The
//! text that was checked is the text that is sent.

mod checker;
mod envelope;
mod ids;
mod params;
mod report;
mod rules;

pub use checker::{Checker, Options};
pub use report::{Issue, Report, Severity};
pub use rules::{Rule, rule, rules};
