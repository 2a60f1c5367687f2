//! Fixes for values of the wrong kind.

use crate::json::{Kind, Value, word};
use crate::rules::catalogue::{Code, code};
use crate::rules::foreign::{fold, has};
use crate::rules::schema::Type;

/// The fix for a value that violates a rule, by its kind and text.
struct Row {
    rule: Code,
    kinds: u8,
    /// Folded. For a value that is not a string, only `*` matches.
    words: &'static str,
    /// Empty if the nearest word is better advice.
    help: &'static str,
}

const fn row(rule: Code, kinds: u8, words: &'static str, help: &'static str) -> Row {
    Row {
        rule,
        kinds,
        words,
        help,
    }
}

const TEXT: u8 = 1;
const OBJECT: u8 = 2;
const BOOL: u8 = 4;
/// For the `type` of an object, not for a value in place of an object.
const TAG: u8 = 8;
/// Only for an item in a list of objects.
const ITEM: u8 = 16;
/// Only for a value in place of a list, or of a string or list.
const WHOLE: u8 = 32;

const ROWS: &[Row] = &[
    row(
        code!("image.media_type"),
        TEXT,
        "applicationpdf pdf",
        "A PDF goes into a block of type \"document\".",
    ),
    row(
        code!("image.media_type"),
        TEXT,
        "textplain",
        "A text goes into a block of type \"text\" or \"document\".",
    ),
    row(code!("image.media_type"), TEXT, "png", "Write \"image/png\"."),
    row(code!("image.media_type"), TEXT, "jpeg jpg", "Write \"image/jpeg\"."),
    row(code!("image.media_type"), TEXT, "webp", "Write \"image/webp\"."),
    row(code!("image.media_type"), TEXT, "gif", "Write \"image/gif\"."),
    row(
        code!("image.media_type"),
        TEXT,
        "audio* video*",
        "This API does not accept audio or video: send single frames as images.",
    ),
    row(
        code!("image.media_type"),
        TEXT,
        "imagepng* imagejpeg* imagegif* imagewebp* imagejpg imagepjpeg imagejpe",
        "",
    ),
    row(
        code!("image.media_type"),
        TEXT,
        "image*",
        "Convert it to PNG, JPEG, GIF or WebP.",
    ),
    row(
        code!("document.base64.media_type"),
        TEXT,
        "image*",
        "An image goes into a block of type \"image\".",
    ),
    row(
        code!("document.base64.media_type"),
        TEXT,
        "pdf",
        "Write \"application/pdf\".",
    ),
    row(
        code!("document.base64.media_type"),
        TEXT,
        "text*",
        "Send text as is, not as base64: {\"type\":\"text\",\"media_type\":\"text/plain\",\"data\":…}.",
    ),
    row(code!("document.base64.media_type"), TEXT, "applicationpdf*", ""),
    row(
        code!("document.base64.media_type"),
        TEXT,
        "application*",
        "Convert it to PDF, or send its text: {\"type\":\"text\",\"media_type\":\"text/plain\",\"data\":…}.",
    ),
    row(code!("tool_choice.type"), TEXT, "auto", "Write {\"type\":\"auto\"}."),
    row(code!("tool_choice.type"), TEXT, "none", "Write {\"type\":\"none\"}."),
    row(
        code!("tool_choice.type"),
        TEXT | TAG,
        "required",
        "Write {\"type\":\"any\"}.",
    ),
    row(code!("tool_choice.type"), TEXT, "any", "Write {\"type\":\"any\"}."),
    row(
        code!("tool_choice.type"),
        TEXT,
        "*",
        "Write {\"type\":\"tool\",\"name\":…}.",
    ),
    row(
        code!("tool_choice.type"),
        TAG,
        "function named specific",
        "Write {\"type\":\"tool\",\"name\":…}.",
    ),
    row(
        code!("tool_choice.type"),
        BOOL,
        "*",
        "Write {\"type\":\"auto\"} or {\"type\":\"any\"}.",
    ),
    row(
        code!("messages.missing"),
        TEXT | WHOLE,
        "*",
        "Write [{\"role\":\"user\",\"content\":…}].",
    ),
    row(
        code!("messages.missing"),
        OBJECT | WHOLE,
        "*",
        "Put it into an array: [{…}].",
    ),
    row(
        code!("messages.missing"),
        TEXT,
        "*",
        "Write {\"role\":\"user\",\"content\":…}.",
    ),
    row(
        code!("message.content.missing"),
        TEXT | ITEM,
        "*",
        "Write {\"type\":\"text\",\"text\":…}.",
    ),
    row(
        code!("message.content.missing"),
        OBJECT | WHOLE,
        "*",
        "Write a string, or blocks in an array: [{…}].",
    ),
    row(
        code!("tool_result.content.types"),
        TEXT | ITEM,
        "*",
        "Write {\"type\":\"text\",\"text\":…}.",
    ),
    row(
        code!("tool_result.content.types"),
        OBJECT | WHOLE,
        "*",
        "Write a string, or blocks in an array: [{…}].",
    ),
    row(code!("tools.type"), OBJECT | WHOLE, "*", "Put it into an array: [{…}]."),
    row(
        code!("stop_sequences.type"),
        TEXT | WHOLE,
        "*",
        "Put it into an array: [\"…\"].",
    ),
    row(
        code!("tool_use.input"),
        TEXT,
        "*",
        "Write the object itself, not a string.",
    ),
    row(
        code!("thinking.type"),
        TEXT | BOOL,
        "*",
        "Write {\"type\":\"adaptive\"}, or {\"type\":\"enabled\",\"budget_tokens\":…} for older models.",
    ),
    row(
        code!("thinking.type"),
        TAG,
        "auto dynamic on true",
        "Write {\"type\":\"adaptive\"}.",
    ),
    row(
        code!("cache_control.type"),
        TEXT | BOOL,
        "*",
        "Write {\"type\":\"ephemeral\"}.",
    ),
    row(
        code!("format.shape"),
        TAG,
        "jsonobject json object",
        "Write {\"type\":\"json_schema\",\"schema\":{…}}: there is no JSON mode without a schema.",
    ),
    row(
        code!("image.source.type"),
        TEXT,
        "*",
        "Write {\"type\":\"url\",\"url\":…}, {\"type\":\"base64\",\"media_type\":…,\"data\":…} or {\"type\":\"file\",\"file_id\":…}.",
    ),
    row(
        code!("image.source.type"),
        TAG,
        "imageurl http https link uri",
        "Write {\"type\":\"url\",\"url\":…}.",
    ),
    row(
        code!("image.source.type"),
        TAG,
        "bytes inlinedata b64 base64image imagebase64 binary",
        "Write {\"type\":\"base64\",\"media_type\":…,\"data\":…}.",
    ),
    row(
        code!("image.source.type"),
        TAG,
        "fileid upload uploaded",
        "Write {\"type\":\"file\",\"file_id\":…}.",
    ),
    row(
        code!("image.source.type"),
        TAG,
        "path local localfile",
        "Read the file: {\"type\":\"base64\",\"media_type\":…,\"data\":…}.",
    ),
    row(
        code!("document.source.type"),
        TEXT,
        "*",
        "Write {\"type\":\"url\",\"url\":…}, {\"type\":\"base64\",\"media_type\":…,\"data\":…} or {\"type\":\"file\",\"file_id\":…}.",
    ),
    row(
        code!("document.source.type"),
        TAG,
        "imageurl http https link uri",
        "Write {\"type\":\"url\",\"url\":…}.",
    ),
    row(
        code!("document.source.type"),
        TAG,
        "bytes inlinedata b64 base64image imagebase64 binary",
        "Write {\"type\":\"base64\",\"media_type\":…,\"data\":…}.",
    ),
    row(
        code!("document.source.type"),
        TAG,
        "fileid upload uploaded",
        "Write {\"type\":\"file\",\"file_id\":…}.",
    ),
    row(
        code!("document.source.type"),
        TAG,
        "path local localfile",
        "Read the file: {\"type\":\"base64\",\"media_type\":…,\"data\":…}.",
    ),
];

