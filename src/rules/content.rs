//! Content blocks: text, citations, and the roles whose messages may contain each block.

use std::fmt::Arguments;

use crate::catalog::ApiVersion;
use crate::json::{Kind, Value, word, words};
use crate::rules::blocks::{each_block, is_server_result};
use crate::rules::catalogue::Rule;
use crate::rules::cursor::{Cursor, Role, Step, rule};
use crate::rules::describe::describe;
use crate::rules::schema::{Name, Shape};
use crate::rules::text::is_blank;

/// Checks an object after its fields.
pub(super) fn leave<'a>(cursor: &mut Cursor<'a, '_>, value: Value<'a>, shape: &'static Shape) {
    match shape.name {
        Name::UserMessage => {
            in_user(cursor, value);
            texts(
                cursor,
                value,
                rule!("text.empty"),
                rule!("text.whitespace"),
                BlankPolicy::Refuse,
            );
        }
        Name::AssistantMessage => {
            in_assistant(cursor, value);
            texts(
                cursor,
                value,
                rule!("text.empty"),
                rule!("text.whitespace"),
                BlankPolicy::NextToOthers,
            );
        }
        Name::SystemMessage | Name::SearchResultBlock | Name::ContentBlockSource => {
            texts(
                cursor,
                value,
                rule!("text.empty"),
                rule!("text.whitespace"),
                BlankPolicy::NextToText,
            );
        }
        Name::TextBlock => user_citations(cursor, value),
        Name::CitationCharLocation => {
            range(cursor, value, "start_char_index", "end_char_index", 0);
            at_least(cursor, value, "document_index", 0);
            length(cursor, value, "document_title", MAX_DOCUMENT_TITLE);
        }
        Name::CitationPageLocation => {
            range(cursor, value, "start_page_number", "end_page_number", 1);
            at_least(cursor, value, "document_index", 0);
            length(cursor, value, "document_title", MAX_DOCUMENT_TITLE);
        }
        Name::CitationContentBlockLocation => {
            range(cursor, value, "start_block_index", "end_block_index", 0);
            at_least(cursor, value, "document_index", 0);
            length(cursor, value, "document_title", MAX_DOCUMENT_TITLE);
        }
        Name::CitationSearchResultLocation => {
            range(cursor, value, "start_block_index", "end_block_index", 0);
            at_least(cursor, value, "search_result_index", 0);
        }
        Name::CitationWebSearchResultLocation => {
            length(cursor, value, "title", MAX_WEB_TITLE);
            length(cursor, value, "url", usize::MAX);
        }
        _ => {}
    }
}

fn in_user<'a>(cursor: &mut Cursor<'a, '_>, message: Value<'a>) {
    let is_fine = |tag| words!["text", "tool_result", "image", "document"].contains(&tag);
    each_block(cursor, message, is_fine, &mut |cursor, block, tag| match tag {
        "tool_addition" | "tool_removal" => change(cursor, block, tag),
        "fallback" => {
            let text =
                format_args!("expected a fallback block in its original assistant message, found it in a user message");
            report_type(cursor, rule!("fallback.block"), block, text, None);
        }
        "thinking" | "redacted_thinking" | "tool_use" | "server_tool_use" | "mcp_tool_use" => {
            report_assistant_only(cursor, block, tag);
        }
        _ if block.get(word!("type")).is_some_and(is_server_result) => report_assistant_only(cursor, block, tag),
        _ => {}
    });
}

fn report_assistant_only<'a>(cursor: &mut Cursor<'a, '_>, block: Value<'a>, tag: &str) {
    let text = format_args!("expected a block for user messages, found {tag}, which belongs in assistant messages");
    let help = match tag {
        "thinking" | "redacted_thinking" | "tool_use" => {
            format_args!("Send it back in its original assistant message.")
        }
        "server_tool_use" | "mcp_tool_use" => {
            format_args!("The server makes these calls: send the assistant message back unchanged.")
        }
        _ => format_args!("The server answers its own tools; answer your own with tool_result."),
    };
    report_type(cursor, rule!("block.role.assistant_only"), block, text, Some(help));
}

fn in_assistant<'a>(cursor: &mut Cursor<'a, '_>, message: Value<'a>) {
    let is_fine = |tag| words!["text", "tool_use", "thinking"].contains(&tag);
    each_block(cursor, message, is_fine, &mut |cursor, block, tag| match tag {
        "tool_addition" | "tool_removal" => change(cursor, block, tag),
        "tool_result" => {
            let text = format_args!("expected a tool_result in a user message, found one in an assistant message");
            let help = format_args!("Move it to the next user message.");
            report_type(cursor, rule!("tool_result.role"), block, text, Some(help));
        }
        "document" if cursor.options().version == ApiVersion::V2026_10_21 => {
            let text = format_args!("expected no document in an assistant message, found one");
            let help = format_args!("Move it to a user message.");
            report_type(cursor, rule!("block.document_in_assistant"), block, text, Some(help));
        }
        "document" | "image" | "container_upload" => {
            let text =
                format_args!("expected a block for assistant messages, found {tag}, which belongs in user messages");
            let help = format_args!("Move it to a user message.");
            report_type(cursor, rule!("block.role.user_only"), block, text, Some(help));
        }
        _ => {}
    });
}

fn change<'a>(cursor: &mut Cursor<'a, '_>, block: Value<'a>, tag: &str) {
    let text = format_args!("expected {tag} in a system message, found it in another");
    report_type(cursor, rule!("messages.system.tool_changes"), block, text, None);
}

