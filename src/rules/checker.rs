//! The check of one input, in one pass: its requests, the text around them, and their number.

use super::container;
use super::container::Containers;
use super::cursor::rule;
use super::envelope;
use super::findings::Findings;
use super::first_uses::FirstUses;
use super::length::TOO_LARGE_FOR_TEMPLATES;
use super::options::Options;
use super::report::Report;
use super::request::{Caches, Request};
use super::shortcuts::filled::{Filled, Form};
use super::shortcuts::template_cache::TemplateCache;
use super::totals::Totals;
use crate::bytes::Position;
use crate::bytes::lines::LONGEST;
use crate::bytes::sniff::Foreign;
use crate::catalog::limits::{EMPTY_BODY_BYTES, SMALLEST_QUEUE};
use crate::json::{Index, Span, word};
use crate::wording::Quoted;

/// Maximum number of values of one request that are indexed; more would fill the memory.
const MOST_VALUES: usize = 50_000_000;

/// Whether a text may contain more values than can be indexed. Only a text of many megabytes can.
fn is_dense(text: &[u8]) -> bool {
    text.len() > MOST_VALUES && memchr::memchr3_iter(b',', b'[', b'{', text).count() > MOST_VALUES
}

/// The check of one input, in one pass.
///
/// The reader of the input calls [`Checker::request`] for each request in order, and the other methods for problems that
/// keep requests from being read. [`Checker::totals`] checks the totals at the end of the input.
#[derive(Debug)]
pub struct Checker {
    findings: Findings,
    caches: Caches,
    ids: FirstUses,
    /// Whether some requests could not be read, so that the totals are not checked.
    is_broken: bool,
    /// The foreign formats found so far.
    containers: Containers,
    index: Index,
    templates: TemplateCache,
    form: Option<Form>,
}

impl Checker {
    /// Starts a check.
    pub fn new(options: Options) -> Checker {
        Checker {
            findings: Findings::new(options),
            caches: Caches::default(),
            ids: FirstUses::default(),
            is_broken: false,
            containers: Containers::default(),
            index: Index::default(),
            templates: TemplateCache::default(),
            form: None,
        }
    }

    /// Checks the next request, which was made from a template. All requests of a check must belong to one series; otherwise
    /// repeated ids may go unnoticed.
    pub fn filled(&mut self, filled: &Filled<'_>, position: Position) {
        let length = filled.text.len();
        let fits = length <= TOO_LARGE_FOR_TEMPLATES
            && EMPTY_BODY_BYTES + length as u64 <= self.findings.options.max_body_bytes;
        if fits && self.form.as_ref().is_some_and(|form| form.accepts(filled)) {
            self.findings.report.requests += 1;
            return;
        }
        let before = self.findings.total();
        self.request(filled.text, position);
        // A form remains valid for its series: if a row produces none, the last one is kept.
        if fits
            && self.findings.total() == before
            && let Some(form) = self.templates.form_of(filled)
        {
            self.form = Some(form);
        }
    }

    /// Checks the text of the next request, which starts at this position of the input.
    pub fn request(&mut self, text: &[u8], position: Position) {
        let request = self.findings.report.requests;
        self.findings.report.requests += 1;
        let alone = EMPTY_BODY_BYTES + text.len() as u64;
        let most = self.findings.options.max_body_bytes;
        let is_too_large = alone > most;
        if text.len() >= LONGEST || is_dense(text) {
            return self.too_long(text, request, position);
        }
        // Templates do not determine the length of a prompt.
        let known = match is_too_large || text.len() > TOO_LARGE_FOR_TEMPLATES {
            true => None,
            false => self.templates.id_of(text, &mut self.index),
        };
        // A repeated id is reported by the rules below.
        let line = self.findings.options.lines.then_some(position.line);
        if known.is_some_and(|id| self.ids.insert(id, request, line).is_none()) {
            return;
        }
        let before = self.findings.total();
        let read = self.index.read(text);
        let container = match &read {
            Ok(value) if value.get(word!("params")).is_some() => None,
            Ok(value) => container::of_value(*value, &self.containers),
            Err(_) => container::of_text(text, request == 0, &self.containers),
        };
        if let Some(kind) = container
            && container::report(&mut self.findings, &mut self.containers, kind, position)
        {
            return;
        }
        let mut check = Request::new(&mut self.findings, &mut self.caches, request, position);
        match read {
            Ok(value) => {
                let lossy = value.lossy();
                envelope::check(&mut check, value, lossy, &mut self.ids);
                if check.cursor.total() == before {
                    self.templates.learn(text, value);
                }
            }
            Err(fault) => envelope::not_json(&mut check.cursor, text, &fault),
        }
        if is_too_large {
            let message =
                format_args!("expected a create body of at most {most} bytes, found a request that needs {alone}");
            let span = Span {
                start: 0,
                end: text.len(),
            };
            check.cursor.report(rule!("batch.too_large"), span, message, None);
        }
    }

