//! The context window, context management and compaction.

use crate::rules::catalogue::rule::Class::*;
use crate::rules::catalogue::rule::{Rule, row};

pub(super) const RULES: &[Rule] = &[
    row(
        "prompt.too_long",
        Model,
        "The prompt fits the model's context window, by the low end of an estimate.",
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
        "Every context edit has a known type.",
        "SDK",
    ),
    row(
        "context_management.order",
        Error,
        "Clearing thinking is the first edit.",
        "docs: Context editing",
    ),
    row(
        "context_management.values",
        Error,
        "The numbers in context edits are not below their minimums.",
        "SPEC; docs: Compaction",
    ),
    row(
        "context_management.thinking_needs_thinking",
        Warning,
        "Thinking is cleared only if thinking is on.",
        "docs: Context editing",
    ),
    row(
        "compaction.exclusive",
        Error,
        "`compaction` has the type `summarize`, and is not combined with `context_management`.",
        "SDK",
    ),
    row(
        "compaction.block",
        Error,
        "A signed compaction block is the only one, and the first block of the first message.",
        "SDK; docs: Compaction",
    ),
    row(
        "fallback.block",
        Warning,
        "A fallback block stays in the assistant message that contained it.",
        "SDK",
    ),
];
