//! Tools: every kind and dated version, their options, tool choice and MCP servers.
//! Source: types of the official SDKs of 2026-11-20, beta namespaces included.

use crate::rules::schema::Type::*;
use crate::rules::schema::*;

/// Every kind of tool.
pub static TOOLS: &[&Shape] = &[
    &TOOL,
    &TOOL_BASH_20241022,
    &TOOL_BASH_20250124,
    &CODE_EXECUTION_TOOL_20250522,
    &CODE_EXECUTION_TOOL_20250825,
    &CODE_EXECUTION_TOOL_20260120,
    &CODE_EXECUTION_TOOL_20260521,
    &BROWSER_TOOLSET_20260801,
    &TOOL_COMPUTER_USE_20241022,
    &MEMORY_TOOL_20250818,
    &TOOL_COMPUTER_USE_20250124,
    &TOOL_TEXT_EDITOR_20241022,
    &TOOL_COMPUTER_USE_20251124,
    &COMPUTER_TOOLSET_20260801,
    &TOOL_TEXT_EDITOR_20250124,
    &TOOL_TEXT_EDITOR_20250429,
    &TOOL_TEXT_EDITOR_20250728,
    &WEB_SEARCH_TOOL_20250305,
    &WEB_FETCH_TOOL_20250910,
    &WEB_SEARCH_TOOL_20260209,
    &WEB_FETCH_TOOL_20260209,
    &WEB_FETCH_TOOL_20260309,
    &WEB_SEARCH_TOOL_20260318,
    &WEB_FETCH_TOOL_20260318,
    &ADVISOR_TOOL_20260301,
    &TOOL_SEARCH_TOOL_BM25_20251119,
    &TOOL_SEARCH_TOOL_REGEX_20251119,
    &MCP_TOOLSET,
];

/// Who may call a tool.
pub const CALLERS: &[Word] = words![
    "direct",
    "code_execution_20250825",
    "code_execution_20260120",
    "code_execution_20260521",
];

const OF_TOOL: Family = Family {
    unknown: "tool.unknown_field",
    missing: "tool.unknown_field",
    null: "tool.unknown_field",
    tag: "tool.type.unknown",
    untagged: "tool.type.unknown",
};

const OF_INPUT_SCHEMA: Family = Family {
    unknown: "tool.input_schema.valid",
    missing: "tool.input_schema.missing",
    null: "tool.input_schema.valid",
    tag: "tool.input_schema.missing",
    untagged: "tool.input_schema.missing",
};

const OF_TOOLSET: Family = Family {
    unknown: "tool.toolset.fields",
    missing: "tool.toolset.fields",
    null: "tool.toolset.fields",
    tag: "tool.toolset.fields",
    untagged: "tool.toolset.fields",
};

const OF_USER_LOCATION: Family = Family {
    unknown: "tool.web.user_location",
    missing: "tool.web.user_location",
    null: "tool.web.user_location",
    tag: "tool.web.user_location",
    untagged: "tool.web.user_location",
};

const OF_URL_SOURCES: Family = Family {
    unknown: "tool.web_fetch.url_sources",
    missing: "tool.web_fetch.url_sources",
    null: "tool.web_fetch.url_sources",
    tag: "tool.web_fetch.url_sources",
    untagged: "tool.web_fetch.url_sources",
};

const OF_MCP_TOOLSET: Family = Family {
    unknown: "tool.unknown_field",
    missing: "tool.unknown_field",
    null: "tool.unknown_field",
    tag: "tool.type.unknown",
    untagged: "tool.type.unknown",
};

const OF_TOOL_CHOICE: Family = Family {
    unknown: "tool_choice.fields",
    missing: "tool_choice.fields",
    null: "tool_choice.fields",
    tag: "tool_choice.type",
    untagged: "tool_choice.type",
};

const OF_MCP_SERVER: Family = Family {
    unknown: "mcp.server.fields",
    missing: "mcp.server.fields",
    null: "mcp.server.fields",
    tag: "mcp.server.fields",
    untagged: "mcp.server.fields",
};

/// The name of a tool that is not the caller's to name.
const fn fixed(name: &'static [Word]) -> Field {
    req("name", Words(name))
        .rule("tool.name.fixed")
        .missing("tool.name.missing")
}

/// `Tool`
pub static TOOL: Shape = Shape {
    name: Name::Tool,
    tags: words!["custom"],
    family: &OF_TOOL,
    open: false,
    fields: &[
        req("input_schema", One(&INPUT_SCHEMA)).rule("tool.input_schema.missing"),
        req("name", String).rule("tool.name.missing"),
        opt("allowed_callers", Array(&Words(CALLERS))).rule("tool.allowed_callers"),
        opt_null("cache_control", One(&CACHE_CONTROL_EPHEMERAL)).rule("cache_control.type"),
        opt("defer_loading", Bool),
        opt("description", String),
        opt_null("eager_input_streaming", Bool).rule("tool.eager_input_streaming"),
        opt("input_examples", Array(&Object)).rule("tool.input_examples"),
        opt("strict", Bool),
        opt_null("type", Words(words!["custom"])),
    ],
};

