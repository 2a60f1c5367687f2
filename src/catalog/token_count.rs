use crate::json::{Index, Kind, Value};

/// What of `params` the endpoint that counts takes; it refuses all else (OpenAPI document, 2026-05-06, and the betas of the
/// SDK's own call).
const COUNTED: [&str; 10] = [
    "model",
    "messages",
    "system",
    "tools",
    "tool_choice",
    "thinking",
    "output_config",
    "cache_control",
    "mcp_servers",
    "context_management",
];

/// The body of a call that counts the tokens of a request with these `params`; nothing if they are no JSON object.
pub fn count_body(params: &str) -> Option<String> {
    let mut index = Index::default();
    let params = index.read(params.as_bytes()).ok()?;
    if params.kind() != Kind::Object {
        return None;
    }
    let entries = params
        .entries()
        .filter(|(key, _)| COUNTED.iter().any(|name| key.is(name)));
    let text = |value: Value<'_>| String::from_utf8_lossy(value.raw()).into_owned();
    let parts: Vec<String> = entries
        .map(|(key, value)| format!("{}:{}", text(key), text(value)))
        .collect();
    Some(format!("{{{}}}", parts.join(",")))
}
