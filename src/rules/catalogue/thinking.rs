//! Thinking blocks and settings, effort, task budget.

use crate::rules::catalogue::rule::Class::*;
use crate::rules::catalogue::rule::{Rule, row};
use crate::rules::report::Severity;

pub(super) const RULES: &[Rule] = &[
    row(
        "thinking.type",
        Error,
        "`thinking` is an object whose `type` is one of the known modes.",
        "SDK",
    ),
    row(
        "thinking.fields.allowed",
        Error,
        "`thinking` has only the fields of its type.",
        "SDK",
    ),
    row(
        "thinking.budget.missing",
        Error,
        "Enabled thinking has `budget_tokens`, a whole number.",
        "SDK",
    ),
    row(
        "thinking.budget.min",
        Error,
        "A thinking budget is at least 1,024 tokens.",
        "SPEC; docs: Extended thinking",
    ),
    row(
        "thinking.budget.max_tokens",
        Error,
        "A thinking budget is less than `max_tokens`, except with interleaved thinking.",
        "docs: Extended thinking; public issues",
    ),
    row(
        "thinking.budget.large",
        Warning,
        "A thinking budget is at most 32,000 tokens; a larger one takes long.",
        "docs: Thinking",
    )
    .severity(Severity::Off),
    row(
        "thinking.mode_model",
        Model,
        "The model supports this type of thinking.",
        "docs: Thinking, 2026-10-08; captures 2026-08/09",
    ),
    row(
        "thinking.disabled_effort",
        Model,
        "With thinking off or reduced, the effort is at most what the model allows.",
        "docs: Effort; docs: Thinking, 2026-10-08",
    ),
    row(
        "thinking.enabled_deprecated",
        Warning,
        "Models that support adaptive thinking do not get a budget.",
        "SDK warning list; docs: Thinking",
    ),
    row(
        "thinking.display",
        Error,
        "`display` is `summarized`, `omitted` or `null`, or with its beta `updates`.",
        "SDK",
    ),
    row(
        "thinking.block_binding",
        Error,
        "`block_binding` needs its beta, and its `behavior` is `error` or `drop_block`.",
        "SDK",
    ),
    row(
        "thinking.max_tokens_tight",
        Warning,
        "If the model thinks, `max_tokens` leaves room for the answer.",
        "captures 2026-08/09; docs: Thinking",
    ),
    row(
        "thinking.fields",
        Error,
        "A thinking block has its `thinking`, which may be empty, and its `signature`.",
        "SDK",
    ),
    row(
        "thinking.modified",
        Warning,
        "Thinking blocks are sent back unchanged, with their signature.",
        "docs: Errors",
    ),
    row(
        "thinking.first_in_manual",
        Error,
        "With a thinking budget, a turn that ends in tool results starts with its thinking.",
        "docs: Extended thinking",
    ),
    // A request does not show whether it was edited, so this is reported only if the caller turns the rule on.
    row(
        "thinking.prefix_binding",
        Warning,
        "On newer models, a thinking block is valid only while everything before it is unchanged.",
        "docs: Mid-conversation system messages, 2026-10-08; third party for 5.2",
    )
    .severity(Severity::Off),
    row(
        "thinking.other_model",
        Warning,
        "Thinking blocks come from the model of the request.",
        "docs: Refusals and fallback; docs: Fable 5.1 notes",
    ),
    row(
        "thinking.cache_control",
        Error,
        "Thinking blocks have no `cache_control`.",
        "SDK (no such field); docs: Prompt caching",
    ),
    row(
        "redacted_thinking.fields",
        Error,
        "A `redacted_thinking` block has its `data`.",
        "SDK",
    ),
    row("effort.enum", Error, "`effort` is one of the five levels.", "SDK"),
    row(
        "effort.model",
        Model,
        "The model supports `effort`, and this level of it.",
        "docs: Effort, 2026-10-08",
    ),
    row(
        "task_budget.min",
        Error,
        "A task budget has its beta, a total of at least 20,000 tokens, and no more remaining than the total.",
        "docs: Task budgets; SPEC",
    ),
    row(
        "output_config.unknown_field",
        Error,
        "`output_config` has no fields except `effort`, `format` and `task_budget`.",
        "SPEC (closed)",
    ),
];
