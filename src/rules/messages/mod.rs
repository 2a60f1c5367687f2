//! Messages: whose they are, in which order they stand, and what the last one means. `order` looks at each and at its
//! neighbours, `system` at messages of role system, `prefill` at a last message of the assistant's.

mod message;
mod order;
mod prefill;
mod system;

use std::fmt::Arguments;

use crate::json::{Value, word};
use crate::rules::catalogue::{Rule, code};
use crate::rules::cursor::{Cursor, Role, Step, rule};
use crate::rules::describe::found;
use crate::rules::foreign;
use crate::rules::params::Params;
use crate::rules::schema::{Name, Shape};
use crate::wording;

pub(super) use message::{Message, each};

/// What this subject remembers of a request until its end.
#[derive(Debug, Default)]
pub(super) struct State {
    /// A message defines a tool of its own, so names that `tools` lacks may be declared all the same.
    pub(super) inline_tools: bool,
    /// There are messages of role system.
    system: bool,
}

/// Notes whose message begins.
pub(super) fn enter(cursor: &mut Cursor<'_, '_>, shape: &'static Shape) {
    match shape.name {
        Name::UserMessage => cursor.role = Some(Role::User),
        Name::AssistantMessage => cursor.role = Some(Role::Assistant),
        Name::SystemMessage => cursor.role = Some(Role::System),
        _ => {}
    }
}

/// More about an object whose fields were checked.
pub(super) fn leave<'a>(cursor: &mut Cursor<'a, '_>, state: &mut State, value: Value<'a>, shape: &'static Shape) {
    match shape.name {
        Name::UserMessage | Name::AssistantMessage => cursor.role = None,
        Name::SystemMessage => {
            system::fields(cursor, value);
            state.system = true;
            cursor.role = None;
        }
        Name::ToolChangeToolDefinition => state.inline_tools = true,
        _ => {}
    }
}

/// The last word about a request, when all of it was seen.
pub(super) fn finish<'a>(cursor: &mut Cursor<'a, '_>, state: &State, params: &Params<'a>) {
    order::check(cursor, params);
    if state.system {
        system::check(cursor, params, state.inline_tools);
    }
    prefill::check(cursor, params);
}

/// Reports a message of nobody's.
pub(super) fn unknown_role<'a>(cursor: &mut Cursor<'a, '_>, message: Value<'a>) {
    let role = message.get(word!("role"));
    let message_text = match role {
        Some(role) => format_args!("expected \"user\", \"assistant\" or \"system\", found {}", found(role)),
        None => format_args!("expected role, found none"),
    };
    let name = role.and_then(|role| role.text()).map(|role| role.value());
    let near = name.as_deref().and_then(nearest_role);
    let word = near.unwrap_or_default();
    let remedy = foreign::message(message);
    let words = remedy.unwrap_or_default();
    let help = match remedy {
        Some(_) => Some(format_args!("{words}")),
        None if near.is_some() => Some(format_args!("Did you mean \"{word}\"?")),
        None => None,
    };
    let span = role.unwrap_or(message).span();
    cursor.report_at(rule!("message.role"), Step::Name("role"), span, message_text, help);
}

/// The role that was meant.
fn nearest_role(role: &str) -> Option<&'static str> {
    wording::nearest(role, ["user", "assistant", "system"].into_iter())
}

/// A field that has no place here, but that people put here.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slip {
    /// The rule that is about this very slip, if there is one.
    pub(super) rule: Option<&'static Rule>,
    pub(super) help: Arguments<'static>,
}

/// What is known about a field that a message or block does not have.
pub(super) fn slip(name: &str, shape: &Shape) -> Option<Slip> {
    let family = shape.family.unknown;
    let mut rule = None;
    let help = match name {
        "clear_at" if family == code!("message.unknown_field") => {
            rule = Some(rule!("messages.system.clear_at"));
            format_args!("Only a system message can be cleared.")
        }
        "id" | "model" | "stop_reason" | "stop_sequence" | "stop_details" | "usage" | "type"
            if family == code!("message.unknown_field") =>
        {
            format_args!("This field belongs to a response: send back only its role and content.")
        }
        "name" if family == code!("message.unknown_field") => {
            format_args!("Messages have no name: say in the text who speaks.")
        }
        "tool_calls" | "function_call" | "tool_call_id" if family == code!("message.unknown_field") => {
            format_args!("This is another vendor's format: tool calls and results are blocks in content.")
        }
        "parsed_output" | "parsed" | "index" if family == code!("block.unknown_field") => {
            format_args!("An SDK added this field to a response: leave it out when you send the block back.")
        }
        "file_id" if family == code!("text.citation.fields") => {
            format_args!("This field belongs to a response: leave it out when you send the citation back.")
        }
        _ => return None,
    };
    Some(Slip { rule, help })
}