/// `ToolBash20250124`
pub static TOOL_BASH_20250124: Shape = Shape {
    name: Name::ToolBash20250124,
    tags: words!["bash_20250124"],
    family: &OF_TOOL,
    open: false,
    fields: &[
        fixed(words!["bash"]),
        opt("allowed_callers", Array(&Words(CALLERS))).rule("tool.allowed_callers"),
        opt_null("cache_control", One(&CACHE_CONTROL_EPHEMERAL)).rule("cache_control.type"),
        opt("defer_loading", Bool),
        opt("input_examples", Array(&Object)).rule("tool.input_examples"),
        opt("strict", Bool),
    ],
};

/// `CodeExecutionTool20250522`
pub static CODE_EXECUTION_TOOL_20250522: Shape = Shape {
    name: Name::CodeExecutionTool20250522,
    tags: words!["code_execution_20250522"],
    family: &OF_TOOL,
    open: false,
    fields: &[
        fixed(words!["code_execution"]),
        opt("allowed_callers", Array(&Words(CALLERS))).rule("tool.allowed_callers"),
        opt_null("cache_control", One(&CACHE_CONTROL_EPHEMERAL)).rule("cache_control.type"),
        opt("defer_loading", Bool),
        opt("strict", Bool),
    ],
};

/// `CodeExecutionTool20250825`
pub static CODE_EXECUTION_TOOL_20250825: Shape = Shape {
    name: Name::CodeExecutionTool20250825,
    tags: words!["code_execution_20250825"],
    family: &OF_TOOL,
    open: false,
    fields: &[
        fixed(words!["code_execution"]),
        opt("allowed_callers", Array(&Words(CALLERS))).rule("tool.allowed_callers"),
        opt_null("cache_control", One(&CACHE_CONTROL_EPHEMERAL)).rule("cache_control.type"),
        opt("defer_loading", Bool),
        opt("strict", Bool),
    ],
};

/// `CodeExecutionTool20260120`
pub static CODE_EXECUTION_TOOL_20260120: Shape = Shape {
    name: Name::CodeExecutionTool20260120,
    tags: words!["code_execution_20260120"],
    family: &OF_TOOL,
    open: false,
    fields: &[
        fixed(words!["code_execution"]),
        opt("allowed_callers", Array(&Words(CALLERS))).rule("tool.allowed_callers"),
        opt_null("cache_control", One(&CACHE_CONTROL_EPHEMERAL)).rule("cache_control.type"),
        opt("defer_loading", Bool),
        opt("strict", Bool),
    ],
};

/// `CodeExecutionTool20260521`
pub static CODE_EXECUTION_TOOL_20260521: Shape = Shape {
    name: Name::CodeExecutionTool20260521,
    tags: words!["code_execution_20260521"],
    family: &OF_TOOL,
    open: false,
    fields: &[
        fixed(words!["code_execution"]),
        opt("allowed_callers", Array(&Words(CALLERS))).rule("tool.allowed_callers"),
        opt_null("cache_control", One(&CACHE_CONTROL_EPHEMERAL)).rule("cache_control.type"),
        opt("defer_loading", Bool),
        opt("strict", Bool),
    ],
};

/// `MemoryTool20250818`
pub static MEMORY_TOOL_20250818: Shape = Shape {
    name: Name::MemoryTool20250818,
    tags: words!["memory_20250818"],
    family: &OF_TOOL,
    open: false,
    fields: &[
        fixed(words!["memory"]),
        opt("allowed_callers", Array(&Words(CALLERS))).rule("tool.allowed_callers"),
        opt_null("cache_control", One(&CACHE_CONTROL_EPHEMERAL)).rule("cache_control.type"),
        opt("defer_loading", Bool),
        opt("input_examples", Array(&Object)).rule("tool.input_examples"),
        opt("strict", Bool),
    ],
};

/// `ToolTextEditor20250124`
pub static TOOL_TEXT_EDITOR_20250124: Shape = Shape {
    name: Name::ToolTextEditor20250124,
    tags: words!["text_editor_20250124"],
    family: &OF_TOOL,
    open: false,
    fields: &[
        fixed(words!["str_replace_editor"]),
        opt("allowed_callers", Array(&Words(CALLERS))).rule("tool.allowed_callers"),
        opt_null("cache_control", One(&CACHE_CONTROL_EPHEMERAL)).rule("cache_control.type"),
        opt("defer_loading", Bool),
        opt("input_examples", Array(&Object)).rule("tool.input_examples"),
        opt("strict", Bool),
    ],
};

