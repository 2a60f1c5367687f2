//! Tools that Anthropic defines: numbers, betas, models. The web tools and toolsets have their own files.

use crate::json::{Value, Word, word};
use crate::rules::catalogue::Rule;
use crate::rules::cursor::{Cursor, Step, rule};
use crate::rules::describe::describe;
use crate::rules::schema::{Name, Shape};

/// Checks that the call has the beta that a tool needs. MCP toolsets are checked with their servers.
pub(super) fn beta<'a>(cursor: &mut Cursor<'a, '_>, tool: Value<'a>, shape: &'static Shape) {
    let (needed, any): (&str, &str) = match shape.name {
        Name::ToolComputerUse20251124 => ("computer-use-2025-11-24", "computer-use-2025-11-24"),
        Name::ToolComputerUse20250124 => ("computer-use-2025-01-24", "computer-use-2025-01-24"),
        Name::ToolComputerUse20241022 => ("computer-use-2024-10-22", "computer-use-2024-10-22"),
        // These versions came with computer use. It is not documented which of its betas they need.
        Name::ToolBash20241022 | Name::ToolTextEditor20241022 => ("computer-use-2024-10-22", "computer-use-"),
        Name::AdvisorTool20260301 => ("advisor-tool-2026-03-01", "advisor-tool-"),
        _ => return,
    };
    missing_beta(cursor, tool, needed, any);
}

/// Reports a tool whose beta is missing from the call. Any beta whose name starts with `any` satisfies it.
pub(super) fn missing_beta<'a>(cursor: &mut Cursor<'a, '_>, tool: Value<'a>, needed: &str, any: &str) {
    if cursor.options().betas.iter().any(|beta| beta.starts_with(any)) {
        return;
    }
    let Some(tag) = tool.get(word!("type")) else { return };
    let message = format_args!("expected the beta {needed} on the call, found none");
    let help = cursor.beta_help(needed, format_args!("Add {needed} to the betas of the call."));
    cursor.report_at(
        rule!("tool.beta_header"),
        Step::Name("type"),
        tag.span(),
        message,
        Some(format_args!("{help}")),
    );
}

/// Checks the text editor that supports `max_characters`.
pub(super) fn text_editor<'a>(cursor: &mut Cursor<'a, '_>, tool: Value<'a>) {
    at_least(
        cursor,
        rule!("tool.text_editor.max_characters"),
        tool,
        "max_characters",
        1,
    );
}

/// Checks the advisor.
pub(super) fn advisor<'a>(cursor: &mut Cursor<'a, '_>, tool: Value<'a>, shape: &'static Shape) {
    beta(cursor, tool, shape);
    at_least(cursor, rule!("tool.advisor"), tool, "max_uses", 1);
}

/// Checks a computer tool with a display.
pub(super) fn computer<'a>(cursor: &mut Cursor<'a, '_>, tool: Value<'a>, shape: &'static Shape) {
    beta(cursor, tool, shape);
    let display = rule!("tool.computer.display");
    at_least(cursor, display, tool, "display_width_px", 1);
    at_least(cursor, display, tool, "display_height_px", 1);
    at_least(cursor, display, tool, "display_number", 0);
    computer_model(cursor, tool, shape);
}

/// Checks that the model supports this version of the computer tool.
pub(super) fn computer_model<'a>(cursor: &mut Cursor<'a, '_>, tool: Value<'a>, shape: &'static Shape) {
    let Some(model) = cursor.model else { return };
    let takes = |tag: &str| model.computer.iter().any(|(kind, takes)| kind == tag && *takes);
    let refused = |tag: &Word| {
        model
            .computer
            .iter()
            .any(|(kind, takes)| kind == tag.as_str() && !takes)
    };
    if !shape.tags().iter().any(refused) {
        return;
    }
    let Some(tag) = tool.get(word!("type")) else { return };
    let better = model.computer.iter().find(|(kind, _)| takes(kind));
    let kind = better.map_or("", |(kind, _)| kind);
    let advice = format_args!("This model supports {kind}.");
    let help = better.map(|_| advice);
    cursor.report_at(
        rule!("tool.computer.version_model"),
        Step::Name("type"),
        tag.span(),
        format_args!(
            "expected a computer tool that {} supports, found {}",
            model.id,
            describe(tag)
        ),
        help,
    );
}

/// Reports a number below the minimum of a field.
pub(super) fn at_least<'a>(
    cursor: &mut Cursor<'a, '_>,
    rule: &'static Rule,
    value: Value<'a>,
    name: &'static str,
    least: i64,
) {
    let Some(number) = value.get(name) else { return };
    if number.integer().is_some_and(|number| number < least) {
        let message = format_args!("expected at least {least}, found {}", describe(number));
        cursor.report_at(rule, Step::Name(name), number.span(), message, None);
    }
}
