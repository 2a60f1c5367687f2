//! Matches tool calls with results over the whole conversation. Consecutive messages of one role are one turn, and system
//! messages belong to no turn.

use std::borrow::Cow;

use crate::bytes::hashing::{HashMap, HashSet};
use crate::json::{Value, word, words};
use crate::rules::blocks::{continues_turn, is_server_result};
use crate::rules::cursor::{Cursor, Role, Step, rule};
use crate::rules::messages::{Message, each};
use crate::rules::params::Params;
use crate::rules::tool_use::pending_calls::PendingCalls;
use crate::rules::tool_use::result::{contents, inside, quote, report, text, toolset};

/// Checks the conversation. Returns whether it contains calls of the caller's tools, or their results.
pub(super) fn check<'a>(cursor: &mut Cursor<'a, '_>, params: &Params<'a>, inline_tools: bool) -> bool {
    // The calls of a continued thread are on the server.
    let continues_turn = params.get(word!("thread")).is_some_and(|thread| !thread.is_null());
    let mut pairs = Pairs {
        unsure: continues_turn,
        ..Pairs::default()
    };
    let mut last = None;
    for message in each(params) {
        if message.role != Some(Role::System) {
            pairs.pending.follow(cursor, &message, params, inline_tools);
        }
        pairs.message(cursor, &message);
        last = Some(message);
    }
    pairs.end(cursor, last);
    pairs.any
}

/// Up to this many calls of one turn are searched linearly.
const FEW: usize = 16;

#[derive(Debug, Default)]
struct Pairs<'a> {
    /// Calls of the caller's tools, in order.
    calls: Vec<Call<'a>>,
    /// The first call of the newest assistant turn.
    turn: usize,
    /// The index of a call of the newest turn, by its id. Not used if there are few calls.
    ids: HashMap<Cow<'a, str>, usize>,
    /// Ids of server tool calls.
    server_ids: HashSet<Cow<'a, str>>,
    /// Ids of server tool calls without a result so far.
    pending: PendingCalls<'a>,
    speaker: Option<Role>,
    /// Whether earlier messages, and therefore their calls, are unknown.
    unsure: bool,
    /// Whether a summary replaces earlier messages.
    summarized: bool,
    /// Whether there was a signed summary.
    signed: bool,
    /// Whether there was a message.
    begun: bool,
    any: bool,
}

#[derive(Debug)]
struct Call<'a> {
    id: Cow<'a, str>,
    block: Value<'a>,
    message: usize,
    index: usize,
    answered: bool,
    /// Whether its result is in an assistant message, where that is reported.
    misplaced: bool,
}

impl Call<'_> {
    /// Whether code called the tool, and not the model.
    fn is_programmatic(&self) -> bool {
        let caller = self
            .block
            .get(word!("caller"))
            .and_then(|caller| caller.get(word!("type")));
        caller
            .and_then(|tag| tag.text())
            .is_some_and(|tag| tag.value().starts_with("code_execution_"))
    }
}

impl<'a> Pairs<'a> {
    fn message(&mut self, cursor: &mut Cursor<'a, '_>, message: &Message<'a>) {
        match message.role {
            Some(Role::System) => return,
            Some(Role::Assistant) => {
                if self.speaker != Some(Role::Assistant) {
                    self.settle(cursor);
                    self.unsure &= self.speaker.is_none();
                }
                message.inside(cursor, |cursor| self.assistant(cursor, message));
            }
            Some(Role::User) => message.inside(cursor, |cursor| self.user(cursor, message)),
            None => {
                self.turn = self.calls.len();
                self.unsure = true;
            }
        }
        self.speaker = message.role;
        self.begun = true;
    }

    fn assistant(&mut self, cursor: &mut Cursor<'a, '_>, message: &Message<'a>) {
        for (index, block) in message.blocks().enumerate() {
            let Some(tag) = block.get(word!("type")) else { continue };
            if tag.is(word!("tool_use")) {
                inside(cursor, index, |cursor| self.call(cursor, message.index, index, block));
            } else if tag.is(word!("tool_result")) {
                self.misplaced(block);
            } else if tag.is(word!("server_tool_use")) {
                self.server_ids.extend(text(block, word!("id")));
                self.pending.call(message.index, index, block);
            } else if tag.is(word!("mcp_tool_use")) {
                self.pending.call(message.index, index, block);
            } else if tag.is(word!("compaction")) {
                inside(cursor, index, |cursor| self.summary(cursor, block, index));
            } else if is_server_result(tag) {
                self.pending.result(block);
                if !tag.is(word!("mcp_tool_result")) {
                    inside(cursor, index, |cursor| self.server_result(cursor, block));
                }
            }
        }
    }

