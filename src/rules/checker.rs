use std::collections::HashMap;

use crate::bytes::id_table::Ids;
use crate::catalog::ApiVersion;
use crate::catalog::limits::SMALLEST_QUEUE;
use crate::catalog::models;
use crate::catalog::models::Known;
use crate::json::{Index, Span};
pub use crate::requests::framing::Place;
use crate::requests::framing::{Event, Form, Framer};
use crate::requests::shards::limits::{EMPTY, Limits, Plan};
use crate::rules::catalogue::Rule;
use crate::rules::check::{Check, rule};
use crate::rules::envelope;
use crate::rules::formats::KnownSchemas;
use crate::rules::report::{Issue, Report, Severity};
use crate::rules::shortcuts::last_tools::Clean;
use crate::rules::shortcuts::template_cache::Alike;
use crate::wording::quoted;

/// How to check.
#[derive(Debug, Clone)]
pub struct Options {
    /// The version of the create call; rules depend on it.
    pub version: ApiVersion,
    /// The betas of the create call; rules depend on them.
    pub betas: Vec<String>,
    /// The `anthropic-user-profile-id` of the create call, if it has one.
    pub user_profile_id: Option<String>,
    /// Days since 1970-01-01, for rules about dates; without it they stay silent.
    pub now: Option<i64>,
    /// Rules whose severity the caller changed.
    pub rules: HashMap<&'static str, Severity>,
    /// Findings to keep; all are counted.
    pub max_issues: usize,
    /// How the requests stand in the input.
    pub form: Form,
    /// All requests go into one batch, so the limits of a batch are limits of the input.
    pub one_batch: bool,
    /// The requests are divided over batches, also those of a create body.
    pub split: bool,
    /// What one batch takes.
    pub limits: Limits,
    /// Lines mean something to the caller.
    pub lines: bool,
    /// Look at the requests; without this they are only taken apart.
    pub check: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            version: ApiVersion::default(),
            betas: Vec::new(),
            user_profile_id: None,
            now: None,
            rules: HashMap::new(),
            max_issues: 1_000,
            form: Form::Auto,
            one_batch: false,
            split: false,
            limits: Limits::default(),
            lines: true,
            check: true,
        }
    }
}

/// The check of one input, in one pass.
#[derive(Debug)]
pub struct Checker {
    framer: Framer,
    state: State,
}

#[derive(Debug)]
struct State {
    findings: Findings,
    ids: Ids,
    plan: Plan,
    broken: bool,
    index: Index,
    alike: Alike,
}

impl Checker {
    /// Starts a check.
    pub fn new(options: Options) -> Checker {
        Checker {
            framer: Framer::new(options.form),
            state: State {
                plan: Plan::new(options.limits),
                findings: Findings {
                    report: Report::default(),
                    options,
                    known_schemas: KnownSchemas::default(),
                    clean_tools: None,
                    last_model: None,
                },
                ids: Ids::default(),
                broken: false,
                index: Index::default(),
                alike: Alike::default(),
            },
        }
    }

    /// Takes the next bytes and hands on the text of each request that they complete, good or bad, with its place.
    pub fn push(&mut self, bytes: &[u8], mut request: impl FnMut(&[u8], Place)) {
        let Checker { framer, state } = self;
        framer.push(bytes, |event| state.take(event, &mut request));
    }

    /// Ends the input.
    pub fn finish(&mut self, mut request: impl FnMut(&[u8], Place)) -> Report {
        let Checker { framer, state } = self;
        framer.finish(|event| state.take(event, &mut request));
        state.conclude(framer.is_body());
        std::mem::take(&mut state.findings.report)
    }

    /// Requests so far.
    pub fn requests(&self) -> u64 {
        self.state.findings.report.requests
    }

    /// Errors so far.
    pub fn errors(&self) -> u64 {
        self.state.findings.report.errors
    }

    /// Whether the input turned out to be a create body.
    pub fn is_body(&self) -> bool {
        self.framer.is_body()
    }
}

