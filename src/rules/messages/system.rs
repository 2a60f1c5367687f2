//! System messages: their position, content and betas.

use crate::json::{Kind, Value, word};
use crate::rules::blocks::{each_block, is_server_result};
use crate::rules::cursor::{Cursor, Role, Step, rule};
use crate::rules::describe::describe;
use crate::rules::messages::message::{Message, each};
use crate::rules::params::Params;
use crate::rules::tool_names::ToolNames;

const CLEAR_AT: &str = "mid-conversation-system-clear-at-2026-08-21";
const EFFORT: &str = "mid-conversation-output-config-2026-07-01";
const TOOL_CHANGES: &str = "mid-conversation-tool-changes-2026-07-01";
const INLINE_TOOLS: &str = "inline-tools-2026-09-15";

/// Whether a message sets the effort from here on. Without content, it does nothing else, and is allowed anywhere.
pub(super) fn sets_effort(message: Value<'_>) -> bool {
    message
        .get(word!("output_config"))
        .is_some_and(|config| !config.is_null())
}

/// Checks the fields of a system message other than its content.
pub(super) fn fields<'a>(cursor: &mut Cursor<'a, '_>, message: Value<'a>) {
    let present = |name| message.get(name).filter(|value| !value.is_null());
    if message.get(word!("content")).is_none() && !sets_effort(message) {
        let text = format_args!("expected content, found none");
        let step = Step::Name("content");
        cursor.report_at(rule!("message.content.missing"), step, message.span(), text, None);
    }
    if let Some(config) = present("output_config")
        && !cursor.has_beta(&[EFFORT])
    {
        let text = format_args!("expected the beta {EFFORT} for output_config in a message, found a call without it");
        let help = format_args!("Add the beta to the call, or set output_config for the whole request.");
        let help = cursor.beta_help(EFFORT, help);
        let help = format_args!("{help}");
        let step = Step::Name("output_config");
        cursor.report_at(rule!("message.unknown_field"), step, config.span(), text, Some(help));
    }
    let Some(clear_at) = present("clear_at") else { return };
    if !cursor.has_beta(&[CLEAR_AT]) {
        let text = format_args!("expected the beta {CLEAR_AT} for clear_at, found a call without it");
        let step = Step::Name("clear_at");
        let help = cursor.beta_help(CLEAR_AT, format_args!("Add the beta to the call."));
        let help = Some(format_args!("{help}"));
        cursor.report_at(rule!("messages.system.clear_at"), step, clear_at.span(), text, help);
    } else if clear_at.is(word!("next_user_message")) {
        scoped(cursor, message);
    }
}

/// Checks a message that is cleared at the end of its turn, which may contain only text.
fn scoped<'a>(cursor: &mut Cursor<'a, '_>, message: Value<'a>) {
    let rule = rule!("messages.system.clear_at");
    if let Some(config) = message.get(word!("output_config")).filter(|config| !config.is_null()) {
        let text = format_args!("expected only text in a message that is cleared, found output_config");
        let help = Some(format_args!("Move it to a system message without clear_at."));
        cursor.report_at(rule, Step::Name("output_config"), config.span(), text, help);
    }
    each_block(cursor, message, |_| false, &mut |cursor, block, tag| {
        if matches!(tag, "tool_addition" | "tool_removal") {
            let text = format_args!("expected only text in a message that is cleared, found {tag}");
            let help = Some(format_args!("Move it to a system message without clear_at."));
            cursor.report(rule, block.span(), text, help);
        } else if let Some(cache) = block.get(word!("cache_control")).filter(|cache| !cache.is_null()) {
            let text = format_args!("expected no cache_control in a message that is cleared, found one");
            let help = Some(format_args!("Move it to the last block of the previous user message."));
            cursor.report_at(rule, Step::Name("cache_control"), cache.span(), text, help);
        }
    });
}

/// Checks system messages. Consecutive ones are checked as a group. `inline_tools`: messages define tools that are missing from
/// `tools`.
pub(super) fn check<'a>(cursor: &mut Cursor<'a, '_>, params: &Params<'a>, inline_tools: bool) {
    let mut group: Option<Group<'a>> = None;
    // In a continued thread, the earlier messages are on the server.
    let mut before = match params.get(word!("thread")).is_some_and(|thread| !thread.is_null()) {
        true => Neighbour::Unknown,
        false => Neighbour::None,
    };
    let mut any: Option<Message<'a>> = None;
    let mut is_well_placed = true;
    let mut names = Names {
        params,
        read: None,
        inline_tools,
    };
    // Without `system`, a first system message is the system prompt in the wrong place. Another rule reports it, with the fix.
    let is_system_prompt = params.get(word!("system")).is_none();
    for message in each(params) {
        if message.role == Some(Role::System) {
            any = any.or(Some(message));
            changes(cursor, &message, &mut names, before);
            group = Some(Group {
                first: group.map_or(message, |group| group.first),
                last: message,
                says: group.is_some_and(|group| group.says) || !message.is_silent(),
            });
        } else {
            let next = Neighbour::of(&message);
            if let Some(group) = group.take() {
                is_well_placed &= group.check_position(cursor, before, next, is_system_prompt);
            }
            before = next;
        }
    }
    if let Some(group) = group {
        is_well_placed &= group.check_position(cursor, before, Neighbour::None, is_system_prompt);
    }
    if let (Some(message), Some(model)) = (any.filter(|_| is_well_placed), cursor.model)
        && model.system_messages == Some(false)
    {
        let text = format_args!("expected no system message for {}, found one", model.id);
        let help = format_args!("Put instructions into the top-level system parameter.");
        message.inside(cursor, |cursor| {
            cursor.report(rule!("messages.system.model"), message.value.span(), text, Some(help));
        });
    }
}

