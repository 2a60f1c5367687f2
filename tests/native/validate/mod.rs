mod advice;
mod envelope;
mod examples;
mod hostile;
mod layout;
mod limits;
mod options;
mod positions;
mod repeated_tools;
mod report;
mod spelling;
mod templates;
mod whole_input;

use std::collections::HashMap;

use message_batches::rules::{Options, Report, Severity};

use crate::checked::check;

/// A request that breaks no rule.
const GOOD: &str =
    r#"{"custom_id":"a","params":{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"Hi"}]}}"#;

/// A request that breaks no rule, with this id.
fn good(id: &str) -> String {
    GOOD.replacen("\"a\"", &format!("\"{id}\""), 1)
}

/// The default options, except that the unknown model of these requests is allowed.
fn plain() -> Options {
    Options {
        rules: HashMap::from([("model.unknown", Severity::Off)]),
        ..Options::default()
    }
}

/// Checks a text with the default options.
fn check_text(input: &str) -> Report {
    check(plain(), input.as_bytes())
}