/// `ToolTextEditor20250429`
pub static TOOL_TEXT_EDITOR_20250429: Shape = Shape {
    name: Name::ToolTextEditor20250429,
    tags: words!["text_editor_20250429"],
    family: &OF_TOOL,
    open: false,
    fields: &[
        fixed(words!["str_replace_based_edit_tool"]),
        opt("allowed_callers", Array(&Words(CALLERS))).rule("tool.allowed_callers"),
        opt_null("cache_control", One(&CACHE_CONTROL_EPHEMERAL)).rule("cache_control.type"),
        opt("defer_loading", Bool),
        opt("input_examples", Array(&Object)).rule("tool.input_examples"),
        opt("strict", Bool),
    ],
};

/// `ToolTextEditor20250728`
pub static TOOL_TEXT_EDITOR_20250728: Shape = Shape {
    name: Name::ToolTextEditor20250728,
    tags: words!["text_editor_20250728"],
    family: &OF_TOOL,
    open: false,
    fields: &[
        fixed(words!["str_replace_based_edit_tool"]),
        opt("allowed_callers", Array(&Words(CALLERS))).rule("tool.allowed_callers"),
        opt_null("cache_control", One(&CACHE_CONTROL_EPHEMERAL)).rule("cache_control.type"),
        opt("defer_loading", Bool),
        opt("input_examples", Array(&Object)).rule("tool.input_examples"),
        opt_null("max_characters", Integer).rule("tool.text_editor.max_characters"),
        opt("strict", Bool),
    ],
};

/// `WebSearchTool20250305`
pub static WEB_SEARCH_TOOL_20250305: Shape = Shape {
    name: Name::WebSearchTool20250305,
    tags: words!["web_search_20250305"],
    family: &OF_TOOL,
    open: false,
    fields: &[
        fixed(words!["web_search"]),
        opt("allowed_callers", Array(&Words(CALLERS))).rule("tool.allowed_callers"),
        opt_null("allowed_domains", Array(&String)).rule("tool.web.domain_form"),
        opt_null("blocked_domains", Array(&String)).rule("tool.web.domain_form"),
        opt_null("cache_control", One(&CACHE_CONTROL_EPHEMERAL)).rule("cache_control.type"),
        opt("defer_loading", Bool),
        opt_null("max_uses", Integer).rule("tool.web.max_uses"),
        opt("strict", Bool),
        opt_null("user_location", One(&USER_LOCATION)).rule("tool.web.user_location"),
    ],
};

/// `WebFetchTool20250910`
pub static WEB_FETCH_TOOL_20250910: Shape = Shape {
    name: Name::WebFetchTool20250910,
    tags: words!["web_fetch_20250910"],
    family: &OF_TOOL,
    open: false,
    fields: &[
        fixed(words!["web_fetch"]),
        opt("allowed_callers", Array(&Words(CALLERS))).rule("tool.allowed_callers"),
        opt_null("allowed_domains", Array(&String)).rule("tool.web.domain_form"),
        opt_null("blocked_domains", Array(&String)).rule("tool.web.domain_form"),
        opt_null("cache_control", One(&CACHE_CONTROL_EPHEMERAL)).rule("cache_control.type"),
        opt_null("citations", One(&CITATIONS_CONFIG)),
        opt("defer_loading", Bool),
        opt_null("max_content_tokens", Integer).rule("tool.web.max_uses"),
        opt_null("max_uses", Integer).rule("tool.web.max_uses"),
        opt("strict", Bool),
        opt_null("url_sources", One(&WEB_FETCH_URL_SOURCES)).rule("tool.web_fetch.url_sources"),
    ],
};

/// `WebSearchTool20260209`
pub static WEB_SEARCH_TOOL_20260209: Shape = Shape {
    name: Name::WebSearchTool20260209,
    tags: words!["web_search_20260209"],
    family: &OF_TOOL,
    open: false,
    fields: &[
        fixed(words!["web_search"]),
        opt("allowed_callers", Array(&Words(CALLERS))).rule("tool.allowed_callers"),
        opt_null("allowed_domains", Array(&String)).rule("tool.web.domain_form"),
        opt_null("blocked_domains", Array(&String)).rule("tool.web.domain_form"),
        opt_null("cache_control", One(&CACHE_CONTROL_EPHEMERAL)).rule("cache_control.type"),
        opt("defer_loading", Bool),
        opt_null("max_uses", Integer).rule("tool.web.max_uses"),
        opt("strict", Bool),
        opt_null("user_location", One(&USER_LOCATION)).rule("tool.web.user_location"),
    ],
};

