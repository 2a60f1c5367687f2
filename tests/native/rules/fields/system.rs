//! The system prompt, and the old name of the output format.

use super::super::{NEW, warn};
use super::{example, prove, refused};

#[test]
fn the_system_prompt_is_text() {
    let none = Some("Leave system out if you do not need it.");
    let no_block = Some("Leave the block out.");
    let slip = Some("Move it to \"system\":\"…\", next to messages.");
    prove(
        NEW,
        &[
            example(
                "system.type",
                &[
                    with!(r#""system":"Be brief.""#),
                    with!(r#""system":[{"type":"text","text":"Be brief."}]"#),
                ],
                &[
                    refused(
                        with!(r#""system":{"type":"text","text":"x"}"#),
                        "system",
                        r#"{"type":"text","text":"x"}"#,
                        "expected a string or an array of text blocks, found an object",
                        None,
                    ),
                    refused(
                        with!(r#""system":["Be brief."]"#),
                        "system.0",
                        "\"Be brief.\"",
                        "expected a text block, found a string",
                        Some("A block is {\"type\":\"text\",\"text\":\"…\"}."),
                    ),
                ],
            ),
            example(
                "system.empty",
                &[
                    with!(r#""system":" . ""#),
                    with!(r#""system":"\n\u0041""#),
                    with!(r#""system":"é""#),
                ],
                &[
                    refused(
                        with!(r#""system":" \n\t ""#),
                        "system",
                        "\" \\n\\t \"",
                        "expected text, found only whitespace",
                        none,
                    ),
                    refused(
                        with!(r#""system":[{"type":"text","text":"a"},{"type":"text","text":""}]"#),
                        "system.1.text",
                        "\"\"",
                        "expected text, found an empty string",
                        no_block,
                    ),
                    refused(
                        with!(r#""system":[{"type":"text","text":"\n"}]"#),
                        "system.0.text",
                        "\"\\n\"",
                        "expected text, found only whitespace",
                        no_block,
                    ),
                ],
            ),
            example(
                "system.block_type",
                &[with!(
                    r#""system":[{"type":"text","text":"a","cache_control":{"type":"ephemeral"},"citations":null}]"#
                )],
                &[
                    refused(
                        with!(r#""system":[{"type":"image","source":{}}]"#),
                        "system.0.type",
                        "\"image\"",
                        "expected \"text\", found \"image\"",
                        None,
                    ),
                    refused(
                        with!(r#""system":[{"text":"a"}]"#),
                        "system.0.type",
                        r#"{"text":"a"}"#,
                        "expected \"text\", found none",
                        None,
                    ),
                ],
            ),
            example(
                "system.role_slip",
                &[
                    with!(r#""system":"a""#),
                    r#"{"model":"claude-opus-5","max_tokens":9,"messages":[{"role":"user","content":"a"},{"role":"system","content":"b"}]}"#,
                ],
                &[refused(
                    r#"{"model":"claude-opus-5","max_tokens":9,"messages":[{"role":"system","content":"a"},{"role":"user","content":"b"}]}"#,
                    "messages.0.role",
                    "\"system\"",
                    "expected the system prompt in system, found it in the first message",
                    slip,
                )],
            ),
            example(
                "system.citations",
                &[with!(r#""system":[{"type":"text","text":"a","citations":[]}]"#)],
                &[refused(
                    with!(
                        r#""system":[{"type":"text","text":"a","citations":[{"type":"char_location","cited_text":"c","document_index":0,"document_title":null,"start_char_index":0,"end_char_index":1}]}]"#
                    ),
                    "system.0.citations",
                    r#"[{"type":"char_location","cited_text":"c","document_index":0,"document_title":null,"start_char_index":0,"end_char_index":1}]"#,
                    "expected no citations in a system prompt, found some",
                    Some("Only assistant text has citations."),
                )],
            ),
        ],
    );
    warn(
        "system.empty",
        NEW,
        &[
            refused(
                with!(r#""system":"""#),
                "system",
                "\"\"",
                "expected text, found an empty string",
                none,
            ),
            refused(
                with!(r#""system":[]"#),
                "system",
                "[]",
                "expected text blocks, found an empty array",
                none,
            ),
        ],
    );
}
