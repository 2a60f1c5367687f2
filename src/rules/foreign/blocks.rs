//! Fixes for content blocks and tools in the form of other vendors.

use crate::json::{Value, word};
use crate::rules::foreign::{fold, has};

const TEXT: &str = "Write {\"type\":\"text\",\"text\":…}.";
const IMAGE: &str = "Write {\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":…}}.";
const IMAGE_DATA: &str = "Write {\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":…,\"data\":…}}; data is the part of a data: URL after the comma.";
const DOCUMENT: &str = "Write {\"type\":\"document\",\"source\":…}, with {\"type\":\"base64\",\"media_type\":\"application/pdf\",\"data\":…}, {\"type\":\"url\",\"url\":…} or {\"type\":\"file\",\"file_id\":…} as source.";
const CALL: &str = "Write {\"type\":\"tool_use\",\"id\":…,\"name\":…,\"input\":{…}} in an assistant message; input is an object, not a string.";
const RESULT: &str = "Write {\"type\":\"tool_result\",\"tool_use_id\":…,\"content\":…} in a user message.";
const NO_AUDIO: &str =
    "This API does not accept audio or video: send a transcript as text, or single frames as images.";
const THINKING: &str = "Leave it out: only thinking blocks from responses of this API can be sent back.";
const CACHE: &str = "Write \"cache_control\":{\"type\":\"ephemeral\"} into the block before it.";

const BLOCKS: &[(&str, &str)] = &[
    (
        "inputtext outputtext textdelta summarytext string markdown refusal",
        TEXT,
    ),
    (
        "imageurl inputimage imagefile image imagebase64 imagepng imagejpeg picture photo png jpeg",
        IMAGE,
    ),
    ("inlinedata imagedata", IMAGE_DATA),
    (
        "inputfile file pdf documenturl filedata document applicationpdf fileurl",
        DOCUMENT,
    ),
    ("inputaudio audio audiourl video videourl inputvideo", NO_AUDIO),
    (
        "functioncall function toolcall tooluse toolcalls customtoolcall tool",
        CALL,
    ),
    (
        "functioncalloutput functionresponse toolresponse toolresult tooloutput functionresult toolcalloutput",
        RESULT,
    ),
    ("reasoning thought reasoningcontent reasoningtext", THINKING),
    ("cachepoint cachecontrol", CACHE),
];

fn find(folded: &str) -> Option<&'static str> {
    BLOCKS
        .iter()
        .find(|(names, _)| has(names, folded))
        .map(|(_, help)| *help)
}

/// Returns the fix for a block whose type this API does not support.
#[cold]
#[inline(never)]
pub(in crate::rules) fn block(tag: &str, block: Value<'_>) -> Option<&'static str> {
    // These types are known, but not allowed here.
    if matches!(tag, "image" | "document" | "tool_use" | "tool_result") {
        return None;
    }
    let help = find(&fold(tag))?;
    Some(if help == IMAGE && !has_link(block) {
        IMAGE_DATA
    } else {
        help
    })
}

/// Returns the fix for a block without a type.
#[cold]
#[inline(never)]
pub(in crate::rules) fn untagged(block: Value<'_>) -> Option<&'static str> {
    if block.get(word!("text")).is_some() {
        return Some("Add \"type\":\"text\".");
    }
    let help = block.entries().find_map(|(key, _)| find(&fold(&key.text()?.value())))?;
    Some(if help == IMAGE && !has_link(block) {
        IMAGE_DATA
    } else {
        help
    })
}

/// Whether a block contains a link instead of the data.
fn has_link(block: Value<'_>) -> bool {
    let is_link = |value: Value<'_>| value.inner().is_some_and(|(text, _)| text.starts_with(b"http"));
    block
        .entries()
        .any(|(_, value)| is_link(value) || value.entries().any(|(_, inner)| is_link(inner)))
}

const TOOLS: &[(&str, &str)] = &[
    (
        "websearch websearchpreview websearchpreview* googlesearch googlesearchretrieval",
        "Write {\"type\":\"web_search_20260318\",\"name\":\"web_search\"}.",
    ),
    (
        "webfetch urlcontext",
        "Write {\"type\":\"web_fetch_20260318\",\"name\":\"web_fetch\"}.",
    ),
    (
        "codeinterpreter codeexecution",
        "Write {\"type\":\"code_execution_20260521\",\"name\":\"code_execution\"}.",
    ),
    (
        "mcp mcpserver",
        "Add the server to mcp_servers, and write {\"type\":\"mcp_toolset\",\"mcp_server_name\":…}.",
    ),
    (
        "filesearch retrieval imagegeneration",
        "This API has no such tool: declare your own, with name and input_schema.",
    ),
    (
        "function tool object",
        "Your own tools need no type: write {\"name\":…,\"description\":…,\"input_schema\":{…}}.",
    ),
];

/// Returns the fix for a tool with a type of another vendor.
#[cold]
#[inline(never)]
pub(in crate::rules) fn tool(tag: &str) -> Option<&'static str> {
    let folded = fold(tag);
    TOOLS
        .iter()
        .find(|(names, _)| has(names, &folded))
        .map(|(_, help)| *help)
}

const ANSWER: &str =
    "Write {\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":…,\"content\":…}]}.";
const INSTRUCTIONS: &str = "Put instructions into the top-level system parameter.";

const ROLES: &[(&str, &str)] = &[
    ("tool function", ANSWER),
    ("developer", INSTRUCTIONS),
    ("model ai bot", "The model's own messages have the role \"assistant\"."),
    ("human", "The human's messages have the role \"user\"."),
];

/// Types of messages that have no role.
const TYPES: &[(&str, &str)] = &[
    ("human", "Write \"role\":\"user\" instead of \"type\":\"human\"."),
    ("ai assistant", "Write \"role\":\"assistant\" instead of the type."),
    ("system", INSTRUCTIONS),
    ("tool", ANSWER),
    (
        "text image document",
        "A block belongs in a message: {\"role\":\"user\",\"content\":[…]}.",
    ),
];

/// Returns the fix for a message with a role that this API does not support, or with a type instead of a role.
#[cold]
#[inline(never)]
pub(in crate::rules) fn message(message: Value<'_>) -> Option<&'static str> {
    let role = message.get(word!("role"));
    let list = if role.is_some() { ROLES } else { TYPES };
    let said = role.or(message.get(word!("type")))?.text()?.value();
    list.iter().find(|(words, _)| has(words, &said)).map(|(_, help)| *help)
}
