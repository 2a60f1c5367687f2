//! The tools that a request declares.

use crate::bytes::find;
use std::borrow::Cow;

use crate::bytes::hashing::HashSet;
use crate::json::word;
use crate::rules::params::Params;

/// The names that `tools` declares.
#[derive(Debug, Default)]
pub(super) struct ToolNames<'a> {
    names: HashSet<Cow<'a, str>>,
    servers: HashSet<Cow<'a, str>>,
    /// Whether a toolset contains tools whose names only the server knows.
    more: bool,
}

impl<'a> ToolNames<'a> {
    /// Reads `tools`.
    pub(super) fn of(params: &Params<'a>) -> ToolNames<'a> {
        let mut all = ToolNames::default();
        for tool in params.get(word!("tools")).into_iter().flat_map(|tools| tools.items()) {
            let text = |key| Some(tool.get(key)?.text()?.value());
            all.names.extend(text("name"));
            all.servers.extend(text("mcp_server_name"));
            all.more |= text("type").is_some_and(|tag| find(&tag, "toolset").is_some());
        }
        all
    }

    /// Whether a tool has or may have this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.more || self.names.contains(name)
    }

    /// Whether the tools of an MCP server are among them.
    pub(super) fn has_server(&self, name: &str) -> bool {
        self.servers.contains(name)
    }
}
