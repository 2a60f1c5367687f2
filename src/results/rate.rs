//! Which of its prices a model charges for an answer.

use crate::catalog::models;
use crate::catalog::models::{Known, Model};

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
    let (limit, _) = current_model(model?)?.long_prompts?;
    u64::try_from(limit).ok()
}

/// A model of the catalogue that is not retired.
pub(super) fn current_model(model: &str) -> Option<&'static Model> {
    match models::find(model) {
        Known::Model(model) => Some(model),
        Known::Retired(_) | Known::Unknown => None,
    }
}
