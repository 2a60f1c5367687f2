//! Structured outputs, and the schemas that they support.

use message_batches::rules::Report;

use super::{Call, OLD};

/// A request for this format.
macro_rules! ask {
    ($format:literal) => {
        ask!("claude-opus-5", $format)
    };
    ($model:literal, $format:literal) => {
        concat!(
            r#"{"model":""#,
            $model,
            r#"","max_tokens":4096,"messages":[{"role":"user","content":"Who wrote this?"}],"output_config":{"format":"#,
            $format,
            "}}"
        )
    };
}

/// A request for an object with these properties.
macro_rules! properties {
    ($properties:literal) => {
        properties!($properties, "")
    };
    ($properties:literal, $more:literal) => {
        concat!(
            r#"{"model":"claude-opus-5","max_tokens":4096,"messages":[{"role":"user","content":"Who wrote this?"}],"output_config":{"format":{"type":"json_schema","schema":{"type":"object","properties":{"#,
            $properties,
            r#"},"additionalProperties":false"#,
            $more,
            "}}}}"
        )
    };
}

pub const OLD_BETA: Call = Call {
    version: OLD.version,
    betas: &["structured-outputs-2025-11-13"],
};

pub const SAY_IT: Option<&str> = Some("Leave it out: put it in the description, and check the response yourself.");
pub const CLOSE: Option<&str> =
    Some("Every object of a schema for structured outputs needs \"additionalProperties\":false.");
pub const SCHEMA: &str = "output_config.format.schema";

pub fn request(schema: &str) -> String {
    format!(
        r#"{{"model":"claude-opus-5","max_tokens":4096,"messages":[{{"role":"user","content":"Hi"}}],"output_config":{{"format":{{"type":"json_schema","schema":{schema}}}}}}}"#
    )
}

pub fn codes(report: &Report) -> Vec<&'static str> {
    report.issues.iter().map(|issue| issue.code).collect()
}

mod format;
mod keywords;
mod references;
mod supported;
