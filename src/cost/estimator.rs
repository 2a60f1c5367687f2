//! Estimates the cost of requests before they are sent: input tokens with bounds, output limited by `max_tokens`, prices from the
//! table of models. Unknown figures are `None`, never 0.

use crate::catalog::models;
use crate::cost::estimate::{Band, Cost, CostEstimate, ModelEstimate};
use crate::cost::fees::Fees;
use crate::cost::prefix::{Prefix, find_model};
use crate::cost::price::{CacheLifetime, dollars};
use crate::cost::prompt;
use crate::cost::prompt::ExternalMedia;
use crate::cost::samples::{Sample, Samples};
use crate::cost::tokens::Tokens;
use crate::json::number::to_f64;
use crate::json::{Index, Value, word};

/// A number that is whole and not negative, in any notation.
fn whole(value: Value<'_>) -> Option<u64> {
    const EXACT: f64 = (1_u64 << 53) as f64;
    let integer = value.integer().and_then(|number| u64::try_from(number).ok());
    let float = || to_f64(value.raw()).filter(|number| number.fract() == 0.0 && (0.0..=EXACT).contains(number));
    integer.or_else(|| float().map(|number| number as u64))
}

/// Sums of the requests of one model.
#[derive(Debug, Default)]
struct ModelTally {
    name: String,
    requests: u64,
    tokens: Tokens,
    documents: u64,
    max_tokens: Option<u64>,
    /// Cost in dollars, if there is a price.
    input: Tokens,
    output: f64,
    fees: Fees,
}

/// Estimates requests in one pass.
#[derive(Debug)]
pub struct Estimator {
    index: Index,
    prefix: Prefix,
    models: Vec<ModelTally>,
    requests: u64,
    unreadable: u64,
    has_breakpoints: bool,
    elsewhere: ExternalMedia,
    samples: Samples,
}

impl Estimator {
    /// Makes an estimator. It keeps `sample` of all requests to count their tokens exactly; `seed` determines which.
    pub fn new(sample: usize, seed: u64) -> Estimator {
        Estimator {
            index: Index::default(),
            prefix: Prefix::default(),
            models: Vec::new(),
            requests: 0,
            unreadable: 0,
            has_breakpoints: false,
            elsewhere: ExternalMedia::default(),
            samples: Samples::new(sample, seed),
        }
    }

    /// Takes the text of the next request.
    pub fn request(&mut self, text: &[u8]) {
        let mut index = std::mem::take(&mut self.index);
        match index.read(text).ok().and_then(|root| root.get(word!("params"))) {
            Some(params) => self.params(params),
            None => self.unreadable(),
        }
        self.index = index;
    }

    /// Records that a part of the input could not be read as a request.
    pub fn unreadable(&mut self) {
        self.unreadable += 1;
    }

    /// Number of requests so far.
    pub fn requests(&self) -> u64 {
        self.requests
    }

    /// The requests whose tokens should be counted exactly.
    pub fn samples(&self) -> &[Sample] {
        self.samples.as_slice()
    }

    /// Sets the exact number of input tokens of a sample.
    pub fn set_count(&mut self, sample: usize, tokens: f64) {
        self.samples.set_count(sample, tokens);
    }

    /// Returns the estimate.
    pub fn report(&self) -> CostEstimate {
        let models: Vec<ModelEstimate> = (0..)
            .zip(&self.models)
            .map(|(at, model)| self.model_estimate(at, model))
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
        let fees = self.fees();
        CostEstimate {
            requests: self.requests,
            unreadable: self.unreadable,
            input_tokens: sum(&|model| Some(model.input_tokens)).unwrap_or_default(),
            max_tokens: models
                .iter()
                .try_fold(0, |sum: u64, model| sum.checked_add(model.max_tokens?)),
            cost: input.map(|input| Cost {
                input,
                output,
                fees: fees.most,
            }),
            unpriced_tools: fees.unpriced(),
            unbounded: self.unbounded(&models, fees),
            currency: "USD",
            table_written: models::table_date(),
            assumptions: self.assumptions(&models),
            models,
            elsewhere: self.elsewhere,
            prefix: self.prefix.report(),
        }
    }

    fn params(&mut self, params: Value<'_>) {
        self.requests += 1;
        let id = params.get(word!("model")).and_then(|model| model.text());
        let id = id.map(|id| id.value()).unwrap_or_default();
        let model = find_model(&id);
        let (mut elsewhere, mut blocks) = (ExternalMedia::default(), Vec::new());
        let frame = prompt::read(params, model, &mut elsewhere, &mut blocks);
        self.prefix.add(params, &id, &blocks);
        let tokens = blocks.iter().fold(frame, |sum, block| sum + block.tokens);
        self.elsewhere.images += elsewhere.images;
        self.elsewhere.documents += elsewhere.documents;
        let max_tokens = params.get(word!("max_tokens")).and_then(whole);
        let at = self.tally_of(&id);
        let cache = CacheLifetime::of(params, &blocks);
        self.has_breakpoints |= cache.is_some();
        let Some(tally) = self.models.get_mut(at) else { return };
        tally.requests += 1;
        tally.tokens += tokens;
        tally.documents += elsewhere.documents;
        tally.fees.add(params);
        tally.max_tokens = tally
            .max_tokens
            .zip(max_tokens)
            .and_then(|(sum, most)| sum.checked_add(most));
        if let Some((model, prices)) = model.and_then(|model| Some((model, model.prices?))) {
            let most = max_tokens.unwrap_or_default();
            let (input, output) = dollars(params, model, prices, tokens, most, cache);
            tally.input += input;
            tally.output += output;
        }
        self.samples.offer(params, at, tokens.likely);
    }

