//! Effort and task budget.

use crate::catalog::models::Model;
use crate::json::{Value, word};
use crate::rules::cursor::{Cursor, Step, rule};
use crate::rules::describe::{List, describe, describe_or_none};
use crate::rules::params::Params;

/// Levels of effort, lowest first.
const LEVELS: &[&str] = &["low", "medium", "high", "xhigh", "max"];

pub(super) fn effort<'a>(cursor: &mut Cursor<'a, '_>, params: &Params<'a>, mode: Option<Value<'a>>) {
    let Some(value) = params
        .get(word!("output_config"))
        .and_then(|config| config.get(word!("effort")))
    else {
        return;
    };
    let (Some(level), Some(model)) = (level(|word| value.is(word)), cursor.model) else {
        return;
    };
    let mut report = |rule, message, help| {
        cursor.inside(Step::Name("output_config"), |cursor| {
            cursor.report_at(rule, Step::Name("effort"), value.span(), message, help);
        });
    };
    let most = mode.and_then(|mode| highest(model, mode));
    if model.effort.is_empty() {
        let message = format_args!(
            "expected no effort, which this model does not support, found {}",
            describe(value)
        );
        let help = format_args!("Leave effort out.");
        report(rule!("effort.model"), message, Some(help));
    } else if !model.effort.iter().any(|word| value.is(word)) {
        let message = format_args!(
            "expected an effort that the model supports ({}), found {}",
            List(model.effort.iter()),
            describe(value)
        );
        report(rule!("effort.model"), message, None);
    } else if let Some(most) = most
        && self::level(|word| word == most).is_some_and(|most| level > most)
    {
        let message = format_args!(
            "expected at most \"{most}\" with thinking of type {}, found {}",
            describe_or_none(mode),
            describe(value)
        );
        let help = format_args!("Lower the effort, or let the model think.");
        report(rule!("thinking.disabled_effort"), message, Some(help));
    }
}

/// Returns the highest effort that a model accepts with a type of thinking, if there is a limit. A type that it does not support
/// at all is reported elsewhere.
fn highest<'m>(model: &'m Model, mode: Value<'_>) -> Option<&'m str> {
    let is_taken = !model.thinking_rejects.iter().any(|rejected| mode.is(rejected));
    if mode.is(word!("disabled")) {
        model.disabled_max_effort.as_deref().filter(|_| is_taken)
    } else if mode.is(word!("between_tools")) {
        model.between_tools_max_effort.as_deref().filter(|_| is_taken)
    } else {
        None
    }
}

/// Returns the rank of a level.
fn level(is: impl Fn(&str) -> bool) -> Option<usize> {
    LEVELS.iter().position(|word| is(word))
}

pub(super) fn task_budget<'a>(cursor: &mut Cursor<'a, '_>, budget: Value<'a>) {
    const LEAST: i64 = 20_000;
    const BETA: &str = "task-budgets-2026-03-13";
    let rule = rule!("task_budget.min");
    if !cursor.has_beta(&[BETA]) {
        let message = format_args!("expected the beta {BETA}, found a call without it");
        let help = cursor.beta_help(BETA, format_args!("Add the beta to the call."));
        let help = format_args!("{help}");
        cursor.report(rule, budget.span(), message, Some(help));
    }
    let number = |name| budget.get(name).and_then(|value| Some((value, value.integer()?)));
    let total = number("total");
    if let Some((value, tokens)) = total.filter(|(_, tokens)| *tokens < LEAST) {
        let message = format_args!("expected at least {LEAST}, found {tokens}");
        cursor.report_at(rule, Step::Name("total"), value.span(), message, None);
    }
    let Some((value, remaining)) = number("remaining") else {
        return;
    };
    let most = total.map_or(i64::MAX, |(_, total)| total);
    let message = if remaining < 0 {
        format_args!("expected at least 0, found {remaining}")
    } else if remaining > most {
        format_args!("expected at most the total ({most}), found {remaining}")
    } else {
        return;
    };
    cursor.report_at(rule, Step::Name("remaining"), value.span(), message, None);
}
