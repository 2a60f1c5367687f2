//! Messages: whose they are, in which order they stand, and what the last one means. `order` looks at each and at its
//! neighbours, `system` at messages of role system, `prefill` at a last message of the assistant's.

mod order;
mod prefill;
mod system;

use crate::json::{Kind, Value, word};
use crate::rules::catalogue::Rule;
use crate::rules::check::{Check, Role, Step, found, rule};
use crate::rules::params::Params;
use crate::rules::schema::{Name, Shape};
use crate::rules::walk;
use crate::wording;

/// What this subject remembers of a request until its end.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// A message defines a tool of its own, so names that `tools` lacks may be declared all the same.
    pub(super) inline_tools: bool,
    /// There are messages of role system.
    system: bool,
}

/// A message with what the checks of whole conversations want to know of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Message<'a> {
    pub(super) index: usize,
    pub(super) value: Value<'a>,
    /// None if it is none that the API knows; nothing is said about what depends on it.
    pub(super) role: Option<Role>,
    pub(super) content: Option<Value<'a>>,
}

impl<'a> Message<'a> {
    fn new(index: usize, value: Value<'a>) -> Message<'a> {
        let mut message = Message {
            index,
            value,
            role: None,
            content: None,
        };
        for (key, value) in value.entries() {
            if key.is(word!("role")) {
                message.role = role(value);
            } else if key.is(word!("content")) {
                message.content = Some(value);
            }
        }
        message
    }

    /// Its content blocks; none if its content is a string.
    pub(super) fn blocks(&self) -> impl Iterator<Item = Value<'a>> + use<'a> {
        self.content.into_iter().flat_map(|content| content.items())
    }

    /// The block that it ends with.
    pub(super) fn last_block(&self) -> Option<(usize, Value<'a>)> {
        self.blocks().enumerate().last()
    }

    /// Whether there is nothing in it.
    fn is_empty(&self) -> bool {
        self.content.is_some_and(|content| match content.kind() {
            Kind::String => content.is(""),
            Kind::Array => content.items().next().is_none(),
            _ => false,
        })
    }

    /// Whether it says nothing: it only sets the effort.
    fn is_silent(&self) -> bool {
        self.content.is_none() || self.is_empty()
    }

    /// Looks at something in it.
    pub(super) fn inside<R>(&self, check: &mut Check<'a, '_>, look: impl FnOnce(&mut Check<'a, '_>) -> R) -> R {
        check.inside(Step::Name("messages"), |check| {
            check.inside(Step::Index(self.index), look)
        })
    }
}

/// The messages of a request.
pub(super) fn each<'a>(params: &Params<'a>) -> impl Iterator<Item = Message<'a>> {
    let items = params
        .get(word!("messages"))
        .into_iter()
        .flat_map(|messages| messages.items());
    items.enumerate().map(|(index, value)| Message::new(index, value))
}

/// The last message of a request.
pub(super) fn last<'a>(params: &Params<'a>) -> Option<Message<'a>> {
    let (index, value) = params.get(word!("messages"))?.items().enumerate().last()?;
    Some(Message::new(index, value))
}

/// What a block ends with when the assistant's turn goes on after it: a call of a server tool, or what came of it.
pub(super) fn goes_on(block: Value<'_>) -> bool {
    let is_use = ["server_tool_use", "mcp_tool_use", "compaction", "fallback"];
    block
        .get(word!("type"))
        .is_some_and(|tag| is_use.iter().any(|word| tag.is(word)) || is_server_result(tag))
}

/// Whether a block's type is that of a server tool's result, known to the tables or not.
pub(super) fn is_server_result(tag: Value<'_>) -> bool {
    tag.text().is_some_and(|text| text.value().ends_with("_tool_result"))
}

fn role(value: Value<'_>) -> Option<Role> {
    let roles = [
        ("user", Role::User),
        ("assistant", Role::Assistant),
        ("system", Role::System),
    ];
    roles.into_iter().find(|(word, _)| value.is(word)).map(|(_, role)| role)
}