/// `WebFetchTool20260209`
pub static WEB_FETCH_TOOL_20260209: Shape = Shape {
    name: Name::WebFetchTool20260209,
    tags: words!["web_fetch_20260209"],
    family: &OF_TOOL,
    open: false,
    fields: &[
        fixed(words!["web_fetch"]),
        opt("allowed_callers", Array(&Words(CALLERS))).rule("tool.allowed_callers"),
        opt_null("allowed_domains", Array(&String)).rule("tool.web.domain_form"),
        opt_null("blocked_domains", Array(&String)).rule("tool.web.domain_form"),
        opt_null("cache_control", One(&CACHE_CONTROL_EPHEMERAL)).rule("cache_control.type"),
        opt_null("citations", One(&CITATIONS_CONFIG)),
        opt("defer_loading", Bool),
        opt_null("max_content_tokens", Integer).rule("tool.web.max_uses"),
        opt_null("max_uses", Integer).rule("tool.web.max_uses"),
        opt("strict", Bool),
        opt_null("url_sources", One(&WEB_FETCH_URL_SOURCES)).rule("tool.web_fetch.url_sources"),
    ],
};

/// `WebFetchTool20260309`
pub static WEB_FETCH_TOOL_20260309: Shape = Shape {
    name: Name::WebFetchTool20260309,
    tags: words!["web_fetch_20260309"],
    family: &OF_TOOL,
    open: false,
    fields: &[
        fixed(words!["web_fetch"]),
        opt("allowed_callers", Array(&Words(CALLERS))).rule("tool.allowed_callers"),
        opt_null("allowed_domains", Array(&String)).rule("tool.web.domain_form"),
        opt_null("blocked_domains", Array(&String)).rule("tool.web.domain_form"),
        opt_null("cache_control", One(&CACHE_CONTROL_EPHEMERAL)).rule("cache_control.type"),
        opt_null("citations", One(&CITATIONS_CONFIG)),
        opt("defer_loading", Bool),
        opt_null("max_content_tokens", Integer).rule("tool.web.max_uses"),
        opt_null("max_uses", Integer).rule("tool.web.max_uses"),
        opt("strict", Bool),
        opt_null("url_sources", One(&WEB_FETCH_URL_SOURCES)).rule("tool.web_fetch.url_sources"),
        opt("use_cache", Bool).rule("tool.web.response_inclusion"),
    ],
};

/// `WebSearchTool20260318`
pub static WEB_SEARCH_TOOL_20260318: Shape = Shape {
    name: Name::WebSearchTool20260318,
    tags: words!["web_search_20260318"],
    family: &OF_TOOL,
    open: false,
    fields: &[
        fixed(words!["web_search"]),
        opt("allowed_callers", Array(&Words(CALLERS))).rule("tool.allowed_callers"),
        opt_null("allowed_domains", Array(&String)).rule("tool.web.domain_form"),
        opt_null("blocked_domains", Array(&String)).rule("tool.web.domain_form"),
        opt_null("cache_control", One(&CACHE_CONTROL_EPHEMERAL)).rule("cache_control.type"),
        opt("defer_loading", Bool),
        opt_null("max_uses", Integer).rule("tool.web.max_uses"),
        opt("response_inclusion", Words(words!["full", "excluded"])).rule("tool.web.response_inclusion"),
        opt("strict", Bool),
        opt_null("user_location", One(&USER_LOCATION)).rule("tool.web.user_location"),
    ],
};

/// `WebFetchTool20260318`
pub static WEB_FETCH_TOOL_20260318: Shape = Shape {
    name: Name::WebFetchTool20260318,
    tags: words!["web_fetch_20260318"],
    family: &OF_TOOL,
    open: false,
    fields: &[
        fixed(words!["web_fetch"]),
        opt("allowed_callers", Array(&Words(CALLERS))).rule("tool.allowed_callers"),
        opt_null("allowed_domains", Array(&String)).rule("tool.web.domain_form"),
        opt_null("blocked_domains", Array(&String)).rule("tool.web.domain_form"),
        opt_null("cache_control", One(&CACHE_CONTROL_EPHEMERAL)).rule("cache_control.type"),
        opt_null("citations", One(&CITATIONS_CONFIG)),
        opt("defer_loading", Bool),
        opt_null("max_content_tokens", Integer).rule("tool.web.max_uses"),
        opt_null("max_uses", Integer).rule("tool.web.max_uses"),
        opt("response_inclusion", Words(words!["full", "excluded"])).rule("tool.web.response_inclusion"),
        opt("strict", Bool),
        opt_null("url_sources", One(&WEB_FETCH_URL_SOURCES)).rule("tool.web_fetch.url_sources"),
        opt("use_cache", Bool).rule("tool.web.response_inclusion"),
    ],
};

