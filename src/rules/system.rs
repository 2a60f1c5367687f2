//! The system prompt.

use crate::json::{Kind, Value, word};
use crate::rules::check::{Check, Step, found, rule};
use crate::rules::params::Params;
use crate::rules::schema::TEXT_BLOCK;
use crate::rules::walk;

/// Checks the field: a text, or blocks of text.
pub(super) fn check<'a>(check: &mut Check<'a, '_>, system: Value<'a>) {
    let none = Some("Leave system out if there is none.");
    match system.kind() {
        Kind::String if system.inner().is_some_and(|(text, _)| text.is_empty()) => {
            let message = "expected a text, found an empty string".to_string();
            check.warn(rule!("system.empty"), system.span(), message, none);
        }
        Kind::String if is_blank(system) => {
            let message = "expected a text, found only white space".to_string();
            check.report(rule!("system.empty"), system.span(), message, none);
        }
        Kind::String => {}
        Kind::Array => {
            if system.items().next().is_none() {
                let message = "expected blocks of text, found an empty array".to_string();
                check.warn(rule!("system.empty"), system.span(), message, none);
            }
            for (index, item) in system.items().enumerate() {
                check.inside(Step::Index(index), |check| block(check, item));
            }
        }
        _ => {
            let message = format!("expected a string or an array of text blocks, found {}", found(system));
            check.report(rule!("system.type"), system.span(), message, None);
        }
    }
}

fn block<'a>(check: &mut Check<'a, '_>, block: Value<'a>) {
    if block.kind() != Kind::Object {
        let message = format!("expected a text block, found {}", found(block));
        let help = "A block is {\"type\":\"text\",\"text\":\"…\"}.";
        return check.report(rule!("system.type"), block.span(), message, Some(help));
    }
    let tag = block.get(word!("type"));
    if !tag.is_some_and(|tag| tag.is(word!("text"))) {
        let message = format!("expected \"text\", found {}", tag.map_or("none".to_string(), found));
        let span = tag.unwrap_or(block).span();
        return check.report_at(rule!("system.block_type"), Step::Name("type"), span, message, None);
    }
    walk::object(check, block, &TEXT_BLOCK);
    if let Some(text) = block.get(word!("text")).filter(|text| is_blank(*text)) {
        let found = match text.inner() {
            Some((b"", _)) => "an empty string",
            _ => "only white space",
        };
        let message = format!("expected a text, found {found}");
        let help = Some("Leave the block out.");
        check.report_at(rule!("system.empty"), Step::Name("text"), text.span(), message, help);
    }
    if let Some(citations) = block
        .get(word!("citations"))
        .filter(|citations| citations.items().next().is_some())
    {
        let message = "expected no citations in a system prompt, found some".to_string();
        let help = Some("They mean something on the assistant's texts only.");
        let (rule, step) = (rule!("system.citations"), Step::Name("citations"));
        check.report_at(rule, step, citations.span(), message, help);
    }
}

/// Whether a string has nothing in it that can be read.
pub(super) fn is_blank(value: Value<'_>) -> bool {
    // Nearly every text starts with something that can be read, and then the rest does not matter.
    match value.inner().and_then(|(raw, _)| raw.first()) {
        Some(b'!'..=b'[' | b']'..=b'~') => false,
        _ => value.text().is_some_and(|text| text.value().trim_start().is_empty()),
    }
}

/// The system prompt as first message, as other vendors have it. Where there is a system prompt as well, it is a message in
/// the wrong place, which the rules of messages see to.
pub(super) fn finish<'a>(check: &mut Check<'a, '_>, params: &Params<'a>) {
    let first = params
        .get(word!("messages"))
        .and_then(|messages| messages.items().next());
    let Some(role) = first
        .and_then(|first| first.get(word!("role")))
        .filter(|role| role.is(word!("system")))
    else {
        return;
    };
    // A message that only sets the effort may stand first.
    let content = first.and_then(|first| first.get(word!("content")));
    let says = content.is_some_and(|content| {
        !matches!(content.raw(), b"\"\"") && (content.kind() == Kind::String || content.items().next().is_some())
    });
    if !says || params.get(word!("system")).is_some() {
        return;
    }
    let message = "expected the system prompt in system, found it as first message".to_string();
    let help = "Move it to \"system\":\"…\", beside messages.";
    check.inside(Step::Name("messages"), |check| {
        check.inside(Step::Index(0), |check| {
            check.report_at(
                rule!("system.role_slip"),
                Step::Name("role"),
                role.span(),
                message,
                Some(help),
            );
        });
    });
}
