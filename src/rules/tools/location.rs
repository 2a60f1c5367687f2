//! The location of a web search.

use std::fmt::Arguments;

use crate::json::{Value, word};
use crate::rules::cursor::{Cursor, Step, rule};
use crate::rules::describe::describe;
use crate::rules::foreign;

const LONGEST: usize = 255;

/// Checks a `user_location`.
pub(super) fn check<'a>(cursor: &mut Cursor<'a, '_>, location: Value<'a>) {
    let mut fields = location
        .entries()
        .filter(|(key, value)| !key.is(word!("type")) && !value.is_null());
    if fields.next().is_none() {
        let message = format_args!("expected city, country, region or timezone next to the type, found none");
        cursor.report(rule!("tool.web.user_location"), location.span(), message, None);
    }
    for name in ["city", "region", "timezone"] {
        let long = |length: usize| !(1..=LONGEST).contains(&length);
        of_length(cursor, location, name, long, "1 to 255 characters", None);
    }
    let help = Some(format_args!("Write the country as two letters, such as \"DE\"."));
    of_length(
        cursor,
        location,
        "country",
        |length| length != 2,
        "exactly 2 characters",
        help,
    );
    timezone(cursor, location);
}

fn of_length<'a>(
    cursor: &mut Cursor<'a, '_>,
    location: Value<'a>,
    name: &'static str,
    wrong: impl Fn(usize) -> bool,
    expected: &str,
    help: Option<Arguments<'_>>,
) {
    let Some(value) = location.get(name) else { return };
    if value.text().is_some_and(|text| wrong(text.value().chars().count())) {
        let message = format_args!("expected {expected}, found {}", describe(value));
        cursor.report_at(
            rule!("tool.web.user_location"),
            Step::Name(name),
            value.span(),
            message,
            help,
        );
    }
}

fn timezone<'a>(cursor: &mut Cursor<'a, '_>, location: Value<'a>) {
    let Some(value) = location.get(word!("timezone")) else {
        return;
    };
    let Some(text) = value.text() else { return };
    let text = text.value();
    if (1..=LONGEST).contains(&text.chars().count()) && !is_zone(&text) {
        cursor.report_at(
            rule!("tool.web.user_location"),
            Step::Name("timezone"),
            value.span(),
            format_args!("expected an IANA time zone name, found {}", describe(value)),
            Some(format_args!("Write, for example, \"Europe/Berlin\" or \"UTC\".")),
        );
    }
}

/// The areas of IANA zone names, folded. The cities in them change every year.
const AREAS: &str = "africa america antarctica arctic asia atlantic australia brazil canada chile etc europe indian mexico \
                     pacific us posix right";
/// The names without an area, folded. No new ones are added.
const SINGLE: &str = "utc gmt gmt0 uct zulu universal greenwich cet eet met wet est mst hst est5edt cst6cdt mst7mdt pst8pdt \
                      cuba egypt eire factory gb gbeire hongkong iceland iran israel jamaica japan kwajalein libya navajo \
                      nz nzchat poland portugal prc roc rok singapore turkey wsu";

/// Whether a text can be an IANA zone name: `Area/City`, or one of the names without an area.
#[inline(never)]
fn is_zone(text: &str) -> bool {
    // Only offsets, such as Etc/GMT+5, have a sign.
    let signed = text.starts_with("Etc/GMT") || text.starts_with("GMT");
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-') || (byte == b'+' && signed);
    let mut parts = text.split('/');
    let area = parts.next().unwrap_or_default();
    let known = if area.len() == text.len() { SINGLE } else { AREAS };
    area.bytes().all(fits)
        && foreign::has(known, &foreign::fold(area))
        && parts.all(|part| part.as_bytes().first().is_some_and(u8::is_ascii_alphabetic) && part.bytes().all(fits))
}
