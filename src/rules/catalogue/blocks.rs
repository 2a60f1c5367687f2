//! Content blocks: their common rules, and text.

use crate::rules::catalogue::rule::Class::*;
use crate::rules::catalogue::rule::{Rule, row};
use crate::rules::report::Severity;

pub(super) const RULES: &[Rule] = &[
    row("block.type.missing", Error, "A content block has a `type`.", "SDK"),
    row(
        "block.type.unknown",
        ErrorSwitchable,
        "The `type` of a content block is one that the API knows.",
        "SDK",
    ),
    row(
        "block.unknown_field",
        Error,
        "A content block has only the fields of its type.",
        "SPEC (closed); captures 2026-08/09",
    ),
    row(
        "block.missing_field",
        Error,
        "A content block has all fields that its type requires.",
        "SDK",
    ),
    row(
        "block.null_field",
        Warning,
        "A field of a content block is `null` only if its type allows `null`.",
        "SDK",
    ),
    row(
        "block.role.user_only",
        ErrorSwitchable,
        "Images, documents and uploads are in user messages.",
        "docs: 2026-10-21 migration guide; docs: Search results; public issues",
    )
    // Blocks that the API certainly refuses have their own rules: documents, search results, tool results.
    .severity(Severity::Warning),
    row(
        "block.role.assistant_only",
        Error,
        "Thinking, tool calls and server tool results are in assistant messages.",
        "docs: Handle tool calls; docs: Thinking; inferred for some",
    ),
    row(
        "block.document_in_assistant",
        Error,
        "With API version 2026-10-21, an assistant message contains no document.",
        "docs: 2026-10-21 migration guide",
    ),
    row("text.empty", Error, "A text block is not empty.", "SPEC; public issues"),
    row(
        "text.whitespace",
        Error,
        "A text block in a user message is not all whitespace. In an assistant message it may be, next to other blocks.",
        "public issues up to 2026-09; simonw/llm-anthropic recording, 2026-04-05 (assistant turns)",
    ),
    row(
        "text.citations_in_user",
        Error,
        "With API version 2026-10-21, text in a user message has no citations.",
        "docs: 2026-10-21 migration guide",
    ),
    row(
        "text.citation.fields",
        Error,
        "A citation has all fields of its type, and its ranges are valid.",
        "REF 2026-09; SPEC; SDK",
    ),
];
