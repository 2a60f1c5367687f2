//! What requests will cost, before they are sent: input tokens estimated with their band, output bound by `max_tokens`, prices
//! of the table of models. What is not known is told as not known.

use serde::Serialize;

use crate::catalog::limits::US_ONLY;
use crate::catalog::models;
use crate::catalog::models::{Model, Prices};
use crate::cost::prefix::{Prefix, PrefixReport, known};
use crate::cost::prompt;
use crate::cost::prompt::{Block, Elsewhere};
use crate::cost::tokens::Tokens;
use crate::json::{Index, Value, word};
use crate::requests::framing::{Event, Form, Framer};

/// Bytes of requests that are kept to be counted exactly, all together. What goes beyond is not kept.
const MOST_SAMPLED: usize = 32_000_000;
/// How far apart requests may be beyond those that were counted exactly.
const SAMPLE_SPREAD: f64 = 0.05;

/// Numbers between bounds. `high` is absent where there is no bound: a document that cannot be seen from here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Band {
    /// At least.
    pub low: f64,
    /// Most likely.
    pub likely: f64,
    /// At most.
    pub high: Option<f64>,
}

/// What tokens cost, in US dollars.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Cost {
    /// Input.
    pub input: Band,
    /// Output, at most; absent if a request has no `max_tokens`.
    pub output: Option<f64>,
}

/// Requests of one model.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ModelEstimate {
    /// The id as the requests have it.
    pub model: String,
    /// How many there are.
    pub requests: u64,
    /// Their input tokens.
    pub input_tokens: Band,
    /// Their output tokens, at most; absent if a request has no `max_tokens`.
    pub max_tokens: Option<u64>,
    /// What they cost; absent if there is no price.
    pub cost: Option<Cost>,
    /// Why there is none: the `model` is not in the table, is `retired`, or has no `price` there.
    pub unknown: Option<&'static str>,
    /// The day of which the model's prices are.
    #[serde(rename = "pricesAsOf")]
    pub prices_as_of: Option<String>,
    /// How many of them were counted exactly.
    pub counted: u64,
}

/// What requests will cost.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct CostEstimate {
    /// Requests that could be read.
    pub requests: u64,
    /// What could not be read as a request.
    pub unreadable: u64,
    /// Input tokens of all.
    pub input_tokens: Band,
    /// Output tokens of all, at most; absent if a request has no `max_tokens`.
    pub max_tokens: Option<u64>,
    /// What all cost; absent if a model has no price: see `models` for those that have.
    pub cost: Option<Cost>,
    /// `USD`.
    pub currency: &'static str,
    /// The day on which the table of models was written.
    #[serde(rename = "tableWritten")]
    pub table_written: &'static str,
    /// By model, in the order in which they came.
    pub models: Vec<ModelEstimate>,
    /// What cannot be seen from here.
    pub elsewhere: Elsewhere,
    /// What requests have in common, and what caching that would save.
    pub prefix: PrefixReport,
    /// What was assumed.
    pub assumptions: Vec<String>,
}

/// A request that is kept to be counted exactly.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// Its `params`, as JSON.
    pub params: Vec<u8>,
    model: usize,
    likely: f64,
    counted: Option<f64>,
}

#[derive(Debug, Default)]
struct PerModel {
    name: String,
    requests: u64,
    tokens: Tokens,
    documents: u64,
    max_tokens: Option<u64>,
    /// Dollars, as far as there is a price.
    input: Tokens,
    output: f64,
}

/// Estimates requests, in one pass.
#[derive(Debug)]
pub struct Estimator {
    framer: Framer,
    state: State,
}

#[derive(Debug)]
struct State {
    index: Index,
    prefix: Prefix,
    models: Vec<PerModel>,
    requests: u64,
    unreadable: u64,
    marked: bool,
    elsewhere: Elsewhere,
    sample: usize,
    random: u64,
    sampled: u64,
    samples: Vec<Sample>,
}

