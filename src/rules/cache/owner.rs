//! Checks the object that contains a breakpoint, which the walk leaves right after the breakpoint.

use std::fmt::Arguments;

use crate::json::{Value, word};
use crate::rules::catalogue::Rule;
use crate::rules::cursor::{Cursor, Step, rule};

/// Checks a text block with a breakpoint.
pub(super) fn empty_text<'a>(cursor: &mut Cursor<'a, '_>, block: Value<'a>) {
    let is_empty = block
        .get(word!("text"))
        .and_then(|text| text.inner())
        .is_some_and(|(text, _)| text.is_empty());
    if is_empty {
        let message = format_args!("expected a breakpoint on a block with text, found one on an empty block");
        let help = format_args!("Move it to the previous block.");
        report(cursor, block, rule!("cache_control.empty_text"), message, help);
    }
}

fn report<'a>(
    cursor: &mut Cursor<'a, '_>,
    owner: Value<'a>,
    rule: &'static Rule,
    message: Arguments<'_>,
    help: Arguments<'_>,
) {
    let span = owner.get(word!("cache_control")).unwrap_or(owner).span();
    cursor.report_at(rule, Step::Name("cache_control"), span, message, Some(help));
}

/// Checks a tool with a breakpoint: it must not be deferred.
pub(super) fn deferred<'a>(cursor: &mut Cursor<'a, '_>, tool: Value<'a>) {
    if is_deferred(tool) {
        let message =
            format_args!("expected a breakpoint on a tool that is not deferred, found one on a deferred tool");
        let help = format_args!("Move it to a tool without defer_loading.");
        report(cursor, tool, rule!("cache_control.deferred_tool"), message, help);
    }
}

fn is_deferred(value: Value<'_>) -> bool {
    value.get(word!("defer_loading")).and_then(|deferred| deferred.bool()) == Some(true)
}

/// Checks a toolset with a breakpoint. Its members may be deferred: all members of an MCP server, any member of others.
pub(super) fn deferred_toolset<'a>(cursor: &mut Cursor<'a, '_>, toolset: Value<'a>) {
    let configs = || {
        let configs = toolset
            .get(word!("configs"))
            .into_iter()
            .flat_map(|configs| configs.entries());
        configs.map(|(_, config)| config)
    };
    let is_deferred = match toolset.get(word!("default_config")) {
        Some(default) => {
            let at_once =
                |config: Value<'_>| config.get(word!("defer_loading")).and_then(|it| it.bool()) == Some(false);
            is_deferred(default) && !configs().any(at_once)
        }
        None if toolset.get(word!("mcp_server_name")).is_some() => false,
        None => configs().any(is_deferred),
    };
    if is_deferred {
        let message = format_args!(
            "expected a breakpoint on tools that are not deferred, found one on a toolset with deferred tools"
        );
        let help = format_args!("Move it to a tool that is not deferred.");
        let rule = rule!("cache_control.deferred_tool");
        report(cursor, toolset, rule, message, help);
    }
}
