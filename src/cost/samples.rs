//! Requests that are kept so that their tokens can be counted exactly, and the scaling of the other estimates with these counts.

use crate::catalog;
use crate::cost::tokens::Tokens;
use crate::json::Value;

/// Maximum total size of the kept requests in bytes. Further requests are not kept.
const MOST_BYTES: usize = 32_000_000;
/// Error band for requests that were not counted.
const SPREAD: f64 = 0.05;

/// A request that is kept to count its tokens.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// Its `params`, as JSON.
    pub params: Vec<u8>,
    model: usize,
    estimate: f64,
    count: Option<f64>,
}

impl Sample {
    /// The body of the call that counts its tokens.
    pub fn count_body(&self) -> String {
        catalog::count_body(&String::from_utf8_lossy(&self.params)).unwrap_or_default()
    }
}

/// A random selection of requests.
#[derive(Debug)]
pub(super) struct Samples {
    most: usize,
    random: u64,
    /// Number of requests from which it was selected.
    offered: u64,
    samples: Vec<Sample>,
}

impl Samples {
    /// Keeps `most` of all requests; `seed` determines which.
    pub(super) fn new(most: usize, seed: u64) -> Samples {
        Samples {
            most,
            random: seed | 1,
            offered: 0,
            samples: Vec::new(),
        }
    }

    /// Each request has the same chance to be among the samples (Vitter's algorithm R).
    pub(super) fn offer(&mut self, params: Value<'_>, model: usize, estimate: f64) {
        let bytes: usize = self.samples.iter().map(|sample| sample.params.len()).sum();
        if self.most == 0 || bytes + params.raw().len() > MOST_BYTES {
            return;
        }
        self.offered += 1;
        // Xorshift, which is random enough for this.
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        let sample = || Sample {
            params: params.raw().to_vec(),
            model,
            estimate,
            count: None,
        };
        if self.samples.len() < self.most {
            self.samples.push(sample());
        } else if let Some(slot) = usize::try_from(self.random % self.offered)
            .ok()
            .and_then(|at| self.samples.get_mut(at))
        {
            *slot = sample();
        }
    }

    pub(super) fn as_slice(&self) -> &[Sample] {
        &self.samples
    }

    /// Sets the token count of the API.
    pub(super) fn set_count(&mut self, sample: usize, tokens: f64) {
        if let Some(sample) = self.samples.get_mut(sample) {
            sample.count = Some(tokens);
        }
    }

    /// Returns the counts of a model's samples.
    pub(super) fn of_model(&self, model: usize) -> Counts {
        let samples = self.samples.iter().filter(|sample| sample.model == model);
        Counts(
            samples
                .filter_map(|sample| Some((sample.estimate, sample.count?)))
                .collect(),
        )
    }
}

/// For each counted sample of a model: the estimate, and the count.
#[derive(Debug)]
pub(super) struct Counts(Vec<(f64, f64)>);

impl Counts {
    pub(super) fn len(&self) -> u64 {
        self.0.len() as u64
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the tokens of all requests of the model: the estimate, scaled with the counts.
    pub(super) fn scale(&self, requests: u64, estimate: Tokens) -> Tokens {
        if self.is_empty() {
            return estimate;
        }
        let (estimated, counted) = self
            .0
            .iter()
            .fold((0.0, 0.0), |(estimated, counted), (estimate, count)| {
                (estimated + estimate, counted + count)
            });
        if self.len() == requests {
            return Tokens::new(counted, counted, counted);
        }
        let ratios = || self.0.iter().map(|(estimate, count)| count / estimate.max(1.0));
        let least = ratios().fold(f64::INFINITY, f64::min) * (1.0 - SPREAD);
        let most = ratios().fold(0.0, f64::max) * (1.0 + SPREAD);
        let likely = estimate.likely;
        Tokens::new(likely * least, likely * counted / estimated.max(1.0), likely * most)
    }
}