/// `ToolSearchToolBm25_20251119`
pub static TOOL_SEARCH_TOOL_BM25_20251119: Shape = Shape {
    name: Name::ToolSearchToolBm25_20251119,
    tags: words!["tool_search_tool_bm25_20251119", "tool_search_tool_bm25"],
    family: &OF_TOOL,
    open: false,
    fields: &[
        fixed(words!["tool_search_tool_bm25"]),
        opt("allowed_callers", Array(&Words(CALLERS))).rule("tool.allowed_callers"),
        opt_null("cache_control", One(&CACHE_CONTROL_EPHEMERAL)).rule("cache_control.type"),
        opt("defer_loading", Bool),
        opt("strict", Bool),
    ],
};

/// `ToolSearchToolRegex20251119`
pub static TOOL_SEARCH_TOOL_REGEX_20251119: Shape = Shape {
    name: Name::ToolSearchToolRegex20251119,
    tags: words!["tool_search_tool_regex_20251119", "tool_search_tool_regex"],
    family: &OF_TOOL,
    open: false,
    fields: &[
        fixed(words!["tool_search_tool_regex"]),
        opt("allowed_callers", Array(&Words(CALLERS))).rule("tool.allowed_callers"),
        opt_null("cache_control", One(&CACHE_CONTROL_EPHEMERAL)).rule("cache_control.type"),
        opt("defer_loading", Bool),
        opt("strict", Bool),
    ],
};

/// `ToolBash20241022`
pub static TOOL_BASH_20241022: Shape = Shape {
    name: Name::ToolBash20241022,
    tags: words!["bash_20241022"],
    family: &OF_TOOL,
    open: false,
    fields: &[
        fixed(words!["bash"]),
        opt("allowed_callers", Array(&Words(CALLERS))).rule("tool.allowed_callers"),
        opt_null("cache_control", One(&CACHE_CONTROL_EPHEMERAL)).rule("cache_control.type"),
        opt("defer_loading", Bool),
        opt("input_examples", Array(&Object)).rule("tool.input_examples"),
        opt("strict", Bool),
    ],
};

/// `ToolComputerUse20241022`
pub static TOOL_COMPUTER_USE_20241022: Shape = Shape {
    name: Name::ToolComputerUse20241022,
    tags: words!["computer_20241022"],
    family: &OF_TOOL,
    open: false,
    fields: &[
        req("display_height_px", Integer).rule("tool.computer.display"),
        req("display_width_px", Integer).rule("tool.computer.display"),
        fixed(words!["computer"]),
        opt("allowed_callers", Array(&Words(CALLERS))).rule("tool.allowed_callers"),
        opt_null("cache_control", One(&CACHE_CONTROL_EPHEMERAL)).rule("cache_control.type"),
        opt("defer_loading", Bool),
        opt_null("display_number", Integer).rule("tool.computer.display"),
        opt("input_examples", Array(&Object)).rule("tool.input_examples"),
        opt("strict", Bool),
    ],
};

/// `ToolComputerUse20250124`
pub static TOOL_COMPUTER_USE_20250124: Shape = Shape {
    name: Name::ToolComputerUse20250124,
    tags: words!["computer_20250124"],
    family: &OF_TOOL,
    open: false,
    fields: &[
        req("display_height_px", Integer).rule("tool.computer.display"),
        req("display_width_px", Integer).rule("tool.computer.display"),
        fixed(words!["computer"]),
        opt("allowed_callers", Array(&Words(CALLERS))).rule("tool.allowed_callers"),
        opt_null("cache_control", One(&CACHE_CONTROL_EPHEMERAL)).rule("cache_control.type"),
        opt("defer_loading", Bool),
        opt_null("display_number", Integer).rule("tool.computer.display"),
        opt("input_examples", Array(&Object)).rule("tool.input_examples"),
        opt("strict", Bool),
    ],
};

/// `ToolTextEditor20241022`
pub static TOOL_TEXT_EDITOR_20241022: Shape = Shape {
    name: Name::ToolTextEditor20241022,
    tags: words!["text_editor_20241022"],
    family: &OF_TOOL,
    open: false,
    fields: &[
        fixed(words!["str_replace_editor"]),
        opt("allowed_callers", Array(&Words(CALLERS))).rule("tool.allowed_callers"),
        opt_null("cache_control", One(&CACHE_CONTROL_EPHEMERAL)).rule("cache_control.type"),
        opt("defer_loading", Bool),
        opt("input_examples", Array(&Object)).rule("tool.input_examples"),
        opt("strict", Bool),
    ],
};

/// `ToolComputerUse20251124`
pub static TOOL_COMPUTER_USE_20251124: Shape = Shape {
    name: Name::ToolComputerUse20251124,
    tags: words!["computer_20251124"],
    family: &OF_TOOL,
    open: false,
    fields: &[
        req("display_height_px", Integer).rule("tool.computer.display"),
        req("display_width_px", Integer).rule("tool.computer.display"),
        fixed(words!["computer"]),
        opt("allowed_callers", Array(&Words(CALLERS))).rule("tool.allowed_callers"),
        opt_null("cache_control", One(&CACHE_CONTROL_EPHEMERAL)).rule("cache_control.type"),
        opt("defer_loading", Bool),
        opt_null("display_number", Integer).rule("tool.computer.display"),
        opt("enable_zoom", Bool),
        opt("input_examples", Array(&Object)).rule("tool.input_examples"),
        opt("strict", Bool),
    ],
};

