//! Passes every request through the stages in one pass: checker → divider → prefix → estimator.
//!
//! The pipeline owns the framer and the only counter of requests and bytes. Each stage is optional, receives the text of one
//! request after another with its position, and is independent of the framer and the other stages. Every stage receives the same
//! bytes, so the checked text is the text that is sent.

use crate::bytes::Position;
use crate::cost::estimator::Estimator;
use crate::cost::prefix::Prefix;
use crate::requests::framing::{Event, Form, Framer};
use crate::requests::shards::counter::ShardCounter;
use crate::requests::shards::divider::Divider;
use crate::requests::shards::limits::{Batches, Limits};
use crate::rules::{BatchLimits, Checker, Filled, Report, Totals};

/// The settings for reading and dividing an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InputSettings {
    /// The form in which the input contains its requests.
    pub form: Form,
    /// The number of batches.
    pub batches: Batches,
    /// The limits of one batch.
    pub limits: Limits,
    /// Whether to check requests. If not, only errors that prevent reading them are reported.
    pub validate: bool,
}

impl Default for InputSettings {
    fn default() -> Self {
        InputSettings {
            form: Form::Auto,
            batches: Batches::ByForm,
            limits: Limits::default(),
            validate: true,
        }
    }
}

/// The stages that each request passes through, in this order.
#[derive(Debug, Default)]
pub struct Stages {
    /// Checks it.
    pub checker: Option<Checker>,
    /// Writes it into the body of a shard.
    pub divider: Option<Divider>,
    /// Compares its start with those of other requests.
    pub prefix: Option<Prefix>,
    /// Estimates its cost.
    pub estimator: Option<Estimator>,
}

/// Takes an input and passes each of its requests through the stages.
#[derive(Debug)]
pub struct Pipeline {
    framer: Framer,
    line: Line,
}

/// Everything after the framer.
#[derive(Debug)]
struct Line {
    batches: Batches,
    validate: bool,
    skipped_rows: u64,
    counter: ShardCounter,
    stages: Stages,
}

impl Pipeline {
    /// Makes a pipeline of these stages.
    pub fn new(settings: InputSettings, stages: Stages) -> Pipeline {
        Pipeline {
            framer: Framer::new(settings.form),
            line: Line {
                batches: settings.batches,
                validate: settings.validate,
                skipped_rows: 0,
                counter: ShardCounter::new(settings.limits),
                stages,
            },
        }
    }

    /// Takes the next bytes of the input, cut anywhere.
    pub fn push(&mut self, bytes: &[u8]) {
        let Pipeline { framer, line } = self;
        framer.push(bytes, |event| line.event(event));
    }

    /// Takes a complete request, which needs no framing. `position` is its position in the JSONL of all requests.
    pub fn request(&mut self, text: &[u8], position: Position) {
        self.line.request(text, position);
    }

    /// Takes a request that was made from a template. A pipeline takes requests of only one template.
    pub fn filled(&mut self, filled: &Filled<'_>, position: Position) {
        self.line.next(filled.text, Some(filled), position);
    }

    /// Sets the number of skipped rows, for the report.
    pub fn set_skipped_rows(&mut self, count: u64) {
        self.line.skipped_rows = count;
    }

    /// Ends the input.
    pub fn finish(&mut self) -> Report {
        let Pipeline { framer, line } = self;
        framer.finish(|event| line.event(event));
        line.finish(framer.form() == Form::Body)
    }

    /// Returns the stages, to read their results.
    pub fn stages(&self) -> &Stages {
        &self.line.stages
    }

    /// Returns the stages, to take results out of them.
    pub fn stages_mut(&mut self) -> &mut Stages {
        &mut self.line.stages
    }

    /// Returns the number of requests so far.
    pub fn requests(&self) -> u64 {
        self.line.counter.requests()
    }

    /// Returns the number of errors so far, which is 0 without a checker.
    pub fn errors(&self) -> u64 {
        self.line.stages.checker.as_ref().map_or(0, Checker::errors)
    }

    /// Returns the detected form of the input.
    pub fn form(&self) -> Form {
        self.framer.form()
    }
}

impl Line {
    fn request(&mut self, text: &[u8], position: Position) {
        self.next(text, None, position);
    }

    fn next(&mut self, text: &[u8], filled: Option<&Filled<'_>>, position: Position) {
        let starts_shard = self.counter.add(text.len());
        let Stages {
            checker,
            divider,
            prefix,
            estimator,
        } = &mut self.stages;
        if let Some(checker) = checker.as_mut().filter(|_| self.validate) {
            match filled {
                Some(filled) => checker.filled(filled, position),
                None => checker.request(text, position),
            }
        }
        if let Some(divider) = divider {
            let starts = match self.batches {
                Batches::One => self.counter.requests() == 1,
                Batches::Divided | Batches::ByForm => starts_shard,
            };
            let id = filled.and_then(|filled| filled.holes.first());
            divider.request(text, id.copied(), position, starts);
        }
        if let Some(prefix) = prefix {
            prefix.request(text);
        }
        if let Some(estimator) = estimator {
            estimator.request(text);
        }
    }

    /// Passes an event of the framer to the stages.
    fn event(&mut self, event: Event<'_>) {
        let Stages { checker, estimator, .. } = &mut self.stages;
        // An unknown key next to `requests` does not lose any requests.
        let loses_requests = !matches!(event, Event::Request(..) | Event::UnknownKey(..));
        if let Some(estimator) = estimator.as_mut().filter(|_| loses_requests) {
            estimator.unreadable();
        }
        match (event, checker) {
            (Event::Request(text, position), _) => self.request(text, position),
            (_, None) => {}
            (Event::UnknownKey(key, position), Some(checker)) => checker.unknown_key(key, position),
            (Event::NotAnArray(kind, position), Some(checker)) => checker.not_an_array(kind, position),
            (Event::NoRequests(position), Some(checker)) => checker.no_requests(position),
            (Event::Broken(message, position), Some(checker)) => checker.broken(message, position),
            (Event::Foreign(foreign, position), Some(checker)) => checker.foreign(foreign, position),
        }
    }

    fn finish(&mut self, is_body: bool) -> Report {
        let totals = self.totals(is_body);
        if let Some(divider) = &mut self.stages.divider {
            // A create sends a body even if there are no requests.
            divider.finish(self.batches == Batches::One);
        }
        let Some(checker) = &mut self.stages.checker else {
            return Report {
                ok: true,
                requests: totals.requests,
                bytes: totals.bytes,
                shards: totals.shards,
                skipped_rows: self.skipped_rows,
                ..Report::default()
            };
        };
        if self.validate {
            checker.totals(&totals);
        }
        Report {
            skipped_rows: self.skipped_rows,
            ..checker.finish(&totals)
        }
    }

    fn totals(&self, is_body: bool) -> Totals {
        let is_one = self.batches.is_one(is_body);
        let limits = self.counter.limits();
        Totals {
            requests: self.counter.requests(),
            bytes: match is_one {
                true => self.counter.bytes_as_one(),
                false => self.counter.bytes(),
            },
            shards: self.counter.shards(),
            one_batch: is_one.then_some(BatchLimits {
                requests: limits.requests as u64,
                bytes: limits.bytes,
            }),
        }
    }
}
