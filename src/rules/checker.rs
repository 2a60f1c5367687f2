//! The check of one input, in one pass.

use super::cursor::rule;
use super::envelope;
use super::findings::Findings;
use super::options::Options;
use super::report::Report;
use super::request::{Caches, Request};
use super::shortcuts::template_cache::TemplateCache;
use crate::bytes::Position;
use crate::bytes::id_table::Ids;
use crate::catalog::limits::SMALLEST_QUEUE;
use crate::json::{Index, Span};
use crate::requests::framing::{Event, Framer};
use crate::requests::shards::limits::{EMPTY, Plan};
use crate::wording::quoted;

/// The check of one input, in one pass.
#[derive(Debug)]
pub struct Checker {
    framer: Framer,
    state: State,
}

#[derive(Debug)]
struct State {
    findings: Findings,
    caches: Caches,
    ids: Ids,
    plan: Plan,
    broken: bool,
    index: Index,
    templates: TemplateCache,
}

impl Checker {
    /// Starts a check.
    pub fn new(options: Options) -> Checker {
        Checker {
            framer: Framer::new(options.form),
            state: State {
                plan: Plan::new(options.limits),
                findings: Findings::new(options),
                caches: Caches::default(),
                ids: Ids::default(),
                broken: false,
                index: Index::default(),
                templates: TemplateCache::default(),
            },
        }
    }

    /// Takes the next bytes and hands on the text of each request that they complete, good or bad, with its place.
    pub fn push(&mut self, bytes: &[u8], mut request: impl FnMut(&[u8], Position)) {
        let Checker { framer, state } = self;
        framer.push(bytes, |event| state.take(event, &mut request));
    }

    /// Ends the input.
    pub fn finish(&mut self, mut request: impl FnMut(&[u8], Position)) -> Report {
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
    fn take(&mut self, event: Event<'_>, request: &mut impl FnMut(&[u8], Position)) {
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

    fn request(&mut self, text: &[u8], place: Position) {
        if !self.findings.options.check {
            return;
        }
        let request = self.findings.report.requests;
        let alone = EMPTY + text.len() as u64;
        let most = self.findings.options.limits.bytes;
        let is_too_large = alone > most;
        let known = self.templates.id_of(text, &mut self.index).filter(|_| !is_too_large);
        // The rules tell which request had the same id.
        if known.is_some_and(|id| self.ids.insert(id, request).is_none()) {
            return;
        }
        let before = self.findings.total();
        let mut check = Request::new(&mut self.findings, &mut self.caches, request, place);
        match self.index.read(text) {
            Ok(value) => {
                let oddities = value.oddities();
                envelope::check(&mut check, value, oddities, &mut self.ids);
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

    fn conclude(&mut self, is_body: bool) {
        let start = Position { line: 1, offset: 0 };
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
