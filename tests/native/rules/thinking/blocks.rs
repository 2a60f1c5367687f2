//! Thinking blocks in history.

use crate::rules::{Example, NEW, Refused, prove};

#[test]
fn thinking_blocks_are_sent_back_unchanged() {
    prove(&[
        Example {
            rule: "thinking.fields",
            call: NEW,
            accepted: &[
                history!(
                    "claude-opus-5",
                    r#"{"type":"thinking","thinking":"Let me see.","signature":"EqQB"},{"type":"text","text":"21"}"#
                ),
                history!(
                    "claude-opus-5",
                    r#"{"type":"thinking","thinking":"","signature":"EqQB"},{"type":"text","text":"21"}"#
                ),
            ],
            refused: &[
                Refused {
                    params: history!(
                        "claude-opus-5",
                        r#"{"type":"thinking","thinking":"Let me see."},{"type":"text","text":"21"}"#
                    ),
                    path: "messages.1.content.0.signature",
                    covers: r#"{"type":"thinking","thinking":"Let me see."}"#,
                    message: "expected signature, found none",
                    help: None,
                },
                Refused {
                    params: history!(
                        "claude-opus-5",
                        r#"{"type":"thinking","thinking":1,"signature":"EqQB"},{"type":"text","text":"21"}"#
                    ),
                    path: "messages.1.content.0.thinking",
                    covers: "1",
                    message: "expected a string, found 1",
                    help: None,
                },
            ],
        },
        Example {
            rule: "redacted_thinking.fields",
            call: NEW,
            accepted: &[history!(
                "claude-opus-4-5",
                r#"{"type":"redacted_thinking","data":"EmwKAhgB"},{"type":"text","text":"21"}"#
            )],
            refused: &[Refused {
                params: history!(
                    "claude-opus-4-5",
                    r#"{"type":"redacted_thinking"},{"type":"text","text":"21"}"#
                ),
                path: "messages.1.content.0.data",
                covers: r#"{"type":"redacted_thinking"}"#,
                message: "expected data, found none",
                help: None,
            }],
        },
        Example {
            rule: "thinking.modified",
            call: NEW,
            accepted: &[history!(
                "claude-opus-5",
                r#"{"type":"thinking","thinking":"","signature":"EqQB"},{"type":"text","text":"21"}"#
            )],
            refused: &[Refused {
                params: history!(
                    "claude-opus-5",
                    r#"{"type":"thinking","thinking":"Let me see.","signature":""},{"type":"text","text":"21"}"#
                ),
                path: "messages.1.content.0.signature",
                covers: r#""""#,
                message: "expected the signature that came with the block, found an empty one",
                help: Some(
                    "Send thinking blocks back unchanged; in a stream, the signature comes in a signature_delta.",
                ),
            }],
        },
        Example {
            rule: "thinking.cache_control",
            call: NEW,
            accepted: &[history!(
                "claude-opus-5",
                r#"{"type":"thinking","thinking":"","signature":"EqQB"},{"type":"text","text":"21","cache_control":{"type":"ephemeral"}}"#
            )],
            refused: &[
                Refused {
                    params: history!(
                        "claude-opus-5",
                        r#"{"type":"thinking","thinking":"","signature":"EqQB","cache_control":{"type":"ephemeral"}},{"type":"text","text":"21"}"#
                    ),
                    path: "messages.1.content.0.cache_control",
                    covers: r#""cache_control""#,
                    message: "expected no cache_control on a thinking block, found one",
                    help: Some("Move it to another block; everything before that block is cached with it."),
                },
                Refused {
                    params: history!(
                        "claude-opus-5",
                        r#"{"type":"redacted_thinking","data":"Em","cache_control":null},{"type":"text","text":"21"}"#
                    ),
                    path: "messages.1.content.0.cache_control",
                    covers: r#""cache_control""#,
                    message: "expected no cache_control on a thinking block, found one",
                    help: Some("Move it to another block; everything before that block is cached with it."),
                },
            ],
        },
    ]);
}

