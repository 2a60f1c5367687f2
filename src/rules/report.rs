use std::collections::BTreeMap;

use serde::Serialize;

/// The severity of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The API refuses it.
    Error,
    /// Accepted, or not checkable, but probably a mistake.
    Warning,
    /// Not reported.
    Off,
}

impl Severity {
    /// Turns an error into a warning.
    pub(super) fn at_most_warning(self) -> Severity {
        match self {
            Severity::Error => Severity::Warning,
            other => other,
        }
    }
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Issue {
    /// The code of the rule.
    pub code: &'static str,
    /// The severity.
    pub severity: Severity,
    /// What was expected and what was found.
    pub message: String,
    /// The fix.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// The path as the server writes it: `requests.3.params.model`.
    pub path: String,
    /// The same path as a JSON pointer: `/requests/3/params/model`.
    pub pointer: String,
    /// Index of the request, from 0; absent if the finding is about the whole input.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<u64>,
    /// The request's id, if it has a readable one.
    #[serde(rename = "custom_id", skip_serializing_if = "Option::is_none")]
    pub custom_id: Option<String>,
    /// Line of the input, from 1; absent if the input was objects.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// First byte of the problem in the input.
    pub byte_start: u64,
    /// One past its last byte.
    pub byte_end: u64,
}

/// The result of a check.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Report {
    /// Whether there are no errors; there may be warnings.
    pub ok: bool,
    /// Number of requests in the input.
    pub requests: u64,
    /// Size of the create body in bytes, or of all bodies if the input needs several.
    pub bytes: u64,
    /// Number of errors, including those not kept in `issues`.
    pub errors: u64,
    /// Number of warnings, including those not kept in `issues`.
    pub warnings: u64,
    /// The first findings in input order; at most as many as the caller requested.
    pub issues: Vec<Issue>,
    /// Number of all findings by rule.
    pub counts: BTreeMap<&'static str, u64>,
    /// The number of batches that the input needs.
    pub shards: u64,
    /// Rows without a request, because all of their columns are empty; absent if there are none.
    #[serde(rename = "skippedRows", skip_serializing_if = "is_zero")]
    pub skipped_rows: u64,
}

#[allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference; on wasm32 it is not larger than the number"
)]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

impl Report {
    /// Returns the message of a thrown error: the number of errors, and the first one.
    pub fn summary(&self) -> String {
        let plural = |count: u64, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
        let first = self.issues.iter().find(|issue| issue.severity == Severity::Error);
        let mut text = format!(
            "The batch was not sent: {} in {}.",
            plural(self.errors, "error"),
            plural(self.requests, "request")
        );
        if let Some(issue) = first {
            let at = issue.line.map(|line| format!(" (line {line})")).unwrap_or_default();
            let path = if issue.path.is_empty() {
                "the input"
            } else {
                &issue.path
            };
            text.push_str(&format!(" First: {path}{at}: {}", issue.message));
        }
        text
    }
}
