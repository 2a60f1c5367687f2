//! Context management and compaction.

use crate::rules::catalogue::rule::Class::*;
use crate::rules::catalogue::rule::{Rule, row};

pub(super) const RULES: &[Rule] = &[
    row(
        "prompt.too_long",
        Model,
        "The prompt is not longer than the model's context window, by the low end of an estimate.",
        "docs: Context windows; crmne/ruby_llm recording, 2026-08-19",
    ),
    row(
        "context_management.beta",
        Error,
        "Each kind of context edit has its beta among those of the call.",
        "docs: Context editing",
    ),
    row(
        "context_management.edit_type",
        Error,
        "Every context edit is of a known type.",
        "SDK",
    ),
    row(
        "context_management.order",
        Error,
        "Clearing of thinking is the first edit.",
        "docs: Context editing",
    ),
    row(
        "context_management.values",
        Error,
        "The numbers of context edits are not below their least values.",
        "SPEC; docs: Compaction",
    ),
    row(
        "context_management.thinking_needs_thinking",
        Warning,
        "Thinking is cleared only where there is thinking.",
        "docs: Context editing",
    ),
    row(
        "compaction.exclusive",
        Error,
        "compaction is of type summarize and stands without context_management.",
        "SDK",
    ),
];
