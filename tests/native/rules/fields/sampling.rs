//! `temperature`, `top_p`, `top_k`.

use super::super::{NEW, OLD, check};
use super::{example, prove, refused};

#[test]
fn sampling_parameters_are_removed_in_the_newer_version() {
    let help = Some("Leave it out; API version 2023-06-01 still accepts it, for older models.");
    let none = &[with!(r#""metadata":{}"#)];
    prove(
        NEW,
        &[
            example(
                "temperature.removed",
                none,
                &[
                    refused(
                        with!(r#""temperature":1"#),
                        "temperature",
                        "1",
                        "expected no temperature in API version 2026-10-21, found 1",
                        help,
                    ),
                    refused(
                        with!(r#""temperature":null"#),
                        "temperature",
                        "null",
                        "expected no temperature in API version 2026-10-21, found null",
                        help,
                    ),
                ],
            ),
            example(
                "top_p.removed",
                none,
                &[refused(
                    with!(r#""top_p":0.9"#),
                    "top_p",
                    "0.9",
                    "expected no top_p in API version 2026-10-21, found 0.9",
                    help,
                )],
            ),
            example(
                "top_k.removed",
                none,
                &[refused(
                    with!(r#""top_k":40"#),
                    "top_k",
                    "40",
                    "expected no top_k in API version 2026-10-21, found 40",
                    help,
                )],
            ),
        ],
    );
    for params in [
        with!("claude-opus-4-6", r#""temperature":0"#),
        with!("claude-opus-4-6", r#""top_p":0.9,"top_k":40"#),
    ] {
        assert_eq!(check(OLD, params).issues, []);
    }
}

#[test]
fn sampling_parameters_of_the_older_version_have_a_range() {
    prove(
        OLD,
        &[
            example(
                "temperature.range",
                &[
                    with!("claude-opus-4-6", r#""temperature":0"#),
                    with!("claude-opus-4-6", r#""temperature":0.7"#),
                    with!("claude-opus-4-6", r#""temperature":1.0"#),
                ],
                &[
                    refused(
                        with!(r#""temperature":1.01"#),
                        "temperature",
                        "1.01",
                        "expected a number from 0 to 1, found 1.01",
                        None,
                    ),
                    refused(
                        with!(r#""temperature":"0.5""#),
                        "temperature",
                        "\"0.5\"",
                        "expected a number from 0 to 1, found \"0.5\"",
                        None,
                    ),
                ],
            ),
            example(
                "top_p.range",
                &[
                    with!("claude-opus-4-6", r#""top_p":0"#),
                    with!("claude-opus-4-6", r#""top_p":1"#),
                ],
                &[refused(
                    with!(r#""top_p":-0.1"#),
                    "top_p",
                    "-0.1",
                    "expected a number from 0 to 1, found -0.1",
                    None,
                )],
            ),
            example(
                "top_k.range",
                &[
                    with!("claude-opus-4-6", r#""top_k":0"#),
                    with!("claude-opus-4-6", r#""top_k":500"#),
                    with!("claude-opus-4-6", r#""top_k":40.0"#),
                ],
                &[
                    refused(
                        with!(r#""top_k":-1"#),
                        "top_k",
                        "-1",
                        "expected a whole number of at least 0, found -1",
                        None,
                    ),
                    refused(
                        with!(r#""top_k":1.5"#),
                        "top_k",
                        "1.5",
                        "expected a whole number of at least 0, found 1.5",
                        None,
                    ),
                ],
            ),
        ],
    );
}

#[test]
fn newer_models_accept_only_default_sampling_parameters() {
    let help = Some("Leave it out.");
    prove(
        OLD,
        &[
            example(
                "sampling.not_default",
                &[
                    with!(r#""temperature":1"#),
                    with!(r#""top_p":0.99"#),
                    with!("claude-opus-4-6", r#""temperature":0.2"#),
                    with!("claude-opus-9", r#""temperature":0.2"#),
                ],
                &[
                    refused(
                        with!(r#""temperature":0.2"#),
                        "temperature",
                        "0.2",
                        "expected a temperature of 1 for claude-opus-5, found 0.2",
                        help,
                    ),
                    refused(
                        with!("claude-opus-4-7", r#""top_p":0.98"#),
                        "top_p",
                        "0.98",
                        "expected top_p from 0.99 to 1 for claude-opus-4-7, found 0.98",
                        help,
                    ),
                    refused(
                        with!("claude-mythos-preview", r#""top_k":1"#),
                        "top_k",
                        "1",
                        "expected no top_k for claude-mythos-preview, found 1",
                        help,
                    ),
                ],
            ),
            example(
                "sampling.both",
                &[
                    with!("claude-sonnet-4-5", r#""temperature":0.5,"top_k":5"#),
                    with!("claude-opus-9", r#""temperature":0.5,"top_p":0.5"#),
                ],
                &[refused(
                    with!("claude-sonnet-4-5", r#""temperature":0.5,"top_p":0.9"#),
                    "top_p",
                    "0.9",
                    "expected temperature or top_p, found both",
                    Some("Leave one of them out."),
                )],
            ),
            example(
                "sampling.with_thinking",
                &[
                    with!("claude-opus-4-6", r#""thinking":{"type":"disabled"},"temperature":0.5"#),
                    with!("claude-opus-4-6", r#""thinking":{"type":"adaptive"},"temperature":1"#),
                    with!("claude-opus-4-6", r#""thinking":{"type":"adaptive"},"top_p":0.95"#),
                ],
                &[
                    refused(
                        with!("claude-opus-4-6", r#""temperature":0.5,"thinking":{"type":"adaptive"}"#),
                        "temperature",
                        "0.5",
                        "expected a temperature of 1 with thinking on, found 0.5",
                        None,
                    ),
                    refused(
                        with!(
                            "claude-opus-4-5",
                            r#""thinking":{"type":"enabled","budget_tokens":1024},"top_p":0.94"#
                        ),
                        "top_p",
                        "0.94",
                        "expected top_p from 0.95 to 1 with thinking on, found 0.94",
                        None,
                    ),
                    refused(
                        with!("claude-opus-4-6", r#""thinking":{"type":"adaptive"},"top_k":5"#),
                        "top_k",
                        "5",
                        "expected no top_k with thinking on, found 5",
                        None,
                    ),
                ],
            ),
        ],
    );
}