    fn tally_of(&mut self, id: &str) -> usize {
        let known = self.models.iter().position(|model| model.name == id);
        known.unwrap_or_else(|| {
            self.models.push(ModelTally {
                name: id.to_string(),
                max_tokens: Some(0),
                ..ModelTally::default()
            });
            self.models.len() - 1
        })
    }

    fn model_estimate(&self, at: usize, model: &ModelTally) -> ModelEstimate {
        let table = find_model(&model.name);
        let unknown = match models::find(&model.name) {
            models::Lookup::Unknown => Some("model"),
            models::Lookup::Retired(_) => Some("retired"),
            models::Lookup::Model(model) => model.prices.is_none().then_some("price"),
        };
        let counts = self.samples.of_model(at);
        let tokens = counts.scale(model.requests, model.tokens);
        let scaled = |dollars: f64, new: f64, old: f64| if old > 0.0 { dollars * new / old } else { dollars };
        // The API counts documents that this code cannot see, and nothing that tools will find.
        let is_bounded = (model.documents == 0 || !counts.is_empty()) && model.fees.is_prompt_bounded();
        let band = |tokens: Tokens| Band {
            high: is_bounded.then_some(tokens.high),
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
                fees: model.fees.most,
            }),
            unpriced_tools: model.fees.unpriced(),
            unknown,
            prices_as_of: table.map(|model| model.as_of.clone()),
            counted: counts.len(),
        }
    }

    fn fees(&self) -> Fees {
        let all = self.models.iter().map(|model| model.fees);
        all.fold(Fees::default(), Fees::merge)
    }

    /// Returns the reasons why the cost has no upper bound.
    fn unbounded(&self, models: &[ModelEstimate], fees: Fees) -> Vec<String> {
        let unknown = models.iter().filter(|model| model.cost.is_none());
        let mut reasons: Vec<String> = unknown
            .map(|model| match model.model.as_str() {
                "" => "a request has no model".to_string(),
                name => format!("no price is known for {name}"),
            })
            .collect();
        let is_unread = |(tally, model): (&ModelTally, &ModelEstimate)| tally.documents > 0 && model.counted == 0;
        if self.models.iter().zip(models).any(is_unread) {
            reasons.push("documents are given by URL or file id".to_string());
        }
        if models.iter().any(|model| model.max_tokens.is_none()) {
            reasons.push("a request has no max_tokens".to_string());
        }
        if fees.most.is_none() {
            reasons.push("a request may search the web any number of times: it has no max_uses".to_string());
        }
        let tools = fees.server_tools();
        if !tools.is_empty() {
            reasons.push(format!("the API's tools add to the prompt: {}", tools.join(", ")));
        }
        if fees.compacts() {
            reasons.push("a compaction reads the prompt again".to_string());
        }
        reasons
    }

    fn assumptions(&self, models: &[ModelEstimate]) -> Vec<String> {
        let counted: u64 = models.iter().map(|model| model.counted).sum();
        let mut assumptions = vec![match counted {
            0 => "Input tokens are estimated from character classes (30 % either way for Latin letters and code, 50 % for \
                  other scripts), from the pixels of images, and from the pages of PDFs that can be counted."
                .to_string(),
            counted => format!(
                "{counted} requests were counted by the API; other requests to the same models are estimated and scaled to \
                 match."
            ),
        }];
        if self.unreadable > 0 {
            let parts = match self.unreadable {
                1 => "1 part of the input is not a request and counts".to_string(),
                parts => format!("{parts} parts of the input are not requests and count"),
            };
            assumptions.push(format!("{parts} in no figure: validate says what is wrong."));
        }
        assumptions.push("Output is counted as max_tokens; most responses are shorter.".to_string());
        assumptions.push(format!(
            "Prices are batch prices, from a table written on {}.",
            models::table_date()
        ));
        assumptions.extend(self.fees().assumptions());
        if self.has_breakpoints {
            let text = "For requests with cache breakpoints, the low figure assumes that all input is read from the cache, \
                        the high figure that all is written to it, and the likely figure that none is cached.";
            assumptions.push(text.to_string());
        }
        let ExternalMedia { images, documents } = self.elsewhere;
        if images > 0 {
            assumptions.push(format!(
                "{images} images are given by URL or file id, and count as large ones."
            ));
        }
        if documents > 0 {
            assumptions.push(format!(
                "{documents} documents are given by URL or file id and are not counted, so there is no upper bound."
            ));
        }
        assumptions
    }
}
