//! Required and unknown fields, scalars, the system prompt.

/// Valid `params` with one more field.
macro_rules! with {
    ($field:literal) => {
        with!("claude-opus-5", $field)
    };
    ($model:literal, $field:literal) => {
        concat!(
            r#"{"model":""#,
            $model,
            r#"","max_tokens":2000,"messages":[{"role":"user","content":"Hi"}],"#,
            $field,
            "}"
        )
    };
}

/// `params` that are valid except for the model.
macro_rules! of_model {
    ($model:literal) => {
        concat!(
            r#"{"model":"#,
            $model,
            r#","max_tokens":9,"messages":[{"role":"user","content":"Hi"}]}"#
        )
    };
}

/// `params` that are valid except for `max_tokens`.
macro_rules! up_to {
    ($max_tokens:literal) => {
        concat!(
            r#"{"model":"claude-opus-5","max_tokens":"#,
            $max_tokens,
            r#","messages":[{"role":"user","content":"Hi"}]}"#
        )
    };
}

/// `params` with a code execution tool, and a container.
macro_rules! in_container {
    ($container:literal) => {
        concat!(
            r#"{"model":"claude-opus-5","max_tokens":2000,"messages":[{"role":"user","content":"Hi"}],"#,
            r#""tools":[{"type":"code_execution_20260521","name":"code_execution"}],"container":"#,
            $container,
            "}"
        )
    };
}

mod model;
mod sampling;
mod settings;
mod system;

use message_batches::catalog::ApiVersion;
use message_batches::rules::{Options, Severity};

use super::{Call, NEW, OLD, Refused, check, prove_rule, warn};

const LEAVE_OUT: Option<&str> = Some("Leave the field out if you do not need it.");

const fn refused(
    params: &'static str,
    path: &'static str,
    covers: &'static str,
    message: &'static str,
    help: Option<&'static str>,
) -> Refused {
    Refused {
        params,
        path,
        covers,
        message,
        help,
    }
}

/// A rule with accepted and refused examples.
struct Example<'a> {
    rule: &'a str,
    accepted: &'a [&'a str],
    refused: &'a [Refused],
}

fn example<'a>(rule: &'a str, accepted: &'a [&'a str], refused: &'a [Refused]) -> Example<'a> {
    Example {
        rule,
        accepted,
        refused,
    }
}

