//! Tool use in messages. Here is what one block can tell; `pairs` matches calls with results over the conversation,
//! `names` knows which tools are declared, `browser` what a browser may look like.

mod browser;
mod names;
mod pairs;

use crate::json::{Kind, Span, Value, word};
use crate::rules::catalogue::Rule;
use crate::rules::check::{Check, Spot, Step, found, rule};
use crate::rules::content;
use crate::rules::params::Params;
use crate::rules::schema::{Name, Shape};

pub(super) use names::Declared;

/// What this subject remembers of a request until its end.
#[derive(Debug, Default)]
pub(super) struct Seen<'a> {
    /// There are calls of tools, results, or what may stand for them.
    any: bool,
    /// Tools that were found by a search.
    references: Vec<(Spot<'a>, Value<'a>)>,
    /// The first block of an MCP server's tool.
    mcp: Option<Spot<'a>>,
}

/// Characters of a tool's name in a call; more than a declared name may have.
const MAX_CALLED_NAME: usize = 200;
/// Characters of a toolset's name.
const MAX_TOOLSET_NAME: usize = 64;
/// Characters of the name of a tool that was found.
const MAX_FOUND_NAME: usize = 256;

/// More about an object whose fields were checked.
pub(super) fn leave<'a>(check: &mut Check<'a, '_>, value: Value<'a>, shape: &'static Shape) {
    match shape.name {
        Name::ToolUseBlock => {
            check.tool_use.any = true;
            word(check, rule!("tool_use.id.pattern"), value, "id", usize::MAX);
            called_name(check, value);
            word(
                check,
                rule!("tool_use.toolset_name"),
                value,
                "toolset_name",
                MAX_TOOLSET_NAME,
            );
        }
        Name::ServerToolCaller | Name::ServerToolCaller20260120 => {
            server_id(check, rule!("tool_use.caller"), value, "tool_id");
        }
        Name::ToolResultBlock => {
            check.tool_use.any = true;
            let rule = rule!("tool_result.content.empty_text");
            content::texts(check, value, rule, rule);
            browser::once(check, value);
        }
        Name::BrowserStateBlock => browser::state(check, value),
        Name::ToolReferenceBlock => {
            let is_name = word(check, rule!("tool_reference.name"), value, "tool_name", MAX_FOUND_NAME);
            if let Some(name) = value
                .get(word!("tool_name"))
                .filter(|name| is_name && name.kind() == Kind::String)
            {
                let spot = check.inside(Step::Name("tool_name"), |check| check.spot(name.span()));
                check.tool_use.references.push((spot, name));
            }
        }
        Name::ServerToolUseBlock => {
            check.tool_use.any = true;
            server_id(check, rule!("server_tool_use.id"), value, "id");
        }
        Name::WebSearchToolResultBlock
        | Name::WebFetchToolResultBlock
        | Name::AdvisorToolResultBlock
        | Name::CodeExecutionToolResultBlock
        | Name::BashCodeExecutionToolResultBlock
        | Name::TextEditorCodeExecutionToolResultBlock
        | Name::ToolSearchToolResultBlock => {
            check.tool_use.any = true;
            server_id(check, rule!("server_tool_use.id"), value, "tool_use_id");
        }
        Name::CompactionBlock => check.tool_use.any = true,
        Name::MCPToolUseBlock => mcp(check, value, "id"),
        Name::MCPToolResultBlock => mcp(check, value, "tool_use_id"),
        _ => {}
    }
}

/// The last word about a request, when all of it was seen.
pub(super) fn finish<'a>(check: &mut Check<'a, '_>, params: &Params<'a>) {
    let uses_tools = check.tool_use.any && pairs::check(check, params);
    references(check, params);
    mcp_beta(check, params);
    let has_tools = params
        .get(word!("tools"))
        .is_some_and(|tools| tools.items().next().is_some());
    if uses_tools && !has_tools && !check.messages.inline_tools {
        let message = "expected tools, as messages have calls of tools or their results, found none".to_string();
        let help = "Declare the tools that the conversation used.";
        let span = params.get(word!("tools")).map_or(params.span(), |tools| tools.span());
        check.report_at(
            rule!("tools.missing_with_history"),
            Step::Name("tools"),
            span,
            message,
            Some(help),
        );
    }
}

