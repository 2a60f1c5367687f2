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

/// A rule of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// Stable name, `subject.what`.
    pub code: &'static str,
    /// What breaking it means unless the caller says otherwise.
    pub severity: Severity,
    /// How certain that is.
    pub class: Class,
    /// What must hold.
    pub title: &'static str,
    /// Where that is known from.
    pub source: &'static str,
    /// Version of this package that first checked it.
    pub since: &'static str,
}

/// A row: the class gives the severity.
pub(super) const fn row(code: &'static str, class: Class, title: &'static str, source: &'static str) -> Rule {
    let severity = match class {
        Class::Error | Class::ErrorSwitchable => Severity::Error,
        Class::Model | Class::Warning => Severity::Warning,
    };
    Rule {
        code,
        severity,
        class,
        title,
        source,
        since: "0.1.0",
    }
}

impl Rule {
    /// For a rule whose class says more than is wise to say unasked.
    pub(super) const fn severity(self, severity: Severity) -> Rule {
        Rule { severity, ..self }
    }
}
