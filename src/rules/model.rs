//! `model`: whether it is known, and how long it remains available.

use crate::catalog::models;
use crate::catalog::models::{Lookup, Model, RetiredModel};
use crate::json::Value;
use crate::rules::cursor::{Cursor, rule};
use crate::rules::describe::describe;
use crate::rules::foreign;
use crate::rules::foreign::UnlistedModel;
use crate::wording::Quoted;

/// Number of days before an announced retirement at which it is reported.
const SOON: i64 = 30;

/// The model of the previous request, and its table entry. Most requests repeat the model.
#[derive(Debug, Default)]
pub(super) struct LastModel(Option<(String, Verdict)>);

#[derive(Debug, Clone, Copy)]
enum Verdict {
    Served(&'static Model),
    Retired(&'static RetiredModel),
    Unlisted(UnlistedModel),
}

impl LastModel {
    fn find(&mut self, id: &str) -> Verdict {
        match &self.0 {
            Some((last, verdict)) if last == id => *verdict,
            _ => {
                let verdict = match models::find(id) {
                    Lookup::Model(model) => Verdict::Served(model),
                    Lookup::Retired(retired) => Verdict::Retired(retired),
                    Lookup::Unknown => Verdict::Unlisted(foreign::classify(id)),
                };
                self.0 = Some((id.to_string(), verdict));
                verdict
            }
        }
    }
}

/// Checks the field, and sets the model for the checks that follow.
pub(super) fn check(cursor: &mut Cursor<'_, '_>, last: &mut LastModel, value: Value<'_>) {
    let Some(text) = value.text() else {
        let message = format_args!("expected a model id, found {}", describe(value));
        return cursor.report(rule!("model.missing"), value.span(), message, None);
    };
    let id = text.value();
    if id.is_empty() {
        let message = format_args!("expected a model id, found an empty string");
        return cursor.report(rule!("model.missing"), value.span(), message, None);
    }
    match last.find(&id) {
        Verdict::Served(model) => {
            cursor.model = Some(model);
            life(cursor, value, model);
        }
        Verdict::Retired(model) => retired(cursor, value, &model.id, &model.on),
        Verdict::Unlisted(unlisted) => unknown(cursor, value, &id, unlisted),
    }
}

fn retired(cursor: &mut Cursor<'_, '_>, value: Value<'_>, id: &str, on: &str) {
    let message = format_args!("expected a model that is still available, found one that was retired on {on}");
    let newest = foreign::newest(id).unwrap_or_default();
    let help = format_args!("Requests to it fail. The newest model of its family is {newest}.");
    let help = (!newest.is_empty()).then_some(help);
    cursor.report(rule!("model.retired"), value.span(), message, help);
}

/// Checks the dates of a model, as far as they are announced.
fn life(cursor: &mut Cursor<'_, '_>, value: Value<'_>, model: &Model) {
    let firm = model.retires.as_deref().filter(|_| model.retirement_is_firm);
    let left = firm.and_then(day).zip(cursor.options().now).map(|(day, now)| day - now);
    if let (Some(on), Some(..=0)) = (firm, left) {
        return retired(cursor, value, &model.id, on);
    }
    if model.status != "deprecated" && left.is_none_or(|left| left > SOON) {
        return;
    }
    let rule = rule!("model.deprecated");
    let Some(on) = firm else {
        let message = format_args!("expected a model that remains available, found one that is deprecated");
        return cursor.report(rule, value.span(), message, None);
    };
    let days = left.unwrap_or_default();
    let when = match left {
        Some(1) => format_args!(", tomorrow"),
        Some(_) => format_args!(", in {days} days"),
        None => format_args!(""),
    };
    let message = format_args!("expected a model that remains available, found one that retires on {on}{when}");
    let help = format_args!("A batch takes up to 24 hours; from the day of retirement, its requests fail.");
    cursor.report(rule, value.span(), message, Some(help));
}

/// Reports an id that is not listed.
#[cold]
#[inline(never)]
fn unknown(cursor: &mut Cursor<'_, '_>, value: Value<'_>, id: &str, unlisted: UnlistedModel) {
    let (span, found) = (value.span(), Quoted(id));
    match unlisted {
        UnlistedModel::Retired(model) => retired(cursor, value, &model.id, &model.on),
        UnlistedModel::Platform(suggestion) => {
            let message = format_args!("expected a model id of the Claude API, found {found}");
            let name = suggestion.unwrap_or_default();
            let help = match suggestion {
                Some(_) => format_args!("On the Claude API, that model is {name}."),
                None => format_args!(
                    "Other platforms have their own ids; on the Claude API, an id looks like claude-opus-5."
                ),
            };
            cursor.report(rule!("model.platform_id"), span, message, Some(help));
        }
        UnlistedModel::Foreign => {
            let message = format_args!("expected a Claude model, found {found}, another vendor's model");
            let help = format_args!("This API serves only Claude models; an id looks like claude-opus-5.");
            cursor.report(rule!("model.foreign"), span, message, Some(help));
        }
        UnlistedModel::Versionless(newest) => {
            let message = format_args!("expected a model id with a version, found {found}");
            cursor.report(
                rule!("model.version"),
                span,
                message,
                Some(format_args!("Name a version, such as {newest}.")),
            );
        }
        UnlistedModel::Unknown(suggestion) if is_no_id(id) => {
            let message = format_args!("expected a model id, found {found}");
            let name = suggestion.unwrap_or_default();
            let help = match suggestion {
                Some(_) => format_args!("Did you mean {name}?"),
                None => format_args!("An id has letters, digits, '-' and '.', such as claude-opus-5."),
            };
            cursor.report(rule!("model.missing"), span, message, Some(help));
        }
        UnlistedModel::Unknown(suggestion) => {
            let message = format_args!("expected a known model, found {found}");
            let (name, day) = (suggestion.unwrap_or_default(), models::table_date());
            let help = match suggestion {
                Some(_) => format_args!("Did you mean {name}?"),
                None => format_args!(
                    "This package knows the models of {day}. If yours is newer, ignore this warning; otherwise its requests fail."
                ),
            };
            cursor.report(rule!("model.unknown"), span, message, Some(help));
        }
    }
}

/// Whether a text is certainly not a model id: the text that a program writes for a missing value, an unfilled placeholder, a
/// date, or a name with white space.
fn is_no_id(id: &str) -> bool {
    const NOTHING: [&str; 6] = ["undefined", "null", "none", "nan", "true", "false"];
    let is_of_id = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:@/+~".contains(&byte);
    NOTHING.iter().any(|nothing| id.eq_ignore_ascii_case(nothing))
        || !id.bytes().all(is_of_id)
        || !id.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// Returns the number of days from 1970-01-01 to a date such as `2026-11-30`. Years begin in March here, so that leap days come
/// last.
fn day(text: &str) -> Option<i64> {
    let mut parts = text.splitn(3, '-').map(|part| part.parse::<i64>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let year = if month <= 2 { year - 1 } else { year };
    let month = (month + 9) % 12;
    let leap_days = year / 4 - year / 100 + year / 400;
    /// Days from the first of March of the year 0 to 1970-01-01.
    const EPOCH: i64 = 719_468;
    Some(year * 365 + leap_days + (month * 153 + 2) / 5 + day - 1 - EPOCH)
}
