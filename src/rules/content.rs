//! Content blocks: text, citations, and which blocks stand in whose messages.

use crate::catalog::ApiVersion;
use crate::json::{Kind, Value, word};
use crate::rules::catalogue::Rule;
use crate::rules::check::{Check, Role, Step, found, rule};
use crate::rules::messages::is_server_result;
use crate::rules::schema::{Name, Shape};

/// More about an object whose fields were checked.
pub(super) fn leave<'a>(check: &mut Check<'a, '_>, value: Value<'a>, shape: &'static Shape) {
    match shape.name {
        Name::UserMessage => {
            in_user(check, value);
            texts(check, value, rule!("text.empty"), rule!("text.whitespace"));
        }
        Name::AssistantMessage => {
            in_assistant(check, value);
            texts(check, value, rule!("text.empty"), rule!("text.whitespace"));
        }
        Name::SystemMessage | Name::SearchResultBlock | Name::ContentBlockSource => {
            texts(check, value, rule!("text.empty"), rule!("text.whitespace"));
        }
        Name::TextBlock => cited_by_user(check, value),
        Name::CitationCharLocation => {
            range(check, value, "start_char_index", "end_char_index", 0);
            at_least(check, value, "document_index", 0);
            length(check, value, "document_title", MAX_DOCUMENT_TITLE);
        }
        Name::CitationPageLocation => {
            range(check, value, "start_page_number", "end_page_number", 1);
            at_least(check, value, "document_index", 0);
            length(check, value, "document_title", MAX_DOCUMENT_TITLE);
        }
        Name::CitationContentBlockLocation => {
            range(check, value, "start_block_index", "end_block_index", 0);
            at_least(check, value, "document_index", 0);
            length(check, value, "document_title", MAX_DOCUMENT_TITLE);
        }
        Name::CitationSearchResultLocation => {
            range(check, value, "start_block_index", "end_block_index", 0);
            at_least(check, value, "search_result_index", 0);
        }
        Name::CitationWebSearchResultLocation => {
            length(check, value, "title", MAX_WEB_TITLE);
            length(check, value, "url", usize::MAX);
        }
        _ => {}
    }
}

/// Looks at each block in the content of a message, or of a block that has content of its own.
pub(super) fn each_block<'a, 'f>(
    check: &mut Check<'a, 'f>,
    owner: Value<'a>,
    mut look: impl FnMut(&mut Check<'a, 'f>, Value<'a>, &str),
) {
    let Some(content) = owner.get(word!("content")) else {
        return;
    };
    check.inside(Step::Name("content"), |check| {
        for (index, block) in content.items().enumerate() {
            let Some(tag) = block.get(word!("type")).and_then(|tag| tag.text()) else {
                continue;
            };
            check.inside(Step::Index(index), |check| look(check, block, &tag.value()));
        }
    });
}

fn in_user<'a>(check: &mut Check<'a, '_>, message: Value<'a>) {
    each_block(check, message, |check, block, tag| match tag {
        "text" | "image" | "document" | "tool_result" => {}
        "tool_addition" | "tool_removal" => change(check, block, tag),
        "fallback" => {
            let text = "expected a fallback block in the assistant message that it came in, found it in a user message";
            report_type(check, rule!("fallback.block"), block, text.to_string(), None);
        }
        "thinking" | "redacted_thinking" | "tool_use" | "server_tool_use" | "mcp_tool_use" => {
            assistants(check, block, tag);
        }
        _ if block.get(word!("type")).is_some_and(is_server_result) => assistants(check, block, tag),
        _ => {}
    });
}

fn assistants<'a>(check: &mut Check<'a, '_>, block: Value<'a>, tag: &str) {
    let text = format!("expected a block of the user's, found {tag}, which only assistant messages have");
    let help = match tag {
        "thinking" | "redacted_thinking" | "tool_use" => "Send it back in the assistant message that it came in.",
        "server_tool_use" | "mcp_tool_use" => "The server calls them; send the assistant message back as it came.",
        _ => "The server answers its own tools; your own tools are answered with tool_result.",
    };
    report_type(check, rule!("block.role.assistant_only"), block, text, Some(help));
}

fn in_assistant<'a>(check: &mut Check<'a, '_>, message: Value<'a>) {
    each_block(check, message, |check, block, tag| match tag {
        "text" => {}
        "tool_addition" | "tool_removal" => change(check, block, tag),
        "tool_result" => {
            let text = "expected the result of a tool in a user message, found it in an assistant message";
            let help = "Put it into the user message that follows.";
            report_type(check, rule!("tool_result.role"), block, text.to_string(), Some(help));
        }
        "document" if check.options().version == ApiVersion::V2026_10_21 => {
            let text = "expected no document in an assistant message, found one";
            let help = "Put it into a user message.";
            report_type(
                check,
                rule!("block.document_in_assistant"),
                block,
                text.to_string(),
                Some(help),
            );
        }
        "document" | "image" | "container_upload" => {
            let text = format!("expected a block of the assistant's, found {tag}, which only user messages have");
            let help = "Put it into a user message.";
            report_type(check, rule!("block.role.user_only"), block, text, Some(help));
        }
        _ => {}
    });
}

fn change<'a>(check: &mut Check<'a, '_>, block: Value<'a>, tag: &str) {
    let text = format!("expected {tag} in a message of role system, found it in another");
    report_type(check, rule!("messages.system.tool_changes"), block, text, None);
}

fn report_type<'a>(
    check: &mut Check<'a, '_>,
    rule: &'static Rule,
    block: Value<'a>,
    message: String,
    help: Option<&str>,
) {
    let span = block.get(word!("type")).unwrap_or(block).span();
    check.report_at(rule, Step::Name("type"), span, message, help);
}

