//! The fields of `thinking`, and the budget.

use super::{BINDING, MANUAL_BETA, NAME_THE_BETA, UPDATES};
use crate::rules::{Example, NEW, Refused, prove};

#[test]
fn thinking_has_the_fields_of_its_type() {
    prove(&[
        Example {
            rule: "thinking.type",
            call: NEW,
            accepted: &[
                ask!("claude-opus-5", r#""thinking":{"type":"adaptive"}"#),
                ask!("claude-opus-5", r#""thinking":{"type":"disabled"}"#),
                ask!(
                    "claude-opus-4-5",
                    r#""thinking":{"type":"enabled","budget_tokens":2048}"#
                ),
                ask!("claude-sonnet-5-5", r#""thinking":{"type":"between_tools"}"#),
            ],
            refused: &[
                Refused {
                    params: ask!("claude-opus-5", r#""thinking":{"type":"adaptative"}"#),
                    path: "thinking.type",
                    covers: r#""adaptative""#,
                    message: r#"expected "enabled", "disabled", "between_tools" or "adaptive", found "adaptative""#,
                    help: Some("Did you mean \"adaptive\"?"),
                },
                Refused {
                    params: ask!("claude-opus-5", r#""thinking":{"budget_tokens":2048}"#),
                    path: "thinking.type",
                    covers: r#"{"budget_tokens":2048}"#,
                    message: r#"expected a type ("enabled", "disabled", "between_tools" or "adaptive"), found none"#,
                    help: None,
                },
                Refused {
                    params: ask!("claude-opus-5", r#""thinking":true"#),
                    path: "thinking",
                    covers: "true",
                    message: "expected an object, found true",
                    help: Some(
                        "Write {\"type\":\"adaptive\"}, or {\"type\":\"enabled\",\"budget_tokens\":…} for older models.",
                    ),
                },
            ],
        },
        Example {
            rule: "thinking.fields.allowed",
            call: NEW,
            accepted: &[
                ask!("claude-opus-5", r#""thinking":{"type":"adaptive","display":"omitted"}"#),
                ask!(
                    "claude-opus-4-5",
                    r#""thinking":{"type":"enabled","budget_tokens":2048,"display":"summarized"}"#
                ),
            ],
            refused: &[
                Refused {
                    params: ask!(
                        "claude-opus-5",
                        r#""thinking":{"type":"adaptive","budget_tokens":2048}"#
                    ),
                    path: "thinking.budget_tokens",
                    covers: r#""budget_tokens""#,
                    message: r#"expected no budget_tokens with type "adaptive", found it"#,
                    help: Some("The model decides how much it thinks: use output_config.effort instead of a budget."),
                },
                Refused {
                    params: ask!("claude-opus-5", r#""thinking":{"type":"disabled","display":"omitted"}"#),
                    path: "thinking.display",
                    covers: r#""display""#,
                    message: r#"expected no other field with type "disabled", found "display""#,
                    help: None,
                },
                Refused {
                    params: ask!(
                        "claude-sonnet-5-5",
                        r#""thinking":{"type":"between_tools","block_binding":{}}"#
                    ),
                    path: "thinking.block_binding",
                    covers: r#""block_binding""#,
                    message: r#"expected no other field with type "between_tools", found "block_binding""#,
                    help: None,
                },
            ],
        },
        Example {
            rule: "thinking.display",
            call: NEW,
            accepted: &[
                ask!(
                    "claude-opus-5",
                    r#""thinking":{"type":"adaptive","display":"summarized"}"#
                ),
                ask!("claude-opus-5", r#""thinking":{"type":"adaptive","display":null}"#),
            ],
            refused: &[
                Refused {
                    params: ask!(
                        "claude-opus-5",
                        r#""thinking":{"type":"adaptive","display":"summarised"}"#
                    ),
                    path: "thinking.display",
                    covers: r#""summarised""#,
                    message: r#"expected "summarized", "omitted" or "updates", found "summarised""#,
                    help: Some("Did you mean \"summarized\"?"),
                },
                Refused {
                    params: ask!("claude-opus-5", r#""thinking":{"type":"adaptive","display":"updates"}"#),
                    path: "thinking.display",
                    covers: r#""updates""#,
                    message: "expected the beta thinking-display-updates-2026-08-18, found a call without it",
                    help: NAME_THE_BETA,
                },
            ],
        },
        Example {
            rule: "thinking.display",
            call: UPDATES,
            accepted: &[ask!(
                "claude-opus-5",
                r#""thinking":{"type":"adaptive","display":"updates"}"#
            )],
            refused: &[Refused {
                params: ask!("claude-opus-5", r#""thinking":{"type":"adaptive","display":true}"#),
                path: "thinking.display",
                covers: "true",
                message: r#"expected "summarized", "omitted" or "updates", found true"#,
                help: None,
            }],
        },
        Example {
            rule: "thinking.block_binding",
            call: NEW,
            accepted: &[ask!(
                "claude-opus-5-5",
                r#""thinking":{"type":"adaptive","block_binding":null}"#
            )],
            refused: &[Refused {
                params: ask!(
                    "claude-opus-5-5",
                    r#""thinking":{"type":"adaptive","block_binding":{"prefix_mismatch_behavior":"error"}}"#
                ),
                path: "thinking.block_binding",
                covers: r#"{"prefix_mismatch_behavior":"error"}"#,
                message: "expected the beta thinking-binding-controls-2026-08-01, found a call without it",
                help: NAME_THE_BETA,
            }],
        },
        Example {
            rule: "thinking.block_binding",
            call: BINDING,
            accepted: &[
                ask!(
                    "claude-opus-5-5",
                    r#""thinking":{"type":"adaptive","block_binding":{"prefix_mismatch_behavior":"drop_block"}}"#
                ),
                ask!(
                    "claude-opus-5-5",
                    r#""thinking":{"type":"adaptive","block_binding":{"prefix_mismatch_behavior":null}}"#
                ),
            ],
            refused: &[Refused {
                params: ask!(
                    "claude-opus-5-5",
                    r#""thinking":{"type":"adaptive","block_binding":{"prefix_mismatch_behavior":"drop"}}"#
                ),
                path: "thinking.block_binding.prefix_mismatch_behavior",
                covers: r#""drop""#,
                message: r#"expected "error" or "drop_block", found "drop""#,
                help: None,
            }],
        },
    ]);
}

#[test]
fn a_budget_is_large_enough_and_below_max_tokens() {
    const LESS: Option<&str> =
        Some("For less thinking, leave thinking out, or use output_config.effort if the model supports it.");
    const RAISE: Option<&str> = Some("The answer needs tokens too: raise max_tokens above the budget.");
    prove(&[
        Example {
            rule: "thinking.budget.missing",
            call: NEW,
            accepted: &[ask!(
                "claude-opus-4-5",
                r#""thinking":{"type":"enabled","budget_tokens":2048}"#
            )],
            refused: &[
                Refused {
                    params: ask!("claude-opus-4-5", r#""thinking":{"type":"enabled"}"#),
                    path: "thinking.budget_tokens",
                    covers: r#"{"type":"enabled"}"#,
                    message: "expected budget_tokens, found none",
                    help: None,
                },
                Refused {
                    params: ask!(
                        "claude-opus-4-5",
                        r#""thinking":{"type":"enabled","budget_tokens":"2048"}"#
                    ),
                    path: "thinking.budget_tokens",
                    covers: r#""2048""#,
                    message: r#"expected a whole number, found "2048""#,
                    help: None,
                },
                Refused {
                    params: ask!(
                        "claude-opus-4-5",
                        r#""thinking":{"type":"enabled","budget_tokens":null}"#
                    ),
                    path: "thinking.budget_tokens",
                    covers: "null",
                    message: "expected a whole number, found null",
                    help: None,
                },
            ],
        },
        Example {
            rule: "thinking.budget.min",
            call: NEW,
            accepted: &[ask!(
                "claude-opus-4-5",
                r#""thinking":{"type":"enabled","budget_tokens":1024}"#
            )],
            refused: &[Refused {
                params: ask!(
                    "claude-opus-4-5",
                    r#""thinking":{"type":"enabled","budget_tokens":1023}"#
                ),
                path: "thinking.budget_tokens",
                covers: "1023",
                message: "expected at least 1024, found 1023",
                help: LESS,
            }],
        },
        Example {
            rule: "thinking.budget.max_tokens",
            call: NEW,
            accepted: &[ask!(
                "claude-opus-4-5",
                r#""thinking":{"type":"enabled","budget_tokens":8191}"#
            )],
            refused: &[
                Refused {
                    params: ask!(
                        "claude-opus-4-5",
                        r#""thinking":{"type":"enabled","budget_tokens":8192}"#
                    ),
                    path: "thinking.budget_tokens",
                    covers: "8192",
                    message: "expected less than max_tokens (8192), found 8192",
                    help: RAISE,
                },
                Refused {
                    params: tools!(
                        r#""thinking":{"type":"enabled","budget_tokens":16000},"#,
                        r#"{"role":"user","content":"Paris?"}"#
                    ),
                    path: "thinking.budget_tokens",
                    covers: "16000",
                    message: "expected less than max_tokens (8192), found 16000",
                    help: RAISE,
                },
            ],
        },
        Example {
            rule: "thinking.budget.max_tokens",
            call: MANUAL_BETA,
            accepted: &[tools!(
                r#""thinking":{"type":"enabled","budget_tokens":16000},"#,
                r#"{"role":"user","content":"Paris?"}"#
            )],
            refused: &[Refused {
                params: ask!(
                    "claude-opus-4-5",
                    r#""tools":[],"thinking":{"type":"enabled","budget_tokens":16000}"#
                ),
                path: "thinking.budget_tokens",
                covers: "16000",
                message: "expected less than max_tokens (8192), found 16000",
                help: RAISE,
            }],
        },
        Example {
            rule: "thinking.budget.large",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-opus-4-5","max_tokens":64000,"messages":[{"role":"user","content":"Hi"}],"thinking":{"type":"enabled","budget_tokens":32000}}"#,
            ],
            refused: &[Refused {
                params: r#"{"model":"claude-opus-4-5","max_tokens":64000,"messages":[{"role":"user","content":"Hi"}],"thinking":{"type":"enabled","budget_tokens":32001}}"#,
                path: "thinking.budget_tokens",
                covers: "32001",
                message: "expected at most 32000, found 32001",
                help: Some("A batch is the right place for such a budget; expect it to take longer."),
            }],
        },
    ]);
}
