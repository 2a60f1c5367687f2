//! Values that are not of their kind, as people write them: what to write instead.

use crate::json::{Kind, Value, word};
use crate::rules::catalogue::{Code, code};
use crate::rules::foreign::{fold, has};
use crate::rules::schema::Type;

/// What to write instead of a value that is not of its type.
#[cold]
#[inline(never)]
pub(in crate::rules) fn value(rule: Code, ty: Type, value: Value<'_>) -> Option<&'static str> {
    let text = value.text().map(|text| text.value());
    let is_text = text.is_some();
    let is = |code| rule == code;
    if is(code!("image.media_type")) {
        return image(&text?);
    }
    if is(code!("document.base64.media_type")) {
        let is_text = matches!(ty, Type::Words(words) if words.all().contains(&word!("text/plain")));
        return if is_text {
            Some("Write \"text/plain\".")
        } else {
            document(&text?)
        };
    }
    if is(code!("tool_choice.type")) {
        return choice(text.as_deref(), value);
    }
    if is(code!("messages.missing")) {
        return match value.kind() {
            _ if is_text && matches!(ty, Type::Array(_)) => Some("Write [{\"role\":\"user\",\"content\":…}]."),
            Kind::Object => Some("Put it into an array: [{…}]."),
            _ if is_text => Some("Write {\"role\":\"user\",\"content\":…}."),
            _ => None,
        };
    }
    if is(code!("message.content.missing")) || is(code!("tool_result.content.types")) {
        return match (ty, value.kind()) {
            (Type::AnyOf(_), Kind::String) => Some("Write {\"type\":\"text\",\"text\":…}."),
            (Type::Or(_), Kind::Object) if value.get(word!("type")).is_some() => {
                Some("Put the block into an array: [{…}].")
            }
            (Type::Or(_), Kind::Object) => Some("Write it as text, or as blocks in an array."),
            _ => None,
        };
    }
    let remedy = if is(code!("tools.type")) && value.kind() == Kind::Object {
        "Put it into an array: [{…}]."
    } else if is(code!("stop_sequences.type")) && is_text && matches!(ty, Type::Array(_)) {
        "Put it into an array: [\"…\"]."
    } else if is(code!("tool_use.input")) && is_text {
        "Write the object itself, not its text."
    } else if is(code!("thinking.type")) && matches!(value.kind(), Kind::Bool | Kind::String) {
        "Write {\"type\":\"adaptive\"}, or {\"type\":\"enabled\",\"budget_tokens\":…} for older models."
    } else if is(code!("cache_control.type")) && matches!(value.kind(), Kind::Bool | Kind::String) {
        "Write {\"type\":\"ephemeral\"}."
    } else if (is(code!("image.source.type")) || is(code!("document.source.type"))) && is_text {
        "Write {\"type\":\"url\",\"url\":…}, {\"type\":\"base64\",\"media_type\":…,\"data\":…} or {\"type\":\"file\",\"file_id\":…}."
    } else {
        return None;
    };
    Some(remedy)
}

fn image(said: &str) -> Option<&'static str> {
    let said = said.to_ascii_lowercase();
    match said.as_str() {
        "application/pdf" | "pdf" => Some("A PDF goes into a block of type \"document\"."),
        "text/plain" => Some("A text goes into a block of type \"text\" or \"document\"."),
        "png" => Some("Write \"image/png\"."),
        "jpeg" | "jpg" => Some("Write \"image/jpeg\"."),
        "webp" => Some("Write \"image/webp\"."),
        "gif" => Some("Write \"image/gif\"."),
        _ if said.starts_with("audio/") || said.starts_with("video/") => {
            Some("This API takes no audio and no video: send single frames as images.")
        }
        // These are spellings of the four.
        "image/jpg" | "image/pjpeg" | "image/jpe" => None,
        _ if said.starts_with("image/") && !said.contains(';') => Some("Convert it to PNG, JPEG, GIF or WebP."),
        _ => None,
    }
}

fn document(said: &str) -> Option<&'static str> {
    let said = said.to_ascii_lowercase();
    if said.starts_with("image/") {
        return Some("An image goes into a block of type \"image\".");
    }
    if said == "pdf" {
        return Some("Write \"application/pdf\".");
    }
    if said.starts_with("text/") {
        return Some(
            "Send text as it is, not in base64: {\"type\":\"text\",\"media_type\":\"text/plain\",\"data\":…}.",
        );
    }
    said.starts_with("application/")
        .then_some("Convert it to PDF, or send its text: {\"type\":\"text\",\"media_type\":\"text/plain\",\"data\":…}.")
        .filter(|_| !said.starts_with("application/pdf"))
}

/// A choice of tools as one word.
fn choice(text: Option<&str>, value: Value<'_>) -> Option<&'static str> {
    match text {
        Some("auto") => Some("Write {\"type\":\"auto\"}."),
        Some("none") => Some("Write {\"type\":\"none\"}."),
        Some("required" | "any" | "ANY") => Some("Write {\"type\":\"any\"}."),
        Some(_) => Some("Write {\"type\":\"tool\",\"name\":…}."),
        None => (value.kind() == Kind::Bool).then_some("Write {\"type\":\"auto\"} or {\"type\":\"any\"}."),
    }
}

/// What to write instead of a `type` that an object here cannot have.
#[cold]
#[inline(never)]
pub(in crate::rules) fn tag(rule: Code, text: &str) -> Option<&'static str> {
    let folded = fold(text);
    let is = |list| has(list, &folded);
    if rule == code!("tool_choice.type") {
        if is("function named specific") {
            return Some("Write {\"type\":\"tool\",\"name\":…}.");
        }
        return is("required").then_some("Write {\"type\":\"any\"}.");
    }
    if rule == code!("format.shape") {
        return is("jsonobject json object")
            .then_some("Write {\"type\":\"json_schema\",\"schema\":{…}}: there is no JSON mode without a schema.");
    }
    if rule == code!("thinking.type") {
        return is("auto dynamic on true").then_some("Write {\"type\":\"adaptive\"}.");
    }
    if rule == code!("image.source.type") || rule == code!("document.source.type") {
        return match () {
            () if is("imageurl http https link uri") => Some("Write {\"type\":\"url\",\"url\":…}."),
            () if is("bytes data inlinedata b64 base64image imagebase64 binary") => {
                Some("Write {\"type\":\"base64\",\"media_type\":…,\"data\":…}.")
            }
            () if is("fileid filedata upload uploaded") => Some("Write {\"type\":\"file\",\"file_id\":…}."),
            () if is("path local localfile") => {
                Some("Read the file: {\"type\":\"base64\",\"media_type\":…,\"data\":…}.")
            }
            () => None,
        };
    }
    None
}
