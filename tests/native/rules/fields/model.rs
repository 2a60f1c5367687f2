//! `model` and `max_tokens`.

use message_batches::rules::Options;

use super::super::{NEW, OLD, check, check_with, warn};
use super::{example, prove, refused};

const NO_MODEL: &str = r#"{"max_tokens":9,"messages":[{"role":"user","content":"Hi"}]}"#;
const NO_MAX: &str = r#"{"model":"claude-opus-5","messages":[{"role":"user","content":"Hi"}]}"#;

#[test]
fn the_model_is_set_known_and_available() {
    let none_near = Some(
        "This package knows the models of 2026-11-28. If yours is newer, ignore this warning; otherwise its requests fail.",
    );
    prove(
        NEW,
        &[
            example(
                "model.missing",
                &[of_model!("\"claude-opus-5\""), of_model!("\"x\"")],
                &[
                    refused(
                        NO_MODEL,
                        "model",
                        NO_MODEL,
                        "expected model, found none",
                        Some("Add \"model\":\"claude-opus-5\" to params."),
                    ),
                    refused(of_model!("5"), "model", "5", "expected a model id, found 5", None),
                    refused(
                        of_model!("null"),
                        "model",
                        "null",
                        "expected a model id, found null",
                        None,
                    ),
                    refused(
                        of_model!("\"\""),
                        "model",
                        "\"\"",
                        "expected a model id, found an empty string",
                        None,
                    ),
                ],
            ),
            example(
                "model.unknown",
                &[of_model!("\"claude-opus-5\""), of_model!("\"claude-haiku-4-5\"")],
                &[
                    refused(
                        of_model!("\"claude-sonet-5\""),
                        "model",
                        "\"claude-sonet-5\"",
                        "expected a known model, found \"claude-sonet-5\"",
                        Some("Did you mean claude-sonnet-5?"),
                    ),
                    // The version of a model that may have been released since.
                    refused(
                        of_model!("\"claude-opus-6\""),
                        "model",
                        "\"claude-opus-6\"",
                        "expected a known model, found \"claude-opus-6\"",
                        none_near,
                    ),
                    refused(
                        of_model!("\"some-model-of-another-vendor-with-a-long-name\""),
                        "model",
                        "\"some-model-of-another-vendor-with-a-long-name\"",
                        "expected a known model, found \"some-model-of-another-vendor-with-a-long-name\"",
                        none_near,
                    ),
                ],
            ),
            example(
                "model.retired",
                &[of_model!("\"claude-opus-5\""), of_model!("\"claude-sonnet-4-5\"")],
                &[
                    refused(
                        of_model!("\"claude-2.1\""),
                        "model",
                        "\"claude-2.1\"",
                        "expected a model that is still available, found one that was retired on 2025-07-21",
                        None,
                    ),
                    refused(
                        of_model!("\"claude-3-7-sonnet-latest\""),
                        "model",
                        "\"claude-3-7-sonnet-latest\"",
                        "expected a model that is still available, found one that was retired on 2026-02-19",
                        Some("Requests to it fail. The newest model of its family is claude-sonnet-5-5."),
                    ),
                ],
            ),
            example(
                "model.deprecated",
                &[of_model!("\"claude-opus-5\""), of_model!("\"claude-haiku-4-5\"")],
                &[
                    refused(
                        of_model!("\"claude-sonnet-4-5\""),
                        "model",
                        "\"claude-sonnet-4-5\"",
                        "expected a model that remains available, found one that retires on 2026-11-30",
                        Some("A batch takes up to 24 hours; from the day of retirement, its requests fail."),
                    ),
                    refused(
                        of_model!("\"claude-mythos-preview\""),
                        "model",
                        "\"claude-mythos-preview\"",
                        "expected a model that remains available, found one that is deprecated",
                        None,
                    ),
                ],
            ),
            example(
                "model.platform_id",
                &[of_model!("\"claude-opus-5\""), of_model!("\"claude-sonet-5\"")],
                &[
                    refused(
                        of_model!("\"us.anthropic.claude-haiku-4-5-20251001-v1:0\""),
                        "model",
                        "\"us.anthropic.claude-haiku-4-5-20251001-v1:0\"",
                        "expected a model id of the Claude API, found \"us.anthropic.claude-haiku-4-5-20251001-v1:0\"",
                        Some("On the Claude API, that model is claude-haiku-4-5-20251001."),
                    ),
                    refused(
                        of_model!("\"anthropic.claude-opus-4-6-v1\""),
                        "model",
                        "\"anthropic.claude-opus-4-6-v1\"",
                        "expected a model id of the Claude API, found \"anthropic.claude-opus-4-6-v1\"",
                        Some("On the Claude API, that model is claude-opus-4-6."),
                    ),
                    refused(
                        of_model!("\"claude-sonnet-4-5@20250929\""),
                        "model",
                        "\"claude-sonnet-4-5@20250929\"",
                        "expected a model id of the Claude API, found \"claude-sonnet-4-5@20250929\"",
                        Some("On the Claude API, that model is claude-sonnet-4-5-20250929."),
                    ),
                    refused(
                        of_model!("\"anthropic/claude-opus-4.8\""),
                        "model",
                        "\"anthropic/claude-opus-4.8\"",
                        "expected a model id of the Claude API, found \"anthropic/claude-opus-4.8\"",
                        Some("On the Claude API, that model is claude-opus-4-8."),
                    ),
                    refused(
                        of_model!("\"anthropic.claude-v2:1\""),
                        "model",
                        "\"anthropic.claude-v2:1\"",
                        "expected a model id of the Claude API, found \"anthropic.claude-v2:1\"",
                        Some("Other platforms have their own ids; on the Claude API, an id looks like claude-opus-5."),
                    ),
                ],
            ),
        ],
    );
}

