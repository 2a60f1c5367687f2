//! The fields of `params` themselves: which there must be, and which there are.

use std::fmt::Arguments;

use crate::catalog::ApiVersion;
use crate::json::{Value, Word, word};
use crate::rules::catalogue::Code;
use crate::rules::cursor::{Cursor, Step, rule};
use crate::rules::describe::found;
use crate::rules::params::Params;
use crate::rules::refused::REFUSED;
use crate::rules::sampling;
use crate::rules::schema::{Field, Name, Shape};
use crate::wording;

/// A field without a value is as good as none, but the API need not see it so. `true` if there is no more to look at.
pub(super) fn is_null(cursor: &mut Cursor<'_, '_>, value: Value<'_>, field: &'static Field) -> bool {
    if !value.is_null() || field.is_required() {
        return false;
    }
    if !field.is_nullable() {
        let rule = field.rule.map_or(rule!("params.unknown_field"), Code::rule);
        let message = format_args!("expected {}, found null", field.ty);
        let help = format_args!("Leave the field out if you do not need it.");
        cursor.warn(rule, value.span(), message, Some(help));
    }
    true
}

/// Fields that the API knows only in calls with a beta, where no other rule says so.
pub(super) fn needs_beta(cursor: &mut Cursor<'_, '_>, value: Value<'_>, name: Word) {
    let family = if name == word!("compaction") {
        "compact-2026-09"
    } else if name == word!("billing_policy") || name == word!("user_profile_id") {
        "user-profiles"
    } else {
        return;
    };
    if !cursor.has_beta_of(family) {
        let message = format_args!("expected a beta {family}… among those of the call, found none");
        cursor.warn(rule!("params.unknown_field"), value.span(), message, None);
    }
}

/// Fields that there must be.
pub(super) fn required(cursor: &mut Cursor<'_, '_>, params: &Params<'_>) {
    let needed = [
        (rule!("model.missing"), word!("model"), "\"model\":\"claude-opus-5\""),
        (rule!("max_tokens.missing"), word!("max_tokens"), "\"max_tokens\":1024"),
        (
            rule!("messages.missing"),
            word!("messages"),
            "\"messages\":[{\"role\":\"user\",\"content\":\"…\"}]",
        ),
    ];
    for (rule, name, example) in needed {
        if params.get(name).is_none() {
            let message = format_args!("expected {name}, found none");
            let help = format_args!("Add {example} to params.");
            cursor.report_at(rule, Step::Word(name), params.span(), message, Some(help));
        }
    }
}

/// A name that nobody knows: surely a slip if it is near to one that the API knows, and otherwise maybe a new one.
pub(super) fn unknown<'a>(cursor: &mut Cursor<'a, '_>, key: Value<'a>) {
    let Some(name) = key.text() else { return };
    let value = name.value();
    let rule = rule!("params.unknown_field");
    let message = format_args!("expected a parameter of the Messages API, found {}", found(key));
    let near = wording::nearest(&value, names(cursor.options().version));
    cursor.inside(Step::Key(name), |cursor| match near {
        Some(near) => cursor.report(rule, key.span(), message, Some(format_args!("Did you mean {near}?"))),
        None => cursor.warn(rule, key.span(), message, elsewhere(&value)),
    });
}

/// The names that someone may have meant: those that a batch takes.
fn names(version: ApiVersion) -> impl Iterator<Item = &'static str> {
    let sampling = match version {
        ApiVersion::V2023_06_01 => sampling::NAMES,
        ApiVersion::V2026_10_21 => &[],
    };
    let fields = Shape::of(Name::CreateParams).fields().iter().map(|field| field.name);
    fields
        .filter(|name| !REFUSED.contains(name))
        .chain(sampling.iter().copied())
        .map(Word::as_str)
}

/// Where a thing stands that has another name or another place elsewhere.
fn elsewhere(name: &str) -> Option<Arguments<'static>> {
    Some(match name {
        "max_completion_tokens" | "max_output_tokens" | "max_tokens_to_sample" => {
            format_args!("Here it is max_tokens.")
        }
        "stop" => format_args!("Here it is stop_sequences, an array of strings."),
        "prompt" | "input" => format_args!("Here it is messages."),
        "instructions" | "system_prompt" => format_args!("Here it is system."),
        "user" | "user_id" => format_args!("Here it is metadata.user_id."),
        "functions" => format_args!("Here it is tools."),
        "function_call" => format_args!("Here it is tool_choice."),
        "parallel_tool_calls" | "disable_parallel_tool_use" => {
            format_args!("Here it is tool_choice.disable_parallel_tool_use.")
        }
        "response_format" | "format" => format_args!("Here it is output_config.format."),
        "reasoning" | "reasoning_effort" | "effort" => format_args!("Here it is output_config.effort."),
        "task_budget" => format_args!("Here it is output_config.task_budget."),
        "budget_tokens" => format_args!("Here it is thinking.budget_tokens."),
        "skills" => format_args!("Here it is container.skills."),
        "custom_id" => format_args!("It stands beside params, not in it."),
        "anthropic_version" | "anthropic_beta" => format_args!("API version and betas are options of the call."),
        "extra_headers" | "extra_query" | "extra_body" | "timeout" => {
            format_args!("That is an option of a call, not of a request.")
        }
        _ => return None,
    })
}
