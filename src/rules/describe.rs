//! What values and types are called in messages.

use crate::json::Value;
use crate::rules::schema::{Shape, Type};

/// What a value is: short texts and numbers are shown, anything else is named.
pub(super) fn found(value: Value<'_>) -> String {
    use crate::json::Kind::{Bool, Number, String};
    const SHOWN: usize = 40;
    let raw = value.raw();
    match value.kind() {
        String | Number | Bool if raw.len() <= SHOWN => std::string::String::from_utf8_lossy(raw).into_owned(),
        String => format!("a string of {} bytes", raw.len() - 2),
        kind => kind.a().to_string(),
    }
}

/// What a type is.
pub(super) fn describe(ty: &Type) -> String {
    match ty {
        Type::Any => "a value".into(),
        Type::Object => "an object".into(),
        Type::String => "a string".into(),
        Type::Integer => "a whole number".into(),
        Type::Number => "a number".into(),
        Type::Bool => "true or false".into(),
        Type::Words(words) => list(words.iter().map(|word| format!("\"{word}\""))),
        Type::Array(_) => "an array".into(),
        Type::One(_) | Type::AnyOf(_) => "an object".into(),
        Type::Or(types) => list(types.iter().map(describe)),
    }
}

/// The types that tell shapes apart; of many only the first few.
pub(super) fn tags(shapes: &[&Shape]) -> String {
    const SHOWN: usize = 6;
    let tags: Vec<String> = shapes
        .iter()
        .flat_map(|shape| shape.tags)
        .map(|tag| format!("\"{tag}\""))
        .collect();
    match tags.get(SHOWN..) {
        Some(rest) if !rest.is_empty() => {
            let shown = tags.get(..SHOWN).unwrap_or_default().join(", ");
            format!("{shown} or one of {} more types", rest.len())
        }
        _ => list(tags.into_iter()),
    }
}

/// `a, b or c`.
pub(super) fn list(words: impl Iterator<Item = String>) -> String {
    let words: Vec<String> = words.collect();
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => words.concat(),
    }
}
