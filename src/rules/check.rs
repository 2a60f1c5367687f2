//! The look at one request: where it is, what is known of the whole, and whom to tell.

use crate::bytes::Position;
use crate::catalog::limits::MAX_CUSTOM_ID;
use crate::catalog::models::{Known, Model};
use crate::json::{Span, Text, Value};
use crate::rules::catalogue::Rule;
use crate::rules::findings::Findings;
use crate::rules::options::Options;
use crate::rules::report::Severity;
use crate::rules::shortcuts::last_tools::Clean;
use crate::rules::{cache, formats, media, messages, thinking, tool_use, tools};

/// One step of a path.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step<'a> {
    Name(&'static str),
    Key(Text<'a>),
    Index(usize),
}

/// What the checks of one request share. Subjects keep what they need for their last word in a part of their own.
pub(super) struct Check<'a, 'f> {
    findings: &'f mut Findings,
    request: u64,
    place: Position,
    pub(super) custom_id: Option<Text<'a>>,
    path: Vec<Step<'a>>,
    /// What the table knows of the request's model.
    pub(super) model: Option<&'static Model>,
    /// Whose message is being looked at.
    pub(super) role: Option<Role>,
    pub(super) cache: cache::Seen<'a>,
    pub(super) media: media::Seen<'a>,
    pub(super) messages: messages::Seen,
    pub(super) thinking: thinking::Seen,
    pub(super) tool_use: tool_use::Seen<'a>,
    pub(super) tools: tools::Seen,
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

impl<'a, 'f> Check<'a, 'f> {
    pub(super) fn new(findings: &'f mut Findings, request: u64, place: Position) -> Self {
        Check {
            findings,
            request,
            place,
            custom_id: None,
            path: Vec::with_capacity(8),
            model: None,
            role: None,
            cache: Default::default(),
            media: Default::default(),
            messages: Default::default(),
            thinking: Default::default(),
            tool_use: Default::default(),
            tools: Default::default(),
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

    /// Schemas of earlier requests that had no findings.
    pub(super) fn known_schemas(&mut self) -> &mut formats::KnownSchemas {
        &mut self.findings.known_schemas
    }

    /// Tools of earlier requests that had no findings.
    pub(super) fn clean_tools(&mut self) -> &mut Option<Clean> {
        &mut self.findings.clean_tools
    }

    /// Findings so far, in all requests.
    pub(super) fn told_so_far(&self) -> u64 {
        self.findings.told()
    }

    /// Whether findings are only counted from here on: no more are kept, and their messages are not read.
    pub(super) fn is_full(&self) -> bool {
        self.findings.is_full()
    }

    /// What is known of a model. Most requests name the model of the request before.
    pub(super) fn model_named(&mut self, id: &str) -> Known {
        self.findings.model_named(id)
    }

    /// Index of the request.
    pub(super) fn request(&self) -> u64 {
        self.request
    }

    /// Looks at something one step further down.
    pub(super) fn inside<R>(&mut self, step: Step<'a>, look: impl FnOnce(&mut Self) -> R) -> R {
        self.path.push(step);
        let result = look(self);
        self.path.pop();
        result
    }

    /// Remembers a place of the current path.
    pub(super) fn spot(&self, span: Span) -> Spot<'a> {
        Spot {
            path: self.path.clone(),
            span,
        }
    }

    /// Reports a finding at the current path.
    pub(super) fn report(&mut self, rule: &'static Rule, span: Span, message: String, help: Option<&str>) {
        self.told(rule, rule.severity, span, message, help);
    }

    /// Reports a case of a rule that the API may well accept: a warning, even if the rule's other cases are errors.
    pub(super) fn warn(&mut self, rule: &'static Rule, span: Span, message: String, help: Option<&str>) {
        self.told(rule, rule.severity.at_most_warning(), span, message, help);
    }

    fn told(&mut self, rule: &'static Rule, severity: Severity, span: Span, message: String, help: Option<&str>) {
        let path = std::mem::take(&mut self.path);
        self.tell(rule, severity, &path, span, message, help);
        self.path = path;
    }

    /// Reports a finding one step below the current path: a field that is missing, or wrong.
    pub(super) fn report_at(
        &mut self,
        rule: &'static Rule,
        step: Step<'a>,
        span: Span,
        message: String,
        help: Option<&str>,
    ) {
        self.inside(step, |check| check.report(rule, span, message, help));
    }

    /// Reports a finding several steps below the current path.
    pub(super) fn report_below(
        &mut self,
        rule: &'static Rule,
        steps: &[Step<'a>],
        span: Span,
        message: String,
        help: Option<&str>,
    ) {
        let depth = self.path.len();
        self.path.extend_from_slice(steps);
        self.report(rule, span, message, help);
        self.path.truncate(depth);
    }

    /// Reports a finding at a place that was remembered.
    pub(super) fn report_spot(&mut self, rule: &'static Rule, spot: &Spot<'a>, message: String, help: Option<&str>) {
        self.tell(rule, rule.severity, &spot.path, spot.span, message, help);
    }

    fn tell(
        &mut self,
        rule: &'static Rule,
        severity: Severity,
        path: &[Step<'a>],
        span: Span,
        message: String,
        help: Option<&str>,
    ) {
        let Some(severity) = self.findings.count(rule, severity) else {
            return;
        };
        let steps = path.iter().map(|step| match step {
            Step::Name(name) => (*name).to_string(),
            Step::Key(key) => key.value().into_owned(),
            Step::Index(index) => index.to_string(),
        });
        let whole: Vec<String> = ["requests".to_string(), self.request.to_string()]
            .into_iter()
            .chain(steps)
            .collect();
        let id: Option<String> = self
            .custom_id
            .map(|id| id.value().chars().take(MAX_CUSTOM_ID).collect());
        self.findings.add(
            rule,
            severity,
            &whole,
            Some(self.request),
            id.as_deref(),
            self.place,
            span,
            message,
            help,
        );
    }
}

/// A rule by its code, found at compile time: a code that the catalogue lacks does not compile.
macro_rules! rule {
    ($code:literal) => {
        const { $crate::rules::catalogue::find($code) }
    };
}
pub(super) use rule;

/// What a value is, for messages: short texts and numbers are shown, anything else is named.
pub(super) fn found(value: Value<'_>) -> String {
    use crate::json::Kind::{Bool, Number, String};
    const SHOWN: usize = 40;
    let raw = value.raw();
    match value.kind() {
        String | Number | Bool if raw.len() <= SHOWN => std::string::String::from_utf8_lossy(raw).into_owned(),
        String => format!("a string of {} bytes", raw.len() - 2),
        kind => kind.a().to_string(),
    }
}
