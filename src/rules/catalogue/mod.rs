//! The catalogue: every rule that is checked, one file a section. What a rule needs is a row here, a check in the file of
//! its subject, and an accepted and a rejected example in the tests.

mod batch;
mod blocks;
mod cache;
mod context;
mod fields;
mod formats;
mod media;
mod messages;
mod thinking;
mod tool_use;
mod tools;

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
const fn row(code: &'static str, class: Class, title: &'static str, source: &'static str) -> Rule {
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
    const fn severity(self, severity: Severity) -> Rule {
        Rule { severity, ..self }
    }
}

const SECTIONS: &[&[Rule]] = &[
    batch::RULES,
    fields::RULES,
    messages::RULES,
    blocks::RULES,
    media::RULES,
    tool_use::RULES,
    thinking::RULES,
    cache::RULES,
    tools::RULES,
    formats::RULES,
    context::RULES,
];

/// Every rule, in the order of the catalogue.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    SECTIONS.iter().copied().flatten()
}

/// The rule with this code.
pub fn rule(code: &str) -> Option<&'static Rule> {
    // Not for the compiler to see through: it would unroll this into 60 kB of comparisons.
    let sections = std::hint::black_box(SECTIONS);
    sections.iter().copied().flatten().find(|rule| rule.code == code)
}

/// The rule with this code, at compile time: what it denies elsewhere cannot happen at run time here.
#[allow(clippy::indexing_slicing, clippy::panic, reason = "runs in the compiler")]
pub(super) const fn find(code: &str) -> &'static Rule {
    let mut section = 0;
    while section < SECTIONS.len() {
        let mut row = 0;
        while row < SECTIONS[section].len() {
            if same(SECTIONS[section][row].code.as_bytes(), code.as_bytes()) {
                return &SECTIONS[section][row];
            }
            row += 1;
        }
        section += 1;
    }
    panic!("the catalogue has no rule with this code")
}

#[allow(clippy::indexing_slicing, reason = "runs in the compiler")]
const fn same(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut at = 0;
    while at < a.len() {
        if a[at] != b[at] {
            return false;
        }
        at += 1;
    }
    true
}
