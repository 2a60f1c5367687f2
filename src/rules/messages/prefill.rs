//! A last assistant message, which the model continues if it supports prefill.

use std::fmt::Arguments;

use crate::json::{Kind, Value, word};
use crate::rules::blocks::continues_turn;
use crate::rules::catalogue::Rule;
use crate::rules::cursor::{Cursor, Role, Step, rule};
use crate::rules::messages::message::{Message, last};
use crate::rules::params::Params;
use crate::rules::text::{ends_in_whitespace, is_blank};

/// Reports one finding per prefill: first certain refusals, then those that depend on the model, and problems with its text only
/// if a prefill is allowed at all.
pub(super) fn check<'a>(cursor: &mut Cursor<'a, '_>, params: &Params<'a>) {
    // A conversation that will be summarized may end anywhere.
    if params
        .get(word!("compaction"))
        .is_some_and(|compaction| !compaction.is_null())
    {
        return;
    }
    let Some(last) = last(params).filter(|last| last.role == Some(Role::Assistant)) else {
        return;
    };
    let end = last.last_block();
    if let Some((index, block)) = end {
        if block.get(word!("type")).is_some_and(|tag| tag.is(word!("tool_use"))) {
            return unanswered(cursor, &last, index, block);
        }
        // This resumes a paused turn.
        if continues_turn(block) {
            return;
        }
    }
    if thinks(params) {
        let message = format_args!("expected a user message last while thinking is on, found an assistant message");
        report(cursor, rule!("messages.prefill.thinking"), &last, message);
    } else if has_format(params) {
        let message =
            format_args!("expected a user message last with output_config.format, found an assistant message");
        report(cursor, rule!("messages.prefill.format"), &last, message);
    } else if let Some(model) = cursor.model.filter(|model| model.prefill == Some(false)) {
        let message = format_args!(
            "expected a user message last for {}, found an assistant message",
            model.id
        );
        report(cursor, rule!("messages.prefill.model"), &last, message);
    } else {
        trailing(cursor, &last);
    }
}

fn report<'a>(cursor: &mut Cursor<'a, '_>, rule: &'static Rule, last: &Message<'a>, message: Arguments<'_>) {
    let help = format_args!("End messages with a user message.");
    last.inside(cursor, |cursor| {
        cursor.report(rule, last.value.span(), message, Some(help))
    });
}

fn unanswered<'a>(cursor: &mut Cursor<'a, '_>, last: &Message<'a>, index: usize, block: Value<'a>) {
    let message = format_args!("expected a user message with the tool's result after it, found the end of messages");
    let help = format_args!("Add a user message with a tool_result block for every tool_use block.");
    last.inside(cursor, |cursor| {
        cursor.inside(Step::Name("content"), |cursor| {
            let rule = rule!("messages.prefill.tool_use");
            cursor.report_at(rule, Step::Index(index), block.span(), message, Some(help));
        });
    });
}

fn thinks(params: &Params<'_>) -> bool {
    let mode = params
        .get(word!("thinking"))
        .and_then(|thinking| thinking.get(word!("type")));
    mode.is_some_and(|mode| mode.is(word!("enabled")) || mode.is(word!("adaptive")))
}

fn has_format(params: &Params<'_>) -> bool {
    let format = params
        .get(word!("output_config"))
        .and_then(|config| config.get(word!("format")));
    format.is_some_and(|format| !format.is_null())
}

fn trailing<'a>(cursor: &mut Cursor<'a, '_>, last: &Message<'a>) {
    let Some(content) = last.content else { return };
    let rule = rule!("messages.prefill.trailing_whitespace");
    let message = format_args!("expected text without trailing whitespace, found some");
    let help = Some(format_args!(
        "Trim the end of this text: the model continues right after it."
    ));
    let is_trailing = |text: Value<'_>| ends_in_whitespace(text) && !is_blank(text);
    if content.kind() == Kind::String && is_trailing(content) {
        last.inside(cursor, |cursor| {
            cursor.report_at(rule, Step::Name("content"), content.span(), message, help);
        });
    }
    let Some((index, block)) = last.last_block() else {
        return;
    };
    let is_text = block.get(word!("type")).is_some_and(|tag| tag.is(word!("text")));
    let Some(text) = block.get(word!("text")).filter(|text| is_text && is_trailing(*text)) else {
        return;
    };
    last.inside(cursor, |cursor| {
        cursor.inside(Step::Name("content"), |cursor| {
            cursor.inside(Step::Index(index), |cursor| {
                cursor.report_at(rule, Step::Name("text"), text.span(), message, help);
            });
        });
    });
}
