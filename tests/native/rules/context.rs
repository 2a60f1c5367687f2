//! Context management and compaction.

use super::{Call, Example, NEW, OLD, Refused, check, prove};

/// A conversation with these settings.
macro_rules! ask {
    ($settings:literal) => {
        ask!("claude-opus-5", $settings)
    };
    ($model:literal, $settings:literal) => {
        concat!(
            r#"{"model":""#,
            $model,
            r#"","max_tokens":4096,"messages":[{"role":"user","content":"Hi"}],"#,
            $settings,
            "}"
        )
    };
}

const EDITING: Call = Call {
    version: NEW.version,
    betas: &["context-management-2025-06-27"],
};
const COMPACT: Call = Call {
    version: NEW.version,
    betas: &["compact-2026-01-12"],
};
const BOTH: Call = Call {
    version: OLD.version,
    betas: &["context-management-2025-06-27", "compact-2026-01-12"],
};

/// The day of the beta is misspelled.
const MISSPELT: Call = Call {
    version: NEW.version,
    betas: &["context-management-2025-06-72"],
};
/// The name of the beta is misspelled.
const MISNAMED: Call = Call {
    version: NEW.version,
    betas: &["x", "context-managment-2025-06-27"],
};

const NAME_THE_BETA: Option<&str> = Some("Add the beta to the call.");

