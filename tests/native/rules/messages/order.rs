//! Order of roles.

use crate::rules::{Example, NEW, Refused, prove};

#[test]
fn messages_are_in_order() {
    prove(&[
        Example {
            rule: "messages.first_role",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":"Yes."},{"role":"user","content":"Look."}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"assistant","content":[{"type":"compaction","content":"They said hello.","signature":"Er8B"}]},{"role":"user","content":"Look."}]}"#,
            ],
            refused: &[Refused {
                params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"assistant","content":"Hello."},{"role":"user","content":"Look."}]}"#,
                path: "messages.0.role",
                covers: r#""assistant""#,
                message: "expected a user message first, found an assistant message",
                help: Some("Older models refuse it; newer ones seem to accept it."),
            }],
        },
        Example {
            rule: "messages.same_role_run",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":"Yes."},{"role":"user","content":"Look."}]}"#,
            ],
            refused: &[
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"user","content":"Look."}]}"#,
                    path: "messages.1.role",
                    covers: r#""user""#,
                    message: "expected alternating roles, found a user message after a user message",
                    help: Some("The API treats them as one message."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."},{"role":"assistant","content":"Yes."},{"role":"assistant","content":"And no."},{"role":"user","content":"Look."}]}"#,
                    path: "messages.2.role",
                    covers: r#""assistant""#,
                    message: "expected alternating roles, found an assistant message after an assistant message",
                    help: Some("The API treats them as one message."),
                },
            ],
        },
    ]);
}
