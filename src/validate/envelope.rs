//! A request around its `params`: section "batch envelope" of the catalogue, checked by the API at create.

use super::checker::Item;
use super::ids::Ids;
use super::{params, rules};
use crate::api::quoted;
use crate::json::{Fault, Kind, Reader, Span, Text};
use crate::limits::MAX_CUSTOM_ID;

/// Checks one request. The id is reported with every finding, so it is read first wherever it stands.
pub(super) fn check(reader: &mut Reader<'_>, item: &mut Item<'_>, ids: &mut Ids) -> Result<(), Fault> {
    let kind = reader.kind()?;
    if kind != Kind::Object {
        let span = reader.skip()?;
        item.report(
            rules::ITEM_OBJECT,
            &[],
            span,
            format!("expected an object with custom_id and params, found {}", kind.a()),
            None,
        );
        return Ok(());
    }
    let mut id: Option<(Kind, Option<Text<'_>>, Span)> = None;
    let mut body: Option<(Kind, Span)> = None;
    let mut unknown: Vec<(Text<'_>, Span)> = Vec::new();
    let whole = reader.object(|reader, key, key_span| {
        let kind = reader.kind()?;
        if key.is("custom_id") {
            id = Some(if kind == Kind::String {
                let (text, span) = reader.string()?;
                (kind, Some(text), span)
            } else {
                (kind, None, reader.skip()?)
            });
        } else if key.is("params") {
            body = Some((kind, reader.skip()?));
        } else {
            reader.skip()?;
            unknown.push((key, key_span));
        }
        Ok(())
    })?;

    match id {
        Some((_, Some(text), span)) => custom_id(&text.value(), span, item, ids),
        Some((kind, None, span)) => {
            item.report(
                rules::ID_MISSING,
                &["custom_id"],
                span,
                format!("expected a string, found {}", kind.a()),
                None,
            );
        }
        None => item.report(
            rules::ID_MISSING,
            &["custom_id"],
            whole,
            "expected a custom_id, found none".into(),
            Some("Results come in any order; the custom_id is how they are matched to requests."),
        ),
    }
    for (key, span) in unknown {
        let key = key.value();
        let help = match key.as_ref() {
            "method" | "url" | "body" => {
                Some("That is another vendor's batch format: put what was in body into params.")
            }
            "model" | "messages" | "max_tokens" | "system" | "tools" => Some("Put it into params."),
            _ => None,
        };
        let message = format!("expected no keys but custom_id and params, found {}", quoted(&key));
        item.report(rules::ITEM_UNKNOWN, &[&key], span, message, help);
    }
    match body {
        Some((Kind::Object, span)) => params::check(reader, span, item)?,
        Some((kind, span)) => {
            item.report(
                rules::PARAMS_MISSING,
                &["params"],
                span,
                format!("expected an object, found {}", kind.a()),
                None,
            );
        }
        None => item.report(
            rules::PARAMS_MISSING,
            &["params"],
            whole,
            "expected params, found none".into(),
            None,
        ),
    }
    Ok(())
}

fn custom_id(id: &str, span: Span, item: &mut Item<'_>, ids: &mut Ids) {
    let shown: String = id.chars().take(MAX_CUSTOM_ID).collect();
    item.custom_id = Some(shown);
    let allowed = |char: char| char.is_ascii_alphanumeric() || char == '_' || char == '-';
    let length = id.chars().count();
    let problem = if length == 0 {
        Some("an empty string".to_string())
    } else if let Some(char) = id.chars().find(|char| !allowed(*char)) {
        Some(format!("{char:?} in {}", quoted(id)))
    } else if length > MAX_CUSTOM_ID {
        Some(format!("{length} characters"))
    } else {
        None
    };
    if let Some(found) = problem {
        let message = format!("expected 1 to {MAX_CUSTOM_ID} of the characters a-z A-Z 0-9 _ -, found {found}");
        item.report(rules::ID_PATTERN, &["custom_id"], span, message, None);
    }
    if let Some(first) = ids.insert(id, item.index()) {
        let message = format!(
            "expected a custom_id that no other request has, found {} of request {first} again",
            quoted(id)
        );
        item.report(rules::ID_DUPLICATE, &["custom_id"], span, message, None);
    }
}
