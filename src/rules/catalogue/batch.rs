//! The create body and its requests; what a batch refuses.

use crate::rules::catalogue::rule::Class::*;
use crate::rules::catalogue::rule::{Rule, row};

pub(super) const RULES: &[Rule] = &[
    row(
        "batch.body_object",
        Error,
        "A create body is one JSON object.",
        "captures 2026-08/09; SPEC",
    ),
    row(
        "batch.input_format",
        Error,
        "The input is text in UTF-8: requests one a line, in an array, or in a create body.",
        "RFC 8259; SDK; batch files of OpenAI, Amazon Bedrock, Vertex AI, Gemini: their guides, 2026-11",
    ),
    row(
        "batch.unknown_field",
        Error,
        "A create body has no key but requests.",
        "SPEC (closed object)",
    ),
    row(
        "requests.missing",
        Error,
        "The key requests holds an array.",
        "SDK; SPEC",
    ),
    row(
        "requests.empty",
        Error,
        "A batch has at least one request.",
        "SPEC minItems 1; captures 2026-08/09",
    ),
    row(
        "requests.too_many",
        Error,
        "A batch has at most 100,000 requests.",
        "SPEC; batch guide; docs: Rate limits",
    ),
    row(
        "batch.too_large",
        Error,
        "A create body has at most 256 MB.",
        "batch guide; docs: Errors",
    ),
    row("item.not_object", Error, "Each request is a JSON object.", "SPEC"),
    row(
        "item.unknown_field",
        Error,
        "A request has no keys but custom_id and params.",
        "SPEC (closed object)",
    ),
    row(
        "custom_id.missing",
        Error,
        "Each request has a custom_id, which is a string.",
        "SDK; captures 2026-08/09",
    ),
    row(
        "custom_id.pattern",
        Error,
        "A custom_id is 1 to 64 of the characters a-z A-Z 0-9 _ -.",
        "SPEC; batch guide; captures 2026-08/09",
    ),
    row(
        "custom_id.duplicate",
        Error,
        "No two requests share a custom_id.",
        "REF; captures 2026-08/09",
    ),
    row(
        "params.missing",
        Error,
        "Each request has params, which is an object.",
        "SDK; captures 2026-08/09",
    ),
    row(
        "batch.queue_limit",
        Warning,
        "No more requests wait at a time than the smallest tier allows.",
        "docs: Rate limits",
    ),
    row(
        "batch.stream",
        Error,
        "stream is not true in a batch.",
        "batch guide; captures 2026-08/09; crmne/ruby_llm recording, 2026-08-19 (false is accepted)",
    ),
    row(
        "batch.max_tokens_zero",
        Error,
        "max_tokens is not 0 in a batch.",
        "batch guide; captures 2026-08/09",
    ),
    row("batch.speed", Error, "A batch has no choice of speed.", "batch guide"),
    row(
        "batch.fallbacks",
        Error,
        "A batch has no fallback models.",
        "docs: Refusals and fallback",
    ),
    row(
        "batch.fallback_credit_token",
        Warning,
        "Fallback credit is of no use in a batch.",
        "docs: Fallback credit; SDK",
    ),
    row(
        "batch.billing_policy",
        Error,
        "The sender of a batch pays for it.",
        "REF",
    ),
    row(
        "batch.thread",
        Warning,
        "Threads are not used in a batch.",
        "SDK; inferred",
    ),
    row(
        "batch.legacy_unsupported",
        Error,
        "Fields of former previews are left out.",
        "batch guide 2026-08",
    ),
    row(
        "batch.betas_in_params",
        Error,
        "Betas and workspace are set on the call, not in its requests.",
        "SDK; anthropics/anthropic-sdk-python#1118",
    ),
    row(
        "batch.user_profile_conflict",
        Error,
        "A request names no other user profile than the call.",
        "SDK; REF",
    ),
    row(
        "batch.extended_output_header",
        Model,
        "Output beyond a model's normal ceiling needs the beta for it.",
        "batch guide; docs: Thinking, 2026-10-08; captures 2026-08/09",
    ),
];