/// Names and ids are made of few characters. Says whether this one is.
fn word<'a>(
    check: &mut Check<'a, '_>,
    rule: &'static Rule,
    owner: Value<'a>,
    field: &'static str,
    most: usize,
) -> bool {
    let Some((value, text)) = owner.get(field).and_then(|value| Some((value, value.text()?))) else {
        return true;
    };
    let text = text.value();
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    if !text.is_empty() && text.len() <= most && text.bytes().all(allowed) {
        return true;
    }
    let length = match most {
        usize::MAX => "one or more".to_string(),
        most => format!("1 to {most}"),
    };
    let message = format!(
        "expected {length} of the characters a-z A-Z 0-9 _ -, found {}",
        found(value)
    );
    check.report_at(rule, Step::Name(field), value.span(), message, None);
    false
}

/// Calls of server tools have ids of their own kind.
fn server_id<'a>(check: &mut Check<'a, '_>, rule: &'static Rule, owner: Value<'a>, field: &'static str) {
    let Some((value, text)) = owner.get(field).and_then(|value| Some((value, value.text()?))) else {
        return;
    };
    let text = text.value();
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let rest = text.strip_prefix("srvtoolu_");
    if rest.is_some_and(|rest| !rest.is_empty() && rest.bytes().all(allowed)) {
        return;
    }
    let message = format!(
        "expected \"srvtoolu_\" and letters, digits or _, found {}",
        found(value)
    );
    let help = "The server gives these ids; send the blocks of a response back as they came.";
    check.report_at(rule, Step::Name(field), value.span(), message, Some(help));
}

fn called_name<'a>(check: &mut Check<'a, '_>, block: Value<'a>) {
    let Some((value, text)) = block.get(word!("name")).and_then(|value| Some((value, value.text()?))) else {
        return;
    };
    let length = text.value().chars().count();
    if (1..=MAX_CALLED_NAME).contains(&length) {
        return;
    }
    let message = format!("expected a name of 1 to {MAX_CALLED_NAME} characters, found {length}");
    check.report_at(rule!("tool_use.name"), Step::Name("name"), value.span(), message, None);
}

fn mcp<'a>(check: &mut Check<'a, '_>, block: Value<'a>, id: &'static str) {
    word(check, rule!("mcp_tool_use.fields"), block, id, usize::MAX);
    if check.tool_use.mcp.is_none() {
        let span: Span = block.get(word!("type")).unwrap_or(block).span();
        let spot = check.inside(Step::Name("type"), |check| check.spot(span));
        check.tool_use.mcp = Some(spot);
    }
}

/// Servers that are declared without the beta are reported where they are declared.
fn mcp_beta<'a>(check: &mut Check<'a, '_>, params: &Params<'a>) {
    let Some(spot) = check.tool_use.mcp.take() else { return };
    let has_beta = check.options().betas.iter().any(|beta| beta.starts_with("mcp-client-"));
    if has_beta || params.get(word!("mcp_servers")).is_some() {
        return;
    }
    let message = "expected the beta mcp-client-2025-11-20 with blocks of MCP tools, found them without".to_string();
    check.report_spot(
        rule!("mcp_tool_use.fields"),
        &spot,
        message,
        Some("Add the beta to the call."),
    );
}

/// What a search found must be declared, for the model to call it.
fn references<'a>(check: &mut Check<'a, '_>, params: &Params<'a>) {
    let references = std::mem::take(&mut check.tool_use.references);
    let has_tools = params
        .get(word!("tools"))
        .is_some_and(|tools| tools.items().next().is_some());
    if references.is_empty() || !has_tools || check.messages.inline_tools {
        return;
    }
    let declared = Declared::of(params);
    for (spot, name) in &references {
        if name.text().is_some_and(|text| !declared.has(&text.value())) {
            let message = format!(
                "expected the name of a tool that tools declares, found {}",
                found(*name)
            );
            let help = "Declare it in tools, with defer_loading.";
            check.report_spot(rule!("tool_reference.name"), spot, message, Some(help));
        }
    }
}
