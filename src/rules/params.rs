//! The fields of `params` themselves: which there must be, which there are, and the walk through them in the order in which
//! the API reads them.

use crate::catalog::ApiVersion;
use crate::json::{Span, Value, Word, word, words};
use crate::rules::check::{Check, Step, found, rule};
use crate::rules::schema::{CREATE_PARAMS, Field};
use crate::rules::shortcuts::last_tools;
use crate::rules::{
    cache, context, formats, max_tokens, media, messages, model, refused, sampling, settings, system, thinking,
    tool_use, tools, walk as shape,
};
use crate::wording;

/// What is looked at first, and in this order: later fields depend on earlier ones.
const FIRST: &[Word] = words!["model", "max_tokens", "thinking", "tools", "system", "messages"];

/// Words that are at hand without a search: the fields of the table, and a few that it does not have.
const AT_HAND: usize = 32;

// The first words are the fields in the order of the table, so a key's word says which field it is.
#[allow(clippy::indexing_slicing, reason = "when the crate is compiled")]
const _: () = {
    let mut at = 0;
    while at < CREATE_PARAMS.fields.len() {
        assert!(CREATE_PARAMS.fields[at].word.number() == at + 1);
        at += 1;
    }
    assert!(CREATE_PARAMS.fields.len() < AT_HAND);
};

/// The `params` object with its fields at hand: the rules ask for them over and over.
pub(super) struct Params<'a> {
    value: Value<'a>,
    fields: [Option<Value<'a>>; AT_HAND],
}

impl<'a> Params<'a> {
    fn new(value: Value<'a>) -> Params<'a> {
        let mut fields = [None; AT_HAND];
        for (key, value) in value.entries() {
            // Of a key that stands twice the last one counts.
            if let Some(field) = fields.get_mut(key.word().number()) {
                *field = Some(value);
            }
        }
        Params { value, fields }
    }

    /// The value of a field.
    #[inline]
    pub(super) fn get(&self, name: Word) -> Option<Value<'a>> {
        match self.fields.get(name.number()) {
            Some(field) => *field,
            None => self.value.get(name),
        }
    }

    /// Where the object stands.
    pub(super) fn span(&self) -> Span {
        self.value.span()
    }
}

/// Checks the `params` object.
pub(super) fn check<'a>(check: &mut Check<'a, '_>, params: Value<'a>) {
    let params = &Params::new(params);
    for name in FIRST {
        if let (Some(value), Some(field)) = (params.get(*name), find(*name)) {
            walk(check, value, field);
        }
    }
    for (key, value) in params.value.entries() {
        match find(key.word()) {
            Some(field) if FIRST.contains(&field.word) => {}
            Some(field) => walk(check, value, field),
            None if key.is(word!("output_format")) => formats::old_name(check, key, value),
            None if sampling::NAMES.iter().any(|name| key.is(*name)) => {}
            None if refused::unlisted(check, key, value) => {}
            None => unknown(check, key),
        }
    }
    required(check, params);
    sampling::check(check, params);
    settings::finish(check, params);
    system::finish(check, params);
    tools::finish(check, params);
    messages::finish(check, params);
    media::finish(check, params);
    tool_use::finish(check, params);
    thinking::finish(check, params);
    cache::finish(check, params);
    formats::finish(check, params);
    context::finish(check, params);
}

fn find(name: Word) -> Option<&'static Field> {
    CREATE_PARAMS.fields.get(name.number().checked_sub(1)?)
}

fn walk<'a>(check: &mut Check<'a, '_>, value: Value<'a>, field: &'static Field) {
    check.inside(Step::Name(field.name), |check| {
        if refused::field(check, value, field.name) || null(check, value, field) {
            return;
        }
        needs_beta(check, value, field.name);
        match field.name {
            "model" => model::check(check, value),
            "max_tokens" => max_tokens::check(check, value),
            "system" => system::check(check, value),
            "tools" => last_tools::tools(check, value, |check| shape::field(check, value, field, &CREATE_PARAMS)),
            name => {
                shape::field(check, value, field, &CREATE_PARAMS);
                match name {
                    "billing_policy" => refused::billing_policy(check, value),
                    "user_profile_id" => refused::user_profile_id(check, value),
                    _ => settings::check(check, value, name),
                }
            }
        }
    });
}

