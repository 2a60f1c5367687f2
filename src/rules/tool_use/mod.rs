//! Tool use in messages. This file checks single blocks, `pairs` matches calls with results over the conversation, `browser`
//! checks the state of a browser.

mod browser;
mod pairs;
mod pending_calls;
mod result;

use crate::json::{Kind, Span, Value, Word, word};
use crate::rules::catalogue::Rule;
use crate::rules::content;
use crate::rules::content::BlankPolicy;
use crate::rules::cursor::{Cursor, Spot, Step, rule};
use crate::rules::describe::describe;
use crate::rules::params::Params;
use crate::rules::schema::{Name, Shape};
use crate::rules::tool_names::ToolNames;

/// The state of this subject until the end of the request.
#[derive(Debug, Default)]
pub(super) struct State<'a> {
    /// Whether there are tool calls, results, or blocks that represent them.
    any: bool,
    /// Tool references, with their positions.
    references: Vec<(Spot<'a>, Value<'a>)>,
    /// The first block of an MCP server's tool.
    mcp: Option<Spot<'a>>,
}

/// Maximum number of characters of the name in a tool call, which is more than a declared name may have.
const MAX_CALLED_NAME: usize = 200;
/// Maximum number of characters of a toolset's name.
const MAX_TOOLSET_NAME: usize = 64;
/// Maximum number of characters of the name in a tool reference.
const MAX_FOUND_NAME: usize = 256;

/// Checks an object after its fields.
pub(super) fn leave<'a>(cursor: &mut Cursor<'a, '_>, state: &mut State<'a>, value: Value<'a>, shape: &'static Shape) {
    match shape.name {
        Name::ToolUseBlock => {
            state.any = true;
            word(cursor, rule!("tool_use.id.pattern"), value, word!("id"), usize::MAX);
            called_name(cursor, value);
            word(
                cursor,
                rule!("tool_use.toolset_name"),
                value,
                word!("toolset_name"),
                MAX_TOOLSET_NAME,
            );
        }
        Name::ServerToolCaller | Name::ServerToolCaller20260120 => {
            server_id(cursor, rule!("tool_use.caller"), value, word!("tool_id"));
        }
        Name::ToolResultBlock => {
            state.any = true;
            let rule = rule!("tool_result.content.empty_text");
            content::texts(cursor, value, rule, rule, BlankPolicy::NextToText);
            if value.get(word!("is_error")).and_then(|is_error| is_error.bool()) == Some(true) {
                result::of_failure(cursor, value);
            }
            browser::once(cursor, value);
        }
        Name::BrowserStateBlock => browser::state(cursor, value),
        Name::ToolReferenceBlock => {
            found_name(cursor, state, value);
        }
        Name::ServerToolUseBlock => {
            state.any = true;
            server_id(cursor, rule!("server_tool_use.id"), value, word!("id"));
        }
        Name::WebSearchToolResultBlock
        | Name::WebFetchToolResultBlock
        | Name::AdvisorToolResultBlock
        | Name::CodeExecutionToolResultBlock
        | Name::BashCodeExecutionToolResultBlock
        | Name::TextEditorCodeExecutionToolResultBlock
        | Name::ToolSearchToolResultBlock => {
            state.any = true;
            server_id(cursor, rule!("server_tool_use.id"), value, word!("tool_use_id"));
        }
        Name::CompactionBlock => state.any = true,
        Name::MCPToolUseBlock => {
            state.any = true;
            mcp(cursor, state, value, word!("id"));
        }
        Name::MCPToolResultBlock => mcp(cursor, state, value, word!("tool_use_id")),
        _ => {}
    }
}

/// Checks the name in a tool reference.
fn found_name<'a>(cursor: &mut Cursor<'a, '_>, state: &mut State<'a>, value: Value<'a>) {
    let is_name = word(
        cursor,
        rule!("tool_reference.name"),
        value,
        word!("tool_name"),
        MAX_FOUND_NAME,
    );
    if let Some(name) = value
        .get(word!("tool_name"))
        .filter(|name| is_name && name.kind() == Kind::String)
    {
        let spot = cursor.inside(Step::Name("tool_name"), |cursor| cursor.spot(name.span()));
        state.references.push((spot, name));
    }
}

/// Checks the request as a whole, at its end. `inline_tools`: messages define tools that are missing from `tools`.
pub(super) fn finish<'a>(cursor: &mut Cursor<'a, '_>, state: State<'a>, params: &Params<'a>, inline_tools: bool) {
    let uses_tools = state.any && pairs::check(cursor, params, inline_tools);
    if !inline_tools {
        references(cursor, &state.references, params);
    }
    mcp_beta(cursor, state.mcp, params);
    let has_tools = params
        .get(word!("tools"))
        .is_some_and(|tools| tools.items().next().is_some());
    if uses_tools && !has_tools && !inline_tools {
        let message = format_args!("expected tools, as messages have tool calls or results, found none");
        let help = format_args!("Declare the tools that the conversation used.");
        let span = params.get(word!("tools")).map_or(params.span(), |tools| tools.span());
        cursor.report_at(
            rule!("tools.missing_with_history"),
            Step::Name("tools"),
            span,
            message,
            Some(help),
        );
    }
}

