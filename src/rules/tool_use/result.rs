//! Checks a result against the call that it answers.

use std::borrow::Cow;
use std::fmt::Arguments;

use crate::json::{Kind, Value, Word, word, words};
use crate::rules::catalogue::Rule;
use crate::rules::cursor::{Cursor, Step, rule};
use crate::rules::describe::{Description, describe, describe_or_none};

/// Checks that a result names the same toolset as the call.
pub(super) fn toolset<'a>(cursor: &mut Cursor<'a, '_>, call: Value<'a>, result: Value<'a>) {
    let rule = rule!("tool_result.toolset");
    let step = Step::Name("toolset_name");
    let (called, answered) = (text(call, word!("toolset_name")), text(result, word!("toolset_name")));
    match (&called, &answered) {
        (None, Some(_)) => {
            let message = format_args!(
                "expected no toolset_name, as the call has none, found {}",
                quote(result, "toolset_name")
            );
            report(cursor, rule, result, "toolset_name", message, None);
        }
        (Some(_), _) if called != answered => {
            let value = result.get(word!("toolset_name"));
            let found = describe_or_none(value);
            let message = format_args!(
                "expected {}, as in the call, found {found}",
                quote(call, "toolset_name")
            );
            cursor.report_at(rule, step, value.unwrap_or(result).span(), message, None);
        }
        (Some(_), _) => {
            let allowed = words!["text", "image", "browser_state"];
            contents(
                cursor,
                rule,
                result,
                allowed,
                "text, image or browser_state in a toolset's result",
            );
        }
        (None, None) => {}
    }
}

/// Checks that a result with `is_error` has content, and only text.
#[cold]
#[inline(never)]
pub(super) fn of_failure<'a>(cursor: &mut Cursor<'a, '_>, result: Value<'a>) {
    let content = result.get(word!("content")).filter(|content| !content.is_null());
    let is_empty = content.is_none_or(|content| match content.kind() {
        Kind::String => content.is(""),
        Kind::Array => content.items().next().is_none(),
        _ => false,
    });
    if is_empty {
        let span = content.unwrap_or(result).span();
        let found = content.map_or("none", |content| match content.kind() {
            Kind::String => "an empty string",
            _ => "an empty array",
        });
        let message = format_args!("expected content in a result with is_error, found {found}");
        let help = format_args!("Describe what went wrong.");
        let rule = rule!("tool_result.content.empty_text");
        return cursor.report_at(rule, Step::Name("content"), span, message, Some(help));
    }
    let rule = rule!("tool_result.content.types");
    contents(
        cursor,
        rule,
        result,
        words!["text"],
        "only text in a result with is_error",
    );
}

/// Checks that the blocks of a result have these types.
pub(super) fn contents<'a>(
    cursor: &mut Cursor<'a, '_>,
    rule: &'static Rule,
    result: Value<'a>,
    allowed: &[Word],
    expected: &str,
) {
    let blocks = result
        .get(word!("content"))
        .into_iter()
        .flat_map(|content| content.items());
    for (index, block) in blocks.enumerate() {
        let Some(tag) = block.get(word!("type")) else { continue };
        if !allowed.contains(&tag.word()) {
            let message = format_args!("expected {expected}, found {}", describe(tag));
            inside(cursor, index, |cursor| {
                report(cursor, rule, block, "type", message, None)
            });
        }
    }
}

/// Runs a check inside a block of a message.
pub(super) fn inside<'a, 'f, R>(
    cursor: &mut Cursor<'a, 'f>,
    index: usize,
    look: impl FnOnce(&mut Cursor<'a, 'f>) -> R,
) -> R {
    cursor.inside(Step::Name("content"), |cursor| cursor.inside(Step::Index(index), look))
}

/// Reports a field of a block.
pub(super) fn report<'a>(
    cursor: &mut Cursor<'a, '_>,
    rule: &'static Rule,
    block: Value<'a>,
    field: &'static str,
    message: Arguments<'_>,
    help: Option<Arguments<'_>>,
) {
    let span = block.get(field).unwrap_or(block).span();
    cursor.report_at(rule, Step::Name(field), span, message, help);
}

/// Returns the text of a field.
pub(super) fn text<'a>(block: Value<'a>, field: Word) -> Option<Cow<'a, str>> {
    Some(block.get(field)?.text()?.value())
}

/// Describes a field.
pub(super) fn quote<'a>(block: Value<'a>, field: &str) -> Description<'a> {
    describe_or_none(block.get(field))
}