/// Notes whose message begins.
pub(super) fn enter<'a>(check: &mut Check<'a, '_>, _value: Value<'a>, shape: &'static Shape) {
    match shape.name {
        Name::UserMessage => check.role = Some(Role::User),
        Name::AssistantMessage => check.role = Some(Role::Assistant),
        Name::SystemMessage => check.role = Some(Role::System),
        _ => {}
    }
}

/// More about an object whose fields were checked.
pub(super) fn leave<'a>(check: &mut Check<'a, '_>, value: Value<'a>, shape: &'static Shape) {
    match shape.name {
        Name::UserMessage | Name::AssistantMessage => check.role = None,
        Name::SystemMessage => {
            system::fields(check, value);
            check.messages.system = true;
            check.role = None;
        }
        Name::ToolChangeToolDefinition => check.messages.inline_tools = true,
        _ => {}
    }
}

/// The last word about a request, when all of it was seen.
pub(super) fn finish<'a>(check: &mut Check<'a, '_>, params: &Params<'a>) {
    order::check(check, params);
    if check.messages.system {
        system::check(check, params);
    }
    prefill::check(check, params);
}

/// A message of nobody's: only its content is looked at, as content stands in anybody's.
pub(super) fn unknown_role<'a>(check: &mut Check<'a, '_>, message: Value<'a>, shape: &'static Shape) {
    let role = message.get(word!("role"));
    let message_text = match role {
        Some(role) => format!("expected \"user\", \"assistant\" or \"system\", found {}", found(role)),
        None => "expected role, found none".to_string(),
    };
    let help = role.and_then(|role| role.text()).and_then(|role| meant(&role.value()));
    let span = role.unwrap_or(message).span();
    check.report_at(
        rule!("message.role"),
        Step::Name("role"),
        span,
        message_text,
        help.as_deref(),
    );
    let content = message.get(word!("content"));
    if let (Some(content), Some(field)) = (content, shape.fields.iter().find(|field| field.name == "content")) {
        check.inside(Step::Name("content"), |check| walk::field(check, content, field, shape));
    }
}

/// What somebody meant who named a role that is none.
fn meant(role: &str) -> Option<String> {
    let help = match role {
        "tool" | "function" => "Put the tool's answer into a user message, as a tool_result block.",
        "developer" => "Put instructions into the top-level system parameter.",
        "model" | "ai" | "bot" => "The model's own messages have the role \"assistant\".",
        "human" => "The human's messages have the role \"user\".",
        _ => {
            let near = wording::nearest(role, ["user", "assistant", "system"].into_iter());
            return near.map(|word| format!("Did you mean \"{word}\"?"));
        }
    };
    Some(help.to_string())
}

/// A field that has no place here, but that people put here.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slip {
    /// The rule that is about this very slip, if there is one.
    pub(super) rule: Option<&'static Rule>,
    pub(super) help: Option<&'static str>,
}

/// What is known about a field that a message or block does not have.
pub(super) fn slip(name: &str, shape: &Shape) -> Option<Slip> {
    let help = |help| {
        Some(Slip {
            rule: None,
            help: Some(help),
        })
    };
    match (shape.family.unknown, name) {
        ("message.unknown_field", "clear_at") => Some(Slip {
            rule: Some(rule!("messages.system.clear_at")),
            help: Some("Only a message of role system can be cleared."),
        }),
        (
            "message.unknown_field",
            "id" | "model" | "stop_reason" | "stop_sequence" | "stop_details" | "usage" | "type",
        ) => help("A response has this field; send back its role and content only."),
        ("message.unknown_field", "name") => help("Say in the text who speaks; messages have no names."),
        ("message.unknown_field", "tool_calls" | "function_call" | "tool_call_id") => {
            help("That is another vendor's format: calls and answers of tools are blocks in content.")
        }
        ("block.unknown_field", "parsed_output" | "parsed" | "index") => {
            help("An SDK added this field to a response; leave it out when you send the block back.")
        }
        ("text.citation.fields", "file_id") => {
            help("Responses have this field; leave it out when you send the citation back.")
        }
        _ => None,
    }
}
