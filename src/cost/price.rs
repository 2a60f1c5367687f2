//! The cost of the tokens of a request, from the table of models.

use crate::catalog::limits::US_ONLY;
use crate::catalog::models::Model;
use crate::catalog::prices::Prices;
use crate::cost::prompt::Block;
use crate::cost::tokens::Tokens;
use crate::json::{Value, word};

/// The longest lifetime of a request's breakpoints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CacheLifetime {
    /// Five minutes.
    Minutes,
    /// An hour.
    Hour,
}

impl CacheLifetime {
    /// Returns the longest lifetime in a request; `None` if it has no breakpoint.
    pub(super) fn of(params: Value<'_>, blocks: &[Block<'_>]) -> Option<CacheLifetime> {
        let own = params.get(word!("cache_control"));
        let points = blocks
            .iter()
            .filter_map(|block| block.value.get(word!("cache_control")));
        points
            .chain(own)
            .filter(|point| !point.is_null())
            .fold(None, |longest, point| {
                let is_hour = point.get(word!("ttl")).is_some_and(|ttl| ttl.is(word!("1h")));
                Some(if is_hour {
                    CacheLifetime::Hour
                } else {
                    longest.unwrap_or(CacheLifetime::Minutes)
                })
            })
    }
}

/// Returns the cost of a request's input and the upper bound of its output, in dollars.
pub(super) fn dollars(
    params: Value<'_>,
    model: &Model,
    prices: Prices,
    tokens: Tokens,
    max_tokens: u64,
    cache: Option<CacheLifetime>,
) -> (Tokens, f64) {
    let is_us_only = params
        .get(word!("inference_geo"))
        .is_some_and(|geo| geo.is(word!("us")));
    let of_a_token = if is_us_only { US_ONLY / 1e6 } else { 1.0 / 1e6 };
    let at = |tokens: f64| match model.long_prompts {
        Some((from, long)) if tokens > from as f64 => long,
        _ => prices,
    };
    let (low, likely, high) = (at(tokens.low), at(tokens.likely), at(tokens.high));
    let least = if cache.is_some() { low.read } else { low.input };
    let most = match cache {
        None => high.input,
        Some(CacheLifetime::Minutes) => high.write_5m,
        Some(CacheLifetime::Hour) => high.write_1h,
    };
    let input = Tokens::new(tokens.low * least, tokens.likely * likely.input, tokens.high * most);
    (input * of_a_token, max_tokens as f64 * high.output * of_a_token)
}
