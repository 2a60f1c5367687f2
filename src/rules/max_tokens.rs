//! `max_tokens`: the limit on the length of a response.

use crate::json::number::{Whole, to_f64};
use crate::json::{Kind, Value};
use crate::rules::cursor::{Cursor, rule};
use crate::rules::describe::describe;

/// The beta that raises the ceiling of some models, in batches only.
const EXTENDED_OUTPUT: &str = "output-300k-2026-03-24";
/// The ceiling with that beta.
const EXTENDED: i64 = 300_000;

/// Checks the field.
pub(super) fn check(cursor: &mut Cursor<'_, '_>, value: Value<'_>) {
    match whole_number(value) {
        Some(number) => range(cursor, value, number),
        None => not_whole(cursor, value),
    }
}

fn range(cursor: &mut Cursor<'_, '_>, value: Value<'_>, number: i64) {
    match number {
        0 => {
            let message = format_args!("expected at least 1, found 0, which only the synchronous endpoint accepts");
            cursor.report(rule!("batch.max_tokens_zero"), value.span(), message, None);
        }
        ..0 => {
            let message = format_args!("expected at least 1, found {}", describe(value));
            cursor.report(rule!("max_tokens.min"), value.span(), message, None);
        }
        _ => ceiling(cursor, value, number),
    }
}

/// Returns the number, if it is written as an integer. A number that overflows is too large for any model.
fn whole_number(value: Value<'_>) -> Option<i64> {
    let is_integer = value.kind() == Kind::Number && !value.raw().iter().any(|byte| b".eE".contains(byte));
    let beyond = || match value.raw().first() {
        Some(b'-') => i64::MIN,
        _ => i64::MAX,
    };
    is_integer.then(|| value.integer().unwrap_or_else(beyond))
}

/// Reports a number that is not an integer. The API may accept a float without a fraction; it refuses others.
fn not_whole(cursor: &mut Cursor<'_, '_>, value: Value<'_>) {
    let rule = rule!("max_tokens.type");
    let message = format_args!("expected a whole number, found {}", describe(value));
    match to_f64(value.raw()).and_then(Whole::of) {
        Some(number) => {
            let help = format_args!("Write {number}, without a decimal point or an exponent.");
            cursor.warn(rule, value.span(), message, Some(help));
            range(cursor, value, number.saturated());
        }
        None => {
            let digits = value
                .inner()
                .is_some_and(|(text, _)| !text.is_empty() && text.iter().all(u8::is_ascii_digit));
            let help = digits.then_some(format_args!("Write it without quotes."));
            cursor.report(rule, value.span(), message, help);
        }
    }
}

/// Checks the model's ceiling, which a beta may raise.
fn ceiling(cursor: &mut Cursor<'_, '_>, value: Value<'_>, number: i64) {
    let Some(model) = cursor.model else { return };
    let Some(normal) = model.max_tokens.filter(|normal| number > *normal) else {
        return;
    };
    let has_beta = cursor.has_beta(&[EXTENDED_OUTPUT]);
    let extended = model.max_tokens_extended;
    let most = extended.unwrap_or(EXTENDED);
    if has_beta && extended.is_some() && number <= most {
        return;
    }
    let (rule, limit, help) = match extended {
        Some(_) if has_beta => (rule!("max_tokens.over_model_limit"), most, None),
        Some(_) if number <= most => (
            rule!("batch.extended_output_header"),
            normal,
            Some(format_args!("The beta {EXTENDED_OUTPUT} raises it to {most}.")),
        ),
        None if has_beta && number <= most => (
            rule!("batch.extended_output_header"),
            normal,
            Some(format_args!("The beta {EXTENDED_OUTPUT} has no effect on this model.")),
        ),
        _ => (rule!("max_tokens.over_model_limit"), normal, None),
    };
    let message = format_args!("expected at most {limit} for {}, found {}", model.id, describe(value));
    cursor.report(rule, value.span(), message, help);
}