/// A field without a value is as good as none, but the API need not see it so. `true` if there is no more to look at.
fn null(check: &mut Check<'_, '_>, value: Value<'_>, field: &'static Field) -> bool {
    if !value.is_null() || field.required {
        return false;
    }
    if !field.nullable {
        let rule = field.rule.map_or(rule!("params.unknown_field"), shape::code);
        let message = format!("expected {}, found null", shape::describe(&field.ty));
        let help = "Leave the field out if you do not need it.";
        check.warn(rule, value.span(), message, Some(help));
    }
    true
}

/// Fields that the API knows only in calls with a beta, where no other rule says so.
fn needs_beta(check: &mut Check<'_, '_>, value: Value<'_>, name: &str) {
    let family = match name {
        "compaction" => "compact-2026-09",
        "billing_policy" | "user_profile_id" => "user-profiles",
        _ => return,
    };
    if !check.has_beta_of(family) {
        let message = format!("expected a beta {family}… among those of the call, found none");
        check.warn(rule!("params.unknown_field"), value.span(), message, None);
    }
}

fn required(check: &mut Check<'_, '_>, params: &Params<'_>) {
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
            let message = format!("expected {name}, found none");
            let help = format!("Add {example} to params.");
            check.report_at(rule, Step::Name(name.as_str()), params.span(), message, Some(&help));
        }
    }
}

/// A name that nobody knows: surely a slip if it is near to one that the API knows, and otherwise maybe a new one.
fn unknown<'a>(check: &mut Check<'a, '_>, key: Value<'a>) {
    let Some(name) = key.text() else { return };
    let value = name.value();
    let rule = rule!("params.unknown_field");
    let message = format!("expected a parameter of the Messages API, found {}", found(key));
    let near = wording::nearest(&value, names(check.options().version));
    check.inside(Step::Key(name), |check| match near {
        Some(near) => check.report(rule, key.span(), message, Some(&format!("Did you mean {near}?"))),
        None => check.warn(rule, key.span(), message, elsewhere(&value)),
    });
}

/// The names that someone may have meant: those that a batch takes.
fn names(version: ApiVersion) -> impl Iterator<Item = &'static str> {
    const REFUSED: &[&str] = &["speed", "fallbacks", "fallback_credit_token", "thread"];
    let sampling = match version {
        ApiVersion::V2023_06_01 => sampling::NAMES,
        ApiVersion::V2026_10_21 => &[],
    };
    let fields = CREATE_PARAMS.fields.iter().map(|field| field.name);
    fields
        .filter(|name| !REFUSED.contains(name))
        .chain(sampling.iter().map(|name| name.as_str()))
}

/// Where a thing stands that has another name or another place elsewhere.
fn elsewhere(name: &str) -> Option<&'static str> {
    Some(match name {
        "max_completion_tokens" | "max_output_tokens" | "max_tokens_to_sample" => "Here it is max_tokens.",
        "stop" => "Here it is stop_sequences, an array of strings.",
        "prompt" | "input" => "Here it is messages.",
        "instructions" | "system_prompt" => "Here it is system.",
        "user" | "user_id" => "Here it is metadata.user_id.",
        "functions" => "Here it is tools.",
        "function_call" => "Here it is tool_choice.",
        "parallel_tool_calls" | "disable_parallel_tool_use" => "Here it is tool_choice.disable_parallel_tool_use.",
        "response_format" | "format" => "Here it is output_config.format.",
        "reasoning" | "reasoning_effort" | "effort" => "Here it is output_config.effort.",
        "task_budget" => "Here it is output_config.task_budget.",
        "budget_tokens" => "Here it is thinking.budget_tokens.",
        "skills" => "Here it is container.skills.",
        "custom_id" => "It stands beside params, not in it.",
        "anthropic_version" | "anthropic_beta" => "API version and betas are options of the call.",
        "extra_headers" | "extra_query" | "extra_body" | "timeout" => "That is an option of a call, not of a request.",
        _ => return None,
    })
}
