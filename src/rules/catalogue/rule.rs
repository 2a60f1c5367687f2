//! The type of a rule.

use serde::Serialize;

use crate::rules::report::Severity;

/// How certain it is that the API refuses a violation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// The API refuses it.
    Error,
    /// As far as known, the API refuses it, but that may change.
    ErrorSwitchable,
    /// It depends on the model.
    Model,
    /// Accepted, or not checkable, but probably a mistake.
    Warning,
}

/// A rule of the API. Its title and source are in `src/wire/rules.json`, which is generated from the same rows, so that the
/// program does not contain text that only `rules()` returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// Stable name, in the form `subject.what`.
    pub code: &'static str,
    /// The severity of a finding, unless the caller changes it.
    pub severity: Severity,
    /// How certain a refusal is.
    pub class: Class,
    /// The requirement.
    #[cfg(not(target_arch = "wasm32"))]
    pub title: &'static str,
    /// The source of the rule.
    #[cfg(not(target_arch = "wasm32"))]
    pub source: &'static str,
    /// Version of this package that first checked it.
    #[cfg(not(target_arch = "wasm32"))]
    pub since: &'static str,
}

/// Makes a row. The class determines the severity.
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
    /// Sets a severity other than that of the class.
    pub(super) const fn severity(self, severity: Severity) -> Rule {
        Rule { severity, ..self }
    }
}
