//! Cache breakpoints: their number, positions and order. The walk visits each breakpoint, and then the object that contains it.

mod breakpoints;
mod owner;
mod points;

use crate::json::Value;
use crate::rules::catalogue::{Rule, code};
use crate::rules::cursor::{Cursor, rule};
use crate::rules::schema::{Name, Shape};

pub(super) use breakpoints::check as finish;
pub(super) use points::{SavedPoints, State};

/// Returns the rule that an unknown field violates if it is a breakpoint where none is allowed.
pub(super) fn misplaced_rule(field: &str, shape: &Shape) -> Option<&'static Rule> {
    let is_citation = shape.family.unknown == code!("text.citation.fields");
    (is_citation && field == "cache_control").then_some(rule!("cache_control.nested_citation"))
}

/// Checks an object after its fields.
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
