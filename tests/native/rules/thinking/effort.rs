//! Settings that depend on the model; effort and task budgets.

use super::{ADAPTIVE, BUDGETS, NAME_THE_BETA};
use crate::rules::{Call, Example, NEW, OLD, Refused, check, prove};

#[test]
fn thinking_and_effort_depend_on_the_model() {
    prove(&[
        Example {
            rule: "thinking.mode_model",
            call: OLD,
            accepted: &[
                ask!("claude-opus-4-6", r#""thinking":{"type":"adaptive"}"#),
                ask!(
                    "claude-haiku-4-5",
                    r#""thinking":{"type":"enabled","budget_tokens":2048}"#
                ),
                ask!("claude-unheard-of-9", r#""thinking":{"type":"between_tools"}"#),
            ],
            refused: &[
                Refused {
                    params: ask!("claude-opus-5", r#""thinking":{"type":"enabled","budget_tokens":2048}"#),
                    path: "thinking.type",
                    covers: r#""enabled""#,
                    message: r#"expected a type that the model supports ("adaptive" or "disabled"), found "enabled""#,
                    help: ADAPTIVE,
                },
                Refused {
                    params: ask!("claude-haiku-4-5", r#""thinking":{"type":"adaptive"}"#),
                    path: "thinking.type",
                    covers: r#""adaptive""#,
                    message: r#"expected a type that the model supports ("enabled" or "disabled"), found "adaptive""#,
                    help: Some("Use {\"type\":\"enabled\",\"budget_tokens\":…} with this model."),
                },
                Refused {
                    params: ask!("claude-opus-5-5", r#""thinking":{"type":"disabled"}"#),
                    path: "thinking.type",
                    covers: r#""disabled""#,
                    message: r#"expected a type that the model supports ("adaptive"), found "disabled""#,
                    help: Some(
                        "This model always thinks: leave thinking out, and lower output_config.effort for less of it.",
                    ),
                },
                Refused {
                    params: ask!("claude-opus-5", r#""thinking":{"type":"between_tools"}"#),
                    path: "thinking.type",
                    covers: r#""between_tools""#,
                    message: r#"expected a type that the model supports ("adaptive" or "disabled"), found "between_tools""#,
                    help: None,
                },
            ],
        },
        Example {
            rule: "thinking.enabled_deprecated",
            call: NEW,
            accepted: &[
                ask!("claude-sonnet-4-6", r#""thinking":{"type":"adaptive"}"#),
                ask!(
                    "claude-opus-4-5",
                    r#""thinking":{"type":"enabled","budget_tokens":2048}"#
                ),
            ],
            refused: &[Refused {
                params: ask!(
                    "claude-sonnet-4-6",
                    r#""thinking":{"type":"enabled","budget_tokens":2048}"#
                ),
                path: "thinking.type",
                covers: r#""enabled""#,
                message: r#"expected "adaptive", found "enabled", which is deprecated for this model"#,
                help: ADAPTIVE,
            }],
        },
        Example {
            rule: "thinking.disabled_effort",
            call: NEW,
            accepted: &[
                ask!(
                    "claude-opus-5",
                    r#""thinking":{"type":"disabled"},"output_config":{"effort":"high"}"#
                ),
                ask!(
                    "claude-opus-5",
                    r#""thinking":{"type":"adaptive"},"output_config":{"effort":"max"}"#
                ),
                ask!(
                    "claude-sonnet-5",
                    r#""thinking":{"type":"disabled"},"output_config":{"effort":"max"}"#
                ),
                ask!(
                    "claude-sonnet-5-5",
                    r#""thinking":{"type":"between_tools"},"output_config":{"effort":"high"}"#
                ),
            ],
            refused: &[
                Refused {
                    params: ask!(
                        "claude-opus-5",
                        r#""thinking":{"type":"disabled"},"output_config":{"effort":"xhigh"}"#
                    ),
                    path: "output_config.effort",
                    covers: r#""xhigh""#,
                    message: r#"expected at most "high" with thinking of type "disabled", found "xhigh""#,
                    help: Some("Lower the effort, or let the model think."),
                },
                Refused {
                    params: ask!(
                        "claude-sonnet-5-5",
                        r#""thinking":{"type":"between_tools"},"output_config":{"effort":"max"}"#
                    ),
                    path: "output_config.effort",
                    covers: r#""max""#,
                    message: r#"expected at most "high" with thinking of type "between_tools", found "max""#,
                    help: Some("Lower the effort, or let the model think."),
                },
            ],
        },
        Example {
            rule: "thinking.max_tokens_tight",
            call: NEW,
            accepted: &[
                r#"{"model":"claude-opus-5","max_tokens":1000,"messages":[{"role":"user","content":"Hi"}]}"#,
                r#"{"model":"claude-opus-5","max_tokens":10,"messages":[{"role":"user","content":"Hi"}],"thinking":{"type":"disabled"}}"#,
                r#"{"model":"claude-opus-4-8","max_tokens":10,"messages":[{"role":"user","content":"Hi"}]}"#,
            ],
            refused: &[
                Refused {
                    params: r#"{"model":"claude-opus-5","max_tokens":999,"messages":[{"role":"user","content":"Hi"}]}"#,
                    path: "max_tokens",
                    covers: "999",
                    message: "expected at least 1000 with thinking, found 999",
                    help: Some("Thinking counts towards max_tokens and may use up all of it."),
                },
                Refused {
                    params: r#"{"model":"claude-opus-4-8","max_tokens":10,"messages":[{"role":"user","content":"Hi"}],"thinking":{"type":"adaptive"}}"#,
                    path: "max_tokens",
                    covers: "10",
                    message: "expected at least 1000 with thinking, found 10",
                    help: Some("Thinking counts towards max_tokens and may use up all of it."),
                },
            ],
        },
        Example {
            rule: "effort.enum",
            call: NEW,
            accepted: &[
                ask!("claude-opus-5", r#""output_config":{"effort":"low"}"#),
                ask!("claude-opus-5", r#""output_config":{"effort":null}"#),
            ],
            refused: &[Refused {
                params: ask!("claude-opus-5", r#""output_config":{"effort":"medum"}"#),
                path: "output_config.effort",
                covers: r#""medum""#,
                message: r#"expected "low", "medium", "high", "xhigh" or "max", found "medum""#,
                help: Some("Did you mean \"medium\"?"),
            }],
        },
        Example {
            rule: "effort.model",
            call: NEW,
            accepted: &[
                ask!("claude-opus-4-6", r#""output_config":{"effort":"max"}"#),
                ask!("claude-haiku-4-5", r#""output_config":{"effort":null}"#),
                ask!("claude-unheard-of-9", r#""output_config":{"effort":"max"}"#),
            ],
            refused: &[
                Refused {
                    params: ask!("claude-opus-4-5", r#""output_config":{"effort":"max"}"#),
                    path: "output_config.effort",
                    covers: r#""max""#,
                    message: r#"expected an effort that the model supports ("low", "medium" or "high"), found "max""#,
                    help: None,
                },
                Refused {
                    params: ask!("claude-haiku-4-5", r#""output_config":{"effort":"low"}"#),
                    path: "output_config.effort",
                    covers: r#""low""#,
                    message: r#"expected no effort, which this model does not support, found "low""#,
                    help: Some("Leave effort out."),
                },
            ],
        },
        Example {
            rule: "output_config.unknown_field",
            call: NEW,
            accepted: &[ask!(
                "claude-opus-5",
                r#""output_config":{"effort":"low","format":null,"task_budget":null}"#
            )],
            refused: &[
                Refused {
                    params: ask!("claude-opus-5", r#""output_config":{"effrot":"low"}"#),
                    path: "output_config.effrot",
                    covers: r#""effrot""#,
                    message: r#"expected a field of OutputConfig, found "effrot""#,
                    help: Some("Did you mean effort?"),
                },
                Refused {
                    params: ask!("claude-opus-5", r#""output_config":"low""#),
                    path: "output_config",
                    covers: r#""low""#,
                    message: r#"expected an object, found "low""#,
                    help: None,
                },
            ],
        },
    ]);
}

#[test]
fn a_task_budget_has_its_beta_and_enough_tokens() {
    prove(&[
        Example {
            rule: "task_budget.min",
            call: NEW,
            accepted: &[ask!("claude-opus-5", r#""output_config":{"task_budget":null}"#)],
            refused: &[Refused {
                params: ask!(
                    "claude-opus-5",
                    r#""output_config":{"task_budget":{"type":"tokens","total":20000}}"#
                ),
                path: "output_config.task_budget",
                covers: r#"{"type":"tokens","total":20000}"#,
                message: "expected the beta task-budgets-2026-03-13, found a call without it",
                help: NAME_THE_BETA,
            }],
        },
        Example {
            rule: "task_budget.min",
            call: BUDGETS,
            accepted: &[
                ask!(
                    "claude-opus-5",
                    r#""output_config":{"task_budget":{"type":"tokens","total":20000,"remaining":20000}}"#
                ),
                ask!(
                    "claude-opus-5",
                    r#""output_config":{"task_budget":{"type":"tokens","total":64000,"remaining":0}}"#
                ),
                ask!(
                    "claude-opus-5",
                    r#""output_config":{"task_budget":{"type":"tokens","total":64000,"remaining":null}}"#
                ),
            ],
            refused: &[
                Refused {
                    params: ask!(
                        "claude-opus-5",
                        r#""output_config":{"task_budget":{"type":"tokens","total":19999}}"#
                    ),
                    path: "output_config.task_budget.total",
                    covers: "19999",
                    message: "expected at least 20000, found 19999",
                    help: None,
                },
                Refused {
                    params: ask!(
                        "claude-opus-5",
                        r#""output_config":{"task_budget":{"type":"tokens","total":20000,"remaining":20001}}"#
                    ),
                    path: "output_config.task_budget.remaining",
                    covers: "20001",
                    message: "expected at most the total (20000), found 20001",
                    help: None,
                },
                Refused {
                    params: ask!(
                        "claude-opus-5",
                        r#""output_config":{"task_budget":{"type":"tokens","total":20000,"remaining":-1}}"#
                    ),
                    path: "output_config.task_budget.remaining",
                    covers: "-1",
                    message: "expected at least 0, found -1",
                    help: None,
                },
                Refused {
                    params: ask!(
                        "claude-opus-5",
                        r#""output_config":{"task_budget":{"type":"seconds","total":20000}}"#
                    ),
                    path: "output_config.task_budget.type",
                    covers: r#""seconds""#,
                    message: r#"expected "tokens", found "seconds""#,
                    help: None,
                },
                Refused {
                    params: ask!("claude-opus-5", r#""output_config":{"task_budget":{"type":"tokens"}}"#),
                    path: "output_config.task_budget.total",
                    covers: r#"{"type":"tokens"}"#,
                    message: "expected total, found none",
                    help: None,
                },
            ],
        },
    ]);
}

#[test]
fn realistic_requests_that_think_have_no_findings() {
    const ALL: Call = Call {
        version: NEW.version,
        betas: &[
            "interleaved-thinking-2025-05-14",
            "task-budgets-2026-03-13",
            "thinking-display-updates-2026-08-18",
        ],
    };
    let bodies = [
        ask!(
            "claude-fable-5-2",
            r#""thinking":{"type":"adaptive","display":"summarized"},"output_config":{"effort":"xhigh"}"#
        ),
        ask!(
            "claude-opus-5-5",
            r#""thinking":{"type":"adaptive","display":"updates"},"output_config":{"effort":"max","task_budget":{"type":"tokens","total":64000}}"#
        ),
        ask!(
            "claude-haiku-5-5",
            r#""thinking":{"type":"disabled"},"output_config":{"effort":"low"}"#
        ),
        ask!(
            "claude-opus-4-5-20251101",
            r#""thinking":{"type":"enabled","budget_tokens":4096},"output_config":{"effort":"low"}"#
        ),
        ask!(
            "claude-mythos-preview",
            r#""thinking":{"type":"enabled","budget_tokens":4096}"#
        ),
        history!(
            "claude-opus-4-8",
            r#"{"type":"thinking","thinking":"1071 = 2 · 462 + 147","signature":"EqQBCkYIBRgCKkD"},{"type":"text","text":"21"}"#
        ),
        tools!(
            r#""thinking":{"type":"enabled","budget_tokens":10000},"#,
            r#"{"role":"user","content":"Paris?"},{"role":"assistant","content":[{"type":"thinking","thinking":"The user wants the weather.","signature":"EqQBCkYIBRgCKkD"},{"type":"text","text":"I look it up."},{"type":"tool_use","id":"toolu_1","name":"get_weather","input":{"city":"Paris"}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"rain"}]}"#
        ),
    ];
    for body in bodies {
        let report = check(ALL, body);
        let mine = [
            "thinking",
            "redacted_thinking",
            "effort",
            "task_budget",
            "output_config",
            "params",
        ];
        let found: Vec<_> = report
            .issues
            .iter()
            .filter(|issue| mine.iter().any(|subject| issue.code.starts_with(subject)))
            .collect();
        assert!(found.is_empty(), "{body}\n{found:#?}");
    }
}
