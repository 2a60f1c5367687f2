//! The cursor over one request: the current path, the facts that every check needs, and the sink for findings.

use std::borrow::Cow;
use std::fmt::Arguments;

use crate::bytes::Position;
use crate::catalog::limits::MAX_CUSTOM_ID;
use crate::catalog::models::Model;
use crate::json::{Span, Text, Word};
use crate::rules::catalogue::Rule;
use crate::rules::costs::Costs;
use crate::rules::findings::{Findings, RequestName};
use crate::rules::options::Options;
use crate::rules::report::Severity;
use crate::wording::{nearest, quoted};

/// One step of a path.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step<'a> {
    Name(&'static str),
    Word(Word),
    Key(Text<'a>),
    Index(usize),
}

/// The state that the checks of one request share. Each subject keeps its own facts in a `State`.
#[derive(Debug)]
pub(super) struct Cursor<'a, 'f> {
    findings: &'f mut Findings,
    request: u64,
    position: Position,
    pub(super) custom_id: Option<Text<'a>>,
    path: Vec<Step<'a>>,
    /// The table entry of the request's model.
    pub(super) model: Option<&'static Model>,
    /// The role of the current message.
    pub(super) role: Option<Role>,
    /// The costs of the schema of structured outputs, with its position, if they were counted when it was checked.
    pub(super) costs_of_format: Option<(Span, Costs)>,
}

/// The role of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    User,
    Assistant,
    System,
}

/// A position for a later finding, with its path.
#[derive(Debug, Clone)]
pub(super) struct Spot<'a> {
    path: Vec<Step<'a>>,
    pub(super) span: Span,
}

impl<'a> Spot<'a> {
    /// Returns the position without borrowing from the request, if no step is a key of the request.
    pub(super) fn without_keys(&self) -> Option<Spot<'static>> {
        let path = self.path.iter().map(|step| match step {
            Step::Name(name) => Some(Step::Name(name)),
            Step::Word(word) => Some(Step::Word(*word)),
            Step::Index(index) => Some(Step::Index(*index)),
            Step::Key(_) => None,
        });
        Some(Spot {
            path: path.collect::<Option<_>>()?,
            span: self.span,
        })
    }

    /// Returns the position with a mapped span.
    pub(super) fn map_span(self, by: impl Fn(usize) -> Option<usize>) -> Option<Spot<'a>> {
        let span = Span {
            start: by(self.span.start)?,
            end: by(self.span.end)?,
        };
        Some(Spot { span, ..self })
    }
}

impl<'a, 'f> Cursor<'a, 'f> {
    pub(super) fn new(findings: &'f mut Findings, request: u64, position: Position) -> Self {
        Cursor {
            findings,
            request,
            position,
            custom_id: None,
            path: Vec::with_capacity(8),
            model: None,
            role: None,
            costs_of_format: None,
        }
    }

    /// The options of the check: version and betas of the call.
    pub(super) fn options(&self) -> &Options {
        &self.findings.options
    }

    /// Whether the call has one of these betas.
    pub(super) fn has_beta(&self, names: &[&str]) -> bool {
        self.options().betas.iter().any(|beta| names.contains(&beta.as_str()))
    }

    /// Whether the call has a beta of this family, with any date.
    pub(super) fn has_beta_of(&self, family: &str) -> bool {
        self.options().betas.iter().any(|beta| beta.starts_with(family))
    }

    /// Returns how to add a beta to the call, which may contain a misspelled name of it.
    #[cold]
    #[inline(never)]
    pub(super) fn beta_help(&self, needed: &str, help: Arguments<'_>) -> String {
        let is_like = |beta: &&String| !is_version(beta, needed) && nearest(beta, [needed].into_iter()).is_some();
        let like = self.options().betas.iter().find(is_like);
        match like {
            Some(beta) => format!("Correct the beta {} of the call.", quoted(beta)),
            None => help.to_string(),
        }
    }

    /// The number of findings so far, in all requests.
    pub(super) fn total(&self) -> u64 {
        self.findings.total()
    }

    /// Index of the request.
    pub(super) fn request(&self) -> u64 {
        self.request
    }

    /// The line on which the request starts, if the input has lines.
    pub(super) fn line(&self) -> Option<u64> {
        self.options().lines.then_some(self.position.line)
    }

    /// Moves one step down.
    #[inline]
    pub(super) fn push(&mut self, step: Step<'a>) {
        self.path.push(step);
    }

