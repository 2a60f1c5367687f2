//! Messages: their roles and order, and the meaning of the last one. `order` checks each message and its neighbors,
//! `system` system messages, `prefill` a last assistant message.

mod message;
mod order;
mod prefill;
mod system;

use std::fmt::Arguments;

use crate::json::{Value, word};
use crate::rules::catalogue::{Rule, code};
use crate::rules::cursor::{Cursor, Role, Step, rule};
use crate::rules::describe::describe;
use crate::rules::foreign;
use crate::rules::params::Params;
use crate::rules::schema::{Name, Shape};
use crate::wording;

pub(super) use message::{Message, each};

/// The state of this subject until the end of the request.
#[derive(Debug, Default)]
pub(super) struct State {
    /// Whether a message defines a tool, so that names missing from `tools` may still be declared.
    pub(super) inline_tools: bool,
    /// Whether there are system messages.
    system: bool,
}

/// Sets the role of the message that starts.
pub(super) fn enter(cursor: &mut Cursor<'_, '_>, shape: &'static Shape) {
    match shape.name {
        Name::UserMessage => cursor.role = Some(Role::User),
        Name::AssistantMessage => cursor.role = Some(Role::Assistant),
        Name::SystemMessage => cursor.role = Some(Role::System),
        _ => {}
    }
}

/// Checks an object after its fields.
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

/// Checks the request as a whole, at its end.
pub(super) fn finish<'a>(cursor: &mut Cursor<'a, '_>, state: &State, params: &Params<'a>) {
    order::check(cursor, params);
    if state.system {
        system::check(cursor, params, state.inline_tools);
    }
    prefill::check(cursor, params);
}

/// Reports a message without a known role.
pub(super) fn unknown_role<'a>(cursor: &mut Cursor<'a, '_>, message: Value<'a>) {
    let role = message.get(word!("role"));
    let message_text = match role {
        Some(role) => format_args!(
            "expected \"user\", \"assistant\" or \"system\", found {}",
            describe(role)
        ),
        None => format_args!("expected role, found none"),
    };
    let name = role.and_then(|role| role.text()).map(|role| role.value());
    let suggestion = name.as_deref().and_then(nearest_role);
    let word = suggestion.unwrap_or_default();
    let remedy = foreign::message(message);
    let words = remedy.unwrap_or_default();
    let help = match remedy {
        Some(_) => Some(format_args!("{words}")),
        None if suggestion.is_some() => Some(format_args!("Did you mean \"{word}\"?")),
        None => None,
    };
    let span = role.unwrap_or(message).span();
    cursor.report_at(rule!("message.role"), Step::Name("role"), span, message_text, help);
}

/// Returns the role that was probably meant.
fn nearest_role(role: &str) -> Option<&'static str> {
    wording::nearest(role, ["user", "assistant", "system"].into_iter())
}

/// A field that people write here by mistake.
#[derive(Debug, Clone, Copy)]
pub(super) struct FieldHint {
    /// The specific rule for this field, if there is one.
    pub(super) rule: Option<&'static Rule>,
    pub(super) help: Arguments<'static>,
}

/// Returns the hint for a field that a message or block does not support.
pub(super) fn field_hint(name: &str, shape: &Shape) -> Option<FieldHint> {
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
    Some(FieldHint { rule, help })
}
