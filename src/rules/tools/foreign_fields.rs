//! Tools in another vendor's format, and fields of other kinds of tools.

use std::fmt::Arguments;

use crate::json::{Text, Value, word};
use crate::rules::catalogue::Rule;
use crate::rules::cursor::{Cursor, rule};
use crate::rules::schema::{Name, Shape, TOOLS};

/// Reports a tool in another vendor's format, about which nothing else is reported.
pub(in crate::rules) fn is_foreign<'a>(cursor: &mut Cursor<'a, '_>, value: Value<'a>, first: &'static Shape) -> bool {
    if first.name != Name::Tool {
        return false;
    }
    let mut keys = value.entries().map(|(key, _)| key.word());
    let foreign = keys.find(|key| *key == word!("function") || *key == word!("parameters"));
    let Some(word) = foreign else { return false };
    let message = format_args!("expected a tool of the Messages API, found another vendor's format with {word}");
    let help = format_args!(
        "Write {{\"name\":…,\"description\":…,\"input_schema\":{{…}}}}; input_schema is what other APIs call parameters."
    );
    cursor.report(rule!("tool.type.openai"), value.span(), message, Some(help));
    true
}

/// Returns the rule about a key that only tools in another vendor's format have.
pub(in crate::rules) fn foreign_format_rule(key: &str, shape: &'static Shape) -> Option<&'static Rule> {
    let is_list = matches!(
        key,
        "functionDeclarations" | "function_declarations" | "toolSpec" | "tool_spec"
    );
    (shape.name == Name::Tool && is_list).then_some(rule!("tool.type.openai"))
}

/// Returns the rule about a field that only other tools have, and the fix.
pub(in crate::rules) fn misplaced_field(
    shape: &'static Shape,
    key: Text<'_>,
) -> Option<(&'static Rule, Arguments<'static>)> {
    if !TOOLS.contains(&shape.name) {
        return None;
    }
    let web = shape.name.as_str().starts_with("Web");
    let found = match key.value().as_ref() {
        "input_examples" => (
            rule!("tool.input_examples"),
            format_args!("Only custom tools and tools that run on your side support examples."),
        ),
        "eager_input_streaming" => (
            rule!("tool.eager_input_streaming"),
            format_args!("Only custom tools support it."),
        ),
        "strict" => (
            rule!("tool.strict.where"),
            format_args!("Toolsets cannot be strict: leave it out."),
        ),
        "allowed_callers" => (
            rule!("tool.allowed_callers"),
            format_args!("The tools of an MCP server cannot be called by programs: leave it out."),
        ),
        "use_cache" if web => (
            rule!("tool.web.response_inclusion"),
            format_args!("web_fetch supports it from web_fetch_20260309 on."),
        ),
        "response_inclusion" if web => (
            rule!("tool.web.response_inclusion"),
            format_args!("The web tools support it from their 20260318 versions on."),
        ),
        "max_characters" if shape.name.as_str().starts_with("ToolTextEditor") => (
            rule!("tool.text_editor.max_characters"),
            format_args!("Only text_editor_20250728 supports it."),
        ),
        _ => return None,
    };
    Some(found)
}
