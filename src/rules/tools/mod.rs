//! Tools, MCP servers, tool choice.
//!
//! A single tool is checked after its fields; relations between tools, and with the rest of the request, are checked at the
//! end.

mod choice;
mod custom;
mod declarations;
mod example;
mod foreign_fields;
mod list;
mod location;
mod mcp;
mod names;
mod schema;
mod server;
mod strict;
mod toolset;
mod web;

use crate::json::Value;
use crate::rules::cursor::Cursor;
use crate::rules::params::Params;
use crate::rules::schema::{Name, Shape};
use declarations::Declarations;

pub(super) use foreign_fields::{foreign_format_rule, is_foreign, misplaced_field};
pub(super) use mcp::is_member;

/// The state of this subject until the end of the request.
#[derive(Debug, Default)]
pub(super) struct State {
    /// Whether messages add tools or refer to some, so that `tools` is incomplete.
    changes: bool,
}

/// Checks an object after its fields.
pub(super) fn leave<'a>(cursor: &mut Cursor<'a, '_>, state: &mut State, value: Value<'a>, shape: &'static Shape) {
    match shape.name {
        Name::Tool => custom::check(cursor, value),
        Name::InputSchema => schema::check(cursor, value),
        Name::UserLocation => location::check(cursor, value),
        Name::ToolTextEditor20250728 => server::text_editor(cursor, value),
        Name::ToolComputerUse20241022 | Name::ToolComputerUse20250124 | Name::ToolComputerUse20251124 => {
            server::computer(cursor, value, shape)
        }
        Name::AdvisorTool20260301 => server::advisor(cursor, value, shape),
        Name::ToolBash20241022 | Name::ToolTextEditor20241022 => server::beta(cursor, value, shape),
        Name::BrowserToolset20260801 | Name::ComputerToolset20260801 => toolset::check(cursor, value, shape),
        Name::MCPToolset => mcp::toolset(cursor, value),
        Name::MCPServerURLDefinition => mcp::server(cursor, value),
        Name::ToolAdditionBlock | Name::ToolRemovalBlock | Name::ToolReferenceBlock => state.changes = true,
        Name::WebSearchTool20250305
        | Name::WebSearchTool20260209
        | Name::WebSearchTool20260318
        | Name::WebFetchTool20250910
        | Name::WebFetchTool20260209
        | Name::WebFetchTool20260309
        | Name::WebFetchTool20260318 => web::check(cursor, value, shape),
        _ => {}
    }
}

/// Checks the request as a whole, at its end.
pub(super) fn finish<'a>(cursor: &mut Cursor<'a, '_>, state: &State, params: &Params<'a>) {
    let request = Declarations::read(params, state.changes);
    if let Some(tools) = request.tools {
        list::check(cursor, tools, &request);
    }
    strict::check(cursor, &request);
    mcp::finish(cursor, &request);
    if let Some(choice) = request.choice {
        choice::check(cursor, choice, &request);
    }
}
