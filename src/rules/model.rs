//! `model`: whether it is known, and for how long it will be served.

use crate::catalog::models;
use crate::catalog::models::{Known, Model};
use crate::json::Value;
use crate::rules::cursor::{Cursor, rule};
use crate::rules::describe::found;
use crate::wording;

/// A retirement that is announced is worth a word this many days ahead.
const SOON: i64 = 30;

/// The model of the request before, which most requests name again.
#[derive(Debug, Default)]
pub(super) struct LastModel(Option<(String, Known)>);

impl LastModel {
    fn find(&mut self, id: &str) -> Known {
        match &self.0 {
            Some((last, known)) if last == id => *known,
            _ => {
                let known = models::find(id);
                self.0 = Some((id.to_string(), known));
                known
            }
        }
    }
}

/// Checks the field, and notes what is known of the model for the checks that follow.
pub(super) fn check(cursor: &mut Cursor<'_, '_>, last: &mut LastModel, value: Value<'_>) {
    let Some(text) = value.text() else {
        let message = format_args!("expected the id of a model, found {}", found(value));
        return cursor.report(rule!("model.missing"), value.span(), message, None);
    };
    let id = text.value();
    if id.is_empty() {
        let message = format_args!("expected the id of a model, found an empty string");
        return cursor.report(rule!("model.missing"), value.span(), message, None);
    }
    match last.find(&id) {
        Known::Model(model) => {
            cursor.model = Some(model);
            life(cursor, value, model);
        }
        Known::Retired(model) => retired(cursor, value, &model.on),
        Known::Unknown => unknown(cursor, value, &id),
    }
}

fn retired(cursor: &mut Cursor<'_, '_>, value: Value<'_>, on: &str) {
    let message = format_args!("expected a model that is still served, found one that was retired on {on}");
    cursor.report(rule!("model.retired"), value.span(), message, None);
}

/// What the dates say, as far as they are firm.
fn life(cursor: &mut Cursor<'_, '_>, value: Value<'_>, model: &Model) {
    let firm = model.retires.as_deref().filter(|_| model.retirement_is_firm);
    let left = firm.and_then(day).zip(cursor.options().now).map(|(day, now)| day - now);
    if let (Some(on), Some(..=0)) = (firm, left) {
        return retired(cursor, value, on);
    }
    if model.status != "deprecated" && left.is_none_or(|left| left > SOON) {
        return;
    }
    let rule = rule!("model.deprecated");
    let Some(on) = firm else {
        let message = format_args!("expected a model that stays, found one that is deprecated");
        return cursor.report(rule, value.span(), message, None);
    };
    let days = left.unwrap_or_default();
    let when = match left {
        Some(1) => format_args!(", tomorrow"),
        Some(_) => format_args!(", in {days} days"),
        None => format_args!(""),
    };
    let message = format_args!("expected a model that stays, found one that retires on {on}{when}");
    let help = format_args!("A batch takes up to 24 hours; from the day of retirement on its requests fail.");
    cursor.report(rule, value.span(), message, Some(help));
}

fn unknown(cursor: &mut Cursor<'_, '_>, value: Value<'_>, id: &str) {
    let native = native(id);
    let near = nearest(native.as_deref().unwrap_or(id));
    let name = near.unwrap_or_default();
    if native.is_some() {
        let message = format_args!("expected an id of the Claude API, found {}", found(value));
        let help = match near {
            Some(_) => format_args!("On the Claude API that model is {name}."),
            None => format_args!("Other platforms name models in their own way; here an id is like claude-opus-5."),
        };
        return cursor.report(rule!("model.platform_id"), value.span(), message, Some(help));
    }
    let message = format_args!("expected a model that is known here, found {}", found(value));
    let help = match near {
        Some(_) => format_args!("Did you mean {name}?"),
        None => format_args!("If it is newer than this package, all is well."),
    };
    cursor.report(rule!("model.unknown"), value.span(), message, Some(help));
}

/// What is left of another platform's id without the platform: `us.anthropic.claude-opus-4-6-v1:0`,
/// `claude-opus-4-5@20251101`, `anthropic/claude-opus-5`.
fn native(id: &str) -> Option<String> {
    let bare = id.rsplit('/').next().unwrap_or(id);
    let bare = bare.split_once("anthropic.").map_or(bare, |(_, rest)| rest);
    let bare = bare.split_once(':').map_or(bare, |(rest, _)| rest);
    let is_version = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let bare = match bare.rsplit_once("-v") {
        Some((rest, version)) if is_version(version) => rest,
        _ => bare,
    };
    let bare = match bare.split_once('@') {
        Some((name, date)) if is_version(date) => format!("{name}-{date}"),
        Some((name, _)) => name.to_string(),
        None => bare.to_string(),
    };
    (bare != id && bare.starts_with("claude")).then_some(bare)
}

/// The listed model that was meant. Another number is another model, maybe a newer one.
fn nearest(id: &str) -> Option<&'static str> {
    let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).collect::<Vec<u8>>();
    let wanted = digits(id);
    let ids = models::all()
        .iter()
        .flat_map(|model| std::iter::once(&model.id).chain(&model.aliases));
    wording::nearest(id, ids.map(String::as_str).filter(|id| digits(id) == wanted))
}

/// Days from 1970-01-01 to a day written as `2026-11-30`. Years begin in March here, so that leap days come last.
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
