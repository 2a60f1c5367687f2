//! Fields of the Messages API that a batch refuses, or that have no effect in one.

use crate::json::{Kind, Value, Word, word, words};
use crate::rules::catalogue::Rule;
use crate::rules::cursor::{Cursor, Step, rule};
use crate::rules::describe::describe;
use crate::rules::foreign;

/// Fields of the API that a batch does not support.
pub(super) const UNSUPPORTED: &[Word] = words!["speed", "fallbacks", "fallback_credit_token", "thread"];

/// Reports a field that a batch does not support. Returns `true` if there is nothing else to check.
pub(super) fn field(cursor: &mut Cursor<'_, '_>, value: Value<'_>, name: Word) -> bool {
    if value.is_null() || !UNSUPPORTED.contains(&name) {
        return false;
    }
    if name == word!("speed") {
        speed(cursor, value);
    } else if name == word!("fallbacks") {
        let message = format_args!("expected no fallbacks in a batch, found some");
        cursor.report(rule!("batch.fallbacks"), value.span(), message, None);
    } else if name == word!("fallback_credit_token") {
        let message = format_args!("expected no fallback_credit_token in a batch, found one, which has no effect");
        cursor.report(rule!("batch.fallback_credit_token"), value.span(), message, None);
    } else {
        let message = format_args!("expected no thread in a batch, found one, which will most likely be refused");
        let help = format_args!("Send the conversation in messages.");
        cursor.report(rule!("batch.thread"), value.span(), message, Some(help));
    }
    true
}

fn speed(cursor: &mut Cursor<'_, '_>, value: Value<'_>) {
    let rule = rule!("batch.speed");
    let message = format_args!("expected no speed in a batch, found {}", describe(value));
    if value.is(word!("standard")) {
        let help = format_args!("Whether the API accepts the default is not known: leave it out.");
        cursor.warn(rule, value.span(), message, Some(help));
    } else {
        cursor.report(rule, value.span(), message, Some(format_args!("Leave it out.")));
    }
}

/// Checks the billing policy: only the sender can pay.
pub(super) fn billing_policy(cursor: &mut Cursor<'_, '_>, value: Value<'_>) {
    if let Some(bill_to) = value
        .get(word!("bill_to"))
        .filter(|bill_to| bill_to.is(word!("user_profile")))
    {
        let message = format_args!("expected \"self\" in a batch, found \"user_profile\"");
        let (rule, step) = (rule!("batch.billing_policy"), Step::Name("bill_to"));
        cursor.report_at(rule, step, bill_to.span(), message, None);
    }
}

/// Checks the profile: all requests of a batch belong to the profile of the call.
pub(super) fn user_profile_id(cursor: &mut Cursor<'_, '_>, value: Value<'_>) {
    let conflicts = |header: &String| value.text().is_some_and(|text| !text.is(header));
    if cursor.options().user_profile_id.as_ref().is_some_and(conflicts) {
        let message = format_args!("expected the profile of the anthropic-user-profile-id header, found another one");
        let help = format_args!("Leave it out: the header applies to every request of the batch.");
        cursor.report(rule!("batch.user_profile_conflict"), value.span(), message, Some(help));
    }
}

/// A known field that does not belong in a request, and its proper place.
struct Stray {
    name: &'static str,
    rule: &'static Rule,
    help: &'static str,
}

const fn stray(name: &'static str, rule: &'static Rule, help: &'static str) -> Stray {
    Stray { name, rule, help }
}

const LEGACY: &Rule = rule!("batch.legacy_unsupported");

const STRAYS: &[Stray] = &[
    stray(
        "betas",
        rule!("batch.betas_in_params"),
        "Set betas on the call: they apply to every request of the batch.",
    ),
    stray(
        "workspace_id",
        rule!("batch.betas_in_params"),
        "Set the workspace on the call: it applies to every request of the batch.",
    ),
    stray("store", LEGACY, "Leave it out."),
    stray("previous_thread_event_id", LEGACY, "Leave it out."),
    stray("cache_hint", LEGACY, "Leave it out."),
    stray("context_hint", LEGACY, "Leave it out."),
    stray("research_preview_2026_02", LEGACY, "Leave it out."),
];

/// Reports a known field that is not in the table. Returns `true` if it is one of them.
pub(super) fn unlisted_field<'a>(cursor: &mut Cursor<'a, '_>, key: Value<'a>, value: Value<'a>) -> bool {
    if key.is(word!("stream")) {
        cursor.inside(Step::Name("stream"), |cursor| stream(cursor, value));
        return true;
    }
    let Some(stray) = key.text().and_then(|name| {
        let folded = foreign::fold(&name.value());
        STRAYS.iter().find(|stray| foreign::is_folded(stray.name, &folded))
    }) else {
        return false;
    };
    let message = format_args!("expected no {} in params, found it", stray.name);
    cursor.report_at(
        stray.rule,
        Step::Name(stray.name),
        key.span(),
        message,
        Some(format_args!("{}", stray.help)),
    );
    true
}

/// Checks `stream`. The API accepts `false` (recorded by crmne/ruby_llm, 2026-08-19).
fn stream(cursor: &mut Cursor<'_, '_>, value: Value<'_>) {
    let rule = rule!("batch.stream");
    let message = format_args!("expected no stream in a batch, found {}", describe(value));
    if value.bool() == Some(false) {
        return;
    }
    if value.kind() == Kind::Null {
        let help = format_args!("Whether the API accepts null is not known: leave it out.");
        cursor.warn(rule, value.span(), message, Some(help));
    } else {
        cursor.report(rule, value.span(), message, Some(format_args!("Leave it out.")));
    }
}
