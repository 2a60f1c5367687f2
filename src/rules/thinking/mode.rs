//! Whether the model thinks, from the settings of the request.

use crate::json::{Kind, Value, word};
use crate::rules::cursor::Cursor;
use crate::rules::params::Params;

/// Values of `thinking.type`.
pub(super) const MODES: &[&str] = &["enabled", "adaptive", "disabled", "between_tools"];

/// Returns whether the model thinks; `None` if that is unknown.
pub(in crate::rules) fn thinks(cursor: &Cursor<'_, '_>, params: &Params<'_>) -> Option<bool> {
    match params.get(word!("thinking")).filter(|thinking| !thinking.is_null()) {
        Some(thinking) => {
            let mode = thinking.get(word!("type"))?;
            MODES
                .iter()
                .any(|word| mode.is(word))
                .then(|| !mode.is(word!("disabled")))
        }
        None => match cursor.model?.thinking_default.as_deref()? {
            "on" => Some(true),
            "off" => Some(false),
            _ => None,
        },
    }
}

/// Returns `thinking.type`, if it is a string.
pub(super) fn mode<'a>(params: &Params<'a>) -> Option<Value<'a>> {
    params
        .get(word!("thinking"))?
        .get(word!("type"))
        .filter(|mode| mode.kind() == Kind::String)
}
