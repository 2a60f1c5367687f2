//! Recognizes inputs that contain something other than requests: batch files of other vendors, results, rows, other notations. A
//! single finding for all lines names the format and its mapping to requests.

mod words;

use crate::bytes::Position;
use crate::bytes::find;
use crate::json::{Kind, Value};
use crate::rules::cursor::rule;
use crate::rules::findings::Findings;
use crate::rules::report::Severity;

/// The format of a line or value that is not a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Container {
    Chat,
    Responses,
    Embeddings,
    /// Bodies without messages, for an endpoint or vendor that no conversion reads.
    OtherBatch,
    OpenAiResults,
    Mistral,
    /// Claude's own requests, as other services batch them: under `body`.
    ClaudeBody,
    Bedrock,
    BedrockResults,
    Vertex,
    VertexResults,
    Gemini,
    Results,
    /// One answer of the API: a batch, a message, an error.
    Answer,
    Csv,
    Python,
    Fence,
    /// Requests in an object, under another key than `requests`.
    Wrapped,
    /// Requests, or their `params`, in an object by id.
    ById,
    /// The fields of `params` instead of a request.
    Params,
    /// The fields of an OpenAI request body instead of a request.
    ChatBody,
    /// Only `messages`.
    Conversation,
    ShareGpt,
    /// Messages as LangChain writes them.
    LangChain,
    /// Inputs of a model endpoint, with settings beside them.
    Inputs,
    /// Bedrock in a form for any model, or for models of other vendors.
    Converse,
    /// Objects of strings and numbers, or tables of them.
    Rows,
    /// Requests as JSON strings.
    Strings,
    Markdown,
    /// Arrays of an id and its `params`, as `Object.entries` and a `Map` give them.
    Pairs,
    /// Arrays of requests in an array.
    Nested,
}

/// The formats found in an input.
#[derive(Debug, Default)]
pub(super) struct Containers {
    reported: u32,
    /// A format whose lines need not be JSON.
    text: Option<Container>,
}

impl Containers {
    /// Adds a format, and returns whether it is new.
    fn insert(&mut self, kind: Container) -> bool {
        let bit = 1 << kind as u32;
        let is_new = self.reported & bit == 0;
        self.reported |= bit;
        if matches!(
            kind,
            Container::Csv | Container::Python | Container::Fence | Container::Markdown
        ) {
            self.text = Some(kind);
        }
        is_new
    }
}

/// Reports a container, unless the same kind was already reported. Returns whether the request needs no further check.
#[cold]
#[inline(never)]
pub(super) fn report(findings: &mut Findings, seen: &mut Containers, kind: Container, position: Position) -> bool {
    let rule = rule!("batch.input_format");
    // If the caller lowers the severity, each request is checked as usual.
    let severity = findings.options.rules.get(rule.code);
    if severity.is_some_and(|severity| *severity != Severity::Error) {
        return false;
    }
    if seen.insert(kind) {
        let (name, remedy) = kind.words();
        let message = format_args!("expected requests ({{\"custom_id\", \"params\"}}), found {name}");
        findings.report_input(rule, &[], position, message, Some(format_args!("{remedy}")));
    }
    true
}

/// Returns the value of a key of an object. Not inlined, because it is used many times.
#[cold]
#[inline(never)]
fn entry<'a>(value: Value<'a>, key: &str) -> Option<Value<'a>> {
    value.get(key)
}

