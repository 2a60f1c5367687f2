//! The cursor over one request: where a check stands, what every check knows of the request, and where findings go.

use std::borrow::Cow;
use std::fmt::Arguments;

use crate::bytes::Position;
use crate::catalog::limits::MAX_CUSTOM_ID;
use crate::catalog::models::Model;
use crate::json::{Span, Text, Word};
use crate::rules::catalogue::Rule;
use crate::rules::findings::{Findings, RequestName};
use crate::rules::options::Options;
use crate::rules::report::Severity;

/// One step of a path.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step<'a> {
    Name(&'static str),
    Word(Word),
    Key(Text<'a>),
    Index(usize),
}

/// What the checks of one request share. What a subject remembers of the request is its own, in a `State`.
#[derive(Debug)]
pub(super) struct Cursor<'a, 'f> {
    findings: &'f mut Findings,
    request: u64,
    place: Position,
    pub(super) custom_id: Option<Text<'a>>,
    path: Vec<Step<'a>>,
    /// What the table knows of the request's model.
    pub(super) model: Option<&'static Model>,
    /// Whose message is being looked at.
    pub(super) role: Option<Role>,
}

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    User,
    Assistant,
    System,
}

/// A place to come back to, with the path that led there.
#[derive(Debug, Clone)]
pub(super) struct Spot<'a> {
    path: Vec<Step<'a>>,
    pub(super) span: Span,
}

impl<'a> Spot<'a> {
    /// The same without the text of the request, if no step is a key of its own.
    pub(super) fn lasting(&self) -> Option<Spot<'static>> {
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

    /// The same somewhere else.
    pub(super) fn moved(self, by: impl Fn(usize) -> Option<usize>) -> Option<Spot<'a>> {
        let span = Span {
            start: by(self.span.start)?,
            end: by(self.span.end)?,
        };
        Some(Spot { span, ..self })
    }
}

impl<'a, 'f> Cursor<'a, 'f> {
    pub(super) fn new(findings: &'f mut Findings, request: u64, place: Position) -> Self {
        Cursor {
            findings,
            request,
            place,
            custom_id: None,
            path: Vec::with_capacity(8),
            model: None,
            role: None,
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

    /// Whether the call has a beta of this family, whatever its date.
    pub(super) fn has_beta_of(&self, family: &str) -> bool {
        self.options().betas.iter().any(|beta| beta.starts_with(family))
    }

    /// Findings so far, in all requests.
    pub(super) fn total(&self) -> u64 {
        self.findings.total()
    }

    /// Index of the request.
    pub(super) fn request(&self) -> u64 {
        self.request
    }

    /// Line of the input on which the request starts, if lines mean something to the caller.
    pub(super) fn line(&self) -> Option<u64> {
        self.options().lines.then_some(self.place.line)
    }

    /// Goes one step down.
    #[inline]
    pub(super) fn push(&mut self, step: Step<'a>) {
        self.path.push(step);
    }

    /// Comes back from the last step down.
    #[inline]
    pub(super) fn pop(&mut self) {
        self.path.pop();
    }

    /// Looks at something one step further down.
    pub(super) fn inside<R>(&mut self, step: Step<'a>, look: impl FnOnce(&mut Self) -> R) -> R {
        self.push(step);
        let result = look(self);
        self.pop();
        result
    }

    /// Remembers a place of the current path.
    pub(super) fn spot(&self, span: Span) -> Spot<'a> {
        Spot {
            path: self.path.clone(),
            span,
        }
    }

    /// Reports a finding at the current path. Its texts are written only if it is kept.
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

    /// Reports a case of a rule that the API may well accept: a warning, even if the rule's other cases are errors.
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

    /// Reports a finding one step below the current path: a field that is missing, or wrong.
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

    /// Reports a finding at a place that was remembered.
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
            (self.place, span),
            (message, help),
        );
    }
}

/// A rule by its code, found at compile time: a code that the catalogue lacks does not compile.
macro_rules! rule {
    ($code:literal) => {
        const { $crate::rules::catalogue::Code::of($code).rule() }
    };
}
pub(super) use rule;