impl State {
    fn take(&mut self, event: Event<'_>, request: &mut impl FnMut(&[u8], Place)) {
        match event {
            Event::Request(text, place) => {
                self.plan.add(text.len());
                self.request(text, place);
                self.findings.report.requests += 1;
                request(text, place);
            }
            Event::UnknownKey(key, place) => self.findings.whole(
                rule!("batch.unknown_field"),
                &[key],
                place,
                format!("expected no key but requests, found {}", quoted(key)),
                Some("Betas and the API version are options of the call, not of its body."),
            ),
            Event::NotAnArray(found, place) => {
                self.broken = true;
                let message = format!("expected an array of requests, found {found}");
                self.findings
                    .whole(rule!("requests.missing"), &["requests"], place, message, None);
            }
            Event::NoRequests(place) => {
                self.broken = true;
                let message = "expected an array of requests, found no such key".to_string();
                self.findings
                    .whole(rule!("requests.missing"), &["requests"], place, message, None);
            }
            Event::Broken(message, place) => {
                self.broken = true;
                self.findings.whole(
                    rule!("batch.body_object"),
                    &[],
                    place,
                    message,
                    Some("Give one request a line, or a create body {\"requests\":[…]}."),
                );
            }
            Event::Encoding(encoding, place) => {
                self.broken = true;
                let message = format!("expected text in UTF-8, found {encoding}");
                let help = format!("Convert it first: iconv -f {encoding} -t UTF-8, or save it as UTF-8 in an editor.");
                self.findings
                    .whole(rule!("batch.body_object"), &[], place, message, Some(&help));
            }
        }
    }

    fn request(&mut self, text: &[u8], place: Place) {
        if !self.findings.options.check {
            return;
        }
        let request = self.findings.report.requests;
        let alone = EMPTY + text.len() as u64;
        let most = self.findings.options.limits.bytes;
        let is_too_large = alone > most;
        let known = self.alike.id_of(text, &mut self.index).filter(|_| !is_too_large);
        // The rules tell which request had the same id.
        if known.is_some_and(|id| self.ids.insert(id, request).is_none()) {
            return;
        }
        let before = self.findings.told();
        let mut check = Check::new(&mut self.findings, request, place);
        match self.index.read(text) {
            Ok(value) => {
                let oddities = value.oddities();
                envelope::check(&mut check, value, oddities, &mut self.ids);
                if check.told_so_far() == before {
                    self.alike.learn(text, value);
                }
            }
            Err(fault) => envelope::not_json(&mut check, text, &fault),
        }
        if is_too_large {
            let found =
                format!("expected a create body of at most {most} bytes, found a request that makes one of {alone}");
            let span = Span {
                start: 0,
                end: text.len(),
            };
            check.report(rule!("batch.too_large"), span, found, None);
        }
    }

    fn conclude(&mut self, is_body: bool) {
        let start = Place { line: 1, offset: 0 };
        let Options {
            one_batch,
            split,
            limits,
            ..
        } = self.findings.options;
        let one_batch = (is_body || one_batch) && !split;
        let requests = self.findings.report.requests;
        let bytes = match one_batch {
            true => self.plan.bytes_as_one(),
            false => self.plan.bytes(),
        };
        if self.findings.options.check && !self.broken {
            if requests == 0 {
                let message = "expected at least one request, found none".to_string();
                self.findings
                    .whole(rule!("requests.empty"), &["requests"], start, message, None);
            }
            if one_batch && requests > limits.requests as u64 {
                let message = format!(
                    "expected at most {} requests in a batch, found {requests}",
                    limits.requests
                );
                let help = "Split the requests over several batches.";
                self.findings
                    .whole(rule!("requests.too_many"), &["requests"], start, message, Some(help));
            }
            if one_batch && bytes > limits.bytes {
                let message = format!(
                    "expected a create body of at most {} bytes, found {bytes}",
                    limits.bytes
                );
                let help = "Split the requests over several batches.";
                self.findings
                    .whole(rule!("batch.too_large"), &[], start, message, Some(help));
            }
            if requests > SMALLEST_QUEUE as u64 {
                let message =
                    format!("found {requests} requests; on the smallest tier only {SMALLEST_QUEUE} can wait at a time");
                let help = "Your tier may allow more; otherwise later batches are refused until earlier ones are done.";
                self.findings
                    .whole(rule!("batch.queue_limit"), &["requests"], start, message, Some(help));
            }
        }
        let report = &mut self.findings.report;
        report.bytes = bytes;
        report.shards = self.plan.shards();
        report.ok = report.errors == 0;
    }
}

#[derive(Debug)]
pub(super) struct Findings {
    report: Report,
    pub(super) options: Options,
    pub(super) known_schemas: KnownSchemas,
    pub(super) clean_tools: Option<Clean>,
    last_model: Option<(String, Known)>,
}

impl Findings {
    /// A finding about the input as a whole. Many findings about requests must not hide it: the last of them makes room.
    fn whole(&mut self, rule: &'static Rule, path: &[&str], place: Place, message: String, help: Option<&str>) {
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
        place: Place,
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