#[test]
fn each_kind_of_edit_has_its_beta() {
    prove(&[
        Example {
            rule: "context_management.beta",
            call: NEW,
            accepted: &[ask!(r#""context_management":null"#)],
            refused: &[
                Refused {
                    params: ask!(r#""context_management":{"edits":[{"type":"clear_tool_uses_20250919"}]}"#),
                    path: "context_management",
                    covers: r#"{"edits":[{"type":"clear_tool_uses_20250919"}]}"#,
                    message: "expected the beta context-management-2025-06-27, found a call without it",
                    help: NAME_THE_BETA,
                },
                Refused {
                    params: ask!(r#""context_management":{"edits":[]}"#),
                    path: "context_management",
                    covers: r#"{"edits":[]}"#,
                    message: "expected the beta context-management-2025-06-27, found a call without it",
                    help: NAME_THE_BETA,
                },
            ],
        },
        Example {
            rule: "context_management.beta",
            call: EDITING,
            accepted: &[
                ask!(r#""context_management":{"edits":[{"type":"clear_tool_uses_20250919"}]}"#),
                ask!(r#""context_management":{}"#),
            ],
            refused: &[Refused {
                params: ask!(r#""context_management":{"edits":[{"type":"compact_20260112"}]}"#),
                path: "context_management",
                covers: r#"{"edits":[{"type":"compact_20260112"}]}"#,
                message: "expected the beta compact-2026-01-12, found a call without it",
                help: NAME_THE_BETA,
            }],
        },
        Example {
            rule: "context_management.beta",
            call: MISSPELT,
            accepted: &[ask!(r#""context_management":null"#)],
            refused: &[Refused {
                params: ask!(r#""context_management":{}"#),
                path: "context_management",
                covers: "{}",
                message: "expected the beta context-management-2025-06-27, found a call without it",
                help: Some("Correct the beta \"context-management-2025-06-72\" of the call."),
            }],
        },
        Example {
            rule: "context_management.beta",
            call: MISNAMED,
            accepted: &[ask!(r#""context_management":null"#)],
            refused: &[Refused {
                params: ask!(r#""context_management":{}"#),
                path: "context_management",
                covers: "{}",
                message: "expected the beta context-management-2025-06-27, found a call without it",
                help: Some("Correct the beta \"context-managment-2025-06-27\" of the call."),
            }],
        },
        Example {
            rule: "context_management.beta",
            call: COMPACT,
            accepted: &[ask!(r#""context_management":{"edits":[{"type":"compact_20260112"}]}"#)],
            refused: &[Refused {
                params: ask!(
                    r#""context_management":{"edits":[{"type":"clear_thinking_20251015"},{"type":"compact_20260112"}]}"#
                ),
                path: "context_management",
                covers: r#"{"edits":[{"type":"clear_thinking_20251015"},{"type":"compact_20260112"}]}"#,
                message: "expected the beta context-management-2025-06-27, found a call without it",
                help: NAME_THE_BETA,
            }],
        },
    ]);
}

#[test]
fn edits_are_of_known_types_in_their_order() {
    prove(&[
        Example {
            rule: "context_management.edit_type",
            call: BOTH,
            accepted: &[ask!(
                r#""context_management":{"edits":[{"type":"clear_thinking_20251015"},{"type":"clear_tool_uses_20250919"},{"type":"compact_20260112"}]}"#
            )],
            refused: &[
                Refused {
                    params: ask!(r#""context_management":{"edits":[{"type":"clear_tool_uses_20250918"}]}"#),
                    path: "context_management.edits.0.type",
                    covers: r#""clear_tool_uses_20250918""#,
                    message: r#"expected "clear_tool_uses_20250919", "clear_thinking_20251015" or "compact_20260112", found "clear_tool_uses_20250918""#,
                    help: Some("Did you mean \"clear_tool_uses_20250919\"?"),
                },
                Refused {
                    params: ask!(r#""context_management":{"edits":[{}]}"#),
                    path: "context_management.edits.0.type",
                    covers: "{}",
                    message: r#"expected a type ("clear_tool_uses_20250919", "clear_thinking_20251015" or "compact_20260112"), found none"#,
                    help: None,
                },
            ],
        },
        Example {
            rule: "context_management.order",
            call: BOTH,
            accepted: &[ask!(
                r#""context_management":{"edits":[{"type":"clear_thinking_20251015","keep":"all"},{"type":"clear_tool_uses_20250919"}]}"#
            )],
            refused: &[Refused {
                params: ask!(
                    r#""context_management":{"edits":[{"type":"clear_tool_uses_20250919"},{"type":"clear_thinking_20251015"}]}"#
                ),
                path: "context_management.edits.1",
                covers: r#"{"type":"clear_thinking_20251015"}"#,
                message: "expected clear_thinking_20251015 as the first edit, found it as number 2",
                help: Some("Move it to the front."),
            }],
        },
        Example {
            rule: "context_management.thinking_needs_thinking",
            call: EDITING,
            accepted: &[
                ask!(r#""context_management":{"edits":[{"type":"clear_thinking_20251015"}]}"#),
                ask!(
                    "claude-opus-4-8",
                    r#""thinking":{"type":"adaptive"},"context_management":{"edits":[{"type":"clear_thinking_20251015"}]}"#
                ),
                ask!(
                    "claude-unheard-of-9",
                    r#""context_management":{"edits":[{"type":"clear_thinking_20251015"}]}"#
                ),
            ],
            refused: &[
                Refused {
                    params: ask!(
                        "claude-opus-4-8",
                        r#""context_management":{"edits":[{"type":"clear_thinking_20251015"}]}"#
                    ),
                    path: "context_management.edits.0",
                    covers: r#"{"type":"clear_thinking_20251015"}"#,
                    message: "expected thinking to be on, as this edit clears it, found it off",
                    help: Some("Turn thinking on, or leave out this edit."),
                },
                Refused {
                    params: ask!(
                        r#""thinking":{"type":"disabled"},"context_management":{"edits":[{"type":"clear_thinking_20251015"}]}"#
                    ),
                    path: "context_management.edits.0",
                    covers: r#"{"type":"clear_thinking_20251015"}"#,
                    message: "expected thinking to be on, as this edit clears it, found it off",
                    help: Some("Turn thinking on, or leave out this edit."),
                },
            ],
        },
    ]);
}

#[test]
fn the_numbers_of_edits_have_minimums() {
    prove(&[Example {
        rule: "context_management.values",
        call: BOTH,
        accepted: &[
            ask!(
                r#""context_management":{"edits":[{"type":"clear_tool_uses_20250919","trigger":{"type":"input_tokens","value":1},"keep":{"type":"tool_uses","value":0},"clear_at_least":{"type":"input_tokens","value":0},"exclude_tools":["web_search"],"clear_tool_inputs":["bash"]}]}"#
            ),
            ask!(
                r#""context_management":{"edits":[{"type":"clear_tool_uses_20250919","trigger":{"type":"tool_uses","value":1},"clear_at_least":null,"exclude_tools":null,"clear_tool_inputs":true}]}"#
            ),
            ask!(
                r#""context_management":{"edits":[{"type":"clear_thinking_20251015","keep":{"type":"thinking_turns","value":1}}]}"#
            ),
            ask!(r#""context_management":{"edits":[{"type":"clear_thinking_20251015","keep":{"type":"all"}}]}"#),
            ask!(
                r#""context_management":{"edits":[{"type":"compact_20260112","trigger":{"type":"input_tokens","value":50000}}]}"#
            ),
            ask!(
                r#""context_management":{"edits":[{"type":"compact_20260112","trigger":null,"instructions":null,"pause_after_compaction":false}]}"#
            ),
        ],
        refused: &[
            Refused {
                params: ask!(
                    r#""context_management":{"edits":[{"type":"clear_tool_uses_20250919","trigger":{"type":"input_tokens","value":0}}]}"#
                ),
                path: "context_management.edits.0.trigger.value",
                covers: "0",
                message: "expected at least 1, found 0",
                help: None,
            },
            Refused {
                params: ask!(
                    r#""context_management":{"edits":[{"type":"clear_tool_uses_20250919","keep":{"type":"tool_uses","value":-1}}]}"#
                ),
                path: "context_management.edits.0.keep.value",
                covers: "-1",
                message: "expected at least 0, found -1",
                help: None,
            },
            Refused {
                params: ask!(
                    r#""context_management":{"edits":[{"type":"clear_tool_uses_20250919","clear_at_least":{"type":"input_tokens","value":-1}}]}"#
                ),
                path: "context_management.edits.0.clear_at_least.value",
                covers: "-1",
                message: "expected at least 0, found -1",
                help: None,
            },
            Refused {
                params: ask!(
                    r#""context_management":{"edits":[{"type":"clear_thinking_20251015","keep":{"type":"thinking_turns","value":0}}]}"#
                ),
                path: "context_management.edits.0.keep.value",
                covers: "0",
                message: "expected at least 1, found 0",
                help: None,
            },
            Refused {
                params: ask!(r#""context_management":{"edits":[{"type":"clear_thinking_20251015","keep":"some"}]}"#),
                path: "context_management.edits.0.keep",
                covers: r#""some""#,
                message: r#"expected "all" or an object, found "some""#,
                help: None,
            },
            Refused {
                params: ask!(
                    r#""context_management":{"edits":[{"type":"compact_20260112","trigger":{"type":"input_tokens","value":49999}}]}"#
                ),
                path: "context_management.edits.0.trigger.value",
                covers: "49999",
                message: "expected at least 50000, found 49999",
                help: None,
            },
            Refused {
                params: ask!(
                    r#""context_management":{"edits":[{"type":"compact_20260112","trigger":{"type":"tool_uses","value":60000}}]}"#
                ),
                path: "context_management.edits.0.trigger.type",
                covers: r#""tool_uses""#,
                message: r#"expected "input_tokens", found "tool_uses""#,
                help: None,
            },
        ],
    }]);
}

#[test]
fn compaction_is_exclusive() {
    const CALL: Call = Call {
        version: NEW.version,
        betas: &["compact-2026-09-04", "context-management-2025-06-27"],
    };
    prove(&[Example {
        rule: "compaction.exclusive",
        call: CALL,
        accepted: &[
            ask!(r#""compaction":{"type":"summarize","instructions":"Keep the numbers."}"#),
            ask!(r#""compaction":{"type":"summarize"},"context_management":null"#),
            ask!(r#""compaction":null,"context_management":{"edits":[]}"#),
        ],
        refused: &[
            Refused {
                params: ask!(r#""compaction":{"type":"summarize"},"context_management":{"edits":[]}"#),
                path: "compaction",
                covers: r#"{"type":"summarize"}"#,
                message: "expected either compaction or context_management, found both",
                help: Some("Leave out context_management, or compact with an edit of type compact_20260112 in it."),
            },
            Refused {
                params: ask!(r#""compaction":{"type":"summarise"}"#),
                path: "compaction.type",
                covers: r#""summarise""#,
                message: r#"expected "summarize", found "summarise""#,
                help: Some("Did you mean \"summarize\"?"),
            },
        ],
    }]);
}

#[test]
fn realistic_requests_that_manage_their_context_have_no_findings() {
    let bodies = [
        ask!(
            r#""thinking":{"type":"adaptive"},"tools":[{"type":"web_search_20250305","name":"web_search"},{"type":"memory_20250818","name":"memory"}],"context_management":{"edits":[{"type":"clear_thinking_20251015","keep":{"type":"thinking_turns","value":2}},{"type":"clear_tool_uses_20250919","trigger":{"type":"input_tokens","value":30000},"keep":{"type":"tool_uses","value":3},"clear_at_least":{"type":"input_tokens","value":5000},"exclude_tools":["web_search"],"clear_tool_inputs":false}]}"#
        ),
        ask!(
            "claude-sonnet-5",
            r#""context_management":{"edits":[{"type":"compact_20260112","trigger":{"type":"input_tokens","value":150000},"instructions":"Keep names and numbers.","pause_after_compaction":true}]}"#
        ),
    ];
    for body in bodies {
        for call in [
            BOTH,
            Call {
                version: NEW.version,
                ..BOTH
            },
        ] {
            let report = check(call, body);
            assert!(report.issues.is_empty(), "{body}\n{:#?}", report.issues);
        }
    }
}
