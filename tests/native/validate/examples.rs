//! Examples for the rules of a whole input and of its envelope. Those of `params` are in `rules/`.

use std::collections::BTreeSet;

use message_batches::rules::{Issue, Severity, rule, rules};

use super::{envelope, limits, plain, whole_input};
use crate::checked::{Check, check};

/// An input that satisfies or breaks one rule, and no other.
pub struct Example {
    pub code: &'static str,
    pub check: Check,
    pub input: Box<dyn Fn() -> Vec<u8>>,
    pub finding: Option<Finding>,
}

/// The expected finding.
#[derive(Default)]
pub struct Finding {
    pub path: &'static str,
    /// Index and id of the request.
    pub request: Option<u64>,
    pub custom_id: Option<&'static str>,
    /// Line, offset of the first byte, and the covered bytes.
    pub line: u64,
    pub at: u64,
    pub covers: &'static str,
    pub message: String,
    pub help: Option<&'static str>,
}

pub fn keeps(code: &'static str, input: impl Into<Vec<u8>>) -> Example {
    let input = input.into();
    Example {
        code,
        check: plain().into(),
        input: Box::new(move || input.clone()),
        finding: None,
    }
}

pub fn breaks(code: &'static str, input: impl Into<Vec<u8>>, finding: Finding) -> Example {
    Example {
        finding: Some(finding),
        ..keeps(code, input)
    }
}

impl Finding {
    fn issue(&self, code: &str) -> Issue {
        let rule = rule(code).unwrap();
        let pointer = match self.path {
            "" => String::new(),
            path => format!("/{}", path.replace('.', "/")),
        };
        Issue {
            code: rule.code,
            severity: rule.severity,
            message: self.message.clone(),
            help: self.help.map(Into::into),
            path: self.path.into(),
            pointer,
            request: self.request,
            custom_id: self.custom_id.map(Into::into),
            line: Some(self.line),
            byte_start: self.at,
            byte_end: self.at + self.covers.len() as u64,
        }
    }
}

fn verify(example: Example) {
    let input = (example.input)();
    let shown = String::from_utf8_lossy(&input[..input.len().min(200)]).into_owned();
    let report = check(example.check, &input);
    let Some(finding) = example.finding else {
        assert_eq!(report.issues, [], "{shown}");
        assert!(report.ok);
        return;
    };
    let expected = finding.issue(example.code);
    assert_eq!(report.issues, std::slice::from_ref(&expected), "{shown}");
    let start = usize::try_from(finding.at).unwrap();
    assert!(input[start..].starts_with(finding.covers.as_bytes()), "{shown}");
    let is_error = u64::from(expected.severity == Severity::Error);
    assert_eq!(
        (report.errors, report.warnings, report.ok),
        (is_error, 1 - is_error, is_error == 0)
    );
    assert_eq!(report.counts.into_iter().collect::<Vec<_>>(), [(example.code, 1)]);
}

#[test]
fn the_rules_of_the_envelope_report_exactly_their_examples() {
    whole_input::examples().into_iter().for_each(verify);
    envelope::examples().into_iter().for_each(verify);
}

#[test]
fn a_batch_of_too_many_requests_has_one_finding() {
    limits::too_many().into_iter().for_each(verify);
}

#[test]
fn a_body_that_is_too_large_has_one_finding() {
    limits::too_large().into_iter().for_each(verify);
}

#[test]
fn more_requests_than_may_wait_have_one_warning() {
    limits::queue_limit().into_iter().for_each(verify);
}

#[test]
fn the_catalogue_has_each_rule_once_with_title_source_and_version() {
    let mut codes = BTreeSet::new();
    for known in rules() {
        assert!(codes.insert(known.code), "{} twice", known.code);
        assert_eq!(rule(known.code), Some(known));
        assert!(known.title.ends_with('.') && !known.source.is_empty(), "{}", known.code);
        assert_eq!(known.since.split('.').count(), 3, "{}", known.code);
        let parts: Vec<&str> = known.code.split('.').collect();
        let plain = |part: &&str| {
            part.bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
        };
        assert!(parts.len() >= 2 && parts.iter().all(plain), "{}", known.code);
    }
    assert_eq!(rule("no.such_rule"), None);
}
