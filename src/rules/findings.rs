//! What was found so far: all of it counted, the first of it kept.

use std::borrow::Cow;
use std::fmt::Arguments;

use crate::bytes::Position;
use crate::json::Span;
use crate::rules::catalogue::Rule;
use crate::rules::options::Options;
use crate::rules::report::{Issue, Report, Severity};

/// How a finding names its request.
#[derive(Debug)]
pub(super) struct RequestName {
    pub(super) index: u64,
    /// If it has a readable one.
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

    /// A finding about the input as a whole. Many findings about requests must not hide it: the last of them makes room.
    pub(super) fn whole(
        &mut self,
        rule: &'static Rule,
        path: &[&str],
        place: Position,
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
            self.keep(rule, severity, &mut path, None, (place, span), (message, help));
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

    /// Keeps a finding that was counted: writes its texts.
    pub(super) fn keep(
        &mut self,
        rule: &'static Rule,
        severity: Severity,
        steps: &mut dyn Iterator<Item = Cow<'_, str>>,
        request: Option<RequestName>,
        (place, span): (Position, Span),
        (message, help): (Arguments<'_>, Option<Arguments<'_>>),
    ) {
        let (mut path, mut pointer) = (String::new(), String::new());
        for step in steps {
            if !pointer.is_empty() {
                path.push('.');
            }
            path.push_str(&step);
            pointer.push('/');
            pointer.push_str(&step.replace('~', "~0").replace('/', "~1"));
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
            line: self.options.lines.then_some(place.line),
            byte_start: place.offset + span.start as u64,
            byte_end: place.offset + span.end as u64,
        });
    }
}
