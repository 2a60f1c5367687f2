//! The create body, its requests, and the features that a batch refuses.

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
        "The input is UTF-8 text: one request per line, an array of requests, or a create body.",
        "RFC 8259; SDK; batch files of OpenAI, Amazon Bedrock, Vertex AI, Gemini: their guides, 2026-11",
    ),
    row(
        "batch.unknown_field",
        Error,
        "A create body has no key except `requests`.",
        "SPEC (closed object)",
    ),
    row(
        "batch.too_large",
        Error,
        "A create body is at most 256 MB.",
        "batch guide; docs: Errors",
    ),
    row(
        "batch.queue_limit",
        Warning,
        "The batch has no more requests than the smallest tier allows to wait at a time.",
        "docs: Rate limits",
    ),
    row(
        "batch.stream",
        Error,
        "`stream` is not `true` in a batch.",
        "batch guide; captures 2026-08/09; crmne/ruby_llm recording, 2026-08-19 (false is accepted)",
    ),
    row(
        "batch.max_tokens_zero",
        Error,
        "`max_tokens` is not 0 in a batch.",
        "batch guide; captures 2026-08/09",
    ),
    row(
        "batch.speed",
        Error,
        "A batch request does not set `speed`.",
        "batch guide",
    ),
    row(
        "batch.fallbacks",
        Error,
        "A batch request does not set `fallbacks`.",
        "docs: Refusals and fallback",
    ),
    row(
        "batch.fallback_credit_token",
        Warning,
        "A batch request does not set `fallback_credit_token`, which has no effect there.",
        "docs: Fallback credit; SDK",
    ),
    row(
        "batch.billing_policy",
        Error,
        "`billing_policy.bill_to` is `self`: the sender of a batch pays for it.",
        "REF",
    ),
    row(
        "batch.thread",
        Warning,
        "A batch request does not set `thread`.",
        "SDK; inferred",
    ),
    row(
        "batch.legacy_unsupported",
        Error,
        "A request does not use fields of former previews.",
        "batch guide 2026-08",
    ),
    row(
        "batch.betas_in_params",
        Error,
        "Betas and workspace are set on the call, not inside a request's `params`.",
        "SDK; anthropics/anthropic-sdk-python#1118",
    ),
    row(
        "batch.user_profile_conflict",
        Error,
        "A request's `user_profile_id` does not differ from the profile of the call.",
        "SDK; REF",
    ),
    row(
        "batch.extended_output_header",
        Model,
        "A `max_tokens` above the model's usual limit needs the beta for extended output.",
        "batch guide; docs: Thinking, 2026-10-08; captures 2026-08/09",
    ),
    row("requests.missing", Error, "`requests` is an array.", "SDK; SPEC"),
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
    row("item.not_object", Error, "Each request is a JSON object.", "SPEC"),
    row(
        "item.unknown_field",
        Error,
        "A request has no keys except `custom_id` and `params`.",
        "SPEC (closed object)",
    ),
    row(
        "custom_id.missing",
        Error,
        "Each request has a `custom_id`, which is a string.",
        "SDK; captures 2026-08/09",
    ),
    row(
        "custom_id.pattern",
        Error,
        "A `custom_id` is 1 to 64 of the characters a-z A-Z 0-9 _ -.",
        "SPEC; batch guide; captures 2026-08/09",
    ),
    row(
        "custom_id.duplicate",
        Error,
        "No two requests have the same `custom_id`.",
        "REF; captures 2026-08/09",
    ),
    row(
        "params.missing",
        Error,
        "Each request has `params`, which is an object.",
        "SDK; captures 2026-08/09",
    ),
    row(
        "params.unknown_field",
        ErrorSwitchable,
        "Every field of `params` is one that the API knows.",
        "SPEC; captures 2026-08/09; docs: Mid-conversation system messages",
    ),
    row(
        "params.foreign_field",
        Error,
        "No field of `params` is another vendor's parameter or an option of the call.",
        "SPEC (closed object); captures 2026-08/09; reports up to 2026-11-28",
    ),
    row(
        "json.not_representable",
        Error,
        "Every value can be written in JSON and in UTF-8.",
        "JSON",
    ),
    row(
        "json.duplicate_key",
        Warning,
        "No object has a key twice.",
        "JSON (RFC 8259): what a reader makes of it is undefined",
    ),
    row(
        "json.big_integer",
        Warning,
        "No integer is larger than JavaScript can represent exactly.",
        "inferred",
    ),
];
