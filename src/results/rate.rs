//! Which of its prices a model charges for an answer.

use crate::catalog::prices;

/// What a usage is charged by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rate {
    /// The prompt is one of those that cost more because they are long.
    pub long: bool,
    /// It was kept to the US.
    pub us: bool,
}

/// The number of tokens above which a prompt of this model is charged as a long one.
pub fn long_after(model: Option<&str>) -> Option<u64> {
    let (limit, _) = prices::find(model?)?.long_prompts?;
    u64::try_from(limit).ok()
}