impl Estimator {
    /// Starts. Of all requests, `sample` are kept to be counted exactly; `seed` is the chance that decides which.
    pub fn new(form: Form, sample: usize, seed: u64) -> Estimator {
        Estimator {
            framer: Framer::new(form),
            state: State {
                index: Index::default(),
                prefix: Prefix::default(),
                models: Vec::new(),
                requests: 0,
                unreadable: 0,
                marked: false,
                elsewhere: Elsewhere::default(),
                sample,
                random: seed | 1,
                sampled: 0,
                samples: Vec::new(),
            },
        }
    }

    /// Takes the next bytes of the input.
    pub fn push(&mut self, bytes: &[u8]) {
        let Estimator { framer, state } = self;
        framer.push(bytes, |event| state.take(event));
    }

    /// Ends the input.
    pub fn end(&mut self) {
        let Estimator { framer, state } = self;
        framer.finish(|event| state.take(event));
    }

    /// Requests so far.
    pub fn requests(&self) -> u64 {
        self.state.requests
    }

    /// The requests that are to be counted exactly.
    pub fn samples(&self) -> &[Sample] {
        &self.state.samples
    }

    /// Tells how many input tokens a sample really has.
    pub fn counted(&mut self, sample: usize, tokens: f64) {
        if let Some(sample) = self.state.samples.get_mut(sample) {
            sample.counted = Some(tokens);
        }
    }

    /// What it will cost.
    pub fn report(&self) -> CostEstimate {
        let state = &self.state;
        let models: Vec<ModelEstimate> = (0..)
            .zip(&state.models)
            .map(|(at, model)| state.tell(at, model))
            .collect();
        let sum = |add: &dyn Fn(&ModelEstimate) -> Option<Band>| -> Option<Band> {
            models
                .iter()
                .try_fold(Band::of(Tokens::default()), |sum, model| Some(sum + add(model)?))
        };
        let input = sum(&|model| Some(model.cost?.input));
        let output = models
            .iter()
            .try_fold(0.0, |sum, model| Some(sum + model.cost?.output?));
        CostEstimate {
            requests: state.requests,
            unreadable: state.unreadable,
            input_tokens: sum(&|model| Some(model.input_tokens)).unwrap_or_default(),
            max_tokens: models
                .iter()
                .try_fold(0, |sum: u64, model| sum.checked_add(model.max_tokens?)),
            cost: input.map(|input| Cost { input, output }),
            currency: "USD",
            table_written: models::written(),
            assumptions: state.assumptions(&models),
            models,
            elsewhere: state.elsewhere,
            prefix: state.prefix.report(),
        }
    }
}

impl State {
    fn take(&mut self, event: Event<'_>) {
        let Event::Request(text, _) = event else {
            // A key beside the requests takes none of them away.
            self.unreadable += u64::from(!matches!(event, Event::UnknownKey(..)));
            return;
        };
        let mut index = std::mem::take(&mut self.index);
        match index.read(text).ok().and_then(|root| root.get(word!("params"))) {
            Some(params) => self.request(params),
            None => self.unreadable += 1,
        }
        self.index = index;
    }

