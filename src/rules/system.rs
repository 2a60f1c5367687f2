//! The system prompt.

use crate::json::{Kind, Value, word};
use crate::rules::cursor::{Cursor, Step, rule};
use crate::rules::describe::{describe, describe_misplaced, describe_or_none};
use crate::rules::params::Params;
use crate::rules::text::is_blank;

/// Checks the field: a string, or text blocks.
pub(super) fn check<'a>(cursor: &mut Cursor<'a, '_>, system: Value<'a>) {
    let none = Some(format_args!("Leave system out if you do not need it."));
    match system.kind() {
        Kind::String if system.inner().is_some_and(|(text, _)| text.is_empty()) => {
            let message = format_args!("expected text, found an empty string");
            cursor.warn(rule!("system.empty"), system.span(), message, none);
        }
        Kind::String if is_blank(system) => {
            let message = format_args!("expected text, found only whitespace");
            cursor.report(rule!("system.empty"), system.span(), message, none);
        }
        Kind::String => {}
        Kind::Array => {
            if system.items().next().is_none() {
                let message = format_args!("expected text blocks, found an empty array");
                cursor.warn(rule!("system.empty"), system.span(), message, none);
            }
        }
        _ => {
            let message = format_args!(
                "expected a string or an array of text blocks, found {}",
                describe(system)
            );
            cursor.report(rule!("system.type"), system.span(), message, None);
        }
    }
}

/// Returns whether an item of the array is a text block; reports anything else.
pub(super) fn is_text_block<'a>(cursor: &mut Cursor<'a, '_>, block: Value<'a>) -> bool {
    if block.kind() != Kind::Object {
        let message = format_args!("expected a text block, found {}", describe_misplaced(block));
        let help = format_args!("A block is {{\"type\":\"text\",\"text\":\"…\"}}.");
        cursor.report(rule!("system.type"), block.span(), message, Some(help));
        return false;
    }
    let tag = block.get(word!("type"));
    if !tag.is_some_and(|tag| tag.is(word!("text"))) {
        let message = format_args!("expected \"text\", found {}", describe_or_none(tag));
        let span = tag.unwrap_or(block).span();
        cursor.report_at(rule!("system.block_type"), Step::Name("type"), span, message, None);
        return false;
    }
    true
}

/// Checks a text block after its fields.
pub(super) fn block<'a>(cursor: &mut Cursor<'a, '_>, block: Value<'a>) {
    if let Some(text) = block.get(word!("text")).filter(|text| is_blank(*text)) {
        let found = match text.inner() {
            Some((b"", _)) => "an empty string",
            _ => "only whitespace",
        };
        let message = format_args!("expected text, found {found}");
        let help = Some(format_args!("Leave the block out."));
        cursor.report_at(rule!("system.empty"), Step::Name("text"), text.span(), message, help);
    }
    if let Some(citations) = block
        .get(word!("citations"))
        .filter(|citations| citations.items().next().is_some())
    {
        let message = format_args!("expected no citations in a system prompt, found some");
        let help = Some(format_args!("Only assistant text has citations."));
        let (rule, step) = (rule!("system.citations"), Step::Name("citations"));
        cursor.report_at(rule, step, citations.span(), message, help);
    }
}

/// Reports a system prompt in the first message, as other vendors write it. If there is also a system prompt, the rules of
/// messages report it as a message in the wrong place.
pub(super) fn finish<'a>(cursor: &mut Cursor<'a, '_>, params: &Params<'a>) {
    let first = params
        .get(word!("messages"))
        .and_then(|messages| messages.items().next());
    let Some(role) = first
        .and_then(|first| first.get(word!("role")))
        .filter(|role| role.is(word!("system")))
    else {
        return;
    };
    // A message that only sets the effort may be first.
    let content = first.and_then(|first| first.get(word!("content")));
    let says = content.is_some_and(|content| {
        !matches!(content.raw(), b"\"\"") && (content.kind() == Kind::String || content.items().next().is_some())
    });
    if !says || params.get(word!("system")).is_some() {
        return;
    }
    let message = format_args!("expected the system prompt in system, found it in the first message");
    let help = format_args!("Move it to \"system\":\"…\", next to messages.");
    cursor.inside(Step::Name("messages"), |cursor| {
        cursor.inside(Step::Index(0), |cursor| {
            cursor.report_at(
                rule!("system.role_slip"),
                Step::Name("role"),
                role.span(),
                message,
                Some(help),
            );
        });
    });
}
