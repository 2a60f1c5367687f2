//! What a rule is.

use serde::Serialize;

use crate::rules::report::Severity;

/// How certain it is that the API refuses what breaks a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// The API refuses it.
    Error,
    /// It does as far as known, but that may change.
    ErrorSwitchable,
    /// It depends on the model.
    Model,
    /// Accepted, or not checkable, but probably a mistake.
    Warning,
}

/// A rule of the API. What it says in words is in `src/wire/rules.json`, which is made from the same rows: the program carries
/// no text that only `rules()` shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// Stable name, `subject.what`.
    pub code: &'static str,
    /// What breaking it means unless the caller says otherwise.
    pub severity: Severity,
    /// How certain that is.
    pub class: Class,
    /// What must hold.
    #[cfg(not(target_arch = "wasm32"))]
    pub title: &'static str,
    /// Where that is known from.
    #[cfg(not(target_arch = "wasm32"))]
    pub source: &'static str,
    /// Version of this package that first checked it.
    #[cfg(not(target_arch = "wasm32"))]
    pub since: &'static str,
}

/// A row: the class gives the severity.
pub(super) const fn row(code: &'static str, class: Class, title: &'static str, source: &'static str) -> Rule {
    let severity = match class {
        Class::Error | Class::ErrorSwitchable => Severity::Error,
        Class::Model | Class::Warning => Severity::Warning,
    };
    #[cfg(target_arch = "wasm32")]
    let _ = (title, source);
    Rule {
        code,
        severity,
        class,
        #[cfg(not(target_arch = "wasm32"))]
        title,
        #[cfg(not(target_arch = "wasm32"))]
        source,
        #[cfg(not(target_arch = "wasm32"))]
        since: "0.1.0",
    }
}

impl Rule {
    /// For a rule whose class says more than is wise to say unasked.
    pub(super) const fn severity(self, severity: Severity) -> Rule {
        Rule { severity, ..self }
    }
}
