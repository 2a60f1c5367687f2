//! The tally of a stream of results: counts, tokens and costs.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::limits::US_ONLY;
use crate::catalog::prices::{self, Prices};
use crate::results::line_shape::Shape;
use crate::results::outcome::{Advice, Outcome};
use crate::results::rate::{Rate, long_after};
use crate::results::record::{Record, ResultType};
use crate::results::tally_report::{CostReport, ModelReport, TallyReport, UsageReport};
use crate::results::usage::{Count, Metered, Usage};

/// Maximum number of different words in a list; a real results stream has fewer.
const WORDS: usize = 1_000;
/// The entry for further words.
const MORE: &str = "(more)";

/// The tally. Lines that match a shape are counted by the shape and added at the end.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    records: u64,
    types: Words,
    outcomes: Words,
    errors: Words,
    stop_reasons: Words,
    /// The position of each model in `of_models`, from 1. A map from models to answers would be a second type of map, and add 1
    /// kB of code.
    models: Words,
    of_models: Vec<Answers>,
    answers: Answers,
    /// Server tools that were used and whose fees are unknown.
    tools: Words,
    /// Models of answers without a usage, or with a usage that lacks a number of tokens.
    unmetered: Words,
}

type Words = BTreeMap<String, u64>;

/// Answers of one model, with usage separated by price: see `Rate`.
#[derive(Debug, Clone, Copy, Default)]
struct Answers {
    answers: u64,
    usage: [Usage; 4],
}

impl Tally {
    /// Counts a line that could not be read.
    pub fn malformed(&mut self) {
        self.records += 1;
        count(&mut self.types, "malformed", 1);
        count(&mut self.outcomes, "malformed", 1);
    }

    /// Counts a record.
    pub fn record(&mut self, record: &Record<'_>, advice: &Advice<'_>) {
        let word = |string| record.value(string);
        self.lines(
            1,
            &record.kind(),
            [(advice.outcome, 1)],
            record.error_type.map(word).as_deref(),
            record.stop_reason.map(word).as_deref(),
        );
        let metered = record.usage.as_ref().map_or(Metered::No, Usage::metered);
        if let Some(usage) = record.usage.as_ref().filter(|_| metered != Metered::No) {
            let model = record.model.map(word);
            let rate = Rate {
                long: long_after(model.as_deref()).is_some_and(|limit| usage.prompt() > limit),
                us: record.us_only,
            };
            self.answers(model.as_deref(), 1, usage, rate);
            self.tools(record.has_container, usage, 1, || record.unpriced_tools());
        }
        if metered != Metered::Whole && record.result_type == ResultType::Succeeded {
            count(&mut self.unmetered, &record.model.map(word).unwrap_or_default(), 1);
        }
    }

    /// Counts the lines that matched a shape.
    pub fn shape(&mut self, shape: &Shape) {
        if shape.lines == 0 {
            return;
        }
        self.lines(
            shape.lines,
            &shape.type_word,
            shape.outcomes(),
            shape.error_type.as_deref(),
            shape.stop_reason.as_deref(),
        );
        let metered = shape.metered();
        for (long, (lines, usage)) in [(false, shape.usage(false)), (true, shape.usage(true))] {
            if let Some(usage) = usage.filter(|_| metered != Metered::No) {
                let rate = Rate {
                    long,
                    us: shape.us_only,
                };
                self.answers(shape.model.as_deref(), lines, &usage, rate);
                self.tools(shape.has_container, &usage, lines, || shape.unpriced_tools.clone());
            }
            if metered != Metered::Whole && shape.result_type == ResultType::Succeeded && lines > 0 {
                count(&mut self.unmetered, shape.model.as_deref().unwrap_or_default(), lines);
            }
        }
    }

    #[inline(never)]
    fn tools(&mut self, has_container: bool, usage: &Usage, lines: u64, names: impl Fn() -> Vec<String>) {
        if lines > 0 && (has_container || usage.get(Count::OtherTools) > 0) {
            names().iter().for_each(|name| count(&mut self.tools, name, lines));
        }
    }

    #[inline(never)]
    fn lines(
        &mut self,
        lines: u64,
        kind: &str,
        outcomes: impl IntoIterator<Item = (Outcome, u64)>,
        error: Option<&str>,
        stop_reason: Option<&str>,
    ) {
        self.records += lines;
        count(&mut self.types, kind, lines);
        for (outcome, lines) in outcomes.into_iter().filter(|(_, lines)| *lines > 0) {
            count(&mut self.outcomes, outcome.as_str(), lines);
        }
        if let Some(error) = error {
            count(&mut self.errors, error, lines);
        }
        if let Some(stop_reason) = stop_reason {
            count(&mut self.stop_reasons, stop_reason, lines);
        }
    }

