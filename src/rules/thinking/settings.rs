//! The settings of thinking.

use crate::json::{Value, word};
use crate::rules::catalogue::Rule;
use crate::rules::cursor::{Cursor, Step, rule};
use crate::rules::describe::{List, describe};
use crate::rules::params::Params;
use crate::rules::thinking::mode::{MODES, thinks};

const INTERLEAVED: &str = "interleaved-thinking-2025-05-14";

pub(super) fn budget<'a>(cursor: &mut Cursor<'a, '_>, config: Value<'a>) {
    const LEAST: i64 = 1024;
    const LARGE: i64 = 32_000;
    let Some(value) = config.get(word!("budget_tokens")) else {
        return;
    };
    match value.integer() {
        Some(tokens) if tokens < LEAST => {
            let message = format_args!("expected at least {LEAST}, found {tokens}");
            let help = format_args!(
                "For less thinking, leave thinking out, or use output_config.effort if the model supports it."
            );
            let rule = rule!("thinking.budget.min");
            cursor.report_at(rule, Step::Name("budget_tokens"), value.span(), message, Some(help));
        }
        Some(tokens) if tokens > LARGE => {
            let message = format_args!("expected at most {LARGE}, found {tokens}");
            let help = format_args!("A batch is the right place for such a budget; expect it to take longer.");
            let rule = rule!("thinking.budget.large");
            cursor.report_at(rule, Step::Name("budget_tokens"), value.span(), message, Some(help));
        }
        _ => {}
    }
}

pub(super) fn display<'a>(cursor: &mut Cursor<'a, '_>, config: Value<'a>) {
    if let Some(value) = config
        .get(word!("display"))
        .filter(|display| display.is(word!("updates")))
    {
        let rule = rule!("thinking.display");
        needs(cursor, rule, "display", value, "thinking-display-updates-2026-08-18");
    }
}

pub(super) fn block_binding<'a>(cursor: &mut Cursor<'a, '_>, config: Value<'a>) {
    if let Some(value) = config.get(word!("block_binding")).filter(|binding| !binding.is_null()) {
        let rule = rule!("thinking.block_binding");
        needs(
            cursor,
            rule,
            "block_binding",
            value,
            "thinking-binding-controls-2026-08-01",
        );
    }
}

pub(super) fn budget_in_max_tokens<'a>(cursor: &mut Cursor<'a, '_>, params: &Params<'a>) {
    let Some(value) = params
        .get(word!("thinking"))
        .and_then(|thinking| thinking.get(word!("budget_tokens")))
    else {
        return;
    };
    let (Some(budget), Some(max_tokens)) = (value.integer(), max_tokens(params)) else {
        return;
    };
    let has_tools = params
        .get(word!("tools"))
        .is_some_and(|tools| tools.items().next().is_some());
    if budget < max_tokens || (has_tools && cursor.has_beta(&[INTERLEAVED])) {
        return;
    }
    let message = format_args!("expected less than max_tokens ({max_tokens}), found {budget}");
    let help = format_args!("The answer needs tokens too: raise max_tokens above the budget.");
    cursor.inside(Step::Name("thinking"), |cursor| {
        let rule = rule!("thinking.budget.max_tokens");
        cursor.report_at(rule, Step::Name("budget_tokens"), value.span(), message, Some(help));
    });
}

/// Returns `max_tokens`, if it is a plausible number.
fn max_tokens(params: &Params<'_>) -> Option<i64> {
    params.get(word!("max_tokens"))?.integer().filter(|tokens| *tokens >= 1)
}

pub(super) fn mode_of_model<'a>(cursor: &mut Cursor<'a, '_>, mode: Value<'a>) {
    let Some(model) = cursor.model else { return };
    let rejects = |word: &str| model.thinking_rejects.iter().any(|rejected| rejected == word);
    if !model.thinking_rejects.iter().any(|rejected| mode.is(rejected)) {
        if mode.is(word!("enabled")) && model.enabled_deprecated == Some(true) {
            let message = format_args!("expected \"adaptive\", found \"enabled\", which is deprecated for this model");
            let help = format_args!("Use {{\"type\":\"adaptive\"}} with output_config.effort instead of a budget.");
            cursor.inside(Step::Name("thinking"), |cursor| {
                let rule = rule!("thinking.enabled_deprecated");
                cursor.report_at(rule, Step::Name("type"), mode.span(), message, Some(help));
            });
        }
        return;
    }
    let takes = MODES.iter().filter(|word| !rejects(word));
    let takes = List(takes);
    let help = if mode.is(word!("adaptive")) {
        Some(format_args!(
            "Use {{\"type\":\"enabled\",\"budget_tokens\":…}} with this model."
        ))
    } else if mode.is(word!("disabled")) {
        Some(format_args!(
            "This model always thinks: leave thinking out, and lower output_config.effort for less of it."
        ))
    } else if mode.is(word!("enabled")) {
        Some(format_args!(
            "Use {{\"type\":\"adaptive\"}} with output_config.effort instead of a budget."
        ))
    } else {
        None
    };
    let message = format_args!(
        "expected a type that the model supports ({takes}), found {}",
        describe(mode)
    );
    cursor.inside(Step::Name("thinking"), |cursor| {
        let rule = rule!("thinking.mode_model");
        cursor.report_at(rule, Step::Name("type"), mode.span(), message, help);
    });
}

/// Reports too few tokens to think and answer. Other rules check a budget.
pub(super) fn max_tokens_for_thinking<'a>(cursor: &mut Cursor<'a, '_>, params: &Params<'a>, mode: Option<Value<'a>>) {
    const ROOM: i64 = 1_000;
    let Some(tokens) = max_tokens(params).filter(|tokens| *tokens < ROOM) else {
        return;
    };
    let decides = mode.is_none_or(|mode| mode.is(word!("adaptive")));
    if !decides || thinks(cursor, params) != Some(true) {
        return;
    }
    if let Some(value) = params.get(word!("max_tokens")) {
        let message = format_args!("expected at least {ROOM} with thinking, found {tokens}");
        let help = format_args!("Thinking counts towards max_tokens and may use up all of it.");
        let rule = rule!("thinking.max_tokens_tight");
        cursor.report_at(rule, Step::Name("max_tokens"), value.span(), message, Some(help));
    }
}

/// Checks the beta of a field.
fn needs<'a>(cursor: &mut Cursor<'a, '_>, rule: &'static Rule, field: &'static str, value: Value<'a>, beta: &str) {
    if !cursor.has_beta(&[beta]) {
        let message = format_args!("expected the beta {beta}, found a call without it");
        let help = cursor.beta_help(beta, format_args!("Add the beta to the call."));
        let help = format_args!("{help}");
        cursor.report_at(rule, Step::Name(field), value.span(), message, Some(help));
    }
}