    /// Moves back up one step.
    #[inline]
    pub(super) fn pop(&mut self) {
        self.path.pop();
    }

    /// Runs a check one step further down.
    pub(super) fn inside<R>(&mut self, step: Step<'a>, look: impl FnOnce(&mut Self) -> R) -> R {
        self.push(step);
        let result = look(self);
        self.pop();
        result
    }

    /// Saves a position at the current path.
    pub(super) fn spot(&self, span: Span) -> Spot<'a> {
        Spot {
            path: self.path.clone(),
            span,
        }
    }

    /// Reports a finding at the current path. Its texts are formatted only if it is kept.
    #[cold]
    #[inline(never)]
    pub(super) fn report(
        &mut self,
        rule: &'static Rule,
        span: Span,
        message: Arguments<'_>,
        help: Option<Arguments<'_>>,
    ) {
        self.report_as(rule.severity, rule, &[], span, message, help);
    }

    /// Reports a case of a rule that the API may accept: a warning, even if other cases of the rule are errors.
    #[cold]
    #[inline(never)]
    pub(super) fn warn(
        &mut self,
        rule: &'static Rule,
        span: Span,
        message: Arguments<'_>,
        help: Option<Arguments<'_>>,
    ) {
        self.report_as(rule.severity.at_most_warning(), rule, &[], span, message, help);
    }

    /// Reports a finding one step below the current path: a field that is missing or wrong.
    #[cold]
    #[inline(never)]
    pub(super) fn report_at(
        &mut self,
        rule: &'static Rule,
        step: Step<'a>,
        span: Span,
        message: Arguments<'_>,
        help: Option<Arguments<'_>>,
    ) {
        self.report_as(rule.severity, rule, &[step], span, message, help);
    }

    /// Reports a finding several steps below the current path.
    #[cold]
    #[inline(never)]
    pub(super) fn report_below(
        &mut self,
        rule: &'static Rule,
        steps: &[Step<'a>],
        span: Span,
        message: Arguments<'_>,
        help: Option<Arguments<'_>>,
    ) {
        self.report_as(rule.severity, rule, steps, span, message, help);
    }

    /// Reports a finding at a saved position.
    #[cold]
    #[inline(never)]
    pub(super) fn report_spot(
        &mut self,
        rule: &'static Rule,
        spot: &Spot<'a>,
        message: Arguments<'_>,
        help: Option<Arguments<'_>>,
    ) {
        let path = std::mem::take(&mut self.path);
        self.report_as(rule.severity, rule, &spot.path, spot.span, message, help);
        self.path = path;
    }

    #[inline(never)]
    fn report_as(
        &mut self,
        severity: Severity,
        rule: &'static Rule,
        steps: &[Step<'a>],
        span: Span,
        message: Arguments<'_>,
        help: Option<Arguments<'_>>,
    ) {
        let Some(severity) = self.findings.count(rule, severity) else {
            return;
        };
        let names = self.path.iter().chain(steps).map(|step| match step {
            Step::Name(name) => Cow::Borrowed(*name),
            Step::Word(word) => Cow::Borrowed(word.as_str()),
            Step::Key(key) => key.value(),
            Step::Index(index) => index.to_string().into(),
        });
        let mut path = [Cow::Borrowed("requests"), self.request.to_string().into()]
            .into_iter()
            .chain(names);
        let request = RequestName {
            index: self.request,
            custom_id: self
                .custom_id
                .map(|id| id.value().chars().take(MAX_CUSTOM_ID).collect()),
        };
        self.findings.keep(
            rule,
            severity,
            &mut path,
            Some(request),
            (self.position, span),
            (message, help),
        );
    }
}

/// Returns a rule by its code, at compile time. A code that the catalogue lacks does not compile.
macro_rules! rule {
    ($code:literal) => {
        const { $crate::rules::catalogue::Code::of($code).rule() }
    };
}
pub(super) use rule;

/// Whether two names differ only in the day at their end: they are versions of one beta.
fn is_version(name: &str, other: &str) -> bool {
    const DAY: usize = "2025-06-27".len();
    let (Some(at), Some([ten, one, _, tens, ones])) = (name.len().checked_sub(DAY), name.as_bytes().last_chunk())
    else {
        return false;
    };
    let is_day = (*b"01"..=*b"12").contains(&[*ten, *one]) && (*b"01"..=*b"31").contains(&[*tens, *ones]);
    is_day && name.len() == other.len() && name.as_bytes().get(..at) == other.as_bytes().get(..at)
}
