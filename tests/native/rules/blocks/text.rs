//! Text.

use crate::rules::{Example, NEW, Refused, prove};

#[test]
fn text_says_something() {
    prove(&[
        Example {
            rule: "text.empty",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":[{"type":"text","text":"Hi"}]}]}"#,
            ],
            refused: &[
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":[{"type":"text","text":"Hi"},{"type":"text","text":""}]}]}"#,
                    path: "messages.0.content.1.text",
                    covers: r#""""#,
                    message: "expected text, found an empty string",
                    help: Some("Leave the block out if there is nothing to say."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"text","text":""}]},{"role":"user","content":"Look."}]}"#,
                    path: "messages.1.content.0.text",
                    covers: r#""""#,
                    message: "expected text, found an empty string",
                    help: Some("Leave the block out if there is nothing to say."),
                },
                Refused {
                    params: r#"{"model":"claude-sonnet-4-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"text","text":""}]}]}"#,
                    path: "messages.1.content.0.text",
                    covers: r#""""#,
                    message: "expected text, found an empty string",
                    help: Some("Leave the block out if there is nothing to say."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":[{"type":"search_result","source":"https://example.com","title":"Tides","content":[{"type":"text","text":""}]}]}]}"#,
                    path: "messages.0.content.0.content.0.text",
                    covers: r#""""#,
                    message: "expected text, found an empty string",
                    help: Some("Leave the block out if there is nothing to say."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":[{"type":"document","source":{"type":"content","content":[{"type":"text","text":""}]}}]}]}"#,
                    path: "messages.0.content.0.source.content.0.text",
                    covers: r#""""#,
                    message: "expected text, found an empty string",
                    help: Some("Leave the block out if there is nothing to say."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"system","content":[{"type":"text","text":""}]}]}"#,
                    path: "messages.1.content.0.text",
                    covers: r#""""#,
                    message: "expected text, found an empty string",
                    help: Some("Leave the block out if there is nothing to say."),
                },
            ],
        },
        Example {
            rule: "text.whitespace",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":[{"type":"text","text":" "},{"type":"text","text":"Hi"}]}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"text","text":"\n\n"},{"type":"text","text":"Yes."}]},{"role":"user","content":"Look."}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":[{"type":"text","text":" x"}]}]}"#,
            ],
            refused: &[
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":[{"type":"text","text":" "}]}]}"#,
                    path: "messages.0.content.0.text",
                    covers: r#"" ""#,
                    message: "expected text, found only whitespace",
                    help: None,
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":[{"type":"text","text":" "},{"type":"text","text":"\n"}]}]}"#,
                    path: "messages.0.content.0.text",
                    covers: r#"" ""#,
                    message: "expected text, found only whitespace",
                    help: None,
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":[{"type":"image","source":{"type":"url","url":"https://example.com/a.png"}},{"type":"text","text":"\t"}]}]}"#,
                    path: "messages.0.content.1.text",
                    covers: r#""\t""#,
                    message: "expected text, found only whitespace",
                    help: None,
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":[{"type":"search_result","source":"https://example.com","title":"Tides","content":[{"type":"text","text":" "}]}]}]}"#,
                    path: "messages.0.content.0.content.0.text",
                    covers: r#"" ""#,
                    message: "expected text, found only whitespace",
                    help: None,
                },
            ],
        },
    ]);
}
