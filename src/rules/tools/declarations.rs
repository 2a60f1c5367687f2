//! The declarations of a request: a summary of its tools, and the fields that go with them.

use crate::json::{Kind as Json, Value, Word, word};
use crate::rules::params::Params;
use crate::rules::schema::{Shape, TOOLS};

/// The parts of a request that concern tools.
#[derive(Debug, Default)]
pub(super) struct Declarations<'a> {
    /// The `tools` array.
    pub(super) tools: Option<Value<'a>>,
    /// Its tools, in order.
    pub(super) list: Vec<Tool<'a>>,
    /// The `mcp_servers` array.
    pub(super) servers: Option<Value<'a>>,
    /// The `tool_choice` object.
    pub(super) choice: Option<Value<'a>>,
    /// The `thinking` object.
    pub(super) thinking: Option<Value<'a>>,
    /// The schema of `output_config.format`.
    pub(super) format: Option<Value<'a>>,
    /// Whether messages add tools or refer to some, so that `tools` is incomplete.
    pub(super) changes: bool,
}

/// A summary of a tool.
#[derive(Debug)]
pub(super) struct Tool<'a> {
    pub(super) value: Value<'a>,
    pub(super) kind: Kind,
    pub(super) tag: Option<Value<'a>>,
    pub(super) name: Option<Value<'a>>,
    /// The server of an `mcp_toolset`.
    pub(super) server: Option<Value<'a>>,
    pub(super) callers: Option<Value<'a>>,
    pub(super) strict: Option<Value<'a>>,
    /// Whether it is deferred: not loaded until a search finds it.
    pub(super) deferred: bool,
}

/// The kind of a tool, as far as the rules distinguish tools.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A custom tool.
    Custom,
    /// Runs code that can call tools, or includes a tool that does.
    Programs,
    /// Finds deferred tools.
    Search,
    /// The members of a toolset, by its name.
    Toolset(&'static str),
    /// The tools of an MCP server.
    Mcp,
    /// Any other known tool.
    Other,
    /// An unknown tool.
    Unknown,
}

impl<'a> Declarations<'a> {
    /// Reads the declarations of `params`. A value of the wrong kind counts as absent, because it is reported elsewhere.
    pub(super) fn read(params: &Params<'a>, changes: bool) -> Declarations<'a> {
        let tools = params.get(word!("tools")).and_then(|tools| of(tools, Json::Array));
        let config = params.get(word!("output_config"));
        let format = config.and_then(|config| config.get(word!("format")));
        Declarations {
            tools,
            list: tools.iter().flat_map(Value::items).map(Tool::read).collect(),
            servers: params
                .get(word!("mcp_servers"))
                .and_then(|servers| of(servers, Json::Array)),
            choice: params
                .get(word!("tool_choice"))
                .and_then(|choice| of(choice, Json::Object)),
            thinking: params
                .get(word!("thinking"))
                .and_then(|thinking| of(thinking, Json::Object)),
            format: format.and_then(|format| format.get(word!("schema"))),
            changes,
        }
    }

    /// Whether there are tools with unknown names.
    pub(super) fn has_unknown_tools(&self) -> bool {
        let strange = |kind| matches!(kind, Kind::Unknown | Kind::Mcp);
        self.servers.is_some() || self.list.iter().any(|tool| strange(tool.kind))
    }
}

impl<'a> Tool<'a> {
    fn read(value: Value<'a>) -> Tool<'a> {
        let mut tool = Tool {
            value,
            kind: Kind::Custom,
            tag: None,
            name: None,
            server: None,
            callers: None,
            strict: None,
            deferred: false,
        };
        let mut foreign = value.kind() != Json::Object;
        for (key, entry) in value.entries() {
            let is = |name: Word| key.word() == name;
            if is(word!("type")) {
                tool.tag = Some(entry).filter(|tag| !tag.is_null());
            } else if is(word!("name")) {
                tool.name = of(entry, Json::String);
            } else if is(word!("mcp_server_name")) {
                tool.server = of(entry, Json::String);
            } else if is(word!("allowed_callers")) {
                tool.callers = of(entry, Json::Array);
            } else if is(word!("strict")) {
                tool.strict = Some(entry).filter(|strict| strict.bool() == Some(true));
            } else if is(word!("defer_loading")) {
                tool.deferred = entry.bool() == Some(true);
            } else if is(word!("function")) || is(word!("parameters")) {
                foreign = true;
            }
        }
        tool.kind = match tool.tag {
            _ if foreign => Kind::Unknown,
            None => Kind::Custom,
            Some(tag) => Kind::of(tag.word()),
        };
        tool
    }

    /// Whether the model may call it directly, and not only from a program.
    pub(super) fn is_direct(&self) -> bool {
        self.callers
            .is_none_or(|callers| callers.items().any(|caller| caller.is(word!("direct"))))
    }

    /// Iterates over the callers that are programs, with their indexes in the list.
    pub(super) fn programs(&self) -> impl Iterator<Item = (usize, Value<'a>)> + use<'a> {
        let callers = self.callers.into_iter().flat_map(|callers| callers.items()).enumerate();
        callers.filter(|(_, caller)| {
            caller
                .text()
                .is_some_and(|text| text.value().starts_with("code_execution_"))
        })
    }
}

impl Kind {
    fn of(tag: Word) -> Kind {
        /// Web tools from this date on filter their results with programs, and include code execution.
        const FILTERS_SINCE: &str = "20260209";
        if tag == word!("custom") {
            return Kind::Custom;
        }
        if !TOOLS.iter().any(|name| Shape::of(*name).tags().contains(&tag)) {
            return Kind::Unknown;
        }
        match tag.as_str() {
            "mcp_toolset" => Kind::Mcp,
            "computer_toolset_20260801" => Kind::Toolset("computer"),
            "browser_toolset_20260801" => Kind::Toolset("browser"),
            "code_execution_20250522" => Kind::Other,
            tag if tag.starts_with("code_execution_") => Kind::Programs,
            tag if tag.starts_with("tool_search_tool_") => Kind::Search,
            tag if tag.starts_with("web_") && tag.rsplit('_').next().is_some_and(|day| day >= FILTERS_SINCE) => {
                Kind::Programs
            }
            _ => Kind::Other,
        }
    }
}

fn of(value: Value<'_>, kind: Json) -> Option<Value<'_>> {
    Some(value).filter(|value| value.kind() == kind)
}
