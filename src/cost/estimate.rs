//! The report of an estimate.

use serde::{Serialize, Serializer};

use crate::cost::prefix::PrefixReport;
use crate::cost::prompt::ExternalMedia;
use crate::cost::tokens::Tokens;

/// A number with bounds. `high` is absent if there is no bound, for example for a document given by URL, or a tool that the
/// API runs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Band {
    /// Lower bound.
    pub low: f64,
    /// Most likely.
    pub likely: f64,
    /// Upper bound.
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

/// The cost of tokens and server tools, in US dollars.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Cost {
    /// Cost of the input.
    pub input: Band,
    /// Upper bound for the output; absent if a request has no `max_tokens`.
    pub output: Option<f64>,
    /// Upper bound for fees of web searches; absent if a request may search without limit.
    pub fees: Option<f64>,
}

/// The estimate for the requests of one model.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ModelEstimate {
    /// The id as written in the requests.
    pub model: String,
    /// Number of requests.
    pub requests: u64,
    /// Their input tokens.
    pub input_tokens: Band,
    /// Upper bound for their output tokens; absent if a request has no `max_tokens`.
    #[serde(serialize_with = "as_number")]
    pub max_tokens: Option<u64>,
    /// Their cost; absent if there is no price.
    pub cost: Option<Cost>,
    /// The reason why there is no cost: the `model` is not in the table, is `retired`, or has no `price` there.
    pub unknown: Option<&'static str>,
    /// Server tools whose fees are not included in any sum.
    #[serde(rename = "unpricedTools")]
    pub unpriced_tools: Vec<&'static str>,
    /// The date of the model's prices.
    #[serde(rename = "pricesAsOf")]
    pub prices_as_of: Option<String>,
    /// Number of these requests whose tokens the API counted.
    pub counted: u64,
}

/// The expected cost of requests.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct CostEstimate {
    /// Number of requests that could be read.
    pub requests: u64,
    /// Number of parts of the input that could not be read as a request.
    pub unreadable: u64,
    /// Input tokens of all requests.
    pub input_tokens: Band,
    /// Upper bound for the output tokens of all requests; absent if a request has no `max_tokens`.
    #[serde(serialize_with = "as_number")]
    pub max_tokens: Option<u64>,
    /// The cost of all requests; absent if a model has no price. `models` has the cost of the others.
    pub cost: Option<Cost>,
    /// `USD`.
    pub currency: &'static str,
    /// The date of the table of models.
    #[serde(rename = "tableWritten")]
    pub table_written: &'static str,
    /// By model, in order of appearance.
    pub models: Vec<ModelEstimate>,
    /// Server tools whose fees are not included in any sum.
    #[serde(rename = "unpricedTools")]
    pub unpriced_tools: Vec<&'static str>,
    /// Why the cost has no upper bound; empty if it has one.
    pub unbounded: Vec<String>,
    /// Media that the requests only reference.
    pub elsewhere: ExternalMedia,
    /// The common prefix of the requests, and the savings from caching it.
    pub prefix: PrefixReport,
    /// The assumptions of the estimate.
    pub assumptions: Vec<String>,
}

/// Serializes as a JavaScript number, so that any `max_tokens` can be shown.
fn as_number<S: Serializer>(count: &Option<u64>, serializer: S) -> Result<S::Ok, S::Error> {
    count.map(|count| count as f64).serialize(serializer)
}