    #[inline(never)]
    fn answers(&mut self, model: Option<&str>, answers: u64, usage: &Usage, rate: Rate) {
        if answers > 0 {
            self.answers.add(answers, usage, rate);
            let Some(place) = slot(&mut self.models, model.unwrap_or_default()) else {
                return;
            };
            if *place == 0 {
                self.of_models.push(Answers::default());
                *place = self.of_models.len() as u64;
            }
            if let Some(of_model) = self.of_models.get_mut(*place as usize - 1) {
                of_model.add(answers, usage, rate);
            }
        }
    }

    /// Returns the answers of a model.
    fn of_model(&self, place: u64) -> Answers {
        let index = (place as usize).wrapping_sub(1);
        self.of_models.get(index).copied().unwrap_or_default()
    }

    /// Returns the tally for JavaScript.
    pub fn report(&self) -> TallyReport {
        let mut saturated = false;
        let models: Vec<ModelReport> = self
            .models
            .iter()
            .map(|(model, place)| self.of_model(*place).report(model, &mut saturated))
            .collect();
        let usage = self.answers.all();
        TallyReport {
            records: self.records,
            types: self.types.clone(),
            outcomes: self.outcomes.clone(),
            error_types: self.errors.clone(),
            stop_reasons: self.stop_reasons.clone(),
            usage: UsageReport::new(&usage, &mut saturated),
            cache_hit_rate: hit_rate(&usage),
            cost: self.cost(&models),
            models,
            saturated,
            first_malformed: None,
            repeated_ids: None,
        }
    }

    /// Returns the total cost: 0 if there are no answers, unknown if no answer has a price.
    #[inline(never)]
    fn cost(&self, models: &[ModelReport]) -> CostReport {
        let is_priced = |model: &ModelReport| model.usd.is_some();
        let fees = self.answers.all().fees();
        let tokens = models
            .iter()
            .filter_map(|model| model.usd)
            .fold(0.0, |sum, usd| sum + usd);
        // The fees of models with a price are already included.
        let other_fees = models
            .iter()
            .zip(self.models.values())
            .filter(|(model, _)| !is_priced(model))
            .fold(0.0, |sum, (_, place)| sum + self.of_model(*place).all().fees());
        let of_models = models
            .iter()
            .filter(|model| !is_priced(model))
            .map(|model| &model.model);
        let mut unpriced = BTreeSet::new();
        // Not collected, because `collect` would sort them first.
        unpriced.extend(of_models.chain(self.unmetered.keys()));
        let unpriced: Vec<String> = unpriced.into_iter().cloned().collect();
        let savings = models
            .iter()
            .try_fold(0.0, |sum, model| Some(sum + model.cache_savings?));
        let cache_savings = savings.filter(|_| unpriced.is_empty());
        let is_known = unpriced.is_empty() || fees > 0.0 || models.iter().any(is_priced);
        CostReport {
            usd: is_known.then_some(tokens + other_fees),
            as_of: models.iter().filter_map(|model| model.as_of).min(),
            fees,
            unpriced,
            unpriced_tools: self.tools.keys().cloned().collect(),
            cache_savings,
        }
    }
}

impl Answers {
    fn add(&mut self, answers: u64, usage: &Usage, rate: Rate) {
        self.answers += answers;
        let index = usize::from(rate.long) + 2 * usize::from(rate.us);
        if let Some(sum) = self.usage.get_mut(index) {
            sum.add_all(usage, 1);
        }
    }

    #[inline(never)]
    fn all(&self) -> Usage {
        let mut sum = Usage::default();
        self.usage.iter().for_each(|usage| sum.add_all(usage, 1));
        sum
    }

    #[inline(never)]
    fn report(&self, model: &str, saturated: &mut bool) -> ModelReport {
        let known = prices::find(model);
        let sum = |dollars: fn(&Usage, &Prices) -> f64| {
            let short = known?.prices?;
            let long = known?.long_prompts.map_or(short, |(_, prices)| prices);
            let [plain, plain_long, us, us_long] = &self.usage;
            let us_only = dollars(us, &short) + dollars(us_long, &long);
            Some(dollars(plain, &short) + dollars(plain_long, &long) + US_ONLY * us_only)
        };
        let usd = sum(Usage::cost).map(|tokens| tokens + self.all().fees());
        ModelReport {
            model: model.into(),
            answers: self.answers,
            usage: UsageReport::new(&self.all(), saturated),
            usd,
            as_of: known.filter(|_| usd.is_some()).map(|known| known.as_of.as_str()),
            cache_savings: sum(Usage::cache_savings),
        }
    }
}

#[inline(never)]
fn count(words: &mut Words, word: &str, times: u64) {
    if let Some(count) = slot(words, word) {
        *count += times;
    }
}

#[inline(never)]
fn slot<'a>(words: &'a mut Words, word: &str) -> Option<&'a mut u64> {
    if words.contains_key(word) {
        return words.get_mut(word);
    }
    let word = if words.len() < WORDS { word } else { MORE };
    Some(words.entry(word.into()).or_default())
}

/// Returns the share of prompt tokens read from a cache.
fn hit_rate(usage: &Usage) -> Option<f64> {
    let prompt = usage.prompt();
    (prompt > 0).then(|| usage.get(Count::CacheRead) as f64 / prompt as f64)
}