#[test]
fn thinking_blocks_depend_on_the_model_and_on_earlier_content() {
    prove(&[
        Example {
            rule: "thinking.other_model",
            call: NEW,
            accepted: &[
                history!(
                    "claude-opus-5",
                    r#"{"type":"fallback","from":{"model":"claude-fable-5"},"to":{"model":"claude-opus-5"}},{"type":"thinking","thinking":"","signature":"EqQB"},{"type":"text","text":"21"}"#
                ),
                history!(
                    "claude-opus-4-5",
                    r#"{"type":"fallback","from":{"model":"claude-fable-5"},"to":{"model":"claude-opus-4-5-20251101"}},{"type":"thinking","thinking":"","signature":"EqQB"},{"type":"text","text":"21"}"#
                ),
                history!(
                    "claude-fable-5",
                    r#"{"type":"fallback","from":{"model":"claude-fable-5"},"to":{"model":"claude-opus-5"}},{"type":"text","text":"21"}"#
                ),
            ],
            refused: &[Refused {
                params: history!(
                    "claude-fable-5",
                    r#"{"type":"fallback","from":{"model":"claude-fable-5"},"to":{"model":"claude-opus-5"}},{"type":"thinking","thinking":"","signature":"EqQB"},{"type":"text","text":"21"}"#
                ),
                path: "messages.1.content.1",
                covers: r#"{"type":"thinking","thinking":"","signature":"EqQB"}"#,
                message: "expected thinking from the request's own model, found a block after a fallback to another one",
                help: Some("Leave out the thinking blocks of other models."),
            }],
        },
        Example {
            rule: "thinking.prefix_binding",
            call: NEW,
            accepted: &[
                history!(
                    "claude-opus-5",
                    r#"{"type":"thinking","thinking":"","signature":"EqQB"},{"type":"text","text":"21"}"#
                ),
                history!("claude-opus-5-5", r#"{"type":"text","text":"21"}"#),
            ],
            refused: &[Refused {
                params: history!(
                    "claude-opus-5-5",
                    r#"{"type":"thinking","thinking":"","signature":"EqQB"},{"type":"thinking","thinking":"","signature":"EqQC"},{"type":"text","text":"21"}"#
                ),
                path: "messages.1.content.0",
                covers: r#"{"type":"thinking","thinking":"","signature":"EqQB"}"#,
                message: "expected everything before a thinking block to be unchanged, found a block that depends on it",
                help: Some(
                    "If earlier turns, the system prompt or the tools were edited, leave out the later thinking blocks.",
                ),
            }],
        },
    ]);
}

#[test]
fn a_turn_with_a_budget_starts_with_thinking() {
    const MANUAL: Option<&str> =
        Some("Send the turn back with its original thinking, or use {\"type\":\"adaptive\"} if the model supports it.");
    prove(&[Example {
        rule: "thinking.first_in_manual",
        call: NEW,
        accepted: &[
            // With its thinking, and with thinking only at the start of the turn.
            tools!(
                r#""thinking":{"type":"enabled","budget_tokens":2048},"#,
                r#"{"role":"user","content":"Paris?"},{"role":"assistant","content":[{"type":"thinking","thinking":"","signature":"EqQB"},{"type":"tool_use","id":"toolu_1","name":"get_weather","input":{"city":"Paris"}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"rain"}]},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_2","name":"get_weather","input":{"city":"Rome"}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_2","content":"sun"}]}"#
            ),
            tools!(
                r#""thinking":{"type":"enabled","budget_tokens":2048},"#,
                r#"{"role":"user","content":"Paris?"},{"role":"assistant","content":[{"type":"redacted_thinking","data":"Em"},{"type":"tool_use","id":"toolu_1","name":"get_weather","input":{"city":"Paris"}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"rain"}]}"#
            ),
            // A completed turn may have lost it.
            tools!(
                r#""thinking":{"type":"enabled","budget_tokens":2048},"#,
                r#"{"role":"user","content":"Paris?"},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"get_weather","input":{"city":"Paris"}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"rain"}]},{"role":"assistant","content":"It rains."},{"role":"user","content":"Thanks."}"#
            ),
            // Without a budget this rule does not apply.
            tools!(
                r#""thinking":{"type":"disabled"},"#,
                r#"{"role":"user","content":"Paris?"},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"get_weather","input":{"city":"Paris"}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"rain"}]}"#
            ),
        ],
        refused: &[
            Refused {
                params: tools!(
                    r#""thinking":{"type":"enabled","budget_tokens":2048},"#,
                    r#"{"role":"user","content":"Paris?"},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"get_weather","input":{"city":"Paris"}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"rain"}]}"#
                ),
                path: "messages.1.content.0.type",
                covers: r#""tool_use""#,
                message: r#"expected "thinking" or "redacted_thinking" first, found "tool_use""#,
                help: MANUAL,
            },
            // Thinking of an earlier turn does not count; the finding is at the last message of the turn.
            Refused {
                params: tools!(
                    r#""thinking":{"type":"enabled","budget_tokens":2048},"#,
                    r#"{"role":"user","content":"Hi"},{"role":"assistant","content":[{"type":"thinking","thinking":"","signature":"EqQB"},{"type":"text","text":"Hi"}]},{"role":"user","content":"Paris?"},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"get_weather","input":{"city":"Paris"}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"rain"}]},{"role":"assistant","content":[{"type":"text","text":"And Rome?"},{"type":"tool_use","id":"toolu_2","name":"get_weather","input":{"city":"Rome"}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_2","content":"sun"}]}"#
                ),
                path: "messages.5.content.0.type",
                covers: r#""text""#,
                message: r#"expected "thinking" or "redacted_thinking" first, found "text""#,
                help: MANUAL,
            },
        ],
    }]);
}