    fn call(&mut self, cursor: &mut Cursor<'a, '_>, message: usize, index: usize, block: Value<'a>) {
        self.any = true;
        let Some(id) = text(block, word!("id")) else {
            self.unsure = true;
            return;
        };
        // In a later turn, the same id may occur again: the API accepted it.
        if let Some(first) = self.find(&id) {
            // One result answers both.
            first.answered = true;
            let message_text = format_args!(
                "expected a unique id for each call of a message, found {} again",
                quote(block, "id")
            );
            let rule = rule!("tool_use.id.unique");
            match first.message == message {
                true => report(cursor, rule, block, "id", message_text, None),
                // Consecutive messages of one role are one turn. It is unknown whether their ids may be the same.
                false => cursor.inside(Step::Name("id"), |cursor| {
                    cursor.warn(rule, block.get(word!("id")).unwrap_or(block).span(), message_text, None);
                }),
            }
        }
        self.calls.push(Call {
            id,
            block,
            message,
            index,
            answered: false,
            misplaced: false,
        });
        self.hash_if_many();
    }

    /// Adds the newest call to the ids, once a turn has many.
    fn hash_if_many(&mut self) {
        let count = self.calls.len() - self.turn;
        let first = match count {
            ..=FEW => return,
            _ if count == FEW + 1 => self.turn,
            _ => self.calls.len() - 1,
        };
        if first == self.turn {
            self.ids.clear();
        }
        let calls = self.calls.iter().enumerate().skip(first);
        self.ids.extend(calls.map(|(index, call)| (call.id.clone(), index)));
    }

