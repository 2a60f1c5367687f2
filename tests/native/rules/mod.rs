//! Every rule of the catalogue, by example: accepted and refused requests, and the complete text of each finding.

mod batch;
mod blocks;
mod cache;
mod catalogue;
mod context;
mod conversations;
mod corrections;
mod envelope;
mod fields;
mod foreign;
mod formats;
mod limits;
mod media;
mod messages;
mod thinking;
mod tool_use;
mod tools;

use message_batches::catalog::ApiVersion;
use message_batches::rules::{Issue, Options, Report, Severity};

use crate::checked;

/// The call for which the request is checked.
#[derive(Clone, Copy)]
pub struct Call {
    pub version: ApiVersion,
    pub betas: &'static [&'static str],
}

/// The newest version without betas.
pub const NEW: Call = Call {
    version: ApiVersion::V2026_10_21,
    betas: &[],
};
/// The first version without betas.
pub const OLD: Call = Call {
    version: ApiVersion::V2023_06_01,
    betas: &[],
};

/// A rule with accepted and refused examples. All texts are `params` objects.
pub struct Example {
    pub rule: &'static str,
    pub call: Call,
    /// None of these breaks the rule or has an error of another rule.
    pub accepted: &'static [&'static str],
    pub refused: &'static [Refused],
}

/// A `params` object that breaks the rule once.
pub struct Refused {
    pub params: &'static str,
    /// Below `requests.0.params`, as the server writes it; empty for `params` itself.
    pub path: &'static str,
    /// The text that the finding's span covers.
    pub covers: &'static str,
    pub message: &'static str,
    pub help: Option<&'static str>,
}

/// Runs a table of examples.
pub fn prove(examples: &[Example]) {
    for example in examples {
        prove_rule(example.rule, example.call, example.accepted, example.refused);
    }
}

/// Runs the examples of one rule.
pub fn prove_rule(code: &str, call: Call, accepted: &[&str], refused: &[Refused]) {
    let rule = message_batches::rules::rule(code).expect(code);
    assert!(
        !accepted.is_empty() && !refused.is_empty(),
        "{code}: both kinds of example"
    );
    for params in accepted {
        let report = check(call, params);
        let bad: Vec<&Issue> = report
            .issues
            .iter()
            .filter(|issue| issue.code == code || issue.severity == Severity::Error)
            .collect();
        assert!(bad.is_empty(), "{code} should accept {params}\nbut found {bad:#?}");
    }
    let severity = if rule.severity == Severity::Off {
        Severity::Warning
    } else {
        rule.severity
    };
    refuse(code, severity, call, refused);
}

/// Runs cases of a rule that are warnings, although other cases of the rule are errors.
pub fn warn(rule: &str, call: Call, cases: &[Refused]) {
    refuse(rule, Severity::Warning, call, cases);
}

fn refuse(rule: &str, severity: Severity, call: Call, cases: &[Refused]) {
    for refused in cases {
        let text = line(refused.params);
        let report = check(call, refused.params);
        let found: Vec<&Issue> = report.issues.iter().filter(|issue| issue.code == rule).collect();
        assert_eq!(
            found.len(),
            1,
            "{rule} should refuse {} once\nbut found {:#?}",
            refused.params,
            report.issues
        );
        let issue = found[0];
        let path = match refused.path {
            "" => "requests.0.params".to_string(),
            path => format!("requests.0.params.{path}"),
        };
        let covered = &text[issue.byte_start as usize..issue.byte_end as usize];
        assert_eq!(issue.message, refused.message, "{rule}: {}", refused.params);
        assert_eq!(issue.help.as_deref(), refused.help, "{rule}: {}", refused.params);
        assert_eq!(issue.path, path, "{rule}: {}", refused.params);
        assert_eq!(
            issue.pointer,
            format!("/{}", path.replace('.', "/")),
            "{rule}: {}",
            refused.params
        );
        assert_eq!(covered, refused.covers, "{rule}: {}", refused.params);
        assert_eq!(issue.severity, severity, "{rule}: {}", refused.params);
        assert_eq!(
            (issue.request, issue.custom_id.as_deref(), issue.line),
            (Some(0), Some("r"), Some(1))
        );
    }
}

/// Checks one request with these `params`. Rules that are off by default are turned on as warnings.
pub fn check(call: Call, params: &str) -> Report {
    check_with(Options::default(), call, params)
}

/// As `check`, with options besides version, betas and rules.
pub fn check_with(options: Options, call: Call, params: &str) -> Report {
    let off = message_batches::rules::rules().filter(|rule| rule.severity == Severity::Off);
    let options = Options {
        version: call.version,
        betas: call.betas.iter().map(ToString::to_string).collect(),
        rules: off.map(|rule| (rule.code, Severity::Warning)).collect(),
        ..options
    };
    checked::check(options, line(params).as_bytes())
}

fn line(params: &str) -> String {
    format!("{{\"custom_id\":\"r\",\"params\":{params}}}")
}
