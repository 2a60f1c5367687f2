//! The fields of `params`: required, unknown and null fields, and those that need a beta.

use crate::catalog::ApiVersion;
use crate::json::{Value, Word, word};
use crate::rules::catalogue::Code;
use crate::rules::cursor::{Cursor, Step, rule};
use crate::rules::foreign;
use crate::rules::params::Params;
use crate::rules::sampling;
use crate::rules::schema::{Field, Name, Shape};
use crate::rules::unsupported::UNSUPPORTED;
use crate::wording;
use crate::wording::Quoted;

/// Reports a null field as a warning, as the API may accept it as missing. Returns `true` if there is nothing else to check.
pub(super) fn is_null(cursor: &mut Cursor<'_, '_>, value: Value<'_>, field: &'static Field) -> bool {
    if !value.is_null() || field.is_required() {
        return false;
    }
    if !field.is_nullable() {
        let rule = field.rule.map_or(rule!("params.unknown_field"), Code::rule);
        let message = format_args!("expected {}, found null", field.ty);
        let help = format_args!("Leave the field out if you do not need it.");
        cursor.warn(rule, value.span(), message, Some(help));
    }
    true
}

/// Checks fields that need a beta, if no other rule does.
pub(super) fn needs_beta(cursor: &mut Cursor<'_, '_>, value: Value<'_>, name: Word) {
    let family = if name == word!("compaction") {
        "compact-2026-09"
    } else if name == word!("billing_policy") || name == word!("user_profile_id") {
        "user-profiles"
    } else {
        return;
    };
    if !cursor.has_beta_of(family) {
        let message = format_args!("expected a beta {family}… on the call, found none");
        cursor.warn(rule!("params.unknown_field"), value.span(), message, None);
    }
}

/// Checks the required fields, unless they are present under another name.
pub(super) fn required(cursor: &mut Cursor<'_, '_>, params: &Params<'_>, aliases: &[Word]) {
    let needed = [
        (rule!("model.missing"), word!("model"), "\"model\":\"claude-opus-5\""),
        (rule!("max_tokens.missing"), word!("max_tokens"), "\"max_tokens\":1024"),
        (
            rule!("messages.missing"),
            word!("messages"),
            "\"messages\":[{\"role\":\"user\",\"content\":\"…\"}]",
        ),
    ];
    for (rule, name, example) in needed {
        if params.get(name).is_none() && !aliases.contains(&name) {
            let message = format_args!("expected {name}, found none");
            let help = format_args!("Add {example} to params.");
            cursor.report_at(rule, Step::Word(name), params.span(), message, Some(help));
        }
    }
}

/// Reports an unknown field. A parameter of another vendor or of the call can never be valid; a name close to a known one is a
/// typo; any other may be new. Returns the field that it represents.
#[cold]
#[inline(never)]
pub(super) fn unknown<'a>(cursor: &mut Cursor<'a, '_>, key: Value<'a>) -> Option<Word> {
    let name = key.text()?;
    let value = name.value();
    let version = cursor.options().version;
    let message = format_args!("expected a parameter of the Messages API, found {}", Quoted(&value));
    let folded = foreign::fold(&value);
    cursor.push(Step::Key(name));
    let field = if let Some(param) = foreign::param(&folded) {
        let help = format_args!("{}", param.help);
        cursor.report(rule!("params.foreign_field"), key.span(), message, Some(help));
        Some(param.field)
    } else if let Some(setting) = removed_setting(version, &value, &folded) {
        let help = format_args!("API version 2026-10-21 has no {setting}: leave it out.");
        cursor.report(rule!("params.foreign_field"), key.span(), message, Some(help));
        None
    } else if let Some(suggestion) = wording::nearest(&value, names(version)) {
        let help = format_args!("Did you mean {suggestion}?");
        cursor.report(rule!("params.unknown_field"), key.span(), message, Some(help));
        Some(Word::find(suggestion.as_bytes()))
    } else {
        cursor.warn(
            rule!("params.unknown_field"),
            key.span(),
            message,
            Some(format_args!(
                "If the API has added this field, set params.unknown_field to off in rules; otherwise the request fails."
            )),
        );
        None
    };
    cursor.pop();
    field.filter(|field| *field != Word::NONE)
}

/// Returns the setting that the newer version removed, in any spelling. Only the longest name has room for a typo.
fn removed_setting(version: ApiVersion, value: &str, folded: &str) -> Option<Word> {
    if version != ApiVersion::V2026_10_21 {
        return None;
    }
    let typo = || wording::nearest(value, [sampling::LONGEST_NAME.as_str()].into_iter());
    let mut names = sampling::NAMES.iter().copied();
    names
        .find(|name| foreign::is_folded(name.as_str(), folded))
        .or_else(|| typo().map(|_| sampling::LONGEST_NAME))
}

/// Returns the names that a typo may mean: those that a batch accepts.
fn names(version: ApiVersion) -> impl Iterator<Item = &'static str> {
    let sampling = match version {
        ApiVersion::V2023_06_01 => sampling::NAMES,
        ApiVersion::V2026_10_21 => &[],
    };
    let fields = Shape::of(Name::CreateParams).fields().iter().map(|field| field.name);
    fields
        .filter(|name| !UNSUPPORTED.contains(name))
        .chain(sampling.iter().copied())
        .map(Word::as_str)
}
