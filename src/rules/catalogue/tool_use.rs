//! Tool use in messages.

use crate::rules::catalogue::rule::Class::*;
use crate::rules::catalogue::rule::{Rule, row};

pub(super) const RULES: &[Rule] = &[
    row(
        "tool_use.id.pattern",
        Error,
        "The id of a tool call consists of letters, digits, `_` and `-`.",
        "SPEC; REF",
    ),
    row(
        "tool_use.id.unique",
        Error,
        "No two tool calls of a message have the same id.",
        "public issues; pydantic/pydantic-ai recording, 2026-08 (the same id in two answered turns)",
    ),
    row(
        "tool_use.name",
        Error,
        "The name in a tool call has 1 to 200 characters.",
        "SPEC; REF",
    ),
    row("tool_use.input", Error, "The input of a tool call is an object.", "SDK"),
    row(
        "tool_use.caller",
        Error,
        "A caller is `direct`, or code execution with the id of its call.",
        "SDK; SPEC",
    ),
    row(
        "tool_use.toolset_name",
        Error,
        "The name of a toolset has 1 to 64 letters, digits, `_` or `-`.",
        "REF 2026-09",
    ),
    row(
        "tool_use.answered",
        Error,
        "Every tool call has a result in the next user message.",
        "docs: Handle tool calls; public issues",
    ),
    row(
        "tool_result.orphan",
        Error,
        "A tool result belongs to a call in the previous assistant message.",
        "public issues",
    ),
    row(
        "tool_result.duplicate",
        Error,
        "A tool call has one result.",
        "inferred from REF; unsure of the text",
    ),
    row(
        "tool_result.role",
        Error,
        "Tool results are in user messages.",
        "docs: Handle tool calls",
    ),
    row(
        "tool_result.first",
        Error,
        "Tool results come before the other blocks of their message.",
        "docs: Handle tool calls; docs: Parallel tool use",
    ),
    row(
        "tool_result.server_tool",
        Error,
        "A tool result does not answer a server tool.",
        "docs: Tool search tool",
    ),
    row(
        "tool_result.content.types",
        Error,
        "A tool result contains text, images, documents, search results, tool references or a browser state; with `is_error`, only text.",
        "SDK; public issues 2025 to 2026",
    ),
    row(
        "tool_result.content.empty_text",
        Error,
        "No text in a tool result is blank, and a result with `is_error` has content.",
        "SDK; public issues 2025 to 2026",
    ),
    row("tool_result.is_error", Error, "`is_error` is `true` or `false`.", "SDK"),
    row(
        "tool_result.toolset",
        Error,
        "The result of a toolset's tool names the same toolset as the call, and contains text, images or a browser state.",
        "docs: Tool reference; docs: Computer use tool",
    ),
    row(
        "tool_result.programmatic",
        Error,
        "A message that answers code contains only tool results with text.",
        "docs: Programmatic tool calling",
    ),
    row(
        "tool_reference.name",
        Error,
        "A tool reference names a declared tool.",
        "SPEC; docs: Tool search tool",
    ),
    row(
        "server_tool_use.id",
        Error,
        "The id of a server tool call starts with `srvtoolu_`.",
        "SPEC; REF",
    ),
    row(
        "server_tool_use.name",
        Error,
        "A server tool is one that the API knows.",
        "SDK",
    ),
    row(
        "server_tool_use.waiting",
        Error,
        "While a server tool call has no result, only tool results follow it, and its tool is declared.",
        "docs: Handling stop reasons, 2026-08; pydantic/pydantic-ai, 2026-08",
    ),
    row(
        "server_tool_result.paired",
        Error,
        "The result of a server tool comes after its call.",
        "inferred",
    ),
    row(
        "server_tool_result.modified",
        Error,
        "The result of a server tool includes its encrypted content.",
        "SDK; docs: Web search tool",
    ),
    row(
        "mcp_tool_use.fields",
        Error,
        "Blocks of MCP tools have valid ids, name their server, and need the beta.",
        "SDK; SPEC",
    ),
    row(
        "browser_state.shape",
        Error,
        "A browser state has at most 100 tabs, one of them active, and short texts without control characters. A result has one state.",
        "REF 2026-09",
    ),
];
