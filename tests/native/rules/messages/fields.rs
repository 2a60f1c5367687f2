//! Role and content.

use message_batches::catalog::ApiVersion;

use crate::rules::{Call, Example, NEW, Refused, prove};

const EFFORT: Call = Call {
    version: ApiVersion::V2026_10_21,
    betas: &["mid-conversation-output-config-2026-07-01"],
};

#[test]
fn a_message_has_a_role_and_content() {
    prove(&[
        Example {
            rule: "message.unknown_field",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":"Yes."},{"role":"user","content":"Look."}]}"#,
            ],
            refused: &[
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Hi","id":"msg_1"}]}"#,
                    path: "messages.0.id",
                    covers: r#""id""#,
                    message: r#"expected a field of UserMessage, found "id""#,
                    help: Some("This field belongs to a response: send back only its role and content."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":"Yes.","stop_reason":"end_turn"},{"role":"user","content":"Look."}]}"#,
                    path: "messages.1.stop_reason",
                    covers: r#""stop_reason""#,
                    message: r#"expected a field of AssistantMessage, found "stop_reason""#,
                    help: Some("This field belongs to a response: send back only its role and content."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Hi","name":"Ann"}]}"#,
                    path: "messages.0.name",
                    covers: r#""name""#,
                    message: r#"expected a field of UserMessage, found "name""#,
                    help: Some("Messages have no name: say in the text who speaks."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","contents":"x","content":"Hi"}]}"#,
                    path: "messages.0.contents",
                    covers: r#""contents""#,
                    message: r#"expected a field of UserMessage, found "contents""#,
                    help: Some("Did you mean content?"),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"system","content":[],"output_config":{"effort":"low"}}]}"#,
                    path: "messages.1.output_config",
                    covers: r#"{"effort":"low"}"#,
                    message: "expected the beta mid-conversation-output-config-2026-07-01 for output_config in a message, found a call without it",
                    help: Some("Add the beta to the call, or set output_config for the whole request."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Hi","output_config":{"effort":"low"}}]}"#,
                    path: "messages.0.output_config",
                    covers: r#""output_config""#,
                    message: r#"expected a field of UserMessage, found "output_config""#,
                    help: Some("This is a parameter of the request: put it into params, next to messages."),
                },
            ],
        },
        Example {
            rule: "message.unknown_field",
            call: EFFORT,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"system","content":[],"output_config":{"effort":"low"}},{"role":"assistant","content":"Yes."},{"role":"system","output_config":{"effort":"low"}},{"role":"user","content":"Look."}]}"#,
            ],
            refused: &[Refused {
                params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"system","content":"Short.","colour":"red"}]}"#,
                path: "messages.1.colour",
                covers: r#""colour""#,
                message: r#"expected a field of SystemMessage, found "colour""#,
                help: None,
            }],
        },
        Example {
            rule: "message.role",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":"Yes."},{"role":"user","content":"Look."},{"role":"system","content":"Be short."}]}"#,
            ],
            refused: &[
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"tool","content":"12"}]}"#,
                    path: "messages.0.role",
                    covers: r#""tool""#,
                    message: r#"expected "user", "assistant" or "system", found "tool""#,
                    help: Some(
                        "Write {\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":…,\"content\":…}]}.",
                    ),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"developer","content":"Be short."},{"role":"user","content":"Look."}]}"#,
                    path: "messages.0.role",
                    covers: r#""developer""#,
                    message: r#"expected "user", "assistant" or "system", found "developer""#,
                    help: Some("Put instructions into the top-level system parameter."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"User","content":"Hi"}]}"#,
                    path: "messages.0.role",
                    covers: r#""User""#,
                    message: r#"expected "user", "assistant" or "system", found "User""#,
                    help: Some(r#"Did you mean "user"?"#),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"human","content":"Hi"}]}"#,
                    path: "messages.0.role",
                    covers: r#""human""#,
                    message: r#"expected "user", "assistant" or "system", found "human""#,
                    help: Some(r#"The human's messages have the role "user"."#),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":null,"content":"Hi"}]}"#,
                    path: "messages.0.role",
                    covers: "null",
                    message: r#"expected "user", "assistant" or "system", found null"#,
                    help: None,
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"content":"Hi"}]}"#,
                    path: "messages.0.role",
                    covers: r#"{"content":"Hi"}"#,
                    message: "expected role, found none",
                    help: None,
                },
            ],
        },
        Example {
            rule: "message.content.missing",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":[{"type":"text","text":"Hi"}]}]}"#,
            ],
            refused: &[
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user"}]}"#,
                    path: "messages.0.content",
                    covers: r#"{"role":"user"}"#,
                    message: "expected content, found none",
                    help: None,
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":null}]}"#,
                    path: "messages.0.content",
                    covers: "null",
                    message: "expected a string or an array, found null",
                    help: None,
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":5}]}"#,
                    path: "messages.0.content",
                    covers: "5",
                    message: "expected a string or an array, found 5",
                    help: None,
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":{"type":"text","text":"Hi"}}]}"#,
                    path: "messages.0.content",
                    covers: r#"{"type":"text","text":"Hi"}"#,
                    message: "expected a string or an array, found an object",
                    help: Some("Write a string, or blocks in an array: [{…}]."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":["Hi"]}]}"#,
                    path: "messages.0.content.0",
                    covers: r#""Hi""#,
                    message: r#"expected an object, found "Hi""#,
                    help: Some("Write {\"type\":\"text\",\"text\":…}."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"system"}]}"#,
                    path: "messages.1.content",
                    covers: r#"{"role":"system"}"#,
                    message: "expected content, found none",
                    help: None,
                },
            ],
        },
        Example {
            rule: "message.content.missing",
            call: EFFORT,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"system","output_config":{"effort":"low"}}]}"#,
            ],
            refused: &[Refused {
                params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"system","output_config":null}]}"#,
                path: "messages.1.content",
                covers: r#"{"role":"system","output_config":null}"#,
                message: "expected content, found none",
                help: None,
            }],
        },
        Example {
            rule: "message.content.empty",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-sonnet-4-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":""}]}"#,
                r#"{"model":"claude-sonnet-4-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":[]}]}"#,
            ],
            refused: &[
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":""}]}"#,
                    path: "messages.0.content",
                    covers: r#""""#,
                    message: "expected content, found an empty string",
                    help: Some("Leave the message out if it has no content."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":[]}]}"#,
                    path: "messages.0.content",
                    covers: "[]",
                    message: "expected content, found an empty array",
                    help: Some("Leave the message out if it has no content."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":""},{"role":"user","content":"Look."}]}"#,
                    path: "messages.1.content",
                    covers: r#""""#,
                    message: "expected content, found an empty string",
                    help: Some("Leave the message out if it has no content."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"system","content":[]}]}"#,
                    path: "messages.1.content",
                    covers: "[]",
                    message: "expected content, found an empty array",
                    help: Some("Leave the message out if it has no content."),
                },
            ],
        },
        Example {
            rule: "message.content.empty",
            call: EFFORT,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"system","content":[],"output_config":{"effort":"low"}},{"role":"assistant","content":"Yes."},{"role":"user","content":"Look."}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"system","content":"","output_config":{"effort":"low"}},{"role":"user","content":"Look."}]}"#,
            ],
            refused: &[Refused {
                params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"system","content":"","output_config":null}]}"#,
                path: "messages.1.content",
                covers: r#""""#,
                message: "expected content, found an empty string",
                help: Some("Leave the message out if it has no content."),
            }],
        },
        Example {
            rule: "message.content.whitespace",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":" x "}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"\né"}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"\u200b"}]}"#,
            ],
            refused: &[
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":" "}]}"#,
                    path: "messages.0.content",
                    covers: r#"" ""#,
                    message: "expected text, found only whitespace",
                    help: None,
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"\n\t \r\n"}]}"#,
                    path: "messages.0.content",
                    covers: r#""\n\t \r\n""#,
                    message: "expected text, found only whitespace",
                    help: None,
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"\u00a0\u2003"}]}"#,
                    path: "messages.0.content",
                    covers: r#""\u00a0\u2003""#,
                    message: "expected text, found only whitespace",
                    help: None,
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"\u0020\u3000"}]}"#,
                    path: "messages.0.content",
                    covers: r#""\u0020\u3000""#,
                    message: "expected text, found only whitespace",
                    help: None,
                },
                Refused {
                    params: r#"{"model":"claude-sonnet-4-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":"  "}]}"#,
                    path: "messages.1.content",
                    covers: r#""  ""#,
                    message: "expected text, found only whitespace",
                    help: None,
                },
            ],
        },
    ]);
}
