//! Server tool calls without a result. The server runs them when the request arrives, so until then only results of the caller's
//! own tools may follow, and the server must know the tool (docs on stop reasons, 2026-08).

use crate::json::{Value, word};
use crate::rules::cursor::{Cursor, Role, Step, rule};
use crate::rules::describe::describe_or_none;
use crate::rules::messages::Message;
use crate::rules::params::Params;
use crate::rules::tool_use::result::{inside, report, text};

/// The calls without a result, in order.
#[derive(Debug, Default)]
pub(super) struct PendingCalls<'a> {
    calls: Vec<Call<'a>>,
}

#[derive(Debug, Clone, Copy)]
struct Call<'a> {
    message: usize,
    index: usize,
    block: Value<'a>,
    /// Whether the declaration of its tool was checked.
    is_declared: bool,
}

impl<'a> PendingCalls<'a> {
    /// Adds a server tool call.
    pub(super) fn call(&mut self, message: usize, index: usize, block: Value<'a>) {
        self.calls.push(Call {
            message,
            index,
            block,
            is_declared: false,
        });
    }

    /// Removes the call that this result answers.
    pub(super) fn result(&mut self, block: Value<'a>) {
        if let Some(id) = text(block, word!("tool_use_id")) {
            self.calls
                .retain(|call| text(call.block, word!("id")).is_none_or(|own| own != id));
        }
    }

    /// Checks the next message. If the messages end with an assistant turn, there is none, which is valid.
    #[inline]
    pub(super) fn follow(
        &mut self,
        cursor: &mut Cursor<'a, '_>,
        message: &Message<'a>,
        params: &Params<'a>,
        inline_tools: bool,
    ) {
        if !self.calls.is_empty() && message.role == Some(Role::User) {
            self.follow_up(cursor, message, params, inline_tools);
        }
    }

    #[cold]
    fn follow_up(
        &mut self,
        cursor: &mut Cursor<'a, '_>,
        message: &Message<'a>,
        params: &Params<'a>,
        inline_tools: bool,
    ) {
        let is_result = |block: &Value<'_>| block.get(word!("type")).is_some_and(|tag| tag.is(word!("tool_result")));
        let other = message.blocks().enumerate().find(|(_, block)| !is_result(block));
        let rule = rule!("server_tool_use.waiting");
        let help = format_args!(
            "The previous call has no result: send that assistant message back with the result, or end messages with it."
        );
        if let Some((index, block)) = other {
            let found = describe_or_none(block.get(word!("type")));
            let text = format_args!("expected only tool_result blocks while a server tool waits, found {found}");
            message.inside(cursor, |cursor| {
                inside(cursor, index, |cursor| {
                    report(cursor, rule, block, "type", text, Some(help))
                });
            });
        } else if let Some(content) = message.content.filter(|content| content.items().next().is_none()) {
            let text = format_args!("expected only tool_result blocks while a server tool waits, found none");
            message.inside(cursor, |cursor| {
                cursor.report_at(rule, Step::Name("content"), content.span(), text, Some(help));
            });
        }
        // Reported once, because later messages do not change it.
        if other.is_some() || message.blocks().next().is_none() {
            return self.calls.clear();
        }
        for call in self.calls.iter_mut().filter(|call| !call.is_declared) {
            call.is_declared = true;
            if !inline_tools && !is_declared(call.block, params) {
                undeclared(cursor, call);
            }
        }
    }
}

fn undeclared<'a>(cursor: &mut Cursor<'a, '_>, call: &Call<'a>) {
    let is_mcp = call
        .block
        .get(word!("type"))
        .is_some_and(|tag| tag.is(word!("mcp_tool_use")));
    let field = if is_mcp { "server_name" } else { "name" };
    let place = if is_mcp { "mcp_servers" } else { "tools" };
    let name = call.block.get(field);
    let message = format_args!(
        "expected the tool of this pending call in {place}, found no {}",
        describe_or_none(name)
    );
    let help = format_args!("Declare it as in the original request: the server still has to run it.");
    cursor.inside(Step::Name("messages"), |cursor| {
        cursor.inside(Step::Index(call.message), |cursor| {
            inside(cursor, call.index, |cursor| {
                report(
                    cursor,
                    rule!("server_tool_use.waiting"),
                    call.block,
                    field,
                    message,
                    Some(help),
                );
            });
        });
    });
}

/// Whether the request declares the tool of a call. The newer web tools include code execution.
fn is_declared(call: Value<'_>, params: &Params<'_>) -> bool {
    if let Some(server) = text(call, word!("server_name")) {
        let mut servers = params
            .get(word!("mcp_servers"))
            .into_iter()
            .flat_map(|servers| servers.items());
        return servers.any(|own| text(own, word!("name")).is_some_and(|name| name == server));
    }
    let Some(name) = text(call, word!("name")) else {
        return true;
    };
    let runs_code = name.ends_with("code_execution");
    let mut tools = params.get(word!("tools")).into_iter().flat_map(|tools| tools.items());
    tools.any(|tool| {
        let Some(tag) = text(tool, word!("type")) else {
            return false;
        };
        let is_code = ["code_execution_", "web_search_2026", "web_fetch_2026"];
        match runs_code {
            true => is_code.iter().any(|start| tag.starts_with(start)),
            false => tag.starts_with(name.as_ref()),
        }
    })
}