/// `AdvisorTool20260301`
pub static ADVISOR_TOOL_20260301: Shape = Shape {
    name: Name::AdvisorTool20260301,
    tags: words!["advisor_20260301"],
    family: &OF_TOOL,
    open: false,
    fields: &[
        req("model", String).rule("tool.advisor"),
        fixed(words!["advisor"]),
        opt("allowed_callers", Array(&Words(CALLERS))).rule("tool.allowed_callers"),
        opt_null("cache_control", One(&CACHE_CONTROL_EPHEMERAL)).rule("cache_control.type"),
        opt_null("caching", One(&CACHE_CONTROL_EPHEMERAL)),
        opt("defer_loading", Bool),
        opt_null("max_tokens", Integer),
        opt_null("max_uses", Integer).rule("tool.advisor"),
        opt("strict", Bool),
    ],
};

/// `InputSchema`
pub static INPUT_SCHEMA: Shape = Shape {
    name: Name::InputSchema,
    tags: words!["object"],
    family: &OF_INPUT_SCHEMA,
    open: true,
    fields: &[
        opt_null("properties", Object).rule("tool.input_schema.valid"),
        opt_null("required", Array(&String)).rule("tool.input_schema.valid"),
    ],
};

/// `BrowserToolset20260801`
pub static BROWSER_TOOLSET_20260801: Shape = Shape {
    name: Name::BrowserToolset20260801,
    tags: words!["browser_toolset_20260801"],
    family: &OF_TOOLSET,
    open: false,
    fields: &[
        opt("allowed_callers", Array(&Words(CALLERS))).rule("tool.allowed_callers"),
        opt_null("cache_control", One(&CACHE_CONTROL_EPHEMERAL)).rule("cache_control.type"),
        opt_null("configs", One(&BROWSER_TOOLSET_CONFIGS)),
    ],
};

/// `BrowserToolsetConfigs`
pub static BROWSER_TOOLSET_CONFIGS: Shape = Shape {
    name: Name::BrowserToolsetConfigs,
    tags: words![],
    family: &OF_TOOLSET,
    open: false,
    fields: &[
        opt_null("close_tab", One(&TOOLSET_MEMBER_CONFIG)),
        opt_null("double_click", One(&TOOLSET_MEMBER_CONFIG)),
        opt_null("file_upload", One(&TOOLSET_MEMBER_CONFIG)),
        opt_null("find", One(&TOOLSET_MEMBER_CONFIG)),
        opt_null("form_input", One(&TOOLSET_MEMBER_CONFIG)),
        opt_null("get_page_text", One(&TOOLSET_MEMBER_CONFIG)),
        opt_null("hold_key", One(&TOOLSET_MEMBER_CONFIG)),
        opt_null("hover", One(&TOOLSET_MEMBER_CONFIG)),
        opt_null("javascript_exec", One(&TOOLSET_MEMBER_CONFIG)),
        opt_null("key", One(&TOOLSET_MEMBER_CONFIG)),
        opt_null("left_click", One(&TOOLSET_MEMBER_CONFIG)),
        opt_null("left_click_drag", One(&TOOLSET_MEMBER_CONFIG)),
        opt_null("left_mouse_down", One(&TOOLSET_MEMBER_CONFIG)),
        opt_null("left_mouse_up", One(&TOOLSET_MEMBER_CONFIG)),
        opt_null("list_tabs", One(&TOOLSET_MEMBER_CONFIG)),
        opt_null("middle_click", One(&TOOLSET_MEMBER_CONFIG)),
        opt_null("mouse_move", One(&TOOLSET_MEMBER_CONFIG)),
        opt_null("navigate", One(&TOOLSET_MEMBER_CONFIG)),
        opt_null("new_tab", One(&TOOLSET_MEMBER_CONFIG)),
        opt_null("read_console", One(&TOOLSET_MEMBER_CONFIG)),
        opt_null("read_network", One(&TOOLSET_MEMBER_CONFIG)),
        opt_null("read_page", One(&TOOLSET_MEMBER_CONFIG)),
        opt_null("right_click", One(&TOOLSET_MEMBER_CONFIG)),
        opt_null("screenshot", One(&TOOLSET_MEMBER_CONFIG)),
        opt_null("scroll", One(&TOOLSET_MEMBER_CONFIG)),
        opt_null("scroll_to", One(&TOOLSET_MEMBER_CONFIG)),
        opt_null("switch_tab", One(&TOOLSET_MEMBER_CONFIG)),
        opt_null("triple_click", One(&TOOLSET_MEMBER_CONFIG)),
        opt_null("type", One(&TOOLSET_MEMBER_CONFIG)),
        opt_null("wait", One(&TOOLSET_MEMBER_CONFIG)),
        opt_null("zoom", One(&TOOLSET_MEMBER_CONFIG)),
    ],
};