    fn request(&mut self, params: Value<'_>) {
        self.requests += 1;
        let id = params.get(word!("model")).and_then(|model| model.text());
        let id = id.map(|id| id.value()).unwrap_or_default();
        let model = known(&id);
        let (mut seen, mut blocks) = (Elsewhere::default(), Vec::new());
        let frame = prompt::read(params, model, &mut seen, &mut blocks);
        self.prefix.take(params, &id, &blocks);
        let tokens = blocks.iter().fold(frame, |sum, block| sum + block.tokens);
        self.elsewhere.images += seen.images;
        self.elsewhere.documents += seen.documents;
        let max_tokens = params.get(word!("max_tokens")).and_then(|most| most.integer());
        let max_tokens = max_tokens.and_then(|most| u64::try_from(most).ok());
        let at = self.model(&id);
        let caches = caches(params, &blocks);
        self.marked |= caches.is_some();
        let Some(kept) = self.models.get_mut(at) else { return };
        kept.requests += 1;
        kept.tokens += tokens;
        kept.documents += seen.documents;
        kept.max_tokens = kept
            .max_tokens
            .zip(max_tokens)
            .and_then(|(sum, most)| sum.checked_add(most));
        if let Some((model, prices)) = model.and_then(|model| Some((model, model.prices?))) {
            let geo = params
                .get(word!("inference_geo"))
                .is_some_and(|geo| geo.is(word!("us")));
            let times = if geo { US_ONLY / 1e6 } else { 1.0 / 1e6 };
            let (input, output) = cost(tokens, max_tokens.unwrap_or_default(), prices, model, caches);
            kept.input += input * times;
            kept.output += output * times;
        }
        self.keep(params, at, tokens.likely);
    }

    fn model(&mut self, id: &str) -> usize {
        let known = self.models.iter().position(|model| model.name == id);
        known.unwrap_or_else(|| {
            self.models.push(PerModel {
                name: id.to_string(),
                max_tokens: Some(0),
                ..PerModel::default()
            });
            self.models.len() - 1
        })
    }

    /// Each request has the same chance to be among the samples (Vitter's algorithm R).
    fn keep(&mut self, params: Value<'_>, model: usize, likely: f64) {
        let kept: usize = self.samples.iter().map(|sample| sample.params.len()).sum();
        if self.sample == 0 || kept + params.raw().len() > MOST_SAMPLED {
            return;
        }
        self.sampled += 1;
        // Xorshift: the chance need not be better than this.
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        let sample = || Sample {
            params: params.raw().to_vec(),
            model,
            likely,
            counted: None,
        };
        if self.samples.len() < self.sample {
            self.samples.push(sample());
        } else if let Some(kept) = usize::try_from(self.random % self.sampled)
            .ok()
            .and_then(|at| self.samples.get_mut(at))
        {
            *kept = sample();
        }
    }

    fn tell(&self, at: usize, model: &PerModel) -> ModelEstimate {
        let table = known(&model.name);
        let unknown = match models::find(&model.name) {
            models::Known::Unknown => Some("model"),
            models::Known::Retired(_) => Some("retired"),
            models::Known::Model(model) => model.prices.is_none().then_some("price"),
        };
        let counted: Vec<(f64, f64)> = self
            .samples
            .iter()
            .filter(|sample| sample.model == at)
            .filter_map(|sample| Some((sample.likely, sample.counted?)))
            .collect();
        let tokens = exact(model, &counted);
        let scaled = |dollars: f64, new: f64, old: f64| if old > 0.0 { dollars * new / old } else { dollars };
        // The API sees documents that we do not.
        let bounded = model.documents == 0 || !counted.is_empty();
        let band = |tokens: Tokens| Band {
            high: bounded.then_some(tokens.high),
            ..Band::of(tokens)
        };
        ModelEstimate {
            model: model.name.clone(),
            requests: model.requests,
            input_tokens: band(tokens.rounded()),
            max_tokens: model.max_tokens,
            cost: unknown.is_none().then(|| Cost {
                input: band(Tokens::new(
                    scaled(model.input.low, tokens.low, model.tokens.low),
                    scaled(model.input.likely, tokens.likely, model.tokens.likely),
                    scaled(model.input.high, tokens.high, model.tokens.high),
                )),
                output: model.max_tokens.map(|_| model.output),
            }),
            unknown,
            prices_as_of: table.map(|model| model.as_of.clone()),
            counted: counted.len() as u64,
        }
    }

