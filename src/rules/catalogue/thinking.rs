//! Thinking blocks and settings, effort, task budget.

use crate::rules::catalogue::rule::Class::*;
use crate::rules::catalogue::rule::{Rule, row};
use crate::rules::report::Severity;

pub(super) const RULES: &[Rule] = &[
    row(
        "thinking.fields",
        Error,
        "A thinking block keeps its thinking, which may be empty, and its signature.",
        "SDK",
    ),
    row(
        "redacted_thinking.fields",
        Error,
        "A redacted_thinking block keeps its data.",
        "SDK",
    ),
    row(
        "thinking.modified",
        Warning,
        "Thinking blocks go back exactly as they came, signature included.",
        "docs: Errors",
    ),
    row(
        "thinking.first_in_manual",
        Error,
        "With a thinking budget, a turn that waits for tool results begins with its thinking.",
        "docs: Extended thinking",
    ),
    // A request does not show whether it was edited, so this is reported only to those who ask for it.
    row(
        "thinking.prefix_binding",
        Warning,
        "On newer models a thinking block holds only while all that stands before it is unchanged.",
        "docs: Mid-conversation system messages, 2026-10-08; third party for 5.2",
    )
    .severity(Severity::Off),
    row(
        "thinking.other_model",
        Warning,
        "Thinking blocks come from the model that is asked.",
        "docs: Refusals and fallback; docs: Fable 5.1 notes",
    ),
    row(
        "thinking.cache_control",
        Error,
        "Thinking blocks carry no cache_control.",
        "SDK (no such field); docs: Prompt caching",
    ),
    row(
        "thinking.type",
        Error,
        "thinking is an object whose type is one of the known modes.",
        "SDK",
    ),
    row(
        "thinking.fields.allowed",
        Error,
        "thinking has only the fields that belong to its type.",
        "SDK",
    ),
    row(
        "thinking.budget.missing",
        Error,
        "Enabled thinking names its budget_tokens as a whole number.",
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
        "A thinking budget is below max_tokens, except with interleaved thinking.",
        "docs: Extended thinking; public issues",
    ),
    row(
        "thinking.budget.large",
        Warning,
        "A thinking budget above 32,000 tokens takes long.",
        "docs: Thinking",
    )
    .severity(Severity::Off),
    row(
        "thinking.mode_model",
        Model,
        "The model takes this type of thinking.",
        "docs: Thinking, 2026-10-08; captures 2026-08/09",
    ),
    row(
        "thinking.disabled_effort",
        Model,
        "With thinking off or reduced, the effort stays within what the model allows for that.",
        "docs: Effort; docs: Thinking, 2026-10-08",
    ),
    row(
        "thinking.enabled_deprecated",
        Warning,
        "Models that can think adaptively are not given a budget.",
        "SDK warning list; docs: Thinking",
    ),
    row(
        "thinking.display",
        Error,
        "display is summarized, omitted or null, or updates with its beta.",
        "SDK",
    ),
    row(
        "thinking.block_binding",
        Error,
        "block_binding needs its beta, and its behavior is error or drop_block.",
        "SDK",
    ),
    row(
        "thinking.max_tokens_tight",
        Warning,
        "Where the model thinks, max_tokens leaves room for the answer.",
        "captures 2026-08/09; docs: Thinking",
    ),
    row("effort.enum", Error, "effort is one of the five levels.", "SDK"),
    row(
        "effort.model",
        Model,
        "The model takes effort, and this level of it.",
        "docs: Effort, 2026-10-08",
    ),
    row(
        "task_budget.min",
        Error,
        "A task budget has its beta, at least 20,000 tokens, and no more remaining than in total.",
        "docs: Task budgets; SPEC",
    ),
    row(
        "output_config.unknown_field",
        Error,
        "output_config has only the fields effort, format and task_budget.",
        "SPEC (closed)",
    ),
];
