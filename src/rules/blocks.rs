//! Content blocks: functions that several subjects share.

use crate::json::{Value, Word, word, words};
use crate::rules::cursor::{Cursor, Step};

/// Visits each block in the content of a message, or of a block with content, except blocks of types that `skips` selects.
pub(super) fn each_block<'a, 'f>(
    cursor: &mut Cursor<'a, 'f>,
    owner: Value<'a>,
    skips: fn(Word) -> bool,
    look: &mut dyn FnMut(&mut Cursor<'a, 'f>, Value<'a>, &str),
) {
    let Some(content) = owner.get(word!("content")) else {
        return;
    };
    cursor.inside(Step::Name("content"), |cursor| {
        for (index, block) in content.elements().enumerate() {
            let tag = block.get(word!("type")).filter(|tag| !skips(tag.word()));
            let Some(tag) = tag.and_then(|tag| tag.text()) else {
                continue;
            };
            cursor.inside(Step::Index(index), |cursor| look(cursor, block, &tag.value()));
        }
    });
}

/// Whether the assistant's turn continues after this block: a call of a server tool, or its result.
pub(super) fn continues_turn(block: Value<'_>) -> bool {
    let is_use = words!["server_tool_use", "mcp_tool_use", "compaction", "fallback"];
    block
        .get(word!("type"))
        .is_some_and(|tag| is_use.contains(&tag.word()) || is_server_result(tag))
}

/// Whether a block's type is that of a server tool's result, even of one that the tables do not contain.
pub(super) fn is_server_result(tag: Value<'_>) -> bool {
    // Nearly all blocks are one of these.
    let others = words!["text", "tool_use", "tool_result"];
    !others.contains(&tag.word()) && tag.text().is_some_and(|text| text.value().ends_with("_tool_result"))
}
