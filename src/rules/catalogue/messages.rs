//! Messages: roles and order.

use crate::rules::catalogue::rule::Class::*;
use crate::rules::catalogue::rule::{Rule, row};
use crate::rules::report::Severity;

pub(super) const RULES: &[Rule] = &[
    row(
        "messages.missing",
        Error,
        "`messages` is there, an array of message objects.",
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
        "message.unknown_field",
        Error,
        "A message has no fields but `role` and `content`; with betas, one of role system has a few more.",
        "SPEC (closed)",
    ),
    row(
        "message.role",
        Error,
        "A message is the user's, the assistant's or the system's.",
        "SDK",
    ),
    row(
        "message.content.missing",
        Error,
        "A message has content: text, or an array of blocks.",
        "SDK",
    ),
    row(
        "message.content.empty",
        Error,
        "Content is not empty, except in a last message of the assistant's.",
        "public issues 2024 to 2025",
    ),
    row(
        "message.content.whitespace",
        Error,
        "Content that is a string is more than whitespace.",
        "public issues 2024 to 2026",
    ),
    row(
        "messages.first_role",
        Warning,
        "The user speaks first.",
        "public issues 2024; docs: Text editor tool, 2026-08-13",
    ),
    row(
        "messages.same_role_run",
        Warning,
        "User and assistant take turns.",
        "SDK doc comment",
    )
    .severity(Severity::Off),
    row(
        "messages.prefill.model",
        Model,
        "The assistant has the last message only where the model can go on from it.",
        "docs: Errors",
    ),
    row(
        "messages.prefill.trailing_whitespace",
        Error,
        "The text that the model is to go on from does not end in whitespace.",
        "public issues up to 2026-05",
    ),
    row(
        "messages.prefill.thinking",
        Error,
        "The assistant does not have the last message while thinking is on.",
        "docs: Thinking",
    ),
    row(
        "messages.prefill.format",
        Error,
        "The assistant does not have the last message if the output has a format.",
        "docs: Structured outputs",
    ),
    row(
        "messages.prefill.tool_use",
        Error,
        "Messages do not end with a call of a tool that waits for its result.",
        "docs: Handle tool calls",
    ),
    row(
        "messages.system.content",
        Error,
        "A message of role system holds text, and with a beta changes of tools.",
        "SDK",
    ),
    row(
        "messages.system.first",
        Error,
        "A message of role system with content is not the first message.",
        "docs: Mid-conversation system messages, 2026-10-08",
    ),
    row(
        "messages.system.position",
        Error,
        "A message of role system comes after a user's message, or a server tool's result, and before the assistant's.",
        "docs: Mid-conversation system messages, 2026-10-08",
    ),
    row(
        "messages.system.model",
        Model,
        "Messages of role system go to models that take them.",
        "docs: Mid-conversation system messages, 2026-10-08",
    ),
    row(
        "messages.system.clear_at",
        Error,
        "Only a message of role system is cleared; it needs the beta and holds nothing but text.",
        "docs: Mid-conversation system messages, 2026-10-08",
    ),
    row(
        "messages.system.tool_changes",
        Error,
        "Tools are added and removed in messages of role system, with the beta, and by names that are declared.",
        "docs: Mid-conversation system messages; SDK",
    ),
];
