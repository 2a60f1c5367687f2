//! What was found so far: counted, and the first of it kept.

use super::catalogue::Rule;
use super::formats::KnownSchemas;
use super::options::Options;
use super::report::{Issue, Report, Severity};
use super::shortcuts::last_tools::Clean;
use crate::bytes::Position;
use crate::catalog::models::{self, Known};
use crate::json::Span;

#[derive(Debug)]
pub(super) struct Findings {
    pub(super) report: Report,
    pub(super) options: Options,
    pub(super) known_schemas: KnownSchemas,
    pub(super) clean_tools: Option<Clean>,
    pub(super) last_model: Option<(String, Known)>,
}

impl Findings {
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

    pub(super) fn told(&self) -> u64 {
        self.report.errors + self.report.warnings
    }

    pub(super) fn is_full(&self) -> bool {
        self.report.issues.len() >= self.options.max_issues
    }

    pub(super) fn model_named(&mut self, id: &str) -> Known {
        match &self.last_model {
            Some((last, known)) if last == id => *known,
            _ => {
                let known = models::find(id);
                self.last_model = Some((id.to_string(), known));
                known
            }
        }
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

    #[allow(clippy::too_many_arguments, reason = "the one place where an issue is put together")]
    /// Keeps a finding that was counted.
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