#[derive(Clone, Copy)]
struct Group<'a> {
    first: Message<'a>,
    last: Message<'a>,
    /// Whether one of them has content.
    says: bool,
}

/// The message before or after a group.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Neighbour {
    /// There is none.
    None,
    User,
    Assistant,
    /// An assistant message that ends in the result of a server tool.
    Paused,
    /// A message without a known role.
    Unknown,
}

impl Neighbour {
    fn of(message: &Message<'_>) -> Neighbour {
        let paused = || {
            let end = message.last_block().and_then(|(_, block)| block.get(word!("type")));
            end.is_some_and(is_server_result)
        };
        match message.role {
            Some(Role::User) => Neighbour::User,
            Some(Role::Assistant) if paused() => Neighbour::Paused,
            Some(Role::Assistant) => Neighbour::Assistant,
            Some(Role::System) | None => Neighbour::Unknown,
        }
    }
}

impl<'a> Group<'a> {
    /// Reports a wrong position. Returns `false` if the group is at the very start.
    fn check_position(
        &self,
        cursor: &mut Cursor<'a, '_>,
        before: Neighbour,
        next: Neighbour,
        is_system_prompt: bool,
    ) -> bool {
        if !self.says {
            return true;
        }
        let position = rule!("messages.system.position");
        let (rule, message, text, help) = match (before, next) {
            (Neighbour::None, _) if is_system_prompt && !self.first.is_silent() => return false,
            (Neighbour::None, _) => (
                rule!("messages.system.first"),
                self.first,
                format_args!("expected a user message first, found a system message"),
                format_args!("Put instructions for the whole conversation into the top-level system parameter."),
            ),
            (Neighbour::Assistant, _) => (
                position,
                self.first,
                format_args!(
                    "expected a user message or a server tool's result before a system message, found neither"
                ),
                format_args!("Move it after the next user message."),
            ),
            (_, Neighbour::User) => (
                position,
                self.last,
                format_args!("expected an assistant message or the end after a system message, found a user message"),
                format_args!("Move it after that user message."),
            ),
            _ => return true,
        };
        message.inside(cursor, |cursor| {
            cursor.report(rule, message.value.span(), text, Some(help))
        });
        before != Neighbour::None
    }
}

/// The names declared in `tools`, read on first use.
struct Names<'a, 'p> {
    params: &'p Params<'a>,
    read: Option<ToolNames<'a>>,
    inline_tools: bool,
}

impl<'a> Names<'a, '_> {
    /// Returns the names; `None` if there may be others.
    fn get(&mut self) -> Option<&ToolNames<'a>> {
        if self.inline_tools {
            return None;
        }
        Some(self.read.get_or_insert_with(|| ToolNames::of(self.params)))
    }
}

/// Checks the tools that are added or removed from here on.
fn changes<'a>(cursor: &mut Cursor<'a, '_>, message: &Message<'a>, names: &mut Names<'a, '_>, before: Neighbour) {
    let is_array = message.content.is_some_and(|content| content.kind() == Kind::Array);
    if !is_array {
        return;
    }
    message.inside(cursor, |cursor| {
        each_block(cursor, message.value, |_| false, &mut |cursor, block, tag| {
            if !matches!(tag, "tool_addition" | "tool_removal") {
                return;
            }
            let rule = rule!("messages.system.tool_changes");
            if before == Neighbour::Paused {
                let text = format_args!("expected text after a paused turn, found {tag}");
                let help = Some(format_args!("Continue the turn first."));
                return cursor.report(rule, block.span(), text, help);
            }
            let Some(tool) = block.get(word!("tool")).filter(|tool| tool.kind() == Kind::Object) else {
                return;
            };
            let is_definition = tool
                .get(word!("type"))
                .is_some_and(|tag| tag.is(word!("tool_definition")));
            let betas: &[&str] = match is_definition {
                true => &[INLINE_TOOLS],
                false => &[TOOL_CHANGES, INLINE_TOOLS],
            };
            if !cursor.has_beta(betas) {
                let beta = betas.first().copied().unwrap_or_default();
                let text = format_args!("expected the beta {beta} for {tag}, found a call without it");
                let help = cursor.beta_help(beta, format_args!("Add the beta to the call."));
                return cursor.report(rule, block.span(), text, Some(format_args!("{help}")));
            }
            if let Some(names) = names.get() {
                cursor.inside(Step::Name("tool"), |cursor| declared(cursor, tool, names));
            }
        });
    });
}

/// Checks that an added or removed tool is declared.
fn declared<'a>(cursor: &mut Cursor<'a, '_>, tool: Value<'a>, names: &ToolNames<'a>) {
    let text = |field| Some(tool.get(field)?.text()?.value());
    let (field, is_declared) = match text("type").as_deref() {
        Some("tool_reference") => ("name", text("name").is_none_or(|name| names.has(&name))),
        Some("mcp_tool_reference" | "mcp_toolset_reference") => (
            "server_name",
            text("server_name").is_none_or(|name| names.has_server(&name)),
        ),
        _ => return,
    };
    let Some(name) = tool.get(field).filter(|_| !is_declared) else {
        return;
    };
    let message = match field {
        "name" => format_args!("expected the name of a declared tool, found {}", describe(name)),
        _ => format_args!(
            "expected the server of an mcp_toolset in tools, found {}",
            describe(name)
        ),
    };
    let rule = rule!("messages.system.tool_changes");
    cursor.report_at(rule, Step::Name(field), name.span(), message, None);
}
