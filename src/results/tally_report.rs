//! The account as JavaScript sees it: `Tally` in types.ts, which documents it.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::results::usage::{Count, Usage};

/// `Tally` in types.ts, which documents it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs)]
pub struct TallyReport {
    pub records: u64,
    pub types: BTreeMap<String, u64>,
    pub outcomes: BTreeMap<String, u64>,
    pub error_types: BTreeMap<String, u64>,
    pub stop_reasons: BTreeMap<String, u64>,
    pub usage: UsageReport,
    pub cache_hit_rate: Option<f64>,
    pub models: Vec<ModelReport>,
    pub cost: CostReport,
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
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs)]
pub struct CostReport {
    pub usd: f64,
    pub as_of: Option<&'static str>,
    pub unpriced: Vec<String>,
}

/// Sums under the names of the API.
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

impl From<Usage> for UsageReport {
    fn from(usage: Usage) -> Self {
        let (short, long) = usage.cache_writes();
        UsageReport {
            input_tokens: usage.get(Count::Input),
            output_tokens: usage.get(Count::Output),
            cache_creation_input_tokens: short + long,
            cache_read_input_tokens: usage.get(Count::CacheRead),
            cache_creation: CacheCreation {
                ephemeral_5m_input_tokens: short,
                ephemeral_1h_input_tokens: long,
            },
            output_tokens_details: OutputDetails {
                thinking_tokens: usage.get(Count::Thinking),
            },
            server_tool_use: ServerToolUse {
                web_search_requests: usage.get(Count::WebSearch),
                web_fetch_requests: usage.get(Count::WebFetch),
                other_requests: usage.get(Count::OtherTools),
            },
        }
    }
}