/// Checks the characters of a name or id. Returns whether they are valid.
fn word<'a>(cursor: &mut Cursor<'a, '_>, rule: &'static Rule, owner: Value<'a>, field: Word, most: usize) -> bool {
    let Some(value) = owner.get(field) else {
        return true;
    };
    // Without escapes, which these characters never need.
    if value.inner().is_some_and(|(text, _)| is_word(text, most)) {
        return true;
    }
    let Some(text) = value.text() else {
        return true;
    };
    if is_word(text.value().as_bytes(), most) {
        return true;
    }
    let length = match most {
        usize::MAX => format_args!("one or more"),
        _ => format_args!("1 to {most}"),
    };
    let message = format_args!(
        "expected {length} of the characters a-z A-Z 0-9 _ -, found {}",
        describe(value)
    );
    cursor.report_at(rule, Step::Word(field), value.span(), message, None);
    false
}

/// Whether a text has 1 to `most` characters, all of them allowed in names and ids.
fn is_word(text: &[u8], most: usize) -> bool {
    let allowed = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    !text.is_empty() && text.len() <= most && text.iter().all(allowed)
}

/// Checks the id of a server tool call.
fn server_id<'a>(cursor: &mut Cursor<'a, '_>, rule: &'static Rule, owner: Value<'a>, field: Word) {
    let Some((value, text)) = owner.get(field).and_then(|value| Some((value, value.text()?))) else {
        return;
    };
    let text = text.value();
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let rest = text.strip_prefix("srvtoolu_");
    if rest.is_some_and(|rest| !rest.is_empty() && rest.bytes().all(allowed)) {
        return;
    }
    let message = format_args!(
        "expected \"srvtoolu_\" followed by letters, digits or _, found {}",
        describe(value)
    );
    let help = format_args!("The server assigns these ids: send the blocks of a response back unchanged.");
    cursor.report_at(rule, Step::Word(field), value.span(), message, Some(help));
}

fn called_name<'a>(cursor: &mut Cursor<'a, '_>, block: Value<'a>) {
    let Some(value) = block.get(word!("name")) else { return };
    // A character takes at least one byte.
    if let Some((1..=MAX_CALLED_NAME, false)) = value.inner().map(|(text, escaped)| (text.len(), escaped)) {
        return;
    }
    let Some(text) = value.text() else { return };
    let length = text.value().chars().count();
    if (1..=MAX_CALLED_NAME).contains(&length) {
        return;
    }
    let message = format_args!("expected a name of 1 to {MAX_CALLED_NAME} characters, found {length}");
    cursor.report_at(rule!("tool_use.name"), Step::Name("name"), value.span(), message, None);
}

fn mcp<'a>(cursor: &mut Cursor<'a, '_>, state: &mut State<'a>, block: Value<'a>, id: Word) {
    word(cursor, rule!("mcp_tool_use.fields"), block, id, usize::MAX);
    if state.mcp.is_none() {
        let span: Span = block.get(word!("type")).unwrap_or(block).span();
        let spot = cursor.inside(Step::Name("type"), |cursor| cursor.spot(span));
        state.mcp = Some(spot);
    }
}

/// Checks the beta of MCP blocks. Declared servers without the beta are reported at their declaration.
fn mcp_beta<'a>(cursor: &mut Cursor<'a, '_>, first: Option<Spot<'a>>, params: &Params<'a>) {
    let Some(spot) = first else { return };
    let has_beta = cursor
        .options()
        .betas
        .iter()
        .any(|beta| beta.starts_with("mcp-client-"));
    if has_beta || params.get(word!("mcp_servers")).is_some() {
        return;
    }
    let message =
        format_args!("expected the beta mcp-client-2025-11-20 for blocks of MCP tools, found a call without it");
    let help = cursor.beta_help("mcp-client-2025-11-20", format_args!("Add the beta to the call."));
    cursor.report_spot(
        rule!("mcp_tool_use.fields"),
        &spot,
        message,
        Some(format_args!("{help}")),
    );
}

/// Checks that referenced tools are declared, so that the model can call them.
fn references<'a>(cursor: &mut Cursor<'a, '_>, references: &[(Spot<'a>, Value<'a>)], params: &Params<'a>) {
    let has_tools = params
        .get(word!("tools"))
        .is_some_and(|tools| tools.items().next().is_some());
    if references.is_empty() || !has_tools {
        return;
    }
    let declared = ToolNames::of(params);
    for (spot, name) in references {
        if name.text().is_some_and(|text| !declared.has(&text.value())) {
            let message = format_args!("expected the name of a declared tool, found {}", describe(*name));
            let help = format_args!("Declare it in tools, with defer_loading.");
            cursor.report_spot(rule!("tool_reference.name"), spot, message, Some(help));
        }
    }
}
