//! Thinking in messages: blocks that are sent back to the API.

use crate::json::{Value, word};
use crate::rules::cursor::{Cursor, Step, rule};
use crate::rules::describe::describe;
use crate::rules::params::Params;

/// The state of this subject until the end of the request.
#[derive(Debug, Default)]
pub(in crate::rules) struct State {
    /// Whether a fallback to another model comes earlier in this message.
    foreign: bool,
    /// Whether a thinking block was already reported as dependent on earlier content.
    bound: bool,
}

impl State {
    /// Ends the current message.
    pub(super) fn end_message(&mut self) {
        self.foreign = false;
    }
}

/// Reports a block without its signature, which gets lost if streams are assembled by hand.
pub(super) fn signature<'a>(cursor: &mut Cursor<'a, '_>, block: Value<'a>) {
    if let Some(signature) = block.get(word!("signature")).filter(|signature| signature.is("")) {
        let message = format_args!("expected the signature that came with the block, found an empty one");
        let help =
            format_args!("Send thinking blocks back unchanged; in a stream, the signature comes in a signature_delta.");
        cursor.report_at(
            rule!("thinking.modified"),
            Step::Name("signature"),
            signature.span(),
            message,
            Some(help),
        );
    }
}

/// Checks a thinking block that is sent back.
pub(super) fn in_history<'a>(cursor: &mut Cursor<'a, '_>, state: &mut State, block: Value<'a>) {
    if state.foreign {
        state.foreign = false;
        let message = format_args!(
            "expected thinking from the request's own model, found a block after a fallback to another one"
        );
        let help = format_args!("Leave out the thinking blocks of other models.");
        cursor.report(rule!("thinking.other_model"), block.span(), message, Some(help));
    }
    let bound = cursor.model.and_then(|model| model.thinking_bound) == Some(true);
    if bound && !state.bound {
        state.bound = true;
        let message = format_args!(
            "expected everything before a thinking block to be unchanged, found a block that depends on it"
        );
        let help = format_args!(
            "If earlier turns, the system prompt or the tools were edited, leave out the later thinking blocks."
        );
        cursor.report(rule!("thinking.prefix_binding"), block.span(), message, Some(help));
    }
}

/// Sets whether the following blocks of this message come from another model than the request's.
pub(super) fn fallback<'a>(cursor: &Cursor<'a, '_>, state: &mut State, block: Value<'a>) {
    let to = block
        .get(word!("to"))
        .and_then(|to| to.get(word!("model")))
        .and_then(|to| to.text());
    if let (Some(to), Some(model)) = (to, cursor.model) {
        let own = to.is(&model.id) || model.aliases.iter().any(|alias| to.is(alias));
        state.foreign = !own;
    }
}

/// Checks that, with a fixed budget, a turn that ends in tool results starts with thinking. A turn is reported only if none
/// of its messages does.
pub(super) fn first_in_manual<'a>(cursor: &mut Cursor<'a, '_>, params: &Params<'a>) {
    let Some(messages) = params.get(word!("messages")) else {
        return;
    };
    // Whether the turn began with thinking.
    let mut thought = false;
    // The first block of the latest message that used tools, and whether their results follow.
    let mut latest = None;
    let mut answered = false;
    for (index, message) in messages.items().enumerate() {
        let Some(role) = message.get(word!("role")) else { return };
        if role.is(word!("assistant")) {
            let first = message.get(word!("content")).and_then(|content| content.items().next());
            thought |= first.is_some_and(|first| is_one_of(first, &["thinking", "redacted_thinking"]));
            latest = first.filter(|_| has(message, "tool_use")).map(|first| (index, first));
            answered = false;
        } else if role.is(word!("user")) {
            answered = has(message, "tool_result");
            if !answered {
                thought = false;
                latest = None;
            }
        }
    }
    let Some((index, first)) = latest.filter(|_| answered && !thought) else {
        return;
    };
    let Some(kind) = first
        .get(word!("type"))
        .filter(|_| is_one_of(first, &["text", "tool_use"]))
    else {
        return;
    };
    let message = format_args!(
        "expected \"thinking\" or \"redacted_thinking\" first, found {}",
        describe(kind)
    );
    let help = format_args!(
        "Send the turn back with its original thinking, or use {{\"type\":\"adaptive\"}} if the model supports it."
    );
    cursor.inside(Step::Name("messages"), |cursor| {
        cursor.inside(Step::Index(index), |cursor| {
            cursor.inside(Step::Name("content"), |cursor| {
                cursor.inside(Step::Index(0), |cursor| {
                    let rule = rule!("thinking.first_in_manual");
                    cursor.report_at(rule, Step::Name("type"), kind.span(), message, Some(help));
                });
            });
        });
    });
}

fn has(message: Value<'_>, kind: &str) -> bool {
    message
        .get(word!("content"))
        .is_some_and(|content| content.items().any(|block| is_one_of(block, &[kind])))
}

fn is_one_of(block: Value<'_>, kinds: &[&str]) -> bool {
    block
        .get(word!("type"))
        .is_some_and(|found| kinds.iter().any(|kind| found.is(kind)))
}
