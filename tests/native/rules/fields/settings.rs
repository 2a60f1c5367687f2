//! Stop sequences, metadata, words, the container.

use message_batches::rules::Severity;

use super::super::{NEW, check, prove_rule, warn};
use super::{example, prove, refused};

#[test]
fn stop_sequences_are_non_blank_strings() {
    let item = |params, covers, message| refused(params, "stop_sequences.1", covers, message, None);
    let empty = [item(
        with!(r#""stop_sequences":["a",""]"#),
        "\"\"",
        "expected text to stop at, found an empty string",
    )];
    let white = [
        item(
            with!(r#""stop_sequences":["a","\n"]"#),
            "\"\\n\"",
            "expected text to stop at, found only whitespace",
        ),
        item(
            with!(r#""stop_sequences":["a"," "]"#),
            "\" \"",
            "expected text to stop at, found only whitespace",
        ),
    ];
    let again = [item(
        with!(r#""stop_sequences":["ab","\u0061b"]"#),
        r#""\u0061b""#,
        "expected each stop sequence once, found a duplicate",
    )];
    let types = [
        refused(
            with!(r#""stop_sequences":"END""#),
            "stop_sequences",
            "\"END\"",
            "expected an array, found \"END\"",
            Some("Put it into an array: [\"…\"]."),
        ),
        item(with!(r#""stop_sequences":["a",7]"#), "7", "expected a string, found 7"),
    ];
    let good = &[
        with!(r#""stop_sequences":[]"#),
        with!(r#""stop_sequences":["\n\nHuman:"," a","\\","A"]"#),
    ];
    for (rule, refused) in [
        ("stop_sequences.type", &types[..]),
        ("stop_sequences.empty_string", &empty),
        ("stop_sequences.whitespace", &white),
        ("stop_sequences.duplicate", &again),
    ] {
        prove_rule(rule, NEW, good, refused);
    }
}

/// `params` with a user id, and a text of many characters.
fn of_user(id: &str) -> String {
    with!(r#""metadata":{"user_id":"ID"}"#).replace("ID", id)
}

#[test]
fn metadata_has_only_an_opaque_user_id() {
    let id = "metadata.user_id";
    let opaque = Some("Send a hash or an id of your own instead.");
    let mail = "expected an opaque id, found what looks like an e-mail address";
    let phone = "expected an opaque id, found what looks like a phone number";
    prove(
        NEW,
        &[
            example(
                "metadata.type",
                &[
                    with!(r#""metadata":{}"#),
                    with!(r#""metadata":{"user_id":null}"#),
                    with!(r#""metadata":{"user_id":"u-1"}"#),
                ],
                &[
                    refused(
                        with!(r#""metadata":"u-1""#),
                        "metadata",
                        "\"u-1\"",
                        "expected an object, found \"u-1\"",
                        None,
                    ),
                    refused(
                        with!(r#""metadata":{"user_id":7}"#),
                        id,
                        "7",
                        "expected a string, found 7",
                        None,
                    ),
                    refused(
                        with!(r#""metadata":{"session":"s"}"#),
                        "metadata.session",
                        "\"session\"",
                        "expected a field of Metadata, found \"session\"",
                        Some("metadata has only user_id: keep your own notes outside the batch, by custom_id."),
                    ),
                ],
            ),
            example(
                "metadata.user_id.email",
                &[
                    with!(r#""metadata":{"user_id":"user@host"}"#),
                    with!(r#""metadata":{"user_id":"a@b.c2"}"#),
                ],
                &[refused(
                    with!(r#""metadata":{"user_id":"ada.l+x@mail.example.org"}"#),
                    id,
                    "\"ada.l+x@mail.example.org\"",
                    mail,
                    opaque,
                )],
            ),
            example(
                "metadata.user_id.pii",
                &[
                    with!(r#""metadata":{"user_id":"13803d75-b4b5-4c3e-b2a2-6f21399b021b"}"#),
                    with!(r#""metadata":{"user_id":"4915112345678"}"#),
                    with!(r#""metadata":{"user_id":"2026-11-22"}"#),
                    with!(r#""metadata":{"user_id":"user@host"}"#),
                    with!(r#""metadata":{"user_id":"a@b.c2"}"#),
                    with!(r#""metadata":{"user_id":""}"#),
                ],
                &[
                    refused(
                        with!(r#""metadata":{"user_id":"+49 30 1234567"}"#),
                        id,
                        "\"+49 30 1234567\"",
                        phone,
                        opaque,
                    ),
                    refused(
                        with!(r#""metadata":{"user_id":"555-123-4567"}"#),
                        id,
                        "\"555-123-4567\"",
                        phone,
                        opaque,
                    ),
                    refused(
                        with!(r#""metadata":{"user_id":"(030) 1234567"}"#),
                        id,
                        "\"(030) 1234567\"",
                        phone,
                        opaque,
                    ),
                ],
            ),
        ],
    );
}

#[test]
fn a_user_id_has_at_most_512_characters() {
    let report = |id: &str| check(NEW, &of_user(id));
    for fits in ["x".repeat(512), "é".repeat(512), "\\u00e9".repeat(512)] {
        assert_eq!(report(&fits).issues, []);
    }
    for (over, covered) in [("x".repeat(513), 515), ("é".repeat(513), 1028)] {
        let report = report(&over);
        let issue = &report.issues[0];
        assert_eq!(
            (issue.code, issue.severity),
            ("metadata.user_id.length", Severity::Error)
        );
        assert_eq!(issue.message, "expected at most 512 characters, found 513");
        assert_eq!(
            (issue.path.as_str(), report.issues.len()),
            ("requests.0.params.metadata.user_id", 1)
        );
        assert_eq!(issue.byte_end - issue.byte_start, covered);
    }
}

#[test]
fn settings_that_are_words_are_known_words() {
    prove(
        NEW,
        &[
            example(
                "service_tier.enum",
                &[
                    with!(r#""service_tier":"auto""#),
                    with!(r#""service_tier":"standard_only""#),
                ],
                &[
                    refused(
                        with!(r#""service_tier":"priority""#),
                        "service_tier",
                        "\"priority\"",
                        "expected \"auto\" or \"standard_only\", found \"priority\"",
                        None,
                    ),
                    refused(
                        with!(r#""service_tier":"standard-only""#),
                        "service_tier",
                        "\"standard-only\"",
                        "expected \"auto\" or \"standard_only\", found \"standard-only\"",
                        Some("Did you mean \"standard_only\"?"),
                    ),
                ],
            ),
            example(
                "inference_geo.type",
                &[
                    with!(r#""inference_geo":"us""#),
                    with!(r#""inference_geo":"global""#),
                    with!(r#""inference_geo":null"#),
                ],
                &[refused(
                    with!(r#""inference_geo":1"#),
                    "inference_geo",
                    "1",
                    "expected a string, found 1",
                    None,
                )],
            ),
            example(
                "inference_geo.model",
                &[
                    with!("claude-opus-4-6", r#""inference_geo":"us""#),
                    with!("claude-haiku-4-5", r#""inference_geo":null"#),
                    with!("claude-mythos-preview", r#""inference_geo":"us""#),
                ],
                &[refused(
                    with!("claude-haiku-4-5", r#""inference_geo":"us""#),
                    "inference_geo",
                    "\"us\"",
                    "expected no inference_geo for claude-haiku-4-5-20251001, found \"us\"",
                    Some("Models support it from 4.6 on."),
                )],
            ),
            example(
                "diagnostics.type",
                &[
                    with!(r#""diagnostics":{"previous_message_id":"msg_1"}"#),
                    with!(r#""diagnostics":{"previous_message_id":null}"#),
                    with!(r#""diagnostics":null"#),
                ],
                &[
                    refused(
                        with!(r#""diagnostics":true"#),
                        "diagnostics",
                        "true",
                        "expected an object, found true",
                        None,
                    ),
                    refused(
                        with!(r#""diagnostics":{"previous_message_id":1}"#),
                        "diagnostics.previous_message_id",
                        "1",
                        "expected a string, found 1",
                        None,
                    ),
                    refused(
                        with!(r#""diagnostics":{"previous":"x"}"#),
                        "diagnostics.previous",
                        "\"previous\"",
                        "expected a field of Diagnostics, found \"previous\"",
                        None,
                    ),
                ],
            ),
        ],
    );
    warn(
        "inference_geo.type",
        NEW,
        &[refused(
            with!(r#""inference_geo":"eu""#),
            "inference_geo",
            "\"eu\"",
            "expected \"us\" or \"global\", found \"eu\"",
            None,
        )],
    );
}

#[test]
fn a_container_is_an_id_or_an_object_with_id_and_skills() {
    let help = "Add {\"type\":\"code_execution_20260521\",\"name\":\"code_execution\"} to tools.";
    prove(
        NEW,
        &[
            example(
                "container.type",
                &[
                    with!(r#""container":"container_1""#),
                    with!(r#""container":{"id":"container_1","skills":null}"#),
                    with!(r#""container":{"id":null}"#),
                ],
                &[
                    refused(
                        with!(r#""container":7"#),
                        "container",
                        "7",
                        "expected a string or an object, found 7",
                        None,
                    ),
                    refused(
                        with!(r#""container":{"ids":"c"}"#),
                        "container.ids",
                        "\"ids\"",
                        "expected a field of Container, found \"ids\"",
                        Some("Did you mean id?"),
                    ),
                    refused(
                        with!(r#""container":{"id":7}"#),
                        "container.id",
                        "7",
                        "expected a string, found 7",
                        None,
                    ),
                ],
            ),
            example(
                "container.skills.item",
                &[
                    in_container!(r#"{"skills":[{"type":"anthropic","skill_id":"pptx","version":"latest"}]}"#),
                    in_container!(r#"{"id":"c","skills":[{"type":"custom","skill_id":"skill_01"}]}"#),
                ],
                &[
                    refused(
                        in_container!(r#"{"skills":[{"type":"own","skill_id":"x"}]}"#),
                        "container.skills.0.type",
                        "\"own\"",
                        "expected \"anthropic\" or \"custom\", found \"own\"",
                        None,
                    ),
                    refused(
                        in_container!(r#"{"skills":[{"type":"custom","skill_id":""}]}"#),
                        "container.skills.0.skill_id",
                        "\"\"",
                        "expected 1 to 64 characters, found 0",
                        None,
                    ),
                    refused(
                        in_container!(r#"{"skills":[{"type":"custom"}]}"#),
                        "container.skills.0.skill_id",
                        r#"{"type":"custom"}"#,
                        "expected skill_id, found none",
                        None,
                    ),
                    refused(
                        in_container!(
                            r#"{"skills":[{"type":"custom","skill_id":"s","version":"12345678901234567890123456789012345678901234567890123456789012345"}]}"#
                        ),
                        "container.skills.0.version",
                        "\"12345678901234567890123456789012345678901234567890123456789012345\"",
                        "expected 1 to 64 characters, found 65",
                        None,
                    ),
                    refused(
                        in_container!(r#"{"skills":"pptx"}"#),
                        "container.skills",
                        "\"pptx\"",
                        "expected an array, found \"pptx\"",
                        None,
                    ),
                    refused(
                        in_container!(r#"{"skills":[{"type":"custom","skill_id":"s","versions":"1"}]}"#),
                        "container.skills.0.versions",
                        "\"versions\"",
                        "expected a field of Skill, found \"versions\"",
                        Some("Did you mean version?"),
                    ),
                ],
            ),
            example(
                "container.skills.needs_code_execution",
                &[
                    in_container!(r#"{"skills":[{"type":"anthropic","skill_id":"xlsx"}]}"#),
                    with!(r#""container":{"id":"c","skills":[]}"#),
                    with!(r#""container":"c""#),
                ],
                &[refused(
                    with!(r#""container":{"skills":[{"type":"anthropic","skill_id":"xlsx"}]}"#),
                    "container.skills",
                    r#"[{"type":"anthropic","skill_id":"xlsx"}]"#,
                    "expected a code execution tool in tools, which skills need, found none",
                    Some(help),
                )],
            ),
        ],
    );
}

#[test]
fn a_container_has_at_most_20_skills() {
    let report = |count: usize| {
        let skills = vec![r#"{"type":"custom","skill_id":"s"}"#; count].join(",");
        check(NEW, &in_container!(r#"{"skills":[SKILLS]}"#).replace("SKILLS", &skills))
    };
    assert_eq!(report(8).issues, []);
    for (count, severity, message, help) in [
        (
            9,
            Severity::Warning,
            "expected at most 8 skills to be safe, found 9",
            Some("The newest reference allows 20, older ones 8."),
        ),
        (
            20,
            Severity::Warning,
            "expected at most 8 skills to be safe, found 20",
            Some("The newest reference allows 20, older ones 8."),
        ),
        (21, Severity::Error, "expected at most 20 skills, found 21", None),
    ] {
        let report = report(count);
        let issue = &report.issues[0];
        assert_eq!((issue.code, issue.severity), ("container.skills.count", severity));
        assert_eq!((issue.message.as_str(), issue.help.as_deref()), (message, help));
        assert_eq!(
            (issue.path.as_str(), report.issues.len()),
            ("requests.0.params.container.skills", 1)
        );
    }
}
