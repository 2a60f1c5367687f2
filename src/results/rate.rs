//! Selects the price of a model that applies to an answer.

use crate::catalog::prices;

/// The conditions that select a price.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rate {
    /// Whether the prompt is long, which costs more.
    pub long: bool,
    /// Whether it was processed in the US only.
    pub us: bool,
}

/// Returns the number of tokens above which this model charges a prompt as long.
pub fn long_after(model: Option<&str>) -> Option<u64> {
    let (limit, _) = prices::find(model?)?.long_prompts?;
    u64::try_from(limit).ok()
}
