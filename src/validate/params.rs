//! Inside `params`: what the API checks only after create, request by request. So far the fields that every request
//! must have.

use super::checker::Item;
use super::rules::{self, Rule};
use crate::json::{Fault, Kind, Reader, Span};

/// Checks the `params` object that stands at `whole`.
pub(super) fn check(outer: &Reader<'_>, whole: Span, item: &mut Item<'_>) -> Result<(), Fault> {
    let shift = |span: Span| Span {
        start: whole.start + span.start,
        end: whole.start + span.end,
    };
    let mut reader = Reader::new(outer.raw(whole));
    let (mut model, mut max_tokens, mut messages) = (false, false, false);
    reader.object(|reader, key, _| {
        let kind = reader.kind()?;
        if key.is("model") {
            model = true;
            let (found, span) = if kind == Kind::String {
                let (text, span) = reader.string()?;
                (
                    text.value().trim().is_empty().then(|| "an empty string".to_string()),
                    span,
                )
            } else {
                (Some(kind.a().to_string()), reader.skip()?)
            };
            if let Some(found) = found {
                item.report(
                    rules::MODEL_MISSING,
                    &["params", "model"],
                    shift(span),
                    format!("expected a model id, found {found}"),
                    None,
                );
            }
        } else if key.is("max_tokens") {
            max_tokens = true;
            reader.skip()?;
        } else if key.is("messages") {
            messages = true;
            if kind == Kind::Array {
                let mut entries = 0;
                let span = reader.array(|reader, _| {
                    entries += 1;
                    reader.skip().map(drop)
                })?;
                if entries == 0 {
                    let message = "expected at least one message, found none".to_string();
                    item.report(
                        rules::MESSAGES_EMPTY,
                        &["params", "messages"],
                        shift(span),
                        message,
                        None,
                    );
                }
            } else {
                let span = reader.skip()?;
                let message = format!("expected an array of messages, found {}", kind.a());
                item.report(
                    rules::MESSAGES_MISSING,
                    &["params", "messages"],
                    shift(span),
                    message,
                    None,
                );
            }
        } else {
            reader.skip()?;
        }
        Ok(())
    })?;
    let mut require = |present: bool, rule: &'static Rule, field: &str, example: &str| {
        if !present {
            let message = format!("expected {field}, found none");
            item.report(
                rule,
                &["params", field],
                whole,
                message,
                Some(&format!("Add {example} to params.")),
            );
        }
    };
    require(model, rules::MODEL_MISSING, "model", "\"model\":\"claude-opus-5\"");
    require(
        max_tokens,
        rules::MAX_TOKENS_MISSING,
        "max_tokens",
        "\"max_tokens\":1024",
    );
    require(
        messages,
        rules::MESSAGES_MISSING,
        "messages",
        "\"messages\":[{\"role\":\"user\",\"content\":\"…\"}]",
    );
    Ok(())
}