/// Recognizes JSON without `params` by its keys.
#[cold]
#[inline(never)]
pub(super) fn of_value(value: Value<'_>, seen: &Containers) -> Option<Container> {
    if value.text().is_some_and(|text| is_written_request(&text.value())) {
        return Some(Container::Strings);
    }
    if value.kind() != Kind::Object {
        return of_list(value).or(seen.text);
    }
    let has = |key: &str| entry(value, key).is_some();
    let inside = |key: &str, inner: &str| entry(value, key).is_some_and(|value| entry(value, inner).is_some());
    if !has("custom_id")
        && let Some(kind) = wraps_requests(value)
    {
        return Some(kind);
    }
    let is = |key: &str, name: &str| {
        let text = entry(value, key).and_then(|value| value.text());
        text.is_some_and(|text| text.value() == name)
    };
    if has("modelOutput") || (has("modelInput") && has("error")) {
        Some(Container::BedrockResults)
    } else if has("request") && has("response") {
        Some(Container::VertexResults)
    } else if is("type", "message_batch")
        || (is("type", "message") && has("usage"))
        || (is("type", "error") && has("error"))
    {
        Some(Container::Answer)
    } else if let Some(input) = entry(value, "modelInput") {
        Some(of_bedrock(input))
    } else if has("contents") || inside("batch", "input_config") || inside("request", "contents") {
        Some(Container::Gemini)
    } else if inside("request", "messages") || inside("request", "anthropic_version") {
        Some(Container::Vertex)
    } else if has("instances") || (has("inputs") && has("parameters")) {
        Some(Container::Inputs)
    } else if has("lc") && has("kwargs") {
        Some(Container::LangChain)
    } else if has("custom_id") && inside("result", "type") {
        Some(Container::Results)
    } else if has("custom_id") && inside("response", "body") {
        Some(Container::OpenAiResults)
    } else if let Some(body) = entry(value, "body").filter(|body| body.kind() == Kind::Object) {
        Some(by_url(value, body))
    } else {
        let text = seen.text.filter(|_| !has("custom_id"));
        of_body(value).or(text).or_else(|| of_row(value))
    }
}

/// Recognizes an array in place of a request.
#[inline(never)]
fn of_list(list: Value<'_>) -> Option<Container> {
    let mut items = list.items();
    let (first, second) = (items.next()?, items.next());
    let is_pair = first.kind() == Kind::String && items.next().is_none();
    if is_pair && second.is_some_and(is_request) {
        return Some(Container::Pairs);
    }
    is_request(first).then_some(Container::Nested)
}

/// Recognizes a record of Bedrock by its `modelInput`.
#[inline(never)]
fn of_bedrock(input: Value<'_>) -> Container {
    let has = |key: &str| entry(input, key).is_some();
    if has("inferenceConfig") {
        return Container::Converse;
    }
    let Some(messages) = entry(input, "messages") else {
        let is_other = has("inputText") || has("prompt");
        return if is_other {
            Container::Converse
        } else {
            Container::Bedrock
        };
    };
    for message in messages.items() {
        let block = entry(message, "content").and_then(|content| content.items().next());
        if block.is_some_and(|block| entry(block, "type").is_none()) {
            return Container::Converse;
        }
    }
    Container::Bedrock
}

/// Recognizes a body of a call, or a conversation, without anything around it.
#[inline(never)]
fn of_body(value: Value<'_>) -> Option<Container> {
    let has = |key: &str| entry(value, key).is_some();
    let list = |key: &str| entry(value, key).filter(|value| value.kind() == Kind::Array);
    let text = |key: &str| entry(value, key).and_then(|value| value.text());
    if let Some(turns) = list("conversations").or_else(|| list("conversation")) {
        let is_turn = |turn: Value<'_>| entry(turn, "from").is_some() && entry(turn, "value").is_some();
        return turns.items().next().is_some_and(is_turn).then_some(Container::ShareGpt);
    }
    list("messages")?;
    let claude = text("model").map(|model| find(&model.value(), "claude").is_some());
    Some(match (claude, has("max_tokens")) {
        (Some(true), _) | (None, true) => Container::Params,
        (Some(false), _) => Container::ChatBody,
        (None, false) if has("max_completion_tokens") => Container::ChatBody,
        (None, false) if has("custom_id") => Container::Params,
        (None, false) => Container::Conversation,
    })
}

/// Recognizes a row of a data set: it contains strings and numbers, and none of them is the id of a request.
#[inline(never)]
fn of_row(value: Value<'_>) -> Option<Container> {
    let has = |key: &str| entry(value, key).is_some();
    if has("features") && has("rows") {
        return Some(Container::Rows);
    }
    let own = ["custom_id", "customId", "params", "model", "type"];
    let is_row = value.entries().nth(1).is_some() || has("text") || has("prompt");
    let is_plain = |inside: Value<'_>| !matches!(inside.kind(), Kind::Object | Kind::Array);
    let fits = is_row && !own.into_iter().any(has) && value.entries().all(|(_, inside)| is_plain(inside));
    fits.then_some(Container::Rows)
}

