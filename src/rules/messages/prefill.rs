//! A last message of the assistant's: the model goes on from it, where it may.

use crate::json::{Kind, Value, word};
use crate::rules::check::{Check, Role, Step, rule};
use crate::rules::content::{ends_blank, is_blank};
use crate::rules::messages::{Message, goes_on};
use crate::rules::params::Params;

const HELP: &str = "End messages with a user message.";

/// One finding for one prefill: what is certain to be refused before what depends on the model, and how it is written
/// only if it is welcome at all.
pub(super) fn check<'a>(check: &mut Check<'a, '_>, params: &Params<'a>) {
    // A conversation that is to be summed up ends where it ends.
    if params
        .get(word!("compaction"))
        .is_some_and(|compaction| !compaction.is_null())
    {
        return;
    }
    let Some(last) = crate::rules::messages::last(params).filter(|last| last.role == Some(Role::Assistant)) else {
        return;
    };
    let end = last.last_block();
    if let Some((index, block)) = end {
        if block.get(word!("type")).is_some_and(|tag| tag.is(word!("tool_use"))) {
            return unanswered(check, &last, index, block);
        }
        // A turn that was paused is taken up again.
        if goes_on(block) {
            return;
        }
    }
    if thinks(params) {
        let message = "expected a user message last while thinking is on, found an assistant message";
        report(check, rule!("messages.prefill.thinking"), &last, message.to_string());
    } else if has_format(params) {
        let message = "expected a user message last with output_config.format, found an assistant message";
        report(check, rule!("messages.prefill.format"), &last, message.to_string());
    } else if let Some(model) = check.model.filter(|model| model.prefill == Some(false)) {
        let message = format!(
            "expected a user message last for {}, found an assistant message",
            model.id
        );
        report(check, rule!("messages.prefill.model"), &last, message);
    } else {
        trailing(check, &last);
    }
}

fn report<'a>(
    check: &mut Check<'a, '_>,
    rule: &'static crate::rules::messages::Rule,
    last: &Message<'a>,
    message: String,
) {
    last.inside(check, |check| {
        check.report(rule, last.value.span(), message, Some(HELP))
    });
}

fn unanswered<'a>(check: &mut Check<'a, '_>, last: &Message<'a>, index: usize, block: Value<'a>) {
    let message = "expected a user message with the tool's result after it, found the end of messages".to_string();
    let help = "Add a user message with a tool_result block for every tool_use block.";
    last.inside(check, |check| {
        check.inside(Step::Name("content"), |check| {
            let rule = rule!("messages.prefill.tool_use");
            check.report_at(rule, Step::Index(index), block.span(), message, Some(help));
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

fn trailing<'a>(check: &mut Check<'a, '_>, last: &Message<'a>) {
    let Some(content) = last.content else { return };
    let rule = rule!("messages.prefill.trailing_whitespace");
    let message = || "expected text without whitespace at its end, found some".to_string();
    let help = Some("Cut the end of this text; the model goes on right after it.");
    let is_trailing = |text: Value<'_>| ends_blank(text) && !is_blank(text);
    if content.kind() == Kind::String && is_trailing(content) {
        last.inside(check, |check| {
            check.report_at(rule, Step::Name("content"), content.span(), message(), help);
        });
    }
    let Some((index, block)) = last.last_block() else {
        return;
    };
    let is_text = block.get(word!("type")).is_some_and(|tag| tag.is(word!("text")));
    let Some(text) = block.get(word!("text")).filter(|text| is_text && is_trailing(*text)) else {
        return;
    };
    last.inside(check, |check| {
        check.inside(Step::Name("content"), |check| {
            check.inside(Step::Index(index), |check| {
                check.report_at(rule, Step::Name("text"), text.span(), message(), help);
            });
        });
    });
}
