//! Context management and compaction.

use crate::json::{Kind, Value, word};
use crate::rules::cursor::{Cursor, Step, rule};
use crate::rules::params::Params;
use crate::rules::schema::{Name, Shape};
use crate::rules::thinking::thinks;

const EDITING: &str = "context-management-2025-06-27";
/// The betas of both forms of compaction. It is only certain for the first one that it supports the edit.
const COMPACTION: &[&str] = &["compact-2026-01-12", "compact-2026-09-04"];

const TOOL_USES: &str = "clear_tool_uses_20250919";
const THINKING: &str = "clear_thinking_20251015";
const COMPACT: &str = "compact_20260112";

/// Checks an object after its fields.
pub(super) fn leave<'a>(cursor: &mut Cursor<'a, '_>, value: Value<'a>, shape: &'static Shape) {
    match shape.name {
        Name::ClearToolUses20250919Edit => {
            at_least(cursor, value, "trigger", 1);
            at_least(cursor, value, "keep", 0);
            at_least(cursor, value, "clear_at_least", 0);
        }
        Name::ClearThinking20251015Edit => at_least(cursor, value, "keep", 1),
        Name::Compact20260112Edit => at_least(cursor, value, "trigger", 50_000),
        _ => {}
    }
}

/// Checks the request as a whole, at its end.
pub(super) fn finish<'a>(cursor: &mut Cursor<'a, '_>, params: &Params<'a>) {
    let there = |name| params.get(name).filter(|value| !value.is_null());
    let Some(management) = there(word!("context_management")) else {
        return;
    };
    if let Some(compaction) = there(word!("compaction")) {
        let message = format_args!("expected either compaction or context_management, found both");
        let help =
            format_args!("Leave out context_management, or compact with an edit of type compact_20260112 in it.");
        cursor.report_at(
            rule!("compaction.exclusive"),
            Step::Name("compaction"),
            compaction.span(),
            message,
            Some(help),
        );
    }
    if management.kind() == Kind::Object {
        cursor.inside(Step::Name("context_management"), |cursor| {
            betas(cursor, management);
            cursor.inside(Step::Name("edits"), |cursor| edits(cursor, params, management));
        });
    }
}

/// Checks the number in a setting of an edit.
fn at_least<'a>(cursor: &mut Cursor<'a, '_>, edit: Value<'a>, setting: &'static str, least: i64) {
    let Some(value) = edit.get(setting).and_then(|setting| setting.get(word!("value"))) else {
        return;
    };
    if let Some(number) = value.integer().filter(|number| *number < least) {
        let message = format_args!("expected at least {least}, found {number}");
        cursor.inside(Step::Name(setting), |cursor| {
            let rule = rule!("context_management.values");
            cursor.report_at(rule, Step::Name("value"), value.span(), message, None);
        });
    }
}

fn kinds<'a>(management: Value<'a>) -> impl Iterator<Item = (Value<'a>, Value<'a>)> {
    let edits = management
        .get(word!("edits"))
        .into_iter()
        .flat_map(|edits| edits.items());
    edits.filter_map(|edit| Some((edit, edit.get(word!("type"))?)))
}

/// Checks the betas. Each kind of edit has one; without edits, either is enough.
fn betas<'a>(cursor: &mut Cursor<'a, '_>, management: Value<'a>) {
    let editing = cursor.has_beta(&[EDITING]);
    let compaction = cursor.has_beta(COMPACTION);
    if editing && compaction {
        return;
    }
    let clears = kinds(management).any(|(_, kind)| kind.is(TOOL_USES) || kind.is(THINKING));
    let compacts = kinds(management).any(|(_, kind)| kind.is(COMPACT));
    let is_empty = kinds(management).next().is_none();
    let missing = [
        (clears && !editing || is_empty && !editing && !compaction, EDITING),
        (compacts && !compaction, "compact-2026-01-12"),
    ];
    for (_, beta) in missing.into_iter().filter(|(missing, _)| *missing) {
        let message = format_args!("expected the beta {beta}, found a call without it");
        let help = cursor.beta_help(beta, format_args!("Add the beta to the call."));
        let help = format_args!("{help}");
        cursor.report(rule!("context_management.beta"), management.span(), message, Some(help));
    }
}

/// Checks the order of the edits, and whether there is thinking to clear.
fn edits<'a>(cursor: &mut Cursor<'a, '_>, params: &Params<'a>, management: Value<'a>) {
    let Some(edits) = management.get(word!("edits")) else {
        return;
    };
    for (index, edit) in edits.items().enumerate() {
        if !edit.get(word!("type")).is_some_and(|kind| kind.is(THINKING)) {
            continue;
        }
        if index > 0 {
            let message = format_args!(
                "expected {THINKING} as the first edit, found it as number {}",
                index + 1
            );
            let rule = rule!("context_management.order");
            cursor.report_at(
                rule,
                Step::Index(index),
                edit.span(),
                message,
                Some(format_args!("Move it to the front.")),
            );
        }
        if thinks(cursor, params) == Some(false) {
            let message = format_args!("expected thinking to be on, as this edit clears it, found it off");
            let help = format_args!("Turn thinking on, or leave out this edit.");
            let rule = rule!("context_management.thinking_needs_thinking");
            cursor.report_at(rule, Step::Index(index), edit.span(), message, Some(help));
        }
    }
}
