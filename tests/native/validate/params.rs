use super::examples::{Example, Finding, breaks, keeps};

/// A request with these params, which start at byte 26.
fn request(params: &str) -> String {
    format!("{{\"custom_id\":\"a\",\"params\":{params}}}")
}

fn finding(path: &'static str, at: u64, covers: &'static str, message: &str, help: Option<&'static str>) -> Finding {
    Finding {
        path,
        request: Some(0),
        custom_id: Some("a"),
        line: 1,
        at: 26 + at,
        covers,
        message: message.into(),
        help,
    }
}

const GOOD: &str = r#"{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"Hi"}]}"#;
const NO_MODEL: &str = r#"{"max_tokens":1,"messages":[{"role":"user","content":"Hi"}]}"#;
const NO_MAX_TOKENS: &str = r#"{"model":"m","messages":[{"role":"user","content":"Hi"}]}"#;
const NO_MESSAGES: &str = r#"{ "model" : "m" , "max_tokens" : 1 }"#;

pub fn examples() -> Vec<Example> {
    let model = |value: &str| request(&GOOD.replacen("\"m\"", value, 1));
    let messages = |value: &str| request(&format!("{{\"messages\":{value},\"model\":\"m\",\"max_tokens\":1}}"));
    let id = |covers, found: &str| {
        finding(
            "requests.0.params.model",
            9,
            covers,
            &format!("expected a model id, found {found}"),
            None,
        )
    };
    let array = |covers, found: &str| {
        let message = format!("expected an array of messages, found {found}");
        finding("requests.0.params.messages", 12, covers, &message, None)
    };
    vec![
        keeps("model.missing", request(GOOD)),
        keeps("model.missing", model("\"some-future-model\"")),
        breaks(
            "model.missing",
            request(NO_MODEL),
            finding(
                "requests.0.params.model",
                0,
                NO_MODEL,
                "expected model, found none",
                Some("Add \"model\":\"claude-opus-5\" to params."),
            ),
        ),
        breaks("model.missing", model("\"\""), id("\"\"", "an empty string")),
        breaks("model.missing", model("\" \\n\""), id("\" \\n\"", "an empty string")),
        breaks("model.missing", model("null"), id("null", "null")),
        breaks("model.missing", model("[\"m\"]"), id("[\"m\"]", "an array")),
        keeps("max_tokens.missing", request(GOOD)),
        breaks(
            "max_tokens.missing",
            request(NO_MAX_TOKENS),
            finding(
                "requests.0.params.max_tokens",
                0,
                NO_MAX_TOKENS,
                "expected max_tokens, found none",
                Some("Add \"max_tokens\":1024 to params."),
            ),
        ),
        keeps("messages.missing", messages("[{}]")),
        breaks(
            "messages.missing",
            request(NO_MESSAGES),
            finding(
                "requests.0.params.messages",
                0,
                NO_MESSAGES,
                "expected messages, found none",
                Some("Add \"messages\":[{\"role\":\"user\",\"content\":\"…\"}] to params."),
            ),
        ),
        breaks("messages.missing", messages("\"Hi\""), array("\"Hi\"", "a string")),
        breaks(
            "messages.missing",
            messages("{\"role\":\"user\"}"),
            array("{\"role\":\"user\"}", "an object"),
        ),
        keeps("messages.empty", messages("[[],{}]")),
        breaks(
            "messages.empty",
            messages("[ ]"),
            finding(
                "requests.0.params.messages",
                12,
                "[ ]",
                "expected at least one message, found none",
                None,
            ),
        ),
    ]
}
