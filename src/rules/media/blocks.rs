//! A second pass over blocks and tools, for rules that are rarely violated.

use crate::json::{Value, word};
use crate::rules::cursor::{Cursor, Step};
use crate::rules::params::Params;

/// Whether a tool is declared whose type has this prefix.
pub(super) fn has_tool(params: &Params<'_>, start: &str) -> bool {
    let mut tools = params.get(word!("tools")).into_iter().flat_map(|tools| tools.items());
    tools.any(|tool| {
        tool.get(word!("type"))
            .and_then(|kind| kind.text())
            .is_some_and(|kind| kind.value().starts_with(start))
    })
}

/// Visits every block of a kind in messages and tool results, but not in results of server tools.
pub(super) fn each_block<'a>(
    cursor: &mut Cursor<'a, '_>,
    params: &Params<'a>,
    kind: &str,
    look: &mut dyn FnMut(&mut Cursor<'a, '_>, Value<'a>),
) {
    let messages = params
        .get(word!("messages"))
        .into_iter()
        .flat_map(|messages| messages.items());
    cursor.inside(Step::Name("messages"), |cursor| {
        for (index, message) in messages.enumerate() {
            cursor.inside(Step::Index(index), |cursor| content(cursor, message, kind, look));
        }
    });
}

fn content<'a>(
    cursor: &mut Cursor<'a, '_>,
    holder: Value<'a>,
    kind: &str,
    look: &mut dyn FnMut(&mut Cursor<'a, '_>, Value<'a>),
) {
    let blocks = holder
        .get(word!("content"))
        .into_iter()
        .flat_map(|content| content.items());
    cursor.inside(Step::Name("content"), |cursor| {
        for (index, block) in blocks.enumerate() {
            let Some(tag) = block.get(word!("type")) else { continue };
            if tag.is(kind) {
                cursor.inside(Step::Index(index), |cursor| look(cursor, block));
            } else if tag.is(word!("tool_result")) {
                cursor.inside(Step::Index(index), |cursor| content(cursor, block, kind, look));
            }
        }
    });
}
