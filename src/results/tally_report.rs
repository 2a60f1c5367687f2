//! The tally for JavaScript: `Tally` in types.ts, which documents it.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use crate::results::usage::{Count, Usage};

/// `Tally` in types.ts, which documents it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs)]
pub struct TallyReport {
    pub records: u64,
    #[serde(serialize_with = "pairs")]
    pub types: BTreeMap<String, u64>,
    #[serde(serialize_with = "pairs")]
    pub outcomes: BTreeMap<String, u64>,
    #[serde(serialize_with = "pairs")]
    pub error_types: BTreeMap<String, u64>,
    #[serde(serialize_with = "pairs")]
    pub stop_reasons: BTreeMap<String, u64>,
    pub usage: UsageReport,
    pub cache_hit_rate: Option<f64>,
    pub models: Vec<ModelReport>,
    pub cost: CostReport,
    #[serde(skip_serializing_if = "is_false")]
    pub saturated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_malformed: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repeated_ids: Option<u64>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs)]
pub struct ModelReport {
    pub model: String,
    pub answers: u64,
    pub usage: UsageReport,
    pub usd: Option<f64>,
    pub as_of: Option<&'static str>,
    #[serde(skip)]
    pub cache_savings: Option<f64>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs)]
pub struct CostReport {
    pub usd: Option<f64>,
    pub as_of: Option<&'static str>,
    pub fees: f64,
    pub unpriced: Vec<String>,
    pub unpriced_tools: Vec<String>,
    pub cache_savings: Option<f64>,
}

/// Sums under the API's names.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct UsageReport {
    pub input_tokens: u64,
    pub output_tokens: u64,
    pub cache_creation_input_tokens: u64,
    pub cache_read_input_tokens: u64,
    pub cache_creation: CacheCreation,
    pub output_tokens_details: OutputDetails,
    pub server_tool_use: ServerToolUse,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct CacheCreation {
    pub ephemeral_5m_input_tokens: u64,
    pub ephemeral_1h_input_tokens: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct OutputDetails {
    pub thinking_tokens: u64,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct ServerToolUse {
    pub web_search_requests: u64,
    pub web_fetch_requests: u64,
    pub other_requests: u64,
}

/// The largest safe integer of JavaScript.
const LARGEST: u64 = (1 << 53) - 1;

impl UsageReport {
    /// Converts sums. A sum above the largest safe integer becomes that integer, and `saturated` is set.
    pub(super) fn new(usage: &Usage, saturated: &mut bool) -> UsageReport {
        let mut number = |sum: u64| {
            *saturated |= sum > LARGEST;
            sum.min(LARGEST)
        };
        let (short, long) = usage.cache_writes();
        UsageReport {
            input_tokens: number(usage.get(Count::Input)),
            output_tokens: number(usage.get(Count::Output)),
            cache_creation_input_tokens: number(short.saturating_add(long)),
            cache_read_input_tokens: number(usage.get(Count::CacheRead)),
            cache_creation: CacheCreation {
                ephemeral_5m_input_tokens: number(short),
                ephemeral_1h_input_tokens: number(long),
            },
            output_tokens_details: OutputDetails {
                thinking_tokens: number(usage.get(Count::Thinking)),
            },
            server_tool_use: ServerToolUse {
                web_search_requests: number(usage.get(Count::WebSearch)),
                web_fetch_requests: number(usage.get(Count::WebFetch)),
                other_requests: number(usage.get(Count::OtherTools)),
            },
        }
    }
}

/// Serializes words and counts as pairs, because not every word can be set as a key: `__proto__` cannot.
fn pairs<S: Serializer>(words: &BTreeMap<String, u64>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(words)
}

fn is_false(flag: &bool) -> bool {
    !flag
}
