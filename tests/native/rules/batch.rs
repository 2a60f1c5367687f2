//! Fields and values that are not allowed in a batch.

use message_batches::catalog::ApiVersion;
use message_batches::rules::{Options, Severity};

use super::{Call, Example, NEW, OLD, Refused, check, check_with, prove, warn};

/// Valid `params` with one more field.
macro_rules! with {
    ($field:literal) => {
        concat!(
            r#"{"model":"claude-opus-5","max_tokens":2000,"messages":[{"role":"user","content":"Hi"}],"#,
            $field,
            "}"
        )
    };
}

const NOT_KNOWN: Option<&str> = Some("Whether the API accepts the default is not known: leave it out.");
const PROFILES: Call = Call {
    version: ApiVersion::V2026_10_21,
    betas: &["user-profiles-2026-03-24"],
};

const REFUSED: &[Example] = &[
    Example {
        rule: "batch.stream",
        call: NEW,
        // Recorded as taken on 2026-08-19.
        accepted: &[with!(r#""metadata":{}"#), with!(r#""stream":false"#)],
        refused: &[
            Refused {
                params: with!(r#""stream":true"#),
                path: "stream",
                covers: "true",
                message: "expected no stream in a batch, found true",
                help: Some("Leave it out."),
            },
            Refused {
                params: with!(r#""stream":"yes""#),
                path: "stream",
                covers: "\"yes\"",
                message: "expected no stream in a batch, found \"yes\"",
                help: Some("Leave it out."),
            },
        ],
    },
    Example {
        rule: "batch.max_tokens_zero",
        call: OLD,
        accepted: &[r#"{"model":"claude-opus-5","max_tokens":1,"messages":[{"role":"user","content":"Hi"}]}"#],
        refused: &[Refused {
            params: r#"{"model":"claude-opus-5","max_tokens":0,"messages":[{"role":"user","content":"Hi"}]}"#,
            path: "max_tokens",
            covers: "0",
            message: "expected at least 1, found 0, which only the synchronous endpoint accepts",
            help: None,
        }],
    },
    Example {
        rule: "batch.speed",
        call: NEW,
        accepted: &[with!(r#""speed":null"#)],
        refused: &[
            Refused {
                params: with!(r#""speed":"fast""#),
                path: "speed",
                covers: "\"fast\"",
                message: "expected no speed in a batch, found \"fast\"",
                help: Some("Leave it out."),
            },
            Refused {
                params: with!(r#""speed":2"#),
                path: "speed",
                covers: "2",
                message: "expected no speed in a batch, found 2",
                help: Some("Leave it out."),
            },
        ],
    },
    Example {
        rule: "batch.fallbacks",
        call: NEW,
        accepted: &[with!(r#""fallbacks":null"#)],
        refused: &[
            Refused {
                params: with!(r#""fallbacks":[{"model":"claude-opus-4-8"}]"#),
                path: "fallbacks",
                covers: r#"[{"model":"claude-opus-4-8"}]"#,
                message: "expected no fallbacks in a batch, found some",
                help: None,
            },
            Refused {
                params: with!(r#""fallbacks":"default""#),
                path: "fallbacks",
                covers: "\"default\"",
                message: "expected no fallbacks in a batch, found some",
                help: None,
            },
        ],
    },
    Example {
        rule: "batch.fallback_credit_token",
        call: NEW,
        accepted: &[with!(r#""fallback_credit_token":null"#)],
        refused: &[Refused {
            params: with!(r#""fallback_credit_token":{"token":"t"}"#),
            path: "fallback_credit_token",
            covers: r#"{"token":"t"}"#,
            message: "expected no fallback_credit_token in a batch, found one, which has no effect",
            help: None,
        }],
    },
    Example {
        rule: "batch.billing_policy",
        call: PROFILES,
        accepted: &[
            with!(r#""billing_policy":{"type":"billing_policy","bill_to":"self"}"#),
            with!(r#""billing_policy":{"type":"billing_policy"}"#),
            with!(r#""billing_policy":null"#),
        ],
        refused: &[
            Refused {
                params: with!(r#""billing_policy":{"type":"billing_policy","bill_to":"user_profile"}"#),
                path: "billing_policy.bill_to",
                covers: "\"user_profile\"",
                message: "expected \"self\" in a batch, found \"user_profile\"",
                help: None,
            },
            Refused {
                params: with!(r#""billing_policy":{"type":"billing_policy","bill_to":"me"}"#),
                path: "billing_policy.bill_to",
                covers: "\"me\"",
                message: "expected \"self\" or \"user_profile\", found \"me\"",
                help: None,
            },
            Refused {
                params: with!(r#""billing_policy":"self""#),
                path: "billing_policy",
                covers: "\"self\"",
                message: "expected an object, found \"self\"",
                help: None,
            },
        ],
    },
    Example {
        rule: "batch.thread",
        call: NEW,
        accepted: &[with!(r#""thread":null"#)],
        refused: &[Refused {
            params: with!(r#""thread":{"type":"create"}"#),
            path: "thread",
            covers: r#"{"type":"create"}"#,
            message: "expected no thread in a batch, found one, which will most likely be refused",
            help: Some("Send the conversation in messages."),
        }],
    },
    Example {
        rule: "batch.legacy_unsupported",
        call: NEW,
        accepted: &[with!(r#""metadata":{}"#)],
        refused: &[
            Refused {
                params: with!(r#""store":false"#),
                path: "store",
                covers: "\"store\"",
                message: "expected no store in params, found it",
                help: Some("Leave it out."),
            },
            Refused {
                params: with!(r#""previous_thread_event_id":"e""#),
                path: "previous_thread_event_id",
                covers: "\"previous_thread_event_id\"",
                message: "expected no previous_thread_event_id in params, found it",
                help: Some("Leave it out."),
            },
            Refused {
                params: with!(r#""cache_hint":{}"#),
                path: "cache_hint",
                covers: "\"cache_hint\"",
                message: "expected no cache_hint in params, found it",
                help: Some("Leave it out."),
            },
            Refused {
                params: with!(r#""context_hint":{}"#),
                path: "context_hint",
                covers: "\"context_hint\"",
                message: "expected no context_hint in params, found it",
                help: Some("Leave it out."),
            },
            Refused {
                params: with!(r#""research_preview_2026_02":"active""#),
                path: "research_preview_2026_02",
                covers: "\"research_preview_2026_02\"",
                message: "expected no research_preview_2026_02 in params, found it",
                help: Some("Leave it out."),
            },
        ],
    },
    Example {
        rule: "batch.betas_in_params",
        call: NEW,
        accepted: &[with!(r#""metadata":{}"#)],
        refused: &[
            Refused {
                params: with!(r#""betas":["output-300k-2026-03-24"]"#),
                path: "betas",
                covers: "\"betas\"",
                message: "expected no betas in params, found it",
                help: Some("Set betas on the call: they apply to every request of the batch."),
            },
            Refused {
                params: with!(r#""workspace_id":"wrkspc_1""#),
                path: "workspace_id",
                covers: "\"workspace_id\"",
                message: "expected no workspace_id in params, found it",
                help: Some("Set the workspace on the call: it applies to every request of the batch."),
            },
        ],
    },
    Example {
        rule: "batch.user_profile_conflict",
        call: PROFILES,
        accepted: &[with!(r#""user_profile_id":"p""#), with!(r#""user_profile_id":null"#)],
        refused: &[Refused {
            params: with!(r#""user_profile_id":7"#),
            path: "user_profile_id",
            covers: "7",
            message: "expected a string, found 7",
            help: None,
        }],
    },
];

#[test]
fn a_batch_refuses_some_fields_that_the_messages_api_knows() {
    prove(REFUSED);
}

#[test]
fn defaults_not_known_to_work_in_a_batch_are_warnings() {
    let case = |params, path, covers, message| {
        [Refused {
            params,
            path,
            covers,
            message,
            help: NOT_KNOWN,
        }]
    };
    let message = "expected no speed in a batch, found \"standard\"";
    warn(
        "batch.speed",
        NEW,
        &case(with!(r#""speed":"standard""#), "speed", "\"standard\"", message),
    );
}

#[test]
fn a_request_has_the_same_profile_as_the_call() {
    let with = |id: &str| Options {
        user_profile_id: Some(id.to_string()),
        ..Options::default()
    };
    let params = with!(r#""user_profile_id":"p""#);
    assert_eq!(check_with(with("p"), PROFILES, params).issues, []);
    assert_eq!(check(PROFILES, params).issues, []);
    let report = check_with(with("q"), PROFILES, params);
    let issue = &report.issues[0];
    assert_eq!(
        (issue.code, issue.severity, report.issues.len()),
        ("batch.user_profile_conflict", Severity::Error, 1)
    );
    assert_eq!(issue.path, "requests.0.params.user_profile_id");
    assert_eq!(
        issue.message,
        "expected the profile of the anthropic-user-profile-id header, found another one"
    );
    assert_eq!(
        issue.help.as_deref(),
        Some("Leave it out: the header applies to every request of the batch.")
    );
}

/// `params` that are valid except for their model and `max_tokens`.
macro_rules! long {
    ($model:literal, $max:literal) => {
        concat!(
            r#"{"model":""#,
            $model,
            r#"","max_tokens":"#,
            $max,
            r#","messages":[{"role":"user","content":"Hi"}]}"#
        )
    };
}

const EXTENDED: Call = Call {
    version: ApiVersion::V2026_10_21,
    betas: &["output-300k-2026-03-24"],
};

#[test]
fn more_output_than_usual_needs_a_beta_and_a_model_that_supports_it() {
    prove(&[
        Example {
            rule: "batch.extended_output_header",
            call: NEW,
            accepted: &[
                long!("claude-opus-5", "128000"),
                long!("claude-haiku-4-5", "64000"),
                long!("claude-opus-9", "900000"),
            ],
            refused: &[
                Refused {
                    params: long!("claude-opus-5", "128001"),
                    path: "max_tokens",
                    covers: "128001",
                    message: "expected at most 128000 for claude-opus-5, found 128001",
                    help: Some("The beta output-300k-2026-03-24 raises it to 300000."),
                },
                Refused {
                    params: long!("claude-sonnet-5-5", "300000"),
                    path: "max_tokens",
                    covers: "300000",
                    message: "expected at most 128000 for claude-sonnet-5-5, found 300000",
                    help: Some("The beta output-300k-2026-03-24 raises it to 300000."),
                },
            ],
        },
        Example {
            rule: "batch.extended_output_header",
            call: EXTENDED,
            accepted: &[long!("claude-opus-5", "300000"), long!("claude-haiku-4-5", "64000")],
            refused: &[Refused {
                params: long!("claude-haiku-4-5", "300000"),
                path: "max_tokens",
                covers: "300000",
                message: "expected at most 64000 for claude-haiku-4-5-20251001, found 300000",
                help: Some("The beta output-300k-2026-03-24 has no effect on this model."),
            }],
        },
        Example {
            rule: "max_tokens.over_model_limit",
            call: NEW,
            accepted: &[long!("claude-opus-5", "128000"), long!("claude-fable-5", "128000")],
            refused: &[
                Refused {
                    params: long!("claude-haiku-4-5", "64001"),
                    path: "max_tokens",
                    covers: "64001",
                    message: "expected at most 64000 for claude-haiku-4-5-20251001, found 64001",
                    help: None,
                },
                Refused {
                    params: long!("claude-opus-5", "99999999999999999999"),
                    path: "max_tokens",
                    covers: "99999999999999999999",
                    message: "expected at most 128000 for claude-opus-5, found 99999999999999999999",
                    help: None,
                },
            ],
        },
        Example {
            rule: "max_tokens.over_model_limit",
            call: EXTENDED,
            accepted: &[long!("claude-opus-5", "300000")],
            refused: &[Refused {
                params: long!("claude-opus-5", "300001"),
                path: "max_tokens",
                covers: "300001",
                message: "expected at most 300000 for claude-opus-5, found 300001",
                help: None,
            }],
        },
    ]);
}