#[test]
fn dates_of_models_count_only_if_today_is_known() {
    // 2026-11-30 is day 20787.
    let on = |now| {
        let report = check_with(
            Options {
                now,
                ..Options::default()
            },
            NEW,
            of_model!("\"claude-sonnet-4-5\""),
        );
        assert_eq!((report.issues.len(), report.warnings), (1, 1), "{now:?}");
        (report.issues[0].code, report.issues[0].message.clone())
    };
    let stays = |end: &str| {
        (
            "model.deprecated",
            format!("expected a model that remains available, found one that {end}"),
        )
    };
    assert_eq!(on(None), stays("retires on 2026-11-30"));
    assert_eq!(on(Some(20_779)), stays("retires on 2026-11-30, in 8 days"));
    assert_eq!(on(Some(20_786)), stays("retires on 2026-11-30, tomorrow"));
    let gone = "expected a model that is still available, found one that was retired on 2026-11-30";
    assert_eq!(on(Some(20_787)), ("model.retired", gone.to_string()));
    assert_eq!(on(Some(30_000)), ("model.retired", gone.to_string()));
    // A finding about the earliest possible day does not imply that day.
    let report = check_with(
        Options {
            now: Some(30_000),
            ..Options::default()
        },
        NEW,
        of_model!("\"claude-haiku-4-5\""),
    );
    assert_eq!(report.issues, []);
}

#[test]
fn max_tokens_is_a_whole_number_of_at_least_1() {
    prove(
        NEW,
        &[
            example(
                "max_tokens.missing",
                &[up_to!("1")],
                &[refused(
                    NO_MAX,
                    "max_tokens",
                    NO_MAX,
                    "expected max_tokens, found none",
                    Some("Add \"max_tokens\":1024 to params."),
                )],
            ),
            example(
                "max_tokens.type",
                &[up_to!("1"), up_to!("64000")],
                &[
                    refused(
                        up_to!("1.5"),
                        "max_tokens",
                        "1.5",
                        "expected a whole number, found 1.5",
                        None,
                    ),
                    refused(
                        up_to!("\"1024\""),
                        "max_tokens",
                        "\"1024\"",
                        "expected a whole number, found \"1024\"",
                        Some("Write it without quotes."),
                    ),
                    refused(
                        up_to!("\"many\""),
                        "max_tokens",
                        "\"many\"",
                        "expected a whole number, found \"many\"",
                        None,
                    ),
                    refused(
                        up_to!("null"),
                        "max_tokens",
                        "null",
                        "expected a whole number, found null",
                        None,
                    ),
                ],
            ),
            example(
                "max_tokens.min",
                &[up_to!("1")],
                &[
                    refused(up_to!("-1"), "max_tokens", "-1", "expected at least 1, found -1", None),
                    refused(
                        up_to!("-99999999999999999999"),
                        "max_tokens",
                        "-99999999999999999999",
                        "expected at least 1, found -99999999999999999999",
                        None,
                    ),
                ],
            ),
        ],
    );
    warn(
        "max_tokens.type",
        OLD,
        &[
            refused(
                up_to!("1024.0"),
                "max_tokens",
                "1024.0",
                "expected a whole number, found 1024.0",
                Some("Write 1024, without a decimal point or an exponent."),
            ),
            refused(
                up_to!("1e3"),
                "max_tokens",
                "1e3",
                "expected a whole number, found 1e3",
                Some("Write 1000, without a decimal point or an exponent."),
            ),
        ],
    ); // A number that no model allows, in any notation.
    for (number, code) in [
        ("1e30", "max_tokens.over_model_limit"),
        ("64001.0", "max_tokens.over_model_limit"),
        ("-1e3", "max_tokens.min"),
        ("0.0", "batch.max_tokens_zero"),
    ] {
        let params = format!(
            r#"{{"model":"claude-haiku-4-5","max_tokens":{number},"messages":[{{"role":"user","content":"Hi"}}]}}"#
        );
        let codes: Vec<&str> = check(OLD, &params).issues.iter().map(|issue| issue.code).collect();
        assert_eq!(codes, ["max_tokens.type", code], "{number}");
    }
}
