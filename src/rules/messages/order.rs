//! Checks each message and its neighbors: their number, the first role, alternation, and content.

use crate::json::{Kind, Value, word};
use crate::rules::cursor::{Cursor, Role, Step, rule};
use crate::rules::messages::message::{Message, each};
use crate::rules::messages::system::sets_effort;
use crate::rules::params::Params;
use crate::rules::text::is_blank;

/// Maximum number of messages in a request.
const MAX_MESSAGES: usize = 100_000;

pub(super) fn check<'a>(cursor: &mut Cursor<'a, '_>, params: &Params<'a>) {
    let Some(list) = params.get(word!("messages")).filter(|list| list.kind() == Kind::Array) else {
        return;
    };
    count(cursor, list);
    let mut messages = each(params).peekable();
    let mut before: Option<Role> = None;
    while let Some(message) = messages.next() {
        let is_last = messages.peek().is_none();
        message.inside(cursor, |cursor| {
            if message.index == 0 {
                first(cursor, &message);
            }
            run(cursor, &message, before);
            check_content(cursor, &message, is_last);
        });
        before = message.role;
    }
}

fn count<'a>(cursor: &mut Cursor<'a, '_>, list: Value<'a>) {
    let count = list.elements().count();
    let (rule, message) = match count {
        0 => (
            rule!("messages.empty"),
            format_args!("expected at least one message, found none"),
        ),
        _ if count > MAX_MESSAGES => (
            rule!("messages.too_many"),
            format_args!("expected at most {MAX_MESSAGES} messages, found {count}"),
        ),
        _ => return,
    };
    cursor.report_at(rule, Step::Name("messages"), list.span(), message, None);
}

/// Checks the role of the first message. A conversation that continues from a summary may start with the assistant, which wrote
/// the summary.
fn first<'a>(cursor: &mut Cursor<'a, '_>, message: &Message<'a>) {
    let summary = |block: Value<'_>| block.get(word!("type")).is_some_and(|tag| tag.is(word!("compaction")));
    if message.role != Some(Role::Assistant) || message.blocks().next().is_some_and(summary) {
        return;
    }
    let Some(role) = message.value.get(word!("role")) else {
        return;
    };
    let text = format_args!("expected a user message first, found an assistant message");
    let help = format_args!("Older models refuse it; newer ones seem to accept it.");
    cursor.report_at(
        rule!("messages.first_role"),
        Step::Name("role"),
        role.span(),
        text,
        Some(help),
    );
}

fn run<'a>(cursor: &mut Cursor<'a, '_>, message: &Message<'a>, before: Option<Role>) {
    let speaker = match (before, message.role) {
        (Some(Role::User), Some(Role::User)) => "a user",
        (Some(Role::Assistant), Some(Role::Assistant)) => "an assistant",
        _ => return,
    };
    let Some(role) = message.value.get(word!("role")) else {
        return;
    };
    let text = format_args!("expected alternating roles, found {speaker} message after {speaker} message");
    let help = format_args!("The API treats them as one message.");
    cursor.report_at(
        rule!("messages.same_role_run"),
        Step::Name("role"),
        role.span(),
        text,
        Some(help),
    );
}

/// Checks the content. Only a last assistant message may be empty; the model then starts its answer from nothing. A system
/// message that only sets the effort has no content either.
fn check_content<'a>(cursor: &mut Cursor<'a, '_>, message: &Message<'a>, is_last: bool) {
    let Some(content) = message.content else { return };
    let step = Step::Name("content");
    if message.is_empty() {
        let may_be = match message.role {
            Some(Role::Assistant) => is_last,
            Some(Role::System) => sets_effort(message.value),
            _ => false,
        };
        if !may_be {
            let text = format_args!("expected content, found an empty {}", kind(content));
            let help = format_args!("Leave the message out if it has no content.");
            cursor.report_at(rule!("message.content.empty"), step, content.span(), text, Some(help));
        }
    } else if is_blank(content) {
        let text = format_args!("expected text, found only whitespace");
        cursor.report_at(rule!("message.content.whitespace"), step, content.span(), text, None);
    }
}

fn kind(content: Value<'_>) -> &'static str {
    match content.kind() {
        Kind::String => "string",
        _ => "array",
    }
}
