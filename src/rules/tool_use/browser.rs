//! The state of a browser in a tool result.

use crate::json::{Kind, Value, word};
use crate::rules::blocks::each_block;
use crate::rules::cursor::{Cursor, Step, rule};

/// Maximum number of open tabs.
const MAX_TABS: usize = 100;
/// Maximum number of changes since the last state.
const MAX_CHANGES: usize = 200;
/// Maximum number of characters of a text in it.
const MAX_TEXT: usize = 4096;

/// Checks that a result contains one state.
pub(super) fn once<'a>(cursor: &mut Cursor<'a, '_>, result: Value<'a>) {
    let mut seen = false;
    let is_other = |tag| tag != word!("browser_state");
    each_block(cursor, result, is_other, &mut |cursor, block, _| {
        if seen {
            let message = format_args!("expected one browser_state in a tool result, found another");
            cursor.report(rule!("browser_state.shape"), block.span(), message, None);
        }
        seen = true;
    });
}

pub(super) fn state<'a>(cursor: &mut Cursor<'a, '_>, state: Value<'a>) {
    let rule = rule!("browser_state.shape");
    if let Some(tabs) = state.get(word!("tabs")).filter(|tabs| tabs.kind() == Kind::Array) {
        let is_active = |tab: &Value<'_>| tab.get(word!("active")).and_then(|active| active.bool()) == Some(true);
        let (count, active) = (tabs.items().count(), tabs.items().filter(is_active).count());
        let message = if count > MAX_TABS {
            Some(format_args!("expected at most {MAX_TABS} tabs, found {count}"))
        } else if count > 0 && active != 1 {
            Some(format_args!("expected one active tab, found {active}"))
        } else {
            None
        };
        if let Some(message) = message {
            cursor.report_at(rule, Step::Name("tabs"), tabs.span(), message, None);
        }
        texts(cursor, "tabs", tabs);
    }
    if let Some(changes) = state
        .get(word!("state_changes"))
        .filter(|changes| changes.kind() == Kind::Array)
    {
        let count = changes.items().count();
        if !(1..=MAX_CHANGES).contains(&count) {
            let message = format_args!("expected 1 to {MAX_CHANGES} changes, found {count}");
            let help = (count == 0).then_some(format_args!("Leave state_changes out if nothing changed."));
            cursor.report_at(rule, Step::Name("state_changes"), changes.span(), message, help);
        }
        texts(cursor, "state_changes", changes);
    }
}

/// Whether a character breaks a line or is a control character.
fn breaks(char: char) -> bool {
    char.is_ascii_control() || matches!(char, '\u{2028}' | '\u{2029}')
}

/// Checks the texts in the objects of a list.
fn texts<'a>(cursor: &mut Cursor<'a, '_>, name: &'static str, list: Value<'a>) {
    cursor.inside(Step::Name(name), |cursor| {
        for (index, item) in list.items().enumerate() {
            for (key, value) in item.entries() {
                let Some((name, text)) = key.text().zip(value.text()) else {
                    continue;
                };
                let text = text.value();
                let message = if text.chars().nth(MAX_TEXT).is_some() {
                    format_args!("expected at most {MAX_TEXT} characters, found {}", text.chars().count())
                } else if text.chars().any(breaks) {
                    format_args!("expected text without control characters or line breaks, found one")
                } else if text.is_empty() && (name.is("tab_id") || name.is("download_id")) {
                    format_args!("expected an id, found an empty string")
                } else {
                    continue;
                };
                cursor.inside(Step::Index(index), |cursor| {
                    cursor.report_at(
                        rule!("browser_state.shape"),
                        Step::Key(name),
                        value.span(),
                        message,
                        None,
                    );
                });
            }
        }
    });
}
