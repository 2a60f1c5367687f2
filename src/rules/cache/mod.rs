//! Cache breakpoints: how many there are, where they stand, and in which order. Where one is, the walk says; what it stands
//! on, the object around it, which is left next.

mod owner;
mod points;
mod whole;

use crate::json::Value;
use crate::rules::catalogue::{Rule, code};
use crate::rules::cursor::{Cursor, rule};
use crate::rules::schema::{Name, Shape};

pub(super) use points::{Saved, State};
pub(super) use whole::check as finish;

/// The rule that an unknown field breaks, if it is a breakpoint where none can be.
pub(super) fn misplaced(field: &str, shape: &Shape) -> Option<&'static Rule> {
    let is_citation = shape.family.unknown == code!("text.citation.fields");
    (is_citation && field == "cache_control").then_some(rule!("cache_control.nested_citation"))
}

/// More about an object whose fields were checked.
pub(super) fn leave<'a>(cursor: &mut Cursor<'a, '_>, state: &mut State<'a>, value: Value<'a>, shape: &'static Shape) {
    if shape.name == Name::CacheControlEphemeral {
        return state.add(cursor, value);
    }
    if state.open == 0 {
        return;
    }
    if shape.name == Name::AdvisorTool20260301 {
        state.remove_own_cache(value);
    }
    if !state.claim(value) {
        return;
    }
    match shape.name {
        Name::TextBlock => owner::empty_text(cursor, value),
        Name::BrowserToolset20260801 | Name::ComputerToolset20260801 | Name::MCPToolset => {
            owner::deferred_toolset(cursor, value)
        }
        _ => owner::deferred(cursor, value),
    }
}
