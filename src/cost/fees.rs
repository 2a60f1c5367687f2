//! Tools that the API runs: fees of web searches per use and of code execution per hour. Their additions to the prompt have no
//! upper bound.

use std::borrow::Cow;

use crate::catalog::prices::WEB_SEARCH;
use crate::json::{Kind, Value, Word, word};

/// Prefixes of the types of tools that the API runs.
const SERVER_TOOLS: [&str; 6] = [
    "web_search",
    "web_fetch",
    CODE_EXECUTION,
    "tool_search_tool",
    "advisor",
    "mcp_toolset",
];
/// Prefixes of the types of tools that the caller runs. An unknown type may be one that the API runs.
const CLIENT_TOOLS: [&str; 6] = ["custom", "bash_", "text_editor_", "computer_", "memory_", "browser_"];
const CODE_EXECUTION: &str = "code_execution";

/// Fees of the tools of some requests.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fees {
    /// Upper bound in US dollars; absent if there is none.
    pub(super) most: Option<f64>,
    /// Which of `SERVER_TOOLS` occur.
    tools: [bool; SERVER_TOOLS.len()],
    has_others: bool,
    /// The API may summarize the prompt, for which it reads it again.
    compacts: bool,
}

/// Passes on the items of a list under a key.
#[inline(never)]
fn each<'a>(value: Value<'a>, key: Word, take: &mut dyn FnMut(Value<'a>)) {
    if let Some(list) = value.get(key) {
        list.items().for_each(take);
    }
}

fn kind_of<'a>(value: Value<'a>) -> Option<Cow<'a, str>> {
    Some(value.get(word!("type"))?.text()?.value())
}

impl Default for Fees {
    fn default() -> Fees {
        Fees {
            most: Some(0.0),
            tools: Default::default(),
            has_others: false,
            compacts: false,
        }
    }
}

impl Fees {
    /// Adds the tools of a request: those that it starts with, those that its messages add, and MCP servers without a toolset.
    #[inline(never)]
    pub(super) fn add(&mut self, params: Value<'_>) {
        each(params, word!("tools"), &mut |tool| self.add_tool(tool));
        each(params, word!("messages"), &mut |message| {
            each(message, word!("content"), &mut |block| {
                self.add_change(block);
                each(block, word!("tool_changes"), &mut |change| self.add_change(change));
            });
        });
        each(params, word!("mcp_servers"), &mut |_| self.add_kind("mcp_toolset"));
        let compaction = params.get(word!("compaction"));
        self.compacts |= compaction.is_some_and(|value| value.kind() == Kind::Object);
        if let Some(managed) = params.get(word!("context_management")) {
            each(managed, word!("edits"), &mut |edit| {
                self.compacts |= kind_of(edit).is_some_and(|kind| kind.starts_with("compact"));
            });
        }
    }

    /// Adds the tool that a block of a message defines.
    fn add_change(&mut self, change: Value<'_>) {
        let tool = change.get(word!("tool"));
        if let Some(definition) = tool.and_then(|tool| tool.get(word!("definition"))) {
            self.add_tool(definition);
        }
    }

    #[inline(never)]
    fn add_tool(&mut self, tool: Value<'_>) {
        let Some(kind) = kind_of(tool) else { return };
        if kind.starts_with("web_search_") {
            let uses = tool.get(word!("max_uses")).and_then(|uses| uses.integer());
            self.most = self
                .most
                .zip(uses)
                .map(|(sum, uses)| sum + uses.max(0) as f64 * WEB_SEARCH);
        }
        self.add_kind(&kind);
    }

    fn add_kind(&mut self, kind: &str) {
        let mut is_known = CLIENT_TOOLS.iter().any(|start| kind.starts_with(start));
        for (has, start) in self.tools.iter_mut().zip(SERVER_TOOLS) {
            let is_one = kind.starts_with(start);
            *has |= is_one;
            is_known |= is_one;
        }
        self.has_others |= !is_known;
    }

    pub(super) fn merge(mut self, other: Fees) -> Fees {
        self.most = self.most.zip(other.most).map(|(one, other)| one + other);
        for (has, other) in self.tools.iter_mut().zip(other.tools) {
            *has |= other;
        }
        self.has_others |= other.has_others;
        self.compacts |= other.compacts;
        self
    }

    /// Returns the tools whose fees are not included in the sum.
    pub(super) fn unpriced(self) -> Vec<&'static str> {
        let mut tools = self.server_tools();
        tools.retain(|name| *name == CODE_EXECUTION);
        tools
    }

    /// Whether the prompt that is billed is the one that is sent.
    pub(super) fn is_prompt_bounded(self) -> bool {
        self.server_tools().is_empty() && !self.compacts
    }

    pub(super) fn compacts(self) -> bool {
        self.compacts
    }

    /// Tools that add to the prompt while the API runs them.
    pub(super) fn server_tools(self) -> Vec<&'static str> {
        let has = self.tools.into_iter().chain([self.has_others]);
        let names = SERVER_TOOLS.into_iter().chain(["tools of other types"]);
        has.zip(names).filter_map(|(has, name)| has.then_some(name)).collect()
    }

    /// Returns the assumptions about tools.
    pub(super) fn assumptions(self) -> Vec<String> {
        let mut found = Vec::new();
        if self.most != Some(0.0) {
            let text = "A web search costs $0.01; a request makes at most max_uses searches, or any number if max_uses is not \
                        set.";
            found.push(text.to_string());
        }
        if !self.unpriced().is_empty() {
            let text = "The cost of code_execution is not included: it is charged per container hour.";
            found.push(text.to_string());
        }
        let tools = self.server_tools();
        if !tools.is_empty() {
            found.push(format!(
                "What the API's tools ({}) add to the prompt is not counted, so there is no upper bound.",
                tools.join(", ")
            ));
        }
        if self.compacts {
            found.push("What a compaction reads and writes is not counted, so there is no upper bound.".to_string());
        }
        found
    }
}
