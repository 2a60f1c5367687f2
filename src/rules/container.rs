//! Inputs that hold something else than requests: batch files of others, results, rows, programs' own notations. One finding
//! for all of their lines names the format and how it maps to requests.

use crate::bytes::Position;
use crate::json::{Kind, Value};
use crate::rules::cursor::rule;
use crate::rules::findings::Findings;
use crate::rules::report::Severity;

/// What a line or value is, in the place of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Container {
    Chat,
    Responses,
    Embeddings,
    OpenAiResults,
    Mistral,
    Bedrock,
    BedrockResults,
    Vertex,
    Gemini,
    Results,
    Csv,
    Python,
    Fence,
}

/// Those that were found in an input.
#[derive(Debug, Default)]
pub(super) struct Containers {
    reported: u16,
    /// One whose lines need not be JSON.
    text: Option<Container>,
}

impl Containers {
    /// Notes one; returns whether it is new.
    fn insert(&mut self, kind: Container) -> bool {
        let bit = 1 << kind as u16;
        let is_new = self.reported & bit == 0;
        self.reported |= bit;
        if matches!(kind, Container::Csv | Container::Python | Container::Fence) {
            self.text = Some(kind);
        }
        is_new
    }
}

/// Reports a container, unless its like was reported: one finding says it all. Returns whether the request is done with.
#[cold]
#[inline(never)]
pub(super) fn report(findings: &mut Findings, seen: &mut Containers, kind: Container, position: Position) -> bool {
    let rule = rule!("batch.input_format");
    // Whoever lowers the rule gets the findings of each request, not none.
    let severity = findings.options.rules.get(rule.code);
    if severity.is_some_and(|severity| *severity != Severity::Error) {
        return false;
    }
    if seen.insert(kind) {
        let (name, remedy) = kind.words();
        let message = format_args!("expected requests ({{\"custom_id\", \"params\"}}), found {name}");
        findings.whole(rule, &[], position, message, Some(format_args!("{remedy}")));
    }
    true
}

/// Recognises JSON without `params` by its keys.
#[cold]
#[inline(never)]
pub(super) fn of_value(value: Value<'_>, seen: &Containers) -> Option<Container> {
    if value.kind() != Kind::Object {
        return seen.text;
    }
    let has = |key: &str| value.get(key).is_some();
    let inside = |key: &str, inner: &str| value.get(key).is_some_and(|value| value.get(inner).is_some());
    if has("modelInput") {
        Some(if has("modelOutput") {
            Container::BedrockResults
        } else {
            Container::Bedrock
        })
    } else if has("modelOutput") {
        Some(Container::BedrockResults)
    } else if inside("request", "contents") {
        Some(Container::Gemini)
    } else if inside("request", "messages") || inside("request", "anthropic_version") {
        Some(Container::Vertex)
    } else if has("custom_id") && inside("result", "type") {
        Some(Container::Results)
    } else if has("custom_id") && inside("response", "body") {
        Some(Container::OpenAiResults)
    } else if value.get("body").is_some_and(|body| body.kind() == Kind::Object) {
        Some(by_url(value))
    } else {
        seen.text.filter(|_| !has("custom_id"))
    }
}

fn by_url(value: Value<'_>) -> Container {
    let Some(url) = value.get("url").and_then(|url| url.text()) else {
        return match value.get("method") {
            Some(_) => Container::Chat,
            None => Container::Mistral,
        };
    };
    let url = url.value();
    if url.ends_with("/responses") {
        Container::Responses
    } else if url.ends_with("/embeddings") {
        Container::Embeddings
    } else {
        Container::Chat
    }
}

/// Recognises text that is no JSON. `is_first`: nothing stands before it.
#[cold]
#[inline(never)]
pub(super) fn of_text(text: &[u8], is_first: bool, seen: &Containers) -> Option<Container> {
    if text.starts_with(b"```") {
        return Some(Container::Fence);
    }
    if text.starts_with(b"{'") || text.starts_with(b"[{'") {
        return Some(Container::Python);
    }
    let is_csv = is_first && !matches!(text.first(), Some(b'{' | b'[')) && is_header(text);
    if is_csv { Some(Container::Csv) } else { seen.text }
}

/// Whether it looks like names of columns.
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

/// Without the quotes of a field of CSV.
fn unquoted(field: &[u8]) -> &[u8] {
    let inner = field.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\""));
    inner.unwrap_or(field)
}

impl Container {
    /// What it is called, and what to do about it.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Container::Chat => (
                "a batch file of OpenAI (chat completions)",
                "Put what stands in body into params, and leave out method and url. Choose a Claude model; move messages of \
                 the role system to system; max_completion_tokens becomes max_tokens, which is required; stop becomes \
                 stop_sequences.",
            ),
            Container::Responses => (
                "a batch file of OpenAI (responses)",
                "Put what stands in body into params, and leave out method and url. Choose a Claude model; instructions \
                 becomes system, input becomes messages, and max_output_tokens becomes max_tokens, which is required.",
            ),
            Container::Embeddings => (
                "a batch file of OpenAI (embeddings)",
                "This API makes no embeddings: there is nothing that these requests could become.",
            ),
            Container::OpenAiResults => ("results of a batch of OpenAI", "Give the file of the requests."),
            Container::Mistral => (
                "a batch file of Mistral",
                "Put what stands in body into params. Choose a Claude model; move messages of the role system to system; \
                 max_tokens is required.",
            ),
            Container::Bedrock => (
                "a batch file of Amazon Bedrock",
                "recordId becomes custom_id, and modelInput becomes params: leave out its anthropic_version, and add model.",
            ),
            Container::BedrockResults => ("results of a batch of Amazon Bedrock", "Give the file of the requests."),
            Container::Vertex => (
                "a batch file of Vertex AI",
                "request becomes params: leave out its anthropic_version, and add model. Add a custom_id.",
            ),
            Container::Gemini => (
                "a batch file of Gemini",
                "key becomes custom_id. Of request, contents becomes messages (the role model is assistant, parts are \
                 content), systemInstruction becomes system, and generationConfig.maxOutputTokens becomes max_tokens; add a \
                 Claude model.",
            ),
            Container::Results => (
                "results of a batch",
                "Read them with readResults, or message-batches results FILE. To send requests again, give the file of the \
                 requests.",
            ),
            Container::Csv => (
                "what looks like CSV",
                "Make requests of its rows with a template: fromRows(rows, template), or message-batches build ROWS --template \
                 FILE.",
            ),
            Container::Python => (
                "the notation of Python, with single quotes",
                "Write each request with json.dumps(request), not with str(request) or print(request).",
            ),
            Container::Fence => (
                "a code block of Markdown (```)",
                "Leave out the lines that begin with ```, and give one request a line.",
            ),
        }
    }
}