    /// Returns the newest call of the newest turn with this id.
    fn find(&mut self, id: &str) -> Option<&mut Call<'a>> {
        if self.calls.len() - self.turn <= FEW {
            let calls = self.calls.iter_mut().skip(self.turn);
            return calls.rev().find(|call| call.id == id);
        }
        let index = self.ids.get(id)?;
        self.calls.get_mut(*index)
    }

    fn misplaced(&mut self, block: Value<'a>) {
        let id = text(block, word!("tool_use_id"));
        if let Some(call) = id.and_then(|id| self.find(&id)) {
            call.misplaced = true;
        }
    }

    /// Checks the result of a server tool. Its call may be several turns earlier, if code on the server calls the caller's tools.
    fn server_result(&mut self, cursor: &mut Cursor<'a, '_>, block: Value<'a>) {
        // Another rule reports an id of another kind.
        let is_known = |id: Cow<'_, str>| !id.starts_with("srvtoolu_") || self.server_ids.contains(&id);
        if text(block, word!("tool_use_id")).is_none_or(is_known) || self.summarized || self.unsure {
            return;
        }
        let message = format_args!(
            "expected the id of an earlier server_tool_use, found {}",
            quote(block, "tool_use_id")
        );
        let help = format_args!("Send assistant messages back unchanged.");
        report(
            cursor,
            rule!("server_tool_result.paired"),
            block,
            "tool_use_id",
            message,
            Some(help),
        );
    }

    /// Checks a summary. A signed one replaces the summarized messages; others stay where the server put them.
    fn summary(&mut self, cursor: &mut Cursor<'a, '_>, block: Value<'a>, index: usize) {
        self.summarized = true;
        if block
            .get(word!("signature"))
            .is_none_or(|signature| signature.is_null())
        {
            return;
        }
        let message = if self.signed {
            format_args!("expected one signed compaction block, found another")
        } else if self.begun || index > 0 {
            format_args!("expected a signed compaction block first in messages, found it later")
        } else {
            self.signed = true;
            return;
        };
        self.signed = true;
        let help = format_args!("It replaces the messages that it summarizes: leave those out.");
        report(cursor, rule!("compaction.block"), block, "type", message, Some(help));
    }

    fn user(&mut self, cursor: &mut Cursor<'a, '_>, message: &Message<'a>) {
        let mut other: Option<(usize, Value<'a>)> = None;
        let mut late: Option<(usize, Value<'a>)> = None;
        let mut is_programmatic = false;
        for (index, block) in message.blocks().enumerate() {
            let is = |word| block.get(word!("type")).is_some_and(|tag| tag.is(word));
            self.unsure |= is(word!("tool_use"));
            if is(word!("tool_result")) {
                late = late.or(other.map(|_| (index, block)));
                is_programmatic |= inside(cursor, index, |cursor| self.result(cursor, block));
            } else {
                other = other.or(Some((index, block)));
            }
        }
        if let Some((index, block)) = other.filter(|_| is_programmatic) {
            let message = format_args!("expected only tool results in an answer to code, found another block");
            let help = format_args!("Move it to a later message.");
            inside(cursor, index, |cursor| {
                report(
                    cursor,
                    rule!("tool_result.programmatic"),
                    block,
                    "type",
                    message,
                    Some(help),
                );
            });
        } else if let Some((index, block)) = late {
            let message = format_args!("expected tool results before other blocks, found one after another block");
            let help = format_args!("Put all tool_result blocks first.");
            inside(cursor, index, |cursor| {
                report(cursor, rule!("tool_result.first"), block, "type", message, Some(help));
            });
        }
    }

    /// Matches a result with its call. Returns whether code made that call.
    fn result(&mut self, cursor: &mut Cursor<'a, '_>, block: Value<'a>) -> bool {
        self.any = true;
        let Some(id) = text(block, word!("tool_use_id")) else {
            return false;
        };
        if id.starts_with("srvtoolu_") {
            let message = format_args!(
                "expected the id of a tool_use, found {}, the id of a server tool call",
                quote(block, "tool_use_id")
            );
            let help = format_args!("The server answers its own tools.");
            report(
                cursor,
                rule!("tool_result.server_tool"),
                block,
                "tool_use_id",
                message,
                Some(help),
            );
            return false;
        }
        let unsure = self.unsure;
        let Some(call) = self.find(&id) else {
            if !unsure {
                let message = format_args!(
                    "expected the id of a tool_use in the previous assistant message, found {}",
                    quote(block, "tool_use_id")
                );
                report(cursor, rule!("tool_result.orphan"), block, "tool_use_id", message, None);
            }
            return false;
        };
        if call.answered {
            let message = format_args!(
                "expected one result per call, found another for {}",
                quote(block, "tool_use_id")
            );
            report(
                cursor,
                rule!("tool_result.duplicate"),
                block,
                "tool_use_id",
                message,
                None,
            );
            return false;
        }
        call.answered = true;
        toolset(cursor, call.block, block);
        let is_programmatic = call.is_programmatic();
        if is_programmatic {
            let rule = rule!("tool_result.programmatic");
            contents(cursor, rule, block, words!["text"], "only text in an answer to code");
        }
        is_programmatic
    }

    /// Ends the assistant's turn and the following user turn: reports the calls without a result.
    fn settle(&mut self, cursor: &mut Cursor<'a, '_>) {
        for call in self
            .calls
            .iter()
            .skip(self.turn)
            .filter(|call| !call.answered && !call.misplaced)
        {
            let message = format_args!("expected a tool_result for this call in the next user message, found none");
            let help = format_args!("Answer every tool_use of the message; a result may report that the tool failed.");
            cursor.inside(Step::Name("messages"), |cursor| {
                cursor.inside(Step::Index(call.message), |cursor| {
                    inside(cursor, call.index, |cursor| {
                        report(
                            cursor,
                            rule!("tool_use.answered"),
                            call.block,
                            "id",
                            message,
                            Some(help),
                        );
                    });
                });
            });
        }
        self.turn = self.calls.len();
    }

    /// Ends the conversation. Another rule reports a conversation that ends with calls. One that ends with the server's work is
    /// paused.
    fn end(&mut self, cursor: &mut Cursor<'a, '_>, last: Option<Message<'a>>) {
        let awaits = last.filter(|last| last.role == Some(Role::Assistant)).and_then(|last| {
            let (_, block) = last.last_block()?;
            Some(continues_turn(block) || block.get(word!("type"))?.is(word!("tool_use")))
        });
        if awaits != Some(true) {
            self.settle(cursor);
        }
    }
}
