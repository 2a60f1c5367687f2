//! `temperature`, `top_p` and `top_k`: removed in 2026-10-21, and before that dependent on the model.

use crate::catalog::ApiVersion;
use crate::json::number::to_f64;
use crate::json::{Value, Word, word};
use crate::rules::catalogue::Rule;
use crate::rules::cursor::{Cursor, Step, rule};
use crate::rules::describe::describe;
use crate::rules::params::Params;

/// One of the three settings.
#[derive(Clone, Copy)]
struct Setting {
    name: Word,
    removed: &'static Rule,
    range: &'static Rule,
}

const TEMPERATURE: Setting = Setting {
    name: word!("temperature"),
    removed: rule!("temperature.removed"),
    range: rule!("temperature.range"),
};
const TOP_P: Setting = Setting {
    name: word!("top_p"),
    removed: rule!("top_p.removed"),
    range: rule!("top_p.range"),
};
const TOP_K: Setting = Setting {
    name: word!("top_k"),
    removed: rule!("top_k.removed"),
    range: rule!("top_k.range"),
};

/// The names of the three settings.
pub(super) const NAMES: &[Word] = &[TEMPERATURE.name, TOP_P.name, TOP_K.name];

/// The longest of them.
pub(super) const LONGEST_NAME: Word = TEMPERATURE.name;

/// Checks all three.
pub(super) fn check<'a>(cursor: &mut Cursor<'a, '_>, params: &Params<'a>) {
    let temperature = params.get(TEMPERATURE.name);
    let top_p = params.get(TOP_P.name);
    let top_k = params.get(TOP_K.name);
    if temperature.or(top_p).or(top_k).is_none() {
        return;
    }
    if cursor.options().version == ApiVersion::V2026_10_21 {
        for (setting, value) in [(TEMPERATURE, temperature), (TOP_P, top_p), (TOP_K, top_k)] {
            if let Some(value) = value {
                removed(cursor, setting, value);
            }
        }
        return;
    }
    let thinks = thinks(params);
    let mut is_reported = false;
    for (setting, value) in [(TEMPERATURE, temperature), (TOP_P, top_p), (TOP_K, top_k)] {
        if let Some(value) = value {
            is_reported |= cursor.inside(Step::Name(setting.name.as_str()), |cursor| {
                !in_range(cursor, setting, value)
                    || !without_thinking(cursor, setting, value, thinks)
                    || !default(cursor, setting, value)
            });
        }
    }
    if let (Some(_), Some(top_p), false) = (temperature, top_p, is_reported) {
        not_both(cursor, top_p);
    }
}

fn removed<'a>(cursor: &mut Cursor<'a, '_>, setting: Setting, value: Value<'a>) {
    let message = format_args!(
        "expected no {} in API version 2026-10-21, found {}",
        setting.name,
        describe(value)
    );
    let help = format_args!("Leave it out; API version 2023-06-01 still accepts it, for older models.");
    cursor.report_at(
        setting.removed,
        Step::Name(setting.name.as_str()),
        value.span(),
        message,
        Some(help),
    );
}

/// Whether the request turns thinking on, in any mode.
fn thinks(params: &Params<'_>) -> bool {
    let mode = params
        .get(word!("thinking"))
        .and_then(|thinking| thinking.get(word!("type")));
    mode.is_some_and(|mode| {
        ["enabled", "adaptive", "between_tools"]
            .iter()
            .any(|word| mode.is(word))
    })
}

fn in_range(cursor: &mut Cursor<'_, '_>, setting: Setting, value: Value<'_>) -> bool {
    let number = to_f64(value.raw());
    let (expected, fits) = match setting.name.as_str() {
        "top_k" => (
            "a whole number of at least 0",
            number.is_some_and(|number| number >= 0.0 && number.fract() == 0.0),
        ),
        _ => (
            "a number from 0 to 1",
            number.is_some_and(|number| (0.0..=1.0).contains(&number)),
        ),
    };
    if fits {
        return true;
    }
    let message = format_args!("expected {expected}, found {}", describe(value));
    if value.is_null() {
        cursor.warn(
            setting.range,
            value.span(),
            message,
            Some(format_args!("Leave the field out if you do not need it.")),
        );
    } else {
        cursor.report(setting.range, value.span(), message, None);
    }
    false
}

fn without_thinking(cursor: &mut Cursor<'_, '_>, setting: Setting, value: Value<'_>, thinks: bool) -> bool {
    let number = to_f64(value.raw()).unwrap_or_default();
    let expected = match setting.name.as_str() {
        "temperature" if number != 1.0 => "a temperature of 1",
        "top_p" if number < 0.95 => "top_p from 0.95 to 1",
        "top_k" => "no top_k",
        _ => return true,
    };
    if !thinks {
        return true;
    }
    let message = format_args!("expected {expected} with thinking on, found {}", describe(value));
    cursor.report(rule!("sampling.with_thinking"), value.span(), message, None);
    false
}

/// Checks for the default. Newer models accept only the defaults.
fn default(cursor: &mut Cursor<'_, '_>, setting: Setting, value: Value<'_>) -> bool {
    let number = to_f64(value.raw()).unwrap_or_default();
    let expected = match setting.name.as_str() {
        "temperature" if number != 1.0 => "a temperature of 1",
        "top_p" if number < 0.99 => "top_p from 0.99 to 1",
        "top_k" => "no top_k",
        _ => return true,
    };
    let rejects = |kind: &Option<String>| kind.as_deref() == Some("rejected_if_not_default");
    let Some(model) = cursor.model.filter(|model| rejects(&model.sampling)) else {
        return true;
    };
    let message = format_args!("expected {expected} for {}, found {}", model.id, describe(value));
    cursor.report(
        rule!("sampling.not_default"),
        value.span(),
        message,
        Some(format_args!("Leave it out.")),
    );
    false
}

/// Reports both settings together: every listed model belongs to a generation that accepts at most one of them.
fn not_both<'a>(cursor: &mut Cursor<'a, '_>, top_p: Value<'a>) {
    if cursor.model.is_none() {
        return;
    }
    let message = format_args!("expected temperature or top_p, found both");
    cursor.report_at(
        rule!("sampling.both"),
        Step::Name("top_p"),
        top_p.span(),
        message,
        Some(format_args!("Leave one of them out.")),
    );
}