/// Text blocks say something. The API takes a block of whitespace beside one with text, so only the first of nothing but
/// such blocks is reported.
pub(super) fn texts<'a>(check: &mut Check<'a, '_>, owner: Value<'a>, empty: &'static Rule, blank: &'static Rule) {
    let Some(content) = owner.get(word!("content")) else {
        return;
    };
    let mut first_blank = None;
    let mut says_something = false;
    for (index, block) in content.items().enumerate() {
        let is_text = block.get(word!("type")).is_some_and(|tag| tag.is(word!("text")));
        let Some(text) = block
            .get(word!("text"))
            .filter(|text| is_text && text.kind() == Kind::String)
        else {
            continue;
        };
        if text.is("") {
            let message = "expected text, found an empty string".to_string();
            let help = "Leave the block out if there is nothing to say.";
            report_text(check, empty, index, text, message, Some(help));
            says_something = true;
        } else if is_blank(text) {
            first_blank = first_blank.or(Some((index, text)));
        } else {
            says_something = true;
        }
    }
    if let Some((index, text)) = first_blank.filter(|_| !says_something) {
        let message = "expected text, found only whitespace".to_string();
        report_text(check, blank, index, text, message, None);
    }
}

fn report_text<'a>(
    check: &mut Check<'a, '_>,
    rule: &'static Rule,
    index: usize,
    text: Value<'a>,
    message: String,
    help: Option<&str>,
) {
    check.inside(Step::Name("content"), |check| {
        check.inside(Step::Index(index), |check| {
            check.report_at(rule, Step::Name("text"), text.span(), message, help);
        });
    });
}

/// Whether a string has nothing but whitespace, escaped or not. Nearly always its first byte tells.
pub(super) fn is_blank(value: Value<'_>) -> bool {
    match value.inner() {
        Some((inner, _)) if says_something(inner) => false,
        _ => value.text().is_some_and(|text| text.is_blank()),
    }
}

/// Whether the text between two quotes is sure not to be blank: the first that is no plain white space is something to
/// read. Others may have something to read too, but not so that it can be seen at once.
pub(super) fn says_something(inner: &[u8]) -> bool {
    let mut rest = inner;
    loop {
        match rest {
            [b' ', tail @ ..] | [b'\\', b'n' | b't' | b'r' | b'f', tail @ ..] => rest = tail,
            [b'\\', b'"' | b'\\' | b'/', ..] => return true,
            [first, ..] if first.is_ascii() => return first.is_ascii_graphic() && *first != b'\\',
            _ => break,
        }
    }
    let first = |width| str::from_utf8(rest.get(..width)?).ok()?.chars().next();
    (2..=4).find_map(first).is_some_and(|first| !first.is_whitespace())
}

/// Whether the text between two quotes is sure not to end in white space.
pub(super) fn ends_visibly(inner: &[u8]) -> bool {
    /// Bytes of the longest escape.
    const ESCAPE: usize = 6;
    let end = inner.get(inner.len().saturating_sub(ESCAPE)..).unwrap_or_default();
    end.last().is_some_and(u8::is_ascii_graphic) && !end.contains(&b'\\')
}

/// Whether a string ends in whitespace.
pub(super) fn ends_blank(value: Value<'_>) -> bool {
    value
        .text()
        .is_some_and(|text| text.chars().last().is_some_and(char::is_whitespace))
}

/// Citations are the assistant's to make.
fn cited_by_user<'a>(check: &mut Check<'a, '_>, block: Value<'a>) {
    if check.role != Some(Role::User) || check.options().version != ApiVersion::V2026_10_21 {
        return;
    }
    let Some(citations) = block
        .get(word!("citations"))
        .filter(|list| list.items().next().is_some())
    else {
        return;
    };
    let message = "expected no citations in a user message, found some".to_string();
    let help = "Only text of the assistant's has citations; leave them out here.";
    let step = Step::Name("citations");
    check.report_at(
        rule!("text.citations_in_user"),
        step,
        citations.span(),
        message,
        Some(help),
    );
}

/// Characters of a cited document's title.
const MAX_DOCUMENT_TITLE: usize = 500;
/// Characters of a cited page's title.
const MAX_WEB_TITLE: usize = 512;

fn at_least<'a>(check: &mut Check<'a, '_>, citation: Value<'a>, name: &'static str, least: i64) -> Option<i64> {
    let value = citation.get(name)?;
    let number = value.integer()?;
    if number >= least {
        return Some(number);
    }
    let message = format!("expected a whole number from {least}, found {}", found(value));
    check.report_at(
        rule!("text.citation.fields"),
        Step::Name(name),
        value.span(),
        message,
        None,
    );
    None
}

fn range<'a>(
    check: &mut Check<'a, '_>,
    citation: Value<'a>,
    start_name: &'static str,
    end_name: &'static str,
    least: i64,
) {
    let Some(start) = at_least(check, citation, start_name, least) else {
        return;
    };
    let Some(end) = citation.get(end_name) else { return };
    if end.integer().is_some_and(|end| end <= start) {
        let message = format!("expected a number above {start_name}, found {}", found(end));
        let help = "The end is one past the last.";
        check.report_at(
            rule!("text.citation.fields"),
            Step::Name(end_name),
            end.span(),
            message,
            Some(help),
        );
    }
}

fn length<'a>(check: &mut Check<'a, '_>, citation: Value<'a>, name: &'static str, most: usize) {
    let Some(value) = citation.get(name) else { return };
    let Some(text) = value.text() else { return };
    let message = match text.value().chars().count() {
        0 => "expected text, found an empty string".to_string(),
        count if count > most => format!("expected at most {most} characters, found {count}"),
        _ => return,
    };
    check.report_at(
        rule!("text.citation.fields"),
        Step::Name(name),
        value.span(),
        message,
        None,
    );
}
