use crate::json::{Kind, Reader};

/// The fields of `params` that the endpoint accepts; it refuses all others (OpenAPI document, 2026-05-06, and the betas of the
/// SDK's own call).
const FIELDS: [&str; 10] = [
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

/// Returns the body of the call that counts the tokens of a request with these `params`; `None` if they are not a JSON object.
pub fn count_body(params: &str) -> Option<String> {
    let mut reader = Reader::new(params.as_bytes());
    if reader.kind() != Ok(Kind::Object) {
        return None;
    }
    let mut body = Vec::from(b"{");
    let outcome = reader.object(|reader, name, name_span| {
        let value = reader.skip()?;
        if FIELDS.iter().any(|field| name.is(field)) {
            if body.len() > 1 {
                body.push(b',');
            }
            body.extend_from_slice(reader.raw(name_span));
            body.push(b':');
            body.extend_from_slice(reader.raw(value));
        }
        Ok(())
    });
    outcome.and_then(|_| reader.end()).ok()?;
    body.push(b'}');
    String::from_utf8(body).ok()
}
