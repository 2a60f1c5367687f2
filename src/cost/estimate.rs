//! What an estimate reports.

use serde::{Serialize, Serializer};

use crate::cost::prefix::PrefixReport;
use crate::cost::prompt::Elsewhere;
use crate::cost::tokens::Tokens;

/// Numbers between bounds. `high` is absent where there is no bound: a document given by URL, for example.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Band {
    /// At least.
    pub low: f64,
    /// Most likely.
    pub likely: f64,
    /// At most.
    pub high: Option<f64>,
}

impl Band {
    pub(super) fn of(tokens: Tokens) -> Band {
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

/// What tokens and server tools cost, in US dollars.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Cost {
    /// Input.
    pub input: Band,
    /// Output, at most; absent if a request has no `max_tokens`.
    pub output: Option<f64>,
    /// Fees of web searches, at most; absent if a request may search without bound.
    pub fees: Option<f64>,
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
    #[serde(serialize_with = "as_number")]
    pub max_tokens: Option<u64>,
    /// What they cost; absent if there is no price.
    pub cost: Option<Cost>,
    /// Why there is none: the `model` is not in the table, is `retired`, or has no `price` there.
    pub unknown: Option<&'static str>,
    /// Server tools whose fees are in no sum.
    #[serde(rename = "unpricedTools")]
    pub unpriced_tools: Vec<&'static str>,
    /// The day of the model's prices.
    #[serde(rename = "pricesAsOf")]
    pub prices_as_of: Option<String>,
    /// How many of the requests were counted exactly.
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
    #[serde(serialize_with = "as_number")]
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
    /// Server tools whose fees are in no sum.
    #[serde(rename = "unpricedTools")]
    pub unpriced_tools: Vec<&'static str>,
    /// What the requests only refer to.
    pub elsewhere: Elsewhere,
    /// What requests have in common, and what caching that would save.
    pub prefix: PrefixReport,
    /// What was assumed.
    pub assumptions: Vec<String>,
}

/// As JavaScript has numbers, so that no `max_tokens` is too large to be shown.
fn as_number<S: Serializer>(count: &Option<u64>, serializer: S) -> Result<S::Ok, S::Error> {
    count.map(|count| count as f64).serialize(serializer)
}