fn find(rule: Code, kind: u8, place: u8, folded: &str) -> Option<&'static str> {
    let fits = |row: &&Row| {
        let places = row.kinds & (ITEM | WHOLE);
        row.rule == rule && row.kinds & kind != 0 && (places == 0 || places == place) && has(row.words, folded)
    };
    ROWS.iter()
        .find(fits)
        .map(|row| row.help)
        .filter(|help| !help.is_empty())
}

/// Returns the fix for a value of the wrong type.
#[cold]
#[inline(never)]
pub(in crate::rules) fn value(rule: Code, ty: Type, value: Value<'_>) -> Option<&'static str> {
    let kind = match value.kind() {
        Kind::String => TEXT,
        Kind::Object => OBJECT,
        Kind::Bool => BOOL,
        _ => return None,
    };
    let place = match ty {
        Type::AnyOf(_) => ITEM,
        Type::Array(_) | Type::Or(_) => WHOLE,
        Type::Words(words) if words.all().contains(&word!("text/plain")) => return Some("Write \"text/plain\"."),
        _ => 0,
    };
    let folded = value.text().map(|text| fold(&text.value())).unwrap_or_default();
    find(rule, kind, place, &folded)
}

/// Returns the fix for a `type` that an object here cannot have.
#[cold]
#[inline(never)]
pub(in crate::rules) fn tag(rule: Code, text: &str) -> Option<&'static str> {
    find(rule, TAG, 0, &fold(text))
}
