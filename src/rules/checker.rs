//! The check of one input, in one pass: what is wrong with its requests, with what stands around them, and with how many
//! there are.

use super::cursor::rule;
use super::envelope;
use super::findings::Findings;
use super::id_places::IdPlaces;
use super::length::TOO_LARGE_FOR_TEMPLATES;
use super::options::Options;
use super::report::Report;
use super::request::{Caches, Request};
use super::shortcuts::template_cache::TemplateCache;
use super::totals::Totals;
use crate::bytes::Position;
use crate::catalog::limits::{EMPTY_BODY_BYTES, SMALLEST_QUEUE};
use crate::json::{Index, Span};
use crate::wording::Quoted;

/// The check of one input, in one pass.
///
/// Whoever reads the input calls [`Checker::request`] for each request in order, and the methods of the same kind for what
/// keeps requests from being read. [`Checker::totals`] checks what only the end of the input shows.
#[derive(Debug)]
pub struct Checker {
    findings: Findings,
    caches: Caches,
    ids: IdPlaces,
    /// Not all requests could be read, so the totals say nothing.
    is_broken: bool,
    index: Index,
    templates: TemplateCache,
}

impl Checker {
    /// Starts a check.
    pub fn new(options: Options) -> Checker {
        Checker {
            findings: Findings::new(options),
            caches: Caches::default(),
            ids: IdPlaces::default(),
            is_broken: false,
            index: Index::default(),
            templates: TemplateCache::default(),
        }
    }

    /// Checks the text of the next request, which starts at this position of the input.
    pub fn request(&mut self, text: &[u8], position: Position) {
        let request = self.findings.report.requests;
        self.findings.report.requests += 1;
        let alone = EMPTY_BODY_BYTES + text.len() as u64;
        let most = self.findings.options.max_body_bytes;
        let is_too_large = alone > most;
        // A form says nothing about how long a prompt is.
        let known = match is_too_large || text.len() > TOO_LARGE_FOR_TEMPLATES {
            true => None,
            false => self.templates.id_of(text, &mut self.index),
        };
        // The rules say where the same id stood.
        let line = self.findings.options.lines.then_some(position.line);
        if known.is_some_and(|id| self.ids.insert(id, request, line).is_none()) {
            return;
        }
        let before = self.findings.total();
        let mut check = Request::new(&mut self.findings, &mut self.caches, request, position);
        match self.index.read(text) {
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
            let message = format_args!(
                "expected a create body of at most {most} bytes, found a request that makes one of {alone}"
            );
            let span = Span {
                start: 0,
                end: text.len(),
            };
            check.cursor.report(rule!("batch.too_large"), span, message, None);
        }
    }

    /// A create body has a key other than `requests`.
    pub fn unknown_key(&mut self, key: &str, position: Position) {
        let message = format_args!("expected no key but requests, found {}", Quoted(key));
        let help = format_args!("Betas and the API version are options of the call, not of its body.");
        self.findings
            .whole(rule!("batch.unknown_field"), &[key], position, message, Some(help));
    }

    /// The `requests` of a create body are not an array but a value of this kind, named with its article.
    pub fn not_an_array(&mut self, kind: &str, position: Position) {
        self.missing(kind, position);
    }

    /// A create body ended without `requests`.
    pub fn no_requests(&mut self, position: Position) {
        self.missing("no such key", position);
    }

    /// What stands around the requests is not JSON, or not a create body: what was expected and found.
    pub fn broken(&mut self, message: String, position: Position) {
        self.is_broken = true;
        let message = format_args!("{message}");
        let help = format_args!("Give one request a line, or a create body {{\"requests\":[…]}}.");
        self.findings
            .whole(rule!("batch.body_object"), &[], position, message, Some(help));
    }

    /// The input is text of this encoding, not UTF-8.
    pub fn encoding(&mut self, encoding: &str, position: Position) {
        self.is_broken = true;
        let message = format_args!("expected text in UTF-8, found {encoding}");
        let help = format_args!("Convert it first: iconv -f {encoding} -t UTF-8, or save it as UTF-8 in an editor.");
        self.findings
            .whole(rule!("batch.body_object"), &[], position, message, Some(help));
    }

    /// Checks what the whole input comes to, unless requests of it could not be read.
    pub fn totals(&mut self, totals: &Totals) {
        if self.is_broken {
            return;
        }
        let requests = totals.requests;
        if requests == 0 {
            let message = format_args!("expected at least one request, found none");
            self.findings
                .whole(rule!("requests.empty"), &["requests"], Position::START, message, None);
        }
        if let Some(limits) = totals.one_batch {
            let help = Some(format_args!("Split the requests over several batches."));
            if requests > limits.requests {
                let most = limits.requests;
                let message = format_args!("expected at most {most} requests in a batch, found {requests}");
                let rule = rule!("requests.too_many");
                self.findings.whole(rule, &["requests"], Position::START, message, help);
            }
            if totals.bytes > limits.bytes {
                let (most, bytes) = (limits.bytes, totals.bytes);
                let message = format_args!("expected a create body of at most {most} bytes, found {bytes}");
                self.findings
                    .whole(rule!("batch.too_large"), &[], Position::START, message, help);
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
                .whole(rule, &["requests"], Position::START, message, Some(help));
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

    /// Errors so far.
    pub fn errors(&self) -> u64 {
        self.findings.report.errors
    }

    fn missing(&mut self, found: &str, position: Position) {
        self.is_broken = true;
        let message = format_args!("expected an array of requests, found {found}");
        self.findings
            .whole(rule!("requests.missing"), &["requests"], position, message, None);
    }
}
