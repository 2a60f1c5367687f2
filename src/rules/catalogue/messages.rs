//! Messages: roles and order.

use crate::rules::catalogue::rule::Class::*;
use crate::rules::catalogue::rule::{Rule, row};
use crate::rules::report::Severity;

pub(super) const RULES: &[Rule] = &[
    row(
        "messages.missing",
        Error,
        "`messages` is an array of message objects.",
        "SDK; captures 2026-08/09",
    ),
    row(
        "messages.empty",
        Error,
        "There is at least one message.",
        "captures 2026-08/09",
    ),
    row(
        "messages.too_many",
        Error,
        "There are at most 100,000 messages.",
        "SDK doc comment",
    ),
    row(
        "messages.first_role",
        Warning,
        "The first message is a user message.",
        "public issues 2024; docs: Text editor tool, 2026-08-13",
    ),
    row(
        "messages.same_role_run",
        Warning,
        "User and assistant messages alternate.",
        "SDK doc comment",
    )
    .severity(Severity::Off),
    row(
        "messages.prefill.model",
        Model,
        "The last message is an assistant message only if the model can continue it.",
        "docs: Errors",
    ),
    row(
        "messages.prefill.trailing_whitespace",
        Error,
        "A last assistant message does not end in whitespace.",
        "public issues up to 2026-05",
    ),
    row(
        "messages.prefill.thinking",
        Error,
        "The last message is not an assistant message while thinking is on.",
        "docs: Thinking",
    ),
    row(
        "messages.prefill.format",
        Error,
        "The last message is not an assistant message if the output has a format.",
        "docs: Structured outputs",
    ),
    row(
        "messages.prefill.tool_use",
        Error,
        "The last message does not end with a tool call that needs a result.",
        "docs: Handle tool calls",
    ),
    row(
        "messages.system.content",
        Error,
        "A system message contains only text, or with a beta also tool changes.",
        "SDK",
    ),
    row(
        "messages.system.first",
        Error,
        "A system message with content is not the first message.",
        "docs: Mid-conversation system messages, 2026-10-08",
    ),
    row(
        "messages.system.position",
        Error,
        "A system message follows a user message or a server tool's result, and precedes an assistant message or the end.",
        "docs: Mid-conversation system messages, 2026-10-08",
    ),
    row(
        "messages.system.model",
        Model,
        "System messages are sent only to models that support them.",
        "docs: Mid-conversation system messages, 2026-10-08",
    ),
    row(
        "messages.system.clear_at",
        Error,
        "`clear_at` is set only on system messages, with its beta, and such a message contains only text.",
        "docs: Mid-conversation system messages, 2026-10-08",
    ),
    row(
        "messages.system.tool_changes",
        Error,
        "Tools are added and removed only in system messages, with the beta, and by names that are declared.",
        "docs: Mid-conversation system messages; SDK",
    ),
    row(
        "message.unknown_field",
        Error,
        "A message has no fields except `role` and `content`. With betas, a system message has a few more.",
        "SPEC (closed)",
    ),
    row(
        "message.role",
        Error,
        "The role of a message is `user`, `assistant` or `system`.",
        "SDK",
    ),
    row(
        "message.content.missing",
        Error,
        "A message has `content`: a string, or an array of blocks.",
        "SDK",
    ),
    row(
        "message.content.empty",
        Error,
        "Content is not empty, except in a last assistant message.",
        "public issues 2024 to 2025",
    ),
    row(
        "message.content.whitespace",
        Error,
        "Content that is a string is not all whitespace.",
        "public issues 2024 to 2026",
    ),
];
