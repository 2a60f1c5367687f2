//! The findings so far. All are counted, and the first ones are kept.

use std::borrow::Cow;
use std::fmt::Arguments;

use crate::bytes::Position;
use crate::json::Span;
use crate::rules::catalogue::Rule;
use crate::rules::options::Options;
use crate::rules::report::{Issue, Report, Severity};

/// The name of a request in a finding.
#[derive(Debug)]
pub(super) struct RequestName {
    pub(super) index: u64,
    /// The id, if it is readable.
    pub(super) custom_id: Option<String>,
}

#[derive(Debug)]
pub(super) struct Findings {
    pub(super) report: Report,
    pub(super) options: Options,
}

impl Findings {
    pub(super) fn new(options: Options) -> Findings {
        Findings {
            report: Report::default(),
            options,
        }
    }

    /// Reports a finding about the whole input. It must not get lost among many findings about requests, so if the report is
    /// full, it replaces the last of them.
    pub(super) fn report_input(
        &mut self,
        rule: &'static Rule,
        path: &[&str],
        position: Position,
        message: Arguments<'_>,
        help: Option<Arguments<'_>>,
    ) {
        let span = Span { start: 0, end: 0 };
        let is_off = self.options.rules.get(rule.code).unwrap_or(&rule.severity) == &Severity::Off;
        if self.is_full() && !is_off {
            let issues = &mut self.report.issues;
            if let Some(last) = issues.iter().rposition(|issue| issue.request.is_some()) {
                issues.remove(last);
            }
        }
        if let Some(severity) = self.count(rule, rule.severity) {
            let mut path = path.iter().map(|step| Cow::Borrowed(*step));
            self.keep(rule, severity, &mut path, None, (position, span), (message, help));
        }
    }

    /// The number of findings, including those that are not kept.
    pub(super) fn total(&self) -> u64 {
        self.report.errors + self.report.warnings
    }

    pub(super) fn is_full(&self) -> bool {
        self.report.issues.len() >= self.options.max_issues
    }

    /// Counts a finding. Returns its severity if it should be kept.
    pub(super) fn count(&mut self, rule: &'static Rule, default: Severity) -> Option<Severity> {
        let severity = self.options.rules.get(rule.code).copied().unwrap_or(default);
        match severity {
            Severity::Error => self.report.errors += 1,
            Severity::Warning => self.report.warnings += 1,
            Severity::Off => return None,
        }
        *self.report.counts.entry(rule.code).or_default() += 1;
        (!self.is_full()).then_some(severity)
    }

    /// Stores a counted finding, and formats its texts.
    pub(super) fn keep(
        &mut self,
        rule: &'static Rule,
        severity: Severity,
        steps: &mut dyn Iterator<Item = Cow<'_, str>>,
        request: Option<RequestName>,
        (position, span): (Position, Span),
        (message, help): (Arguments<'_>, Option<Arguments<'_>>),
    ) {
        let (mut path, mut pointer) = (String::new(), String::new());
        for step in steps {
            if !pointer.is_empty() {
                path.push('.');
            }
            path.push_str(&step);
            pointer.push('/');
            for char in step.chars() {
                match char {
                    '~' => pointer.push_str("~0"),
                    '/' => pointer.push_str("~1"),
                    char => pointer.push(char),
                }
            }
        }
        let (index, custom_id) = request.map_or((None, None), |name| (Some(name.index), name.custom_id));
        self.report.issues.push(Issue {
            code: rule.code,
            severity,
            message: message.to_string(),
            help: help.map(|help| help.to_string()),
            path,
            pointer,
            request: index,
            custom_id,
            line: self.options.lines.then_some(position.line),
            byte_start: position.offset + span.start as u64,
            byte_end: position.offset + span.end as u64,
        });
    }
}
