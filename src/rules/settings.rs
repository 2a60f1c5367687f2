//! Other settings of a request: stop sequences, metadata, region, container.

use std::borrow::Cow;

use crate::bytes::hashing::HashSet;
use crate::json::{Kind, Value, Word, word};
use crate::rules::cursor::{Cursor, Step, rule};
use crate::rules::describe::describe;
use crate::rules::params::Params;
use crate::rules::text::is_blank;

/// Checks the rules about this field that the table cannot express.
pub(super) fn check<'a>(cursor: &mut Cursor<'a, '_>, value: Value<'a>, name: Word) {
    if name == word!("stop_sequences") {
        stop_sequences(cursor, value);
    } else if name == word!("metadata") {
        if let Some(id) = value.get(word!("user_id")).filter(|id| id.kind() == Kind::String) {
            cursor.inside(Step::Name("user_id"), |cursor| user_id(cursor, id));
        }
    } else if name == word!("inference_geo") {
        inference_geo(cursor, value);
    } else if name == word!("container")
        && let Some(skills) = value.get(word!("skills"))
    {
        cursor.inside(Step::Name("skills"), |cursor| self::skills(cursor, skills));
    }
}

fn stop_sequences<'a>(cursor: &mut Cursor<'a, '_>, value: Value<'a>) {
    for (index, item) in value.items().enumerate().filter(|(_, item)| is_blank(*item)) {
        let is_empty = item.inner().is_some_and(|(text, _)| text.is_empty());
        let (rule, found) = match is_empty {
            true => (rule!("stop_sequences.empty_string"), "an empty string"),
            false => (rule!("stop_sequences.whitespace"), "only whitespace"),
        };
        let message = format_args!("expected text to stop at, found {found}");
        cursor.report_at(rule, Step::Index(index), item.span(), message, None);
    }
    if value.items().nth(1).is_none() {
        return;
    }
    let mut seen: HashSet<Cow<'a, str>> = HashSet::default();
    for (index, item) in value.items().enumerate().filter(|(_, item)| !is_blank(*item)) {
        if item.text().is_some_and(|text| !seen.insert(text.value())) {
            let message = format_args!("expected each stop sequence once, found a duplicate");
            let (rule, step) = (rule!("stop_sequences.duplicate"), Step::Index(index));
            cursor.report_at(rule, step, item.span(), message, None);
        }
    }
}

/// Maximum number of characters of a `user_id`.
const MAX_USER_ID: usize = 512;

fn user_id(cursor: &mut Cursor<'_, '_>, value: Value<'_>) {
    let Some((raw, _)) = value.inner() else { return };
    // Escapes and UTF-8 only make a text longer.
    if raw.len() > MAX_USER_ID {
        let length = value.text().map_or(0, |text| text.value().chars().count());
        if length > MAX_USER_ID {
            let message = format_args!("expected at most {MAX_USER_ID} characters, found {length}");
            cursor.report(rule!("metadata.user_id.length"), value.span(), message, None);
        }
        return;
    }
    let (rule, kind) = match raw {
        raw if is_mail_address(raw) => (rule!("metadata.user_id.email"), "an e-mail address"),
        raw if is_phone_number(raw) => (rule!("metadata.user_id.pii"), "a phone number"),
        _ => return,
    };
    let message = format_args!("expected an opaque id, found what looks like {kind}");
    let help = format_args!("Send a hash or an id of your own instead.");
    cursor.report(rule, value.span(), message, Some(help));
}

/// Whether the text between two quotes is certainly a `user_id` without personal data.
pub(super) fn is_opaque_id(inner: &[u8]) -> bool {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    inner.len() <= MAX_USER_ID && inner.iter().all(plain) && inner.iter().any(u8::is_ascii_alphabetic)
}

fn is_mail_address(text: &[u8]) -> bool {
    let mut parts = text.split(|byte| *byte == b'@');
    let (Some(name), Some(host), None) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let Some(dot) = host.iter().rposition(|byte| *byte == b'.') else {
        return false;
    };
    let (site, top) = host.split_at(dot);
    let is_plain = |byte: &u8| !byte.is_ascii_whitespace() && !b"/:\"<>\\".contains(byte);
    !name.is_empty()
        && !site.is_empty()
        && top.len() > 2
        && top.iter().skip(1).all(u8::is_ascii_alphabetic)
        && name.iter().chain(site).all(is_plain)
}