/// Whether a text is the JSON of a request, or begins with one.
fn is_written_request(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with(['{', '[']) && find(text, "\"params\"").is_some()
}

/// Whether a value is a request, or its `params`.
#[inline(never)]
fn is_request(value: Value<'_>) -> bool {
    let has = |key: &str, kind: Kind| entry(value, key).is_some_and(|value| value.kind() == kind);
    has("params", Kind::Object)
        || (has("messages", Kind::Array) && (has("max_tokens", Kind::Number) || has("model", Kind::String)))
}

/// Whether an object that is not a request contains requests: in a list under a key, in a create body under a key, or by id.
fn wraps_requests(value: Value<'_>) -> Option<Container> {
    let begins_with_request = |list: Value<'_>| {
        list.items().next().is_some_and(|item| {
            let is_written = || item.text().is_some_and(|text| is_written_request(&text.value()));
            is_request(item) || is_written()
        })
    };
    let mut entries = value.entries();
    let is_map = value.entries().nth(1).is_some() && value.entries().all(|(_, inside)| is_request(inside));
    if is_map {
        return Some(Container::ById);
    }
    let has_some = entries.any(|(_, inside)| {
        begins_with_request(inside)
            || entry(inside, "requests").is_some_and(begins_with_request)
            || entry(inside, "params").is_some_and(|params| params.kind() == Kind::Object)
    });
    has_some.then_some(Container::Wrapped)
}

#[inline(never)]
fn by_url(value: Value<'_>, body: Value<'_>) -> Container {
    let has = |key: &str| entry(body, key).is_some();
    let model = entry(body, "model").and_then(|model| model.text());
    let is_claude = model.is_some_and(|model| find(&model.value(), "claude").is_some());
    let Some(url) = entry(value, "url").and_then(|url| url.text()) else {
        if is_claude {
            return Container::ClaudeBody;
        }
        return match entry(value, "method") {
            _ if !has("messages") && !has("input") => Container::OtherBatch,
            Some(_) => Container::Chat,
            None => Container::Mistral,
        };
    };
    let url = url.value();
    if url.ends_with("/responses") {
        Container::Responses
    } else if url.ends_with("/embeddings") {
        Container::Embeddings
    } else if url.ends_with("/messages") {
        Container::ClaudeBody
    } else if url.ends_with("/chat/completions") {
        Container::Chat
    } else {
        Container::OtherBatch
    }
}

/// Recognizes text that is not JSON. `is_first`: there is no text before it.
#[cold]
#[inline(never)]
pub(super) fn of_text(text: &[u8], is_first: bool, seen: &Containers) -> Option<Container> {
    if text.starts_with(b"```") {
        return Some(Container::Fence);
    }
    if text.starts_with(b"{'") || text.starts_with(b"[{'") {
        return Some(Container::Python);
    }
    if is_first && text.len() > 2 && text.starts_with(b"|") && text.ends_with(b"|") {
        return Some(Container::Markdown);
    }
    let is_csv = is_first && !matches!(text.first(), Some(b'{' | b'[')) && is_header(text);
    if is_csv { Some(Container::Csv) } else { seen.text }
}

/// Whether the text looks like column names.
fn is_header(text: &[u8]) -> bool {
    const LONGEST: usize = 64;
    [b',', b';', b'\t'].into_iter().any(|delimiter| {
        let mut fields = text.split(|byte| *byte == delimiter);
        let is_other = |byte: &u8| *byte < b' ' || matches!(byte, b'{' | b'}' | b'[' | b']' | b':');
        let is_name = |field: &[u8]| {
            let name = unquoted(field.trim_ascii());
            let fits = (1..=LONGEST).contains(&name.len()) && !name.iter().any(is_other);
            fits && std::str::from_utf8(name).is_ok()
        };
        text.contains(&delimiter) && fields.all(is_name)
    })
}

/// Removes the quotes of a CSV field.
fn unquoted(field: &[u8]) -> &[u8] {
    let inner = field.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\""));
    inner.unwrap_or(field)
}
