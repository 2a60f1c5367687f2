//! Thinking blocks and settings, effort, task budget.
//!
//! `blocks` checks messages, `mode` and `settings` check `thinking`, `effort` checks `output_config` without its format.

mod blocks;
mod effort;
mod mode;
mod settings;

use crate::json::{Value, word};
use crate::rules::cursor::{Cursor, Step, rule};
use crate::rules::describe::describe;
use crate::rules::params::Params;
use crate::rules::schema::{Name, Shape};

pub(super) use blocks::State;
pub(super) use mode::thinks;

/// Reports a field that an object of this subject does not support. Returns whether it did.
pub(super) fn unknown<'a>(cursor: &mut Cursor<'a, '_>, key: Value<'a>, shape: &'static Shape) -> bool {
    let Some(name) = key.text() else { return false };
    let tag = shape.tags().first().copied().unwrap_or_default();
    let (rule, message, help) = match shape.name {
        Name::ThinkingBlock | Name::RedactedThinkingBlock if name.is("cache_control") => (
            rule!("thinking.cache_control"),
            format_args!("expected no cache_control on a thinking block, found one"),
            Some(format_args!(
                "Move it to another block; everything before that block is cached with it."
            )),
        ),
        Name::ThinkingConfigAdaptive if name.is("budget_tokens") => (
            rule!("thinking.fields.allowed"),
            format_args!("expected no budget_tokens with type \"adaptive\", found it"),
            Some(format_args!(
                "The model decides how much it thinks: use output_config.effort instead of a budget."
            )),
        ),
        Name::ThinkingConfigDisabled | Name::ThinkingConfigBetweenTools => (
            rule!("thinking.fields.allowed"),
            format_args!("expected no other field with type \"{tag}\", found {}", describe(key)),
            None,
        ),
        _ => return false,
    };
    cursor.report_at(rule, Step::Key(name), key.span(), message, help);
    true
}

/// Checks an object after its fields.
pub(super) fn leave<'a>(cursor: &mut Cursor<'a, '_>, state: &mut State, value: Value<'a>, shape: &'static Shape) {
    match shape.name {
        Name::ThinkingBlock => {
            blocks::signature(cursor, value);
            blocks::in_history(cursor, state, value);
        }
        Name::RedactedThinkingBlock => blocks::in_history(cursor, state, value),
        Name::FallbackBlock => blocks::fallback(cursor, state, value),
        Name::AssistantMessage | Name::UserMessage => state.end_message(),
        Name::ThinkingConfigEnabled => {
            settings::budget(cursor, value);
            settings::display(cursor, value);
            settings::block_binding(cursor, value);
        }
        Name::ThinkingConfigAdaptive => {
            settings::display(cursor, value);
            settings::block_binding(cursor, value);
        }
        Name::TokenTaskBudget => effort::task_budget(cursor, value),
        _ => {}
    }
}

/// Checks the request as a whole, at its end.
pub(super) fn finish<'a>(cursor: &mut Cursor<'a, '_>, params: &Params<'a>) {
    let mode = mode::mode(params);
    if let Some(mode) = mode {
        settings::mode_of_model(cursor, mode);
    }
    if mode.is_some_and(|mode| mode.is(word!("enabled"))) {
        settings::budget_in_max_tokens(cursor, params);
        blocks::first_in_manual(cursor, params);
    }
    settings::max_tokens_for_thinking(cursor, params, mode);
    effort::effort(cursor, params, mode);
}
