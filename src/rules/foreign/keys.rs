//! Keys that objects inside `params` do not have, but that people write there.

use std::borrow::Cow;

use crate::json::{Word, word};
use crate::rules::foreign::{fold, has};
use crate::rules::schema::{Name, Shape};

/// What a key says about its object.
#[derive(Debug, Clone, Copy)]
pub(in crate::rules) struct Key {
    /// What to do about it.
    pub(in crate::rules) help: &'static str,
    /// The whole object is written as another vendor has it: nothing else is worth saying about it.
    pub(in crate::rules) is_foreign: bool,
    /// The field that it stands for, which need not be missed then.
    pub(in crate::rules) field: Word,
}

const fn help(help: &'static str) -> Option<Key> {
    Some(Key {
        help,
        is_foreign: false,
        field: Word::NONE,
    })
}

const fn foreign(help: &'static str) -> Option<Key> {
    Some(Key {
        help,
        is_foreign: true,
        field: Word::NONE,
    })
}

const fn is(field: Word, help: &'static str) -> Option<Key> {
    Some(Key {
        help,
        is_foreign: false,
        field,
    })
}

/// What is known of a key that an object does not have.
#[cold]
#[inline(never)]
pub(in crate::rules) fn key(name: &str, shape: &Shape) -> Option<Key> {
    let folded: Cow<'_, str> = fold(name).into();
    let among = |list| has(list, &folded);
    match shape.name {
        Name::UserMessage | Name::AssistantMessage | Name::SystemMessage => of_message(&folded),
        Name::ImageBlock | Name::DocumentBlock
            if among(
                "imageurl url data mediatype mimetype image base64 fileid file filedata inlinedata fileuri uri bytes detail format",
            ) =>
        {
            foreign(
                "Put it into source: {\"type\":\"base64\",\"media_type\":…,\"data\":…}, {\"type\":\"url\",\"url\":…} or {\"type\":\"file\",\"file_id\":…}.",
            )
        }
        Name::TextBlock if among("content value inputtext") => is(word!("text"), "Here it is text."),
        Name::ToolUseBlock if among("arguments args parameters") => {
            is(word!("input"), "Here it is input, an object and not its text.")
        }
        Name::ToolUseBlock if among("function toolcall") => foreign(
            "Write {\"type\":\"tool_use\",\"id\":…,\"name\":…,\"input\":{…}}; input is the object that others write as text in arguments.",
        ),
        Name::ToolUseBlock if among("callid tooluseid toolcallid") => is(word!("id"), "Here it is id."),
        Name::ToolUseBlock if among("toolname") => is(word!("name"), "Here it is name."),
        Name::ToolResultBlock if among("id callid toolcallid") => is(word!("tool_use_id"), "Here it is tool_use_id."),
        Name::ToolResultBlock if among("output result response text") => is(word!("content"), "Here it is content."),
        Name::ToolResultBlock if among("status") => help("Here it is is_error."),
        Name::Base64ImageSource | Name::Base64PDFSource if among("mimetype type contenttype format") => {
            is(word!("media_type"), "Here it is media_type.")
        }
        Name::Base64ImageSource | Name::Base64PDFSource if among("bytes base64 content") => {
            is(word!("data"), "Here it is data.")
        }
        Name::Tool if among("functiondeclarations toolspec") => foreign(
            "Write {\"name\":…,\"description\":…,\"input_schema\":{…}}, a tool for each; input_schema is what others call parameters.",
        ),
        Name::Tool if among("schema jsonschema argsschema") => is(word!("input_schema"), "Here it is input_schema."),
        Name::ToolChoiceTool if among("function toolname tool") => is(word!("name"), "Here it is name."),
        Name::ToolChoiceAuto | Name::ToolChoiceAny | Name::ToolChoiceNone if among("paralleltoolcalls") => {
            help("Here it is disable_parallel_tool_use.")
        }
        Name::OutputConfig if among("type schema jsonschema name strict responseformat") => {
            help("Put the schema into format: {\"type\":\"json_schema\",\"schema\":{…}}.")
        }
        Name::Metadata => {
            help("metadata has user_id and nothing else; keep notes of your own beside the batch, by custom_id.")
        }
        _ => None,
    }
}

fn of_message(folded: &str) -> Option<Key> {
    let among = |list| has(list, folded);
    if among("toolcalls functioncall") {
        return foreign(
            "Write each call into content, as {\"type\":\"tool_use\",\"id\":…,\"name\":…,\"input\":{…}}; input is the object that others write as text in arguments.",
        );
    }
    if among("toolcallid") {
        return foreign(
            "Write the answer into content, as {\"type\":\"tool_result\",\"tool_use_id\":…,\"content\":…}.",
        );
    }
    if among("parts") {
        return foreign("Here it is content: a string, or blocks such as {\"type\":\"text\",\"text\":…}.");
    }
    if among("text message") {
        return is(word!("content"), "Here it is content.");
    }
    if among("images imageurl attachments files file experimentalattachments") {
        return help("Images and documents are blocks in content.");
    }
    if among("cachecontrol cache cachepoint") {
        return help("Put cache_control on a block of content.");
    }
    if among("customid") {
        return help("It stands beside params, at the top of the request.");
    }
    if among("refusal annotations audio reasoningcontent reasoning logprobs finishreason createdat timestamp") {
        return help("A response has this field; send back its role and content only.");
    }
    let is_param = Shape::of(Name::CreateParams).fields().iter().any(|field| {
        !matches!(field.name.as_str(), "model" | "messages" | "diagnostics" | "container")
            && fold(field.name.as_str()) == folded
    });
    if is_param || among("temperature topp topk stream maxcompletiontokens") {
        return help("That is a parameter of the request: put it into params, beside messages.");
    }
    None
}
