//! Checks whether the prompt fits the context window of its model, if that is certain despite estimated token counts.

use crate::catalog::token_rates::{LATIN_SPREAD, OTHER_SPREAD, likely_tokens};
use crate::json::{CharacterCounts, Value, word};
use crate::rules::cursor::{Cursor, Step, rule};
use crate::rules::params::Params;

/// Shorter requests fit every model, because no context window is smaller than 200,000 tokens.
pub(super) const LARGE: usize = 200_000;
/// Longer requests are checked without templates, because at 0.7 tokens per byte they may exceed the smallest context window.
pub(super) const TOO_LARGE_FOR_TEMPLATES: usize = 285_000;

/// Checks a request that is long enough, at its end.
#[inline]
pub(super) fn finish<'a>(cursor: &mut Cursor<'a, '_>, params: &Params<'a>) {
    if params.span().end - params.span().start > LARGE {
        check(cursor, params);
    }
}

#[cold]
#[inline(never)]
fn check<'a>(cursor: &mut Cursor<'a, '_>, params: &Params<'a>) {
    /// Maximum number of tokens per byte of text.
    const HEAVIEST: f64 = 0.7;
    let Some(model) = cursor.model else { return };
    let Some(window) = model.context else { return };
    let mut texts = Texts {
        bytes: 0,
        tokens: 0.0,
        earlier: model.earlier_tokenizer,
        counts: false,
    };
    texts.all(params);
    if (texts.bytes as f64 * HEAVIEST) as i64 <= window {
        return;
    }
    texts.counts = true;
    texts.all(params);
    let tokens = texts.tokens as i64;
    let Some(messages) = params.get(word!("messages")).filter(|_| tokens > window) else {
        return;
    };
    let message = format_args!(
        "expected a prompt of at most {window} tokens for {}, found one of at least {tokens} tokens (an estimate)",
        model.id
    );
    let help = format_args!("Shorten the prompt, split it into several requests, or use a model with a larger window.");
    cursor.report_at(
        rule!("prompt.too_long"),
        Step::Name("messages"),
        messages.span(),
        message,
        Some(help),
    );
}

/// The texts of a prompt. Images, files and encrypted blocks are left out, so this is a lower bound.
struct Texts {
    bytes: usize,
    tokens: f64,
    earlier: bool,
    /// Whether to count tokens as well, and not only bytes.
    counts: bool,
}

impl Texts {
    fn all(&mut self, params: &Params<'_>) {
        if let Some(system) = params.get(word!("system")) {
            self.content(system);
        }
        let messages = params.get(word!("messages"));
        for message in messages.into_iter().flat_map(|messages| messages.items()) {
            if let Some(content) = message.get(word!("content")) {
                self.content(content);
            }
        }
    }

    /// Adds a text, or its blocks.
    fn content(&mut self, content: Value<'_>) {
        self.text(content);
        for block in content.items() {
            let Some(tag) = block.get(word!("type")) else { continue };
            if tag.is(word!("text")) {
                block.get(word!("text")).into_iter().for_each(|text| self.text(text));
            } else if tag.is(word!("tool_result")) {
                let inner = block.get(word!("content"));
                for inner in inner
                    .into_iter()
                    .flat_map(|inner| std::iter::once(inner).chain(inner.items()))
                {
                    self.text(inner);
                    inner.get(word!("text")).into_iter().for_each(|text| self.text(text));
                }
            } else if tag.is(word!("document"))
                && let Some(source) = block.get(word!("source"))
                && source.get(word!("type")).is_some_and(|kind| kind.is(word!("text")))
            {
                source.get(word!("data")).into_iter().for_each(|text| self.text(text));
            }
        }
    }

    fn text(&mut self, value: Value<'_>) {
        let Some((inner, escaped)) = value.inner() else { return };
        self.bytes += inner.len();
        if self.counts {
            let (latin, other) = likely_tokens(CharacterCounts::of_string(inner, escaped), self.earlier);
            self.tokens += latin * (1.0 - LATIN_SPREAD) + other * (1.0 - OTHER_SPREAD);
        }
    }
}