/// `ComputerToolset20260801`
pub static COMPUTER_TOOLSET_20260801: Shape = Shape {
    name: Name::ComputerToolset20260801,
    tags: words!["computer_toolset_20260801"],
    family: &OF_TOOLSET,
    open: false,
    fields: &[
        opt("allowed_callers", Array(&Words(CALLERS))).rule("tool.allowed_callers"),
        opt_null("cache_control", One(&CACHE_CONTROL_EPHEMERAL)).rule("cache_control.type"),
        opt_null("configs", One(&COMPUTER_TOOLSET_CONFIGS)),
    ],
};

/// `ComputerToolsetConfigs`
pub static COMPUTER_TOOLSET_CONFIGS: Shape = Shape {
    name: Name::ComputerToolsetConfigs,
    tags: words![],
    family: &OF_TOOLSET,
    open: false,
    fields: &[
        opt_null("cursor_position", One(&TOOLSET_MEMBER_CONFIG)),
        opt_null("double_click", One(&TOOLSET_MEMBER_CONFIG)),
        opt_null("hold_key", One(&TOOLSET_MEMBER_CONFIG)),
        opt_null("key", One(&TOOLSET_MEMBER_CONFIG)),
        opt_null("left_click", One(&TOOLSET_MEMBER_CONFIG)),
        opt_null("left_click_drag", One(&TOOLSET_MEMBER_CONFIG)),
        opt_null("left_mouse_down", One(&TOOLSET_MEMBER_CONFIG)),
        opt_null("left_mouse_up", One(&TOOLSET_MEMBER_CONFIG)),
        opt_null("middle_click", One(&TOOLSET_MEMBER_CONFIG)),
        opt_null("mouse_move", One(&TOOLSET_MEMBER_CONFIG)),
        opt_null("right_click", One(&TOOLSET_MEMBER_CONFIG)),
        opt_null("screenshot", One(&TOOLSET_MEMBER_CONFIG)),
        opt_null("scroll", One(&TOOLSET_MEMBER_CONFIG)),
        opt_null("triple_click", One(&TOOLSET_MEMBER_CONFIG)),
        opt_null("type", One(&TOOLSET_MEMBER_CONFIG)),
        opt_null("wait", One(&TOOLSET_MEMBER_CONFIG)),
        opt_null("zoom", One(&TOOLSET_MEMBER_CONFIG)),
    ],
};

/// `ToolsetMemberConfig`
pub static TOOLSET_MEMBER_CONFIG: Shape = Shape {
    name: Name::ToolsetMemberConfig,
    tags: words![],
    family: &OF_TOOLSET,
    open: false,
    fields: &[opt_null("defer_loading", Bool), opt_null("enabled", Bool)],
};

/// `UserLocation`
pub static USER_LOCATION: Shape = Shape {
    name: Name::UserLocation,
    tags: words!["approximate"],
    family: &OF_USER_LOCATION,
    open: false,
    fields: &[
        opt_null("city", String),
        opt_null("country", String),
        opt_null("region", String),
        opt_null("timezone", String),
    ],
};

/// `WebFetchURLSources`
pub static WEB_FETCH_URL_SOURCES: Shape = Shape {
    name: Name::WebFetchURLSources,
    tags: words![],
    family: &OF_URL_SOURCES,
    open: false,
    fields: &[
        opt(
            "client_tool_results",
            AnyOf(&[
                &WEB_FETCH_URL_SOURCE_ALL,
                &WEB_FETCH_URL_SOURCE_NONE,
                &WEB_FETCH_URL_SOURCE_ONLY,
                &WEB_FETCH_URL_SOURCE_EXCEPT,
            ]),
        ),
        opt(
            "server_tool_results",
            AnyOf(&[
                &WEB_FETCH_URL_SOURCE_ALL,
                &WEB_FETCH_URL_SOURCE_NONE,
                &WEB_FETCH_URL_SOURCE_ONLY,
                &WEB_FETCH_URL_SOURCE_EXCEPT,
            ]),
        ),
        opt(
            "user_input",
            AnyOf(&[&WEB_FETCH_URL_SOURCE_ALL, &WEB_FETCH_URL_SOURCE_NONE]),
        ),
    ],
};

/// `WebFetchURLSourceAll`
pub static WEB_FETCH_URL_SOURCE_ALL: Shape = Shape {
    name: Name::WebFetchURLSourceAll,
    tags: words!["all"],
    family: &OF_URL_SOURCES,
    open: false,
    fields: &[],
};