fn report_type<'a>(
    cursor: &mut Cursor<'a, '_>,
    rule: &'static Rule,
    block: Value<'a>,
    message: Arguments<'_>,
    help: Option<Arguments<'_>>,
) {
    let span = block.get(word!("type")).unwrap_or(block).span();
    cursor.report_at(rule, Step::Name("type"), span, message, help);
}

/// Where a text block may consist of whitespace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BlankPolicy {
    /// Nowhere.
    Refuse,
    /// Next to a block of another kind or a text that is not blank. Models write such blocks before tool calls.
    NextToOthers,
    /// Next to a text that is not blank.
    NextToText,
}

/// Checks that text blocks are not blank. Only the first blank one is reported.
pub(super) fn texts<'a>(
    cursor: &mut Cursor<'a, '_>,
    owner: Value<'a>,
    empty: &'static Rule,
    blank: &'static Rule,
    policy: BlankPolicy,
) {
    let Some(content) = owner.get(word!("content")) else {
        return;
    };
    let mut first_blank = None;
    let mut has_text = false;
    let mut has_others = false;
    for (index, block) in content.elements().enumerate() {
        let is_text = block.get(word!("type")).is_some_and(|tag| tag.is(word!("text")));
        let Some(text) = block
            .get(word!("text"))
            .filter(|text| is_text && text.kind() == Kind::String)
        else {
            has_others |= !is_text;
            continue;
        };
        if text.is("") {
            let message = format_args!("expected text, found an empty string");
            let help = format_args!("Leave the block out if it has no text.");
            report_text(cursor, empty, index, text, message, Some(help));
            has_text = true;
        } else if is_blank(text) {
            first_blank = first_blank.or(Some((index, text)));
        } else {
            has_text = true;
        }
    }
    let Some((index, text)) = first_blank else { return };
    let message = format_args!("expected text, found only whitespace");
    match policy {
        BlankPolicy::NextToText if has_text => {}
        BlankPolicy::NextToOthers if has_text || has_others => cursor.inside(Step::Name("content"), |cursor| {
            cursor.inside(Step::Index(index), |cursor| {
                cursor.inside(Step::Name("text"), |cursor| {
                    let help = format_args!("The API accepts such a block from the assistant, but it has no content.");
                    cursor.warn(blank, text.span(), message, Some(help));
                });
            });
        }),
        _ => {
            let help = format_args!("Leave the block out if it has no text.");
            report_text(cursor, blank, index, text, message, Some(help));
        }
    }
}

fn report_text<'a>(
    cursor: &mut Cursor<'a, '_>,
    rule: &'static Rule,
    index: usize,
    text: Value<'a>,
    message: Arguments<'_>,
    help: Option<Arguments<'_>>,
) {
    cursor.inside(Step::Name("content"), |cursor| {
        cursor.inside(Step::Index(index), |cursor| {
            cursor.report_at(rule, Step::Name("text"), text.span(), message, help);
        });
    });
}

/// Reports citations in user messages.
fn user_citations<'a>(cursor: &mut Cursor<'a, '_>, block: Value<'a>) {
    if cursor.role != Some(Role::User) || cursor.options().version != ApiVersion::V2026_10_21 {
        return;
    }
    let Some(citations) = block
        .get(word!("citations"))
        .filter(|list| list.items().next().is_some())
    else {
        return;
    };
    let message = format_args!("expected no citations in a user message, found some");
    let help = format_args!("Only assistant text has citations: leave them out here.");
    let step = Step::Name("citations");
    cursor.report_at(
        rule!("text.citations_in_user"),
        step,
        citations.span(),
        message,
        Some(help),
    );
}

/// Maximum number of characters of a cited document's title.
const MAX_DOCUMENT_TITLE: usize = 500;
/// Maximum number of characters of a cited page's title.
const MAX_WEB_TITLE: usize = 512;

fn at_least<'a>(cursor: &mut Cursor<'a, '_>, citation: Value<'a>, name: &'static str, least: i64) -> Option<i64> {
    let value = citation.get(name)?;
    let number = value.integer()?;
    if number >= least {
        return Some(number);
    }
    let message = format_args!("expected a whole number of at least {least}, found {}", describe(value));
    cursor.report_at(
        rule!("text.citation.fields"),
        Step::Name(name),
        value.span(),
        message,
        None,
    );
    None
}

fn range<'a>(
    cursor: &mut Cursor<'a, '_>,
    citation: Value<'a>,
    start_name: &'static str,
    end_name: &'static str,
    least: i64,
) {
    let Some(start) = at_least(cursor, citation, start_name, least) else {
        return;
    };
    let Some(end) = citation.get(end_name) else { return };
    if end.integer().is_some_and(|end| end <= start) {
        let message = format_args!("expected a number above {start_name}, found {}", describe(end));
        let help = format_args!("The end is exclusive.");
        cursor.report_at(
            rule!("text.citation.fields"),
            Step::Name(end_name),
            end.span(),
            message,
            Some(help),
        );
    }
}

fn length<'a>(cursor: &mut Cursor<'a, '_>, citation: Value<'a>, name: &'static str, most: usize) {
    let Some(value) = citation.get(name) else { return };
    let Some(text) = value.text() else { return };
    let count = text.value().chars().count();
    let message = match count {
        0 => format_args!("expected text, found an empty string"),
        _ if count > most => format_args!("expected at most {most} characters, found {count}"),
        _ => return,
    };
    cursor.report_at(
        rule!("text.citation.fields"),
        Step::Name(name),
        value.span(),
        message,
        None,
    );
}
