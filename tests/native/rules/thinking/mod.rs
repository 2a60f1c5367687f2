//! Thinking blocks and settings, effort, task budget.

use super::{Call, NEW};

/// A question to a model, with these settings.
macro_rules! ask {
    ($model:literal, $settings:literal) => {
        concat!(
            r#"{"model":""#,
            $model,
            r#"","max_tokens":8192,"messages":[{"role":"user","content":"What is 1071 and 462's greatest common divisor?"}],"#,
            $settings,
            "}"
        )
    };
}

/// A second question to a model, whose first answer had these blocks.
macro_rules! history {
    ($model:literal, $blocks:literal) => {
        concat!(
            r#"{"model":""#,
            $model,
            r#"","max_tokens":8192,"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":["#,
            $blocks,
            r#"]},{"role":"user","content":"And then?"}]}"#
        )
    };
}

/// Messages with a tool, and these settings.
macro_rules! tools {
    ($settings:literal, $messages:literal) => {
        concat!(
            r#"{"model":"claude-opus-4-5","max_tokens":8192,"#,
            $settings,
            r#""tools":[{"name":"get_weather","input_schema":{"type":"object","properties":{"city":{"type":"string"}}}}],"messages":["#,
            $messages,
            "]}"
        )
    };
}

pub const MANUAL_BETA: Call = Call {
    version: NEW.version,
    betas: &["interleaved-thinking-2025-05-14"],
};
pub const UPDATES: Call = Call {
    version: NEW.version,
    betas: &["thinking-display-updates-2026-08-18"],
};
pub const BINDING: Call = Call {
    version: NEW.version,
    betas: &["thinking-binding-controls-2026-08-01"],
};
pub const BUDGETS: Call = Call {
    version: NEW.version,
    betas: &["task-budgets-2026-03-13"],
};

pub const NAME_THE_BETA: Option<&str> = Some("Add the beta to the call.");
pub const ADAPTIVE: Option<&str> = Some("Use {\"type\":\"adaptive\"} with output_config.effort instead of a budget.");

mod blocks;
mod effort;
mod settings;