/// Recognizes `+49 30 123456`, `(030) 123456`, `555-123-4567`. Digits alone are more likely an id.
fn is_phone_number(text: &[u8]) -> bool {
    let digits = text.iter().filter(|byte| byte.is_ascii_digit()).count();
    let fits = |byte: &u8| byte.is_ascii_digit() || b"+-(). ".contains(byte);
    if !(7..=15).contains(&digits) || !text.iter().all(fits) {
        return false;
    }
    let groups = text.split(|byte| !byte.is_ascii_digit()).map(<[u8]>::len);
    text.starts_with(b"+") || text.starts_with(b"(") || groups.eq([3, 3, 4])
}

fn inference_geo(cursor: &mut Cursor<'_, '_>, value: Value<'_>) {
    if value.kind() != Kind::String {
        return;
    }
    if !value.is(word!("us")) && !value.is(word!("global")) {
        let message = format_args!("expected \"us\" or \"global\", found {}", describe(value));
        cursor.warn(rule!("inference_geo.type"), value.span(), message, None);
    }
    if let Some(model) = cursor.model.filter(|model| model.inference_geo == Some(false)) {
        let message = format_args!("expected no inference_geo for {}, found {}", model.id, describe(value));
        cursor.report(
            rule!("inference_geo.model"),
            value.span(),
            message,
            Some(format_args!("Models support it from 4.6 on.")),
        );
    }
}

fn skills<'a>(cursor: &mut Cursor<'a, '_>, skills: Value<'a>) {
    /// From the reference of 2026-09; older descriptions have `ONCE`.
    const MOST: usize = 20;
    const ONCE: usize = 8;
    let count = skills.items().count();
    if count > MOST {
        let message = format_args!("expected at most {MOST} skills, found {count}");
        cursor.report(rule!("container.skills.count"), skills.span(), message, None);
    } else if count > ONCE {
        let message = format_args!("expected at most {ONCE} skills to be safe, found {count}");
        let help = format_args!("The newest reference allows {MOST}, older ones {ONCE}.");
        cursor.warn(rule!("container.skills.count"), skills.span(), message, Some(help));
    }
    for (index, skill) in skills.items().enumerate() {
        cursor.inside(Step::Index(index), |cursor| {
            for name in ["skill_id", "version"] {
                if let Some(value) = skill.get(name) {
                    cursor.inside(Step::Name(name), |cursor| skill_text(cursor, value));
                }
            }
        });
    }
}

fn skill_text(cursor: &mut Cursor<'_, '_>, value: Value<'_>) {
    const LONGEST: usize = 64;
    let Some(text) = value.text() else { return };
    let length = text.value().chars().count();
    if length == 0 || length > LONGEST {
        let message = format_args!("expected 1 to {LONGEST} characters, found {length}");
        cursor.report(rule!("container.skills.item"), value.span(), message, None);
    }
}

/// Checks that a request with skills has the code execution tool that runs them, which may also be declared in messages.
pub(super) fn finish<'a>(cursor: &mut Cursor<'a, '_>, params: &Params<'a>) {
    let Some(skills) = params
        .get(word!("container"))
        .and_then(|container| container.get(word!("skills")))
    else {
        return;
    };
    let is_code_execution = |tool: Value<'_>| {
        tool.get(word!("type"))
            .and_then(|tag| tag.text())
            .is_some_and(|tag| tag.value().starts_with("code_execution_"))
    };
    let has_tool = params
        .get(word!("tools"))
        .is_some_and(|tools| tools.items().any(is_code_execution));
    if has_tool || skills.items().next().is_none() || cursor.has_beta_of("inline-tools") {
        return;
    }
    let message = format_args!("expected a code execution tool in tools, which skills need, found none");
    let help = format_args!("Add {{\"type\":\"code_execution_20260521\",\"name\":\"code_execution\"}} to tools.");
    let rule = rule!("container.skills.needs_code_execution");
    cursor.inside(Step::Name("container"), |cursor| {
        cursor.report_at(rule, Step::Name("skills"), skills.span(), message, Some(help));
    });
}