/// `WebFetchURLSourceNone`
pub static WEB_FETCH_URL_SOURCE_NONE: Shape = Shape {
    name: Name::WebFetchURLSourceNone,
    tags: words!["none"],
    family: &OF_URL_SOURCES,
    open: false,
    fields: &[],
};

/// `WebFetchURLSourceOnly`
pub static WEB_FETCH_URL_SOURCE_ONLY: Shape = Shape {
    name: Name::WebFetchURLSourceOnly,
    tags: words!["only"],
    family: &OF_URL_SOURCES,
    open: false,
    fields: &[req("tools", Array(&One(&WEB_FETCH_URL_SOURCE_TOOL_REFERENCE)))],
};

/// `WebFetchURLSourceToolReference`
pub static WEB_FETCH_URL_SOURCE_TOOL_REFERENCE: Shape = Shape {
    name: Name::WebFetchURLSourceToolReference,
    tags: words!["tool_reference"],
    family: &OF_URL_SOURCES,
    open: false,
    fields: &[req("name", String)],
};

/// `WebFetchURLSourceExcept`
pub static WEB_FETCH_URL_SOURCE_EXCEPT: Shape = Shape {
    name: Name::WebFetchURLSourceExcept,
    tags: words!["except"],
    family: &OF_URL_SOURCES,
    open: false,
    fields: &[req("tools", Array(&One(&WEB_FETCH_URL_SOURCE_TOOL_REFERENCE)))],
};

/// `MCPToolset`
pub static MCP_TOOLSET: Shape = Shape {
    name: Name::MCPToolset,
    tags: words!["mcp_toolset"],
    family: &OF_MCP_TOOLSET,
    open: false,
    fields: &[
        req("mcp_server_name", String).rule("mcp.toolset.pairing"),
        opt_null("cache_control", One(&CACHE_CONTROL_EPHEMERAL)).rule("cache_control.type"),
        opt_null("configs", Object),
        opt("default_config", One(&MCP_TOOL_DEFAULT_CONFIG)),
        opt_null("tools", Array(&One(&MCP_TOOL))),
    ],
};

/// `MCPToolDefaultConfig`
pub static MCP_TOOL_DEFAULT_CONFIG: Shape = Shape {
    name: Name::MCPToolDefaultConfig,
    tags: words![],
    family: &OF_MCP_TOOLSET,
    open: false,
    fields: &[opt("defer_loading", Bool), opt("enabled", Bool)],
};

/// `MCPTool`
pub static MCP_TOOL: Shape = Shape {
    name: Name::MCPTool,
    tags: words![],
    family: &OF_MCP_TOOLSET,
    open: false,
    fields: &[
        req("input_schema", Object).rule("tool.input_schema.missing"),
        req("name", String).rule("tool.name.missing"),
        opt_null("description", String),
    ],
};

/// `ToolChoiceAuto`
pub static TOOL_CHOICE_AUTO: Shape = Shape {
    name: Name::ToolChoiceAuto,
    tags: words!["auto"],
    family: &OF_TOOL_CHOICE,
    open: false,
    fields: &[opt("disable_parallel_tool_use", Bool)],
};

/// `ToolChoiceAny`
pub static TOOL_CHOICE_ANY: Shape = Shape {
    name: Name::ToolChoiceAny,
    tags: words!["any"],
    family: &OF_TOOL_CHOICE,
    open: false,
    fields: &[opt("disable_parallel_tool_use", Bool)],
};

/// `ToolChoiceTool`
pub static TOOL_CHOICE_TOOL: Shape = Shape {
    name: Name::ToolChoiceTool,
    tags: words!["tool"],
    family: &OF_TOOL_CHOICE,
    open: false,
    fields: &[req("name", String), opt("disable_parallel_tool_use", Bool)],
};

/// `ToolChoiceNone`
pub static TOOL_CHOICE_NONE: Shape = Shape {
    name: Name::ToolChoiceNone,
    tags: words!["none"],
    family: &OF_TOOL_CHOICE,
    open: false,
    fields: &[],
};

/// `MCPServerURLDefinition`
pub static MCP_SERVER_URL_DEFINITION: Shape = Shape {
    name: Name::MCPServerURLDefinition,
    tags: words!["url"],
    family: &OF_MCP_SERVER,
    open: false,
    fields: &[
        req("name", String),
        req("url", String),
        opt_null("authorization_token", String),
        opt_null("tool_configuration", One(&MCP_SERVER_TOOL_CONFIGURATION)),
    ],
};

/// `MCPServerToolConfiguration`
pub static MCP_SERVER_TOOL_CONFIGURATION: Shape = Shape {
    name: Name::MCPServerToolConfiguration,
    tags: words![],
    family: &OF_MCP_SERVER,
    open: false,
    fields: &[opt_null("allowed_tools", Array(&String)), opt_null("enabled", Bool)],
};
