//! Tools, MCP servers, tool choice.
//!
//! A tool by itself is looked at when its fields were checked; what tools have to do with each other and with the rest of
//! the request, when all of it was seen.

mod choice;
mod custom;
mod declared;
mod example;
mod list;
mod location;
mod mcp;
mod misplaced;
mod schema;
mod server;
mod strict;
mod toolset;
mod web;

use crate::json::Value;
use crate::rules::catalogue::Rule;
use crate::rules::check::{Check, Step, found};
use crate::rules::params::Params;
use crate::rules::schema::{Name, Shape};
use declared::Request;

pub(super) use misplaced::{foreign, misplaced};

/// What this subject remembers of a request until its end.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// Messages add tools or refer to some, so `tools` is not the whole story.
    changes: bool,
}

/// More about an object whose fields were checked.
pub(super) fn leave<'a>(check: &mut Check<'a, '_>, value: Value<'a>, shape: &'static Shape) {
    match shape.name {
        Name::Tool => custom::check(check, value),
        Name::InputSchema => schema::check(check, value),
        Name::UserLocation => location::check(check, value),
        Name::ToolTextEditor20250728 => server::text_editor(check, value),
        Name::ToolComputerUse20241022 | Name::ToolComputerUse20250124 | Name::ToolComputerUse20251124 => {
            server::computer(check, value, shape)
        }
        Name::AdvisorTool20260301 => server::advisor(check, value, shape),
        Name::ToolBash20241022 | Name::ToolTextEditor20241022 => server::beta(check, value, shape),
        Name::BrowserToolset20260801 | Name::ComputerToolset20260801 => toolset::check(check, value, shape),
        Name::MCPToolset => mcp::toolset(check, value),
        Name::MCPServerURLDefinition => mcp::server(check, value),
        Name::ToolAdditionBlock | Name::ToolRemovalBlock | Name::ToolReferenceBlock => check.tools.changes = true,
        Name::WebSearchTool20250305
        | Name::WebSearchTool20260209
        | Name::WebSearchTool20260318
        | Name::WebFetchTool20250910
        | Name::WebFetchTool20260209
        | Name::WebFetchTool20260309
        | Name::WebFetchTool20260318 => web::check(check, value, shape),
        _ => {}
    }
}

/// The last word about a request, when all of it was seen.
pub(super) fn finish<'a>(check: &mut Check<'a, '_>, params: &Params<'a>) {
    let request = Request::read(params);
    if let Some(tools) = request.tools {
        list::check(check, tools, &request);
    }
    strict::check(check, &request);
    mcp::finish(check, &request);
    if let Some(choice) = request.choice {
        choice::check(check, choice, &request);
    }
}

/// Reports a number below the smallest that a field takes.
fn at_least<'a>(check: &mut Check<'a, '_>, rule: &'static Rule, value: Value<'a>, name: &'static str, least: i64) {
    let Some(number) = value.get(name) else { return };
    if number.integer().is_some_and(|number| number < least) {
        let message = format!("expected at least {least}, found {}", found(number));
        check.report_at(rule, Step::Name(name), number.span(), message, None);
    }
}
