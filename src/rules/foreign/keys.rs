//! Fixes for unknown keys that people write in objects inside `params`.

use crate::json::{Word, word};
use crate::rules::foreign::{fold, has};
use crate::rules::schema::{Name, Shape};

/// A key that does not belong to its object.
#[derive(Debug, Clone, Copy)]
pub(in crate::rules) struct Key {
    /// The fix.
    pub(in crate::rules) help: &'static str,
    /// Whether the whole object is in another vendor's form, so that nothing else is reported about it.
    pub(in crate::rules) is_foreign: bool,
    /// The field that it represents, which is then not reported as missing.
    pub(in crate::rules) field: Word,
}

const fn help(names: &'static [Name], words: &'static str, help: &'static str) -> Row {
    is(names, words, Word::NONE, help)
}

const fn foreign(names: &'static [Name], words: &'static str, help: &'static str) -> Row {
    Row {
        names,
        words,
        key: Key {
            help,
            is_foreign: true,
            field: Word::NONE,
        },
    }
}

const fn is(names: &'static [Name], words: &'static str, field: Word, help: &'static str) -> Row {
    Row {
        names,
        words,
        key: Key {
            help,
            is_foreign: false,
            field,
        },
    }
}

/// Folded keys in certain objects, with their meaning.
struct Row {
    names: &'static [Name],
    words: &'static str,
    key: Key,
}

const ROWS: &[Row] = &[
    foreign(
        &[Name::ImageBlock, Name::DocumentBlock],
        "imageurl url data mediatype mimetype image base64 fileid file filedata inlinedata fileuri uri bytes detail format",
        "Put it into source: {\"type\":\"base64\",\"media_type\":…,\"data\":…}, {\"type\":\"url\",\"url\":…} or {\"type\":\"file\",\"file_id\":…}.",
    ),
    is(
        &[Name::TextBlock],
        "content value inputtext",
        word!("text"),
        "Use text.",
    ),
    is(
        &[Name::ToolUseBlock],
        "arguments args parameters",
        word!("input"),
        "Use input, which is an object, not a string.",
    ),
    foreign(
        &[Name::ToolUseBlock],
        "function toolcall",
        "Write {\"type\":\"tool_use\",\"id\":…,\"name\":…,\"input\":{…}}; input is the object that other APIs send as a string in arguments.",
    ),
    is(
        &[Name::ToolUseBlock],
        "callid tooluseid toolcallid",
        word!("id"),
        "Use id.",
    ),
    is(
        &[Name::ToolUseBlock, Name::ToolChoiceTool],
        "toolname function tool",
        word!("name"),
        "Use name.",
    ),
    is(
        &[Name::ToolResultBlock],
        "id callid toolcallid",
        word!("tool_use_id"),
        "Use tool_use_id.",
    ),
    is(
        &[Name::ToolResultBlock],
        "output result response text",
        word!("content"),
        "Use content.",
    ),
    is(&[Name::ToolResultBlock], "status", word!("is_error"), "Use is_error."),
    is(
        &[Name::Base64ImageSource, Name::Base64PDFSource],
        "mimetype type contenttype format",
        word!("media_type"),
        "Use media_type.",
    ),
    is(
        &[Name::Base64ImageSource, Name::Base64PDFSource],
        "bytes base64 content",
        word!("data"),
        "Use data.",
    ),
    foreign(
        &[Name::Tool],
        "functiondeclarations toolspec",
        "Write {\"name\":…,\"description\":…,\"input_schema\":{…}} for each tool; input_schema is what other APIs call parameters.",
    ),
    is(
        &[Name::Tool],
        "schema jsonschema argsschema",
        word!("input_schema"),
        "Use input_schema.",
    ),
    is(
        &[Name::ToolChoiceAuto, Name::ToolChoiceAny, Name::ToolChoiceNone],
        "paralleltoolcalls",
        word!("disable_parallel_tool_use"),
        "Use disable_parallel_tool_use.",
    ),
    help(
        &[Name::OutputConfig],
        "type schema jsonschema name strict responseformat",
        "Put the schema into format: {\"type\":\"json_schema\",\"schema\":{…}}.",
    ),
    help(
        &[Name::Metadata],
        "*",
        "metadata has only user_id: keep your own notes outside the batch, by custom_id.",
    ),
    foreign(
        &[Name::UserMessage, Name::AssistantMessage, Name::SystemMessage],
        "toolcalls functioncall",
        "Put each call into content, as {\"type\":\"tool_use\",\"id\":…,\"name\":…,\"input\":{…}}; input is the object that other APIs send as a string in arguments.",
    ),
    foreign(
        &[Name::UserMessage, Name::AssistantMessage, Name::SystemMessage],
        "toolcallid",
        "Put the result into content, as {\"type\":\"tool_result\",\"tool_use_id\":…,\"content\":…}.",
    ),
    foreign(
        &[Name::UserMessage, Name::AssistantMessage, Name::SystemMessage],
        "parts",
        "Use content: a string, or blocks such as {\"type\":\"text\",\"text\":…}.",
    ),
    is(
        &[Name::UserMessage, Name::AssistantMessage, Name::SystemMessage],
        "text message",
        word!("content"),
        "Use content.",
    ),
    help(
        &[Name::UserMessage, Name::AssistantMessage, Name::SystemMessage],
        "images imageurl attachments files file experimentalattachments",
        "Images and documents are blocks in content.",
    ),
    help(
        &[Name::UserMessage, Name::AssistantMessage, Name::SystemMessage],
        "cachecontrol cache cachepoint",
        "Put cache_control on a content block.",
    ),
    help(
        &[Name::UserMessage, Name::AssistantMessage, Name::SystemMessage],
        "customid",
        "It belongs next to params, at the top level of the request.",
    ),
    help(
        &[Name::UserMessage, Name::AssistantMessage, Name::SystemMessage],
        "refusal annotations audio reasoningcontent reasoning logprobs finishreason createdat timestamp",
        "This field belongs to a response: send back only its role and content.",
    ),
    help(
        &[Name::UserMessage, Name::AssistantMessage, Name::SystemMessage],
        "maxtokens system stopsequences tools toolchoice thinking outputconfig metadata servicetier speed temperature topp topk stream maxcompletiontokens",
        "This is a parameter of the request: put it into params, next to messages.",
    ),
];

/// Returns the entry for a key that its object does not support.
#[cold]
#[inline(never)]
pub(in crate::rules) fn key(name: &str, shape: &Shape) -> Option<&'static Key> {
    let folded = fold(name);
    let mut rows = ROWS.iter().filter(|row| row.names.contains(&shape.name));
    rows.find(|row| has(row.words, &folded)).map(|row| &row.key)
}
