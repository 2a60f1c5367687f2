//! Tools, MCP servers, tool choice.
//!
//! A tool by itself is looked at when its fields were checked; what tools have to do with each other and with the rest of
//! the request, when all of it was seen.

mod choice;
mod custom;
mod declared;
mod example;
mod expression;
mod list;
mod location;
mod mcp;
mod misplaced;
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
use declared::Request;

pub(super) use mcp::is_member;
pub(super) use misplaced::{as_others_write, is_foreign, misplaced};

/// What this subject remembers of a request until its end.
#[derive(Debug, Default)]
pub(super) struct State {
    /// Messages add tools or refer to some, so `tools` is not the whole story.
    changes: bool,
}

/// More about an object whose fields were checked.
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

/// The last word about a request, when all of it was seen.
pub(super) fn finish<'a>(cursor: &mut Cursor<'a, '_>, state: &State, params: &Params<'a>) {
    let request = Request::read(params, state.changes);
    if let Some(tools) = request.tools {
        list::check(cursor, tools, &request);
    }
    strict::check(cursor, &request);
    mcp::finish(cursor, &request);
    if let Some(choice) = request.choice {
        choice::check(cursor, choice, &request);
    }
}
