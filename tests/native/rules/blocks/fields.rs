//! Types and fields.

use message_batches::catalog::ApiVersion;

use crate::rules::{Call, Example, NEW, Refused, prove, warn};

const SOME_BETA: Call = Call {
    version: ApiVersion::V2026_10_21,
    betas: &["compact-2026-01-12"],
};

#[test]
fn a_block_has_a_type_and_its_fields() {
    prove(&[
        Example {
            rule: "block.type.missing",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":[{"type":"text","text":"Hi"}]}]}"#,
            ],
            refused: &[
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":[{"text":"Hi"}]}]}"#,
                    path: "messages.0.content.0.type",
                    covers: r#"{"text":"Hi"}"#,
                    message: r#"expected a type ("text", "image", "document", "search_result", "thinking", "redacted_thinking" or one of 18 more types), found none"#,
                    help: Some("Add \"type\":\"text\"."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":[{"type":null,"text":"Hi"}]}]}"#,
                    path: "messages.0.content.0.type",
                    covers: r#"{"type":null,"text":"Hi"}"#,
                    message: r#"expected a type ("text", "image", "document", "search_result", "thinking", "redacted_thinking" or one of 18 more types), found none"#,
                    help: Some("Add \"type\":\"text\"."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":[{"type":7,"text":"Hi"}]}]}"#,
                    path: "messages.0.content.0.type",
                    covers: "7",
                    message: r#"expected "text", "image", "document", "search_result", "thinking", "redacted_thinking" or one of 18 more types, found 7"#,
                    help: None,
                },
            ],
        },
        Example {
            rule: "block.type.unknown",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":[{"type":"text","text":"Hi"}]}]}"#,
            ],
            refused: &[
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]}]}"#,
                    path: "messages.0.content.0.type",
                    covers: r#""image_url""#,
                    message: r#"expected "text", "image", "document", "search_result", "thinking", "redacted_thinking" or one of 18 more types, found "image_url""#,
                    help: Some("Write {\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":…}}."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":[{"type":"txt","text":"Hi"}]}]}"#,
                    path: "messages.0.content.0.type",
                    covers: r#""txt""#,
                    message: r#"expected "text", "image", "document", "search_result", "thinking", "redacted_thinking" or one of 18 more types, found "txt""#,
                    help: Some(r#"Did you mean "text"?"#),
                },
            ],
        },
        Example {
            rule: "block.type.unknown",
            call: SOME_BETA,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":[{"type":"text","text":"x"}]}]}"#,
            ],
            refused: &[Refused {
                params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":[{"type":"txt","text":"Hi"}]}]}"#,
                path: "messages.0.content.0.type",
                covers: r#""txt""#,
                message: r#"expected "text", "image", "document", "search_result", "thinking", "redacted_thinking" or one of 18 more types, found "txt""#,
                help: Some(r#"Did you mean "text"?"#),
            }],
        },
        Example {
            rule: "block.unknown_field",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"text","text":"Hi","citations":null}]},{"role":"user","content":"Look."}]}"#,
            ],
            refused: &[
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"text","text":"{}","parsed_output":{}}]},{"role":"user","content":"Look."}]}"#,
                    path: "messages.1.content.0.parsed_output",
                    covers: r#""parsed_output""#,
                    message: r#"expected a field of TextBlock, found "parsed_output""#,
                    help: Some("An SDK added this field to a response: leave it out when you send the block back."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"text","text":"Hi","index":0}]},{"role":"user","content":"Look."}]}"#,
                    path: "messages.1.content.0.index",
                    covers: r#""index""#,
                    message: r#"expected a field of TextBlock, found "index""#,
                    help: Some("An SDK added this field to a response: leave it out when you send the block back."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":[{"type":"text","text":"Hi","cache_contol":null}]}]}"#,
                    path: "messages.0.content.0.cache_contol",
                    covers: r#""cache_contol""#,
                    message: r#"expected a field of TextBlock, found "cache_contol""#,
                    help: Some("Did you mean cache_control?"),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":[{"type":"text","text":"Hi","colour":"red"}]}]}"#,
                    path: "messages.0.content.0.colour",
                    covers: r#""colour""#,
                    message: r#"expected a field of TextBlock, found "colour""#,
                    help: None,
                },
            ],
        },
        Example {
            rule: "block.missing_field",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":[{"type":"text","text":"Hi"}]}]}"#,
            ],
            refused: &[
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":[{"type":"text"}]}]}"#,
                    path: "messages.0.content.0.text",
                    covers: r#"{"type":"text"}"#,
                    message: "expected text, found none",
                    help: None,
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":[{"type":"text","text":5}]}]}"#,
                    path: "messages.0.content.0.text",
                    covers: "5",
                    message: "expected a string, found 5",
                    help: None,
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","name":"look","input":{}}]},{"role":"user","content":"Look."}]}"#,
                    path: "messages.1.content.0.id",
                    covers: r#"{"type":"tool_use","name":"look","input":{}}"#,
                    message: "expected id, found none",
                    help: None,
                },
            ],
        },
        Example {
            rule: "block.null_field",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":[{"type":"text","text":"Hi","cache_control":null}]}]}"#,
            ],
            refused: &[
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{},"caller":null}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine"}]}]}"#,
                    path: "messages.1.content.0.caller",
                    covers: "null",
                    message: "expected an object, found null",
                    help: Some("Leave the field out if you do not need it."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"tools":[{"name":"look","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"look","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"fine","is_error":null}]}]}"#,
                    path: "messages.2.content.0.is_error",
                    covers: "null",
                    message: "expected true or false, found null",
                    help: Some("Leave the field out if you do not need it."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":[{"type":"text","text":null}]}]}"#,
                    path: "messages.0.content.0.text",
                    covers: "null",
                    message: "expected a string, found null",
                    help: None,
                },
            ],
        },
    ]);
    // A beta may have added it.
    warn(
        "block.type.unknown",
        SOME_BETA,
        &[Refused {
            params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":[{"type":"hologram","data":"x"}]}]}"#,
            path: "messages.0.content.0.type",
            covers: r#""hologram""#,
            message: r#"expected "text", "image", "document", "search_result", "thinking", "redacted_thinking" or one of 18 more types, found "hologram""#,
            help: Some("If a beta of the call has added this type, set block.type.unknown to off in rules."),
        }],
    );
}