    fn assumptions(&self, models: &[ModelEstimate]) -> Vec<String> {
        let counted: u64 = models.iter().map(|model| model.counted).sum();
        let mut told = vec![match counted {
            0 => "Input tokens are estimated from characters by class (30 % either way for Latin letters and code, 50 % for other \
                  scripts), from the pixels of images, and from the pages of PDFs as far as they can be seen."
                .to_string(),
            counted => format!(
                "{counted} requests were counted by the API; the others of their models are estimated and scaled by them."
            ),
        }];
        told.push("Output is what max_tokens allows; most answers are shorter.".to_string());
        told.push(format!(
            "Prices are those of batches, from a table written on {}; what server tools cost and what they bring into the \
             prompt is not in it.",
            models::written()
        ));
        if self.marked {
            let text = "Requests with cache breakpoints cost at least as if all their input was read from the cache, and at \
                        most as if it was written there; most likely as without a cache.";
            told.push(text.to_string());
        }
        let Elsewhere { images, documents } = self.elsewhere;
        if images > 0 {
            told.push(format!(
                "{images} images stand elsewhere (by URL or file id) and count as large ones."
            ));
        }
        if documents > 0 {
            told.push(format!(
                "{documents} documents stand elsewhere (by URL or file id) and are not counted, so that there is no upper bound."
            ));
        }
        told
    }
}

impl Band {
    fn of(tokens: Tokens) -> Band {
        Band {
            low: tokens.low,
            likely: tokens.likely,
            high: Some(tokens.high),
        }
    }
}

impl std::ops::Add for Band {
    type Output = Band;
    fn add(self, other: Band) -> Band {
        Band {
            low: self.low + other.low,
            likely: self.likely + other.likely,
            high: self.high.zip(other.high).map(|(one, other)| one + other),
        }
    }
}

/// How long the breakpoints of a request last at most: five minutes, or an hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Caches {
    Minutes,
    Hour,
}

fn caches(params: Value<'_>, blocks: &[Block<'_>]) -> Option<Caches> {
    let own = params.get(word!("cache_control"));
    let points = blocks
        .iter()
        .filter_map(|block| block.value.get(word!("cache_control")));
    points
        .chain(own)
        .filter(|point| !point.is_null())
        .fold(None, |caches, point| {
            let is_hour = point.get(word!("ttl")).is_some_and(|ttl| ttl.is(word!("1h")));
            Some(if is_hour {
                Caches::Hour
            } else {
                caches.unwrap_or(Caches::Minutes)
            })
        })
}

/// Dollars for a request, a million times.
fn cost(tokens: Tokens, max_tokens: u64, usual: Prices, model: &Model, caches: Option<Caches>) -> (Tokens, f64) {
    let of = |tokens: f64| match model.long_prompts {
        Some((from, long)) if tokens > from as f64 => long,
        _ => usual,
    };
    let (low, likely, high) = (of(tokens.low), of(tokens.likely), of(tokens.high));
    let least = if caches.is_some() { low.read } else { low.input };
    let most = match caches {
        None => high.input,
        Some(Caches::Minutes) => high.write_5m,
        Some(Caches::Hour) => high.write_1h,
    };
    let input = Tokens::new(tokens.low * least, tokens.likely * likely.input, tokens.high * most);
    (input, max_tokens as f64 * high.output)
}

/// Tokens of all requests of a model, by those of them that were counted: how many were estimated, and how many there are.
fn exact(model: &PerModel, counted: &[(f64, f64)]) -> Tokens {
    if counted.is_empty() {
        return model.tokens;
    }
    let (estimated, found) = counted.iter().fold((0.0, 0.0), |(estimated, found), (one, other)| {
        (estimated + one, found + other)
    });
    if counted.len() as u64 == model.requests {
        return Tokens::new(found, found, found);
    }
    let ratios = || counted.iter().map(|(estimated, found)| found / estimated.max(1.0));
    let least = ratios().fold(f64::INFINITY, f64::min) * (1.0 - SAMPLE_SPREAD);
    let most = ratios().fold(0.0, f64::max) * (1.0 + SAMPLE_SPREAD);
    let likely = model.tokens.likely;
    Tokens::new(likely * least, likely * found / estimated.max(1.0), likely * most)
}
