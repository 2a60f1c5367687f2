//! Thinking blocks and settings, effort, task budget.
//!
//! `blocks` looks at what stands in messages, `settings` at `thinking`, `effort` at `output_config` without its format.

mod blocks;
mod effort;
mod settings;

use crate::json::{Kind, Value, word};
use crate::rules::check::{Check, Step, found, rule};
use crate::rules::params::Params;
use crate::rules::schema::{Name, Shape};

/// Values of `thinking.type`.
const MODES: &[&str] = &["enabled", "adaptive", "disabled", "between_tools"];

/// What this subject remembers of a request until its end.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// A fallback to a model that is not the request's stands earlier in this message.
    foreign: bool,
    /// A thinking block was already reported as bound to what stands before it.
    bound: bool,
}

/// A field that an object of this subject does not have. Says whether it told the caller.
pub(super) fn unknown<'a>(check: &mut Check<'a, '_>, key: Value<'a>, shape: &'static Shape) -> bool {
    let Some(name) = key.text() else { return false };
    let (rule, message, help) = match shape.name {
        Name::ThinkingBlock | Name::RedactedThinkingBlock if name.is("cache_control") => (
            rule!("thinking.cache_control"),
            "expected no cache_control on a thinking block, found one".to_string(),
            Some("Put it on another block; what stands before that is cached with it."),
        ),
        Name::ThinkingConfigAdaptive if name.is("budget_tokens") => (
            rule!("thinking.fields.allowed"),
            "expected no budget_tokens with type \"adaptive\", found them".to_string(),
            Some("The model decides how much it thinks: use output_config.effort instead of a budget."),
        ),
        Name::ThinkingConfigDisabled | Name::ThinkingConfigBetweenTools => {
            let tag = shape.tags.first().copied().unwrap_or_default();
            (
                rule!("thinking.fields.allowed"),
                format!("expected no other field with type \"{tag}\", found {}", found(key)),
                None,
            )
        }
        _ => return false,
    };
    check.report_at(rule, Step::Key(name), key.span(), message, help);
    true
}

/// More about an object whose fields were checked.
pub(super) fn leave<'a>(check: &mut Check<'a, '_>, value: Value<'a>, shape: &'static Shape) {
    match shape.name {
        Name::ThinkingBlock => {
            blocks::signature(check, value);
            blocks::in_history(check, value);
        }
        Name::RedactedThinkingBlock => blocks::in_history(check, value),
        Name::FallbackBlock => blocks::fallback(check, value),
        Name::AssistantMessage | Name::UserMessage => check.thinking.foreign = false,
        Name::ThinkingConfigEnabled => {
            settings::budget(check, value);
            settings::display(check, value);
            settings::block_binding(check, value);
        }
        Name::ThinkingConfigAdaptive => {
            settings::display(check, value);
            settings::block_binding(check, value);
        }
        Name::TokenTaskBudget => effort::task_budget(check, value),
        _ => {}
    }
}

/// The last word about a request, when all of it was seen.
pub(super) fn finish<'a>(check: &mut Check<'a, '_>, params: &Params<'a>) {
    let mode = mode(params);
    if let Some(mode) = mode {
        settings::mode_of_model(check, mode);
    }
    if mode.is_some_and(|mode| mode.is(word!("enabled"))) {
        settings::budget_in_max_tokens(check, params);
        blocks::first_in_manual(check, params);
    }
    settings::tight(check, params, mode);
    effort::effort(check, params, mode);
}

/// Whether the model thinks; `None` if that is not known.
pub(super) fn thinks(check: &Check<'_, '_>, params: &Params<'_>) -> Option<bool> {
    match params.get(word!("thinking")).filter(|thinking| !thinking.is_null()) {
        Some(thinking) => {
            let mode = thinking.get(word!("type"))?;
            MODES
                .iter()
                .any(|word| mode.is(word))
                .then(|| !mode.is(word!("disabled")))
        }
        None => match check.model?.thinking_default.as_deref()? {
            "on" => Some(true),
            "off" => Some(false),
            _ => None,
        },
    }
}

/// `thinking.type`, if it is a string.
fn mode<'a>(params: &Params<'a>) -> Option<Value<'a>> {
    params
        .get(word!("thinking"))?
        .get(word!("type"))
        .filter(|mode| mode.kind() == Kind::String)
}