    /// Reports a request that is too long to check.
    #[cold]
    #[inline(never)]
    fn too_long(&mut self, text: &[u8], request: u64, position: Position) {
        let mut check = Request::new(&mut self.findings, &mut self.caches, request, position);
        let most = if text.len() >= LONGEST { LONGEST } else { MOST_VALUES };
        let what = if text.len() >= LONGEST { "bytes" } else { "values" };
        let message = format_args!("expected a request of at most {most} {what}, found one with more");
        let help = format_args!("In JSONL, each request is on its own line: a line break may be missing.");
        let span = Span {
            start: 0,
            end: text.len(),
        };
        check.cursor.report(rule!("batch.too_large"), span, message, Some(help));
    }

    /// Reports a key of a create body other than `requests`.
    pub fn unknown_key(&mut self, key: &str, position: Position) {
        let message = format_args!("expected no key except requests, found {}", Quoted(key));
        let help = match key {
            "custom_id" | "params" => "Each request has its own, inside requests.",
            "model" | "max_tokens" | "messages" | "system" | "tools" | "temperature" => {
                "Put it into the params of each request."
            }
            _ if key.starts_with("anthropic") || key.starts_with("beta") || key.ends_with("ersion") => {
                "Set betas and the API version on the call, not in its body."
            }
            _ => "A create body has no other key: leave it out.",
        };
        let help = format_args!("{help}");
        self.findings
            .report_input(rule!("batch.unknown_field"), &[key], position, message, Some(help));
    }

    /// Reports that `requests` of a create body is not an array but a value of this kind, named with its article.
    pub fn not_an_array(&mut self, kind: &str, position: Position) {
        self.missing(kind, position);
    }

    /// Reports that a create body ended without `requests`.
    pub fn no_requests(&mut self, position: Position) {
        self.missing("no such key", position);
    }

    /// Reports that the text around the requests is not JSON, or not a create body. `message` contains what was expected and
    /// found.
    pub fn broken(&mut self, message: String, position: Position) {
        self.is_broken = true;
        let message = format_args!("{message}");
        let help = format_args!("Write one request per line, or a create body {{\"requests\":[…]}}.");
        self.findings
            .report_input(rule!("batch.body_object"), &[], position, message, Some(help));
    }

    /// Reports that the input is not UTF-8 text.
    pub fn foreign(&mut self, Foreign { name, remedy }: Foreign, position: Position) {
        self.is_broken = true;
        let message = format_args!("expected requests as UTF-8 text, found {name}");
        let help = format_args!("{remedy}");
        self.findings
            .report_input(rule!("batch.input_format"), &[], position, message, Some(help));
    }

    /// Checks the totals of the input, unless some requests could not be read.
    pub fn totals(&mut self, totals: &Totals) {
        if self.is_broken {
            return;
        }
        let requests = totals.requests;
        if requests == 0 {
            let message = format_args!("expected at least one request, found none");
            self.findings
                .report_input(rule!("requests.empty"), &["requests"], Position::START, message, None);
        }
        if let Some(limits) = totals.one_batch {
            let help = Some(format_args!("Split the requests into several batches."));
            if requests > limits.requests {
                let most = limits.requests;
                let message = format_args!("expected at most {most} requests in a batch, found {requests}");
                let rule = rule!("requests.too_many");
                self.findings
                    .report_input(rule, &["requests"], Position::START, message, help);
            }
            if totals.bytes > limits.bytes {
                let (most, bytes) = (limits.bytes, totals.bytes);
                let message = format_args!("expected a create body of at most {most} bytes, found {bytes}");
                self.findings
                    .report_input(rule!("batch.too_large"), &[], Position::START, message, help);
            }
        }
        if requests > SMALLEST_QUEUE as u64 {
            let message = format_args!(
                "found {requests} requests; on the smallest tier only {SMALLEST_QUEUE} can wait at a time"
            );
            let help = format_args!(
                "Your tier may allow more; otherwise later batches are refused until earlier ones are done."
            );
            let rule = rule!("batch.queue_limit");
            self.findings
                .report_input(rule, &["requests"], Position::START, message, Some(help));
        }
    }

    /// Ends the check.
    pub fn finish(&mut self, totals: &Totals) -> Report {
        let mut report = std::mem::take(&mut self.findings.report);
        report.ok = report.errors == 0;
        report.requests = totals.requests;
        report.bytes = totals.bytes;
        report.shards = totals.shards;
        report
    }

    /// The number of errors so far.
    pub fn errors(&self) -> u64 {
        self.findings.report.errors
    }

    fn missing(&mut self, found: &str, position: Position) {
        self.is_broken = true;
        let message = format_args!("expected an array of requests, found {found}");
        self.findings
            .report_input(rule!("requests.missing"), &["requests"], position, message, None);
    }
}
