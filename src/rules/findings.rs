//! What was found so far: all of it counted, the first of it kept.

use crate::bytes::Position;
use crate::json::Span;
use crate::rules::catalogue::Rule;
use crate::rules::options::Options;
use crate::rules::report::{Issue, Report, Severity};

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

    /// A finding about the input as a whole. Many findings about requests must not hide it: the last of them makes room.
    pub(super) fn whole(
        &mut self,
        rule: &'static Rule,
        path: &[&str],
        place: Position,
        message: String,
        help: Option<&str>,
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
            self.add(rule, severity, path, None, None, place, span, message, help);
        }
    }

    /// All of them, also those that are not kept.
    pub(super) fn total(&self) -> u64 {
        self.report.errors + self.report.warnings
    }

    pub(super) fn is_full(&self) -> bool {
        self.report.issues.len() >= self.options.max_issues
    }

    /// Counts a finding; gives its severity if it is to be kept, too.
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

    /// Keeps a finding that was counted.
    #[allow(clippy::too_many_arguments, reason = "the one place where an issue is put together")]
    pub(super) fn add(
        &mut self,
        rule: &'static Rule,
        severity: Severity,
        path: &[impl AsRef<str>],
        request: Option<u64>,
        custom_id: Option<&str>,
        place: Position,
        span: Span,
        message: String,
        help: Option<&str>,
    ) {
        let pointer = path
            .iter()
            .map(|part| format!("/{}", part.as_ref().replace('~', "~0").replace('/', "~1")))
            .collect();
        self.report.issues.push(Issue {
            code: rule.code,
            severity,
            message,
            help: help.map(str::to_string),
            path: path.iter().map(AsRef::as_ref).collect::<Vec<&str>>().join("."),
            pointer,
            request,
            custom_id: custom_id.map(str::to_string),
            line: self.options.lines.then_some(place.line),
            byte_start: place.offset + span.start as u64,
            byte_end: place.offset + span.end as u64,
        });
    }
}
