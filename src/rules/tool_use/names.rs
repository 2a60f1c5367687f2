//! Which tools a request declares.

use crate::rules::params::Params;
use std::borrow::Cow;
use std::collections::HashSet;

use crate::json::word;

/// The names that `tools` declares.
#[derive(Debug, Default)]
pub(in crate::rules) struct Declared<'a> {
    names: HashSet<Cow<'a, str>>,
    servers: HashSet<Cow<'a, str>>,
    /// A toolset brings tools whose names only the server knows.
    more: bool,
}

impl<'a> Declared<'a> {
    /// Reads `tools`.
    pub(in crate::rules) fn of(params: &Params<'a>) -> Declared<'a> {
        let mut declared = Declared::default();
        for tool in params.get(word!("tools")).into_iter().flat_map(|tools| tools.items()) {
            let text = |key| Some(tool.get(key)?.text()?.value());
            declared.names.extend(text("name"));
            declared.servers.extend(text("mcp_server_name"));
            declared.more |= text("type").is_some_and(|tag| tag.contains("toolset"));
        }
        declared
    }

    /// Whether a tool has this name, or may have it.
    pub(in crate::rules) fn has(&self, name: &str) -> bool {
        self.more || self.names.contains(name)
    }

    /// Whether the tools of an MCP server are among them.
    pub(in crate::rules) fn has_server(&self, name: &str) -> bool {
        self.servers.contains(name)
    }
}