fn prove(call: Call, examples: &[Example<'_>]) {
    for example in examples {
        prove_rule(example.rule, call, example.accepted, example.refused);
    }
}

#[test]
fn a_near_miss_of_a_known_name_is_a_typo_and_another_name_may_be_new() {
    let unknown = "params.unknown_field";
    prove(
        NEW,
        &[example(
            unknown,
            &[
                with!(r#""cache_control":null,"container":null,"inference_geo":null,"diagnostics":null,"speed":null"#),
                with!(r#""stop_sequences":[],"service_tier":"auto","metadata":{},"output_config":{}"#),
            ],
            &[
                refused(
                    with!(r#""maxTokens":9"#),
                    "maxTokens",
                    "\"maxTokens\"",
                    "expected a parameter of the Messages API, found \"maxTokens\"",
                    Some("Did you mean max_tokens?"),
                ),
                refused(
                    with!(r#""stop_sequence":[]"#),
                    "stop_sequence",
                    "\"stop_sequence\"",
                    "expected a parameter of the Messages API, found \"stop_sequence\"",
                    Some("Did you mean stop_sequences?"),
                ),
            ],
        )],
    );
    prove(
        NEW,
        &[example(
            "params.foreign_field",
            &[with!(r#""metadata":{}"#)],
            &[refused(
                with!(r#""temprature":1"#),
                "temprature",
                "\"temprature\"",
                "expected a parameter of the Messages API, found \"temprature\"",
                Some("API version 2026-10-21 has no temperature: leave it out."),
            )],
        )],
    );
    prove(
        OLD,
        &[example(
            unknown,
            &[
                with!("claude-sonnet-4-6", r#""temperature":0.5"#),
                with!("claude-sonnet-4-6", r#""top_k":5"#),
            ],
            &[refused(
                with!(r#""temprature":1"#),
                "temprature",
                "\"temprature\"",
                "expected a parameter of the Messages API, found \"temprature\"",
                Some("Did you mean temperature?"),
            )],
        )],
    );
    let found = |name: &'static str, params, covers, message, help| refused(params, name, covers, message, help);
    let maybe_new =
        Some("If the API has added this field, set params.unknown_field to off in rules; otherwise the request fails.");
    warn(
        unknown,
        NEW,
        &[found(
            "novelty",
            with!(r#""novelty":1"#),
            "\"novelty\"",
            "expected a parameter of the Messages API, found \"novelty\"",
            maybe_new,
        )],
    );
}

#[test]
fn names_that_the_api_refuses_have_their_own_rules() {
    for (params, code) in [
        (with!(r#""stream":true"#), "batch.stream"),
        (with!(r#""speed":"fast""#), "batch.speed"),
        (with!(r#""temperature":1"#), "temperature.removed"),
        (with!(r#""top_p":1"#), "top_p.removed"),
        (with!(r#""top_k":1"#), "top_k.removed"),
        (with!(r#""betas":[]"#), "batch.betas_in_params"),
        (with!(r#""store":true"#), "batch.legacy_unsupported"),
        (with!(r#""output_format":{}"#), "output_format.deprecated"),
        (with!(r#""fallbacks":[{"modell":1}]"#), "batch.fallbacks"),
    ] {
        let report = check(NEW, params);
        let codes: Vec<&str> = report.issues.iter().map(|issue| issue.code).collect();
        assert_eq!((codes, report.errors), (vec![code], 1), "{params}");
    }
}

#[test]
fn fields_of_a_beta_without_the_beta_are_warnings() {
    let profiles = Call {
        version: ApiVersion::V2023_06_01,
        betas: &["user-profiles-2026-03-24"],
    };
    assert_eq!(check(profiles, with!(r#""user_profile_id":"p""#)).issues, []);
    warn(
        "params.unknown_field",
        NEW,
        &[
            refused(
                with!(r#""user_profile_id":"p""#),
                "user_profile_id",
                "\"p\"",
                "expected a beta user-profiles… on the call, found none",
                None,
            ),
            refused(
                with!(r#""compaction":{"type":"summarize"}"#),
                "compaction",
                r#"{"type":"summarize"}"#,
                "expected a beta compact-2026-09… on the call, found none",
                None,
            ),
        ],
    );
}

#[test]
fn null_for_a_field_without_null_is_a_warning() {
    let case = |params, path, message| [refused(params, path, "null", message, LEAVE_OUT)];
    let types = "expected a string or an array, found null";
    warn("system.type", NEW, &case(with!(r#""system":null"#), "system", types));
    warn(
        "metadata.type",
        NEW,
        &case(
            with!(r#""metadata":null"#),
            "metadata",
            "expected an object, found null",
        ),
    );
    let array = "expected an array, found null";
    warn(
        "stop_sequences.type",
        OLD,
        &case(with!(r#""stop_sequences":null"#), "stop_sequences", array),
    );
    let words = "expected \"auto\" or \"standard_only\", found null";
    warn(
        "service_tier.enum",
        NEW,
        &case(with!(r#""service_tier":null"#), "service_tier", words),
    );
    let range = "expected a number from 0 to 1, found null";
    warn(
        "temperature.range",
        OLD,
        &case(with!(r#""temperature":null"#), "temperature", range),
    );
}

#[test]
fn severities_that_the_caller_chose_win_over_weaker_ones() {
    let with = |severity| Options {
        rules: [("params.unknown_field", severity)].into(),
        ..Options::default()
    };
    let look = |severity| {
        let line = format!("{{\"custom_id\":\"r\",\"params\":{}}}", with!(r#""novelty":1"#));
        let report = crate::checked::check(with(severity), line.as_bytes());
        (report.errors, report.warnings)
    };
    assert_eq!(look(Severity::Error), (1, 0));
    assert_eq!(look(Severity::Warning), (0, 1));
    assert_eq!(look(Severity::Off), (0, 0));
}

#[test]
fn realistic_requests_have_no_findings() {
    for params in [
        with!(
            "claude-haiku-5-5",
            r#""system":"Classify the ticket.","stop_sequences":["\n\nHuman:","END"],"metadata":{"user_id":"3f9c"}"#
        ),
        with!(
            "claude-sonnet-5-5",
            r#""service_tier":"standard_only","inference_geo":"us","output_config":{"effort":"low"}"#
        ),
        with!(r#""system":[{"type":"text","text":"You sum up contracts."},{"type":"text","text":"The contract: …"}]"#),
        with!(r#""thinking":{"type":"adaptive","display":"summarized"}"#),
        in_container!(
            r#"{"id":"container_011","skills":[{"type":"anthropic","skill_id":"xlsx","version":"latest"},{"type":"custom","skill_id":"skill_01AbCd","version":"1759178010641129"}]}"#
        ),
        with!(
            r#""tools":[{"name":"get_weather","description":"The weather of a place.","input_schema":{"type":"object","properties":{"place":{"type":"string"}},"required":["place"]}}],"tool_choice":{"type":"auto"}"#
        ),
        with!(r#""diagnostics":{"previous_message_id":null},"container":null"#),
    ] {
        for call in [NEW, OLD] {
            assert_eq!(check(call, params).issues, [], "{params}");
        }
    }
    for params in [
        with!("claude-opus-4-6", r#""temperature":0,"top_k":1"#),
        with!(
            "claude-haiku-4-5",
            r#""temperature":1.0,"thinking":{"type":"enabled","budget_tokens":1024}"#
        ),
        with!("claude-opus-4-6", r#""top_p":0.999"#),
    ] {
        assert_eq!(check(OLD, params).issues, [], "{params}");
    }
}
