//! Messages as a whole.

use crate::rules::{Example, NEW, Refused, prove};

#[test]
fn messages_are_an_array_of_objects() {
    prove(&[
        Example {
            rule: "messages.missing",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."}]}"#,
            ],
            refused: &[
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024}"#,
                    path: "messages",
                    covers: r#"{"model":"claude-opus-5","max_tokens":1024}"#,
                    message: "expected messages, found none",
                    help: Some(r#"Add "messages":[{"role":"user","content":"…"}] to params."#),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":"hi"}"#,
                    path: "messages",
                    covers: r#""hi""#,
                    message: r#"expected an array, found "hi""#,
                    help: Some("Write [{\"role\":\"user\",\"content\":…}]."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":null}"#,
                    path: "messages",
                    covers: "null",
                    message: "expected an array, found null",
                    help: None,
                },
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":["hi"]}"#,
                    path: "messages.0",
                    covers: r#""hi""#,
                    message: r#"expected an object, found "hi""#,
                    help: Some("Write {\"role\":\"user\",\"content\":…}."),
                },
            ],
        },
        Example {
            rule: "messages.empty",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[{"role":"user","content":"Look."}]}"#,
            ],
            refused: &[Refused {
                params: r#"{"model":"claude-opus-5","max_tokens":1024,"messages":[]}"#,
                path: "messages",
                covers: "[]",
                message: "expected at least one message, found none",
                help: None,
            }],
        },
    ]);
}

#[test]
fn there_may_be_a_hundred_thousand_messages() {
    let turn = r#"{"role":"user","content":"a"},{"role":"assistant","content":"b"},"#;
    let messages = |count: usize| {
        let all = turn.repeat(count / 2 + 1);
        let end = all.match_indices("},").nth(count - 1).expect("a message").0;
        format!("[{}}}]", &all[..end])
    };
    let params = |messages: &str| -> &'static str {
        format!(r#"{{"model":"claude-haiku-4-5","max_tokens":1024,"messages":{messages}}}"#).leak()
    };
    let too_many: &'static str = messages(100_001).leak();
    prove(&[Example {
        rule: "messages.too_many",
        call: NEW,
        accepted: Box::leak(Box::new([params(&messages(100_000))])),
        refused: Box::leak(Box::new([Refused {
            params: params(too_many),
            path: "messages",
            covers: too_many,
            message: "expected at most 100000 messages, found 100001",
            help: None,
        }])),
    }]);
}
