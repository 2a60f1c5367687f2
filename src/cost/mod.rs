//! The cost of requests: tokens, the prompt that the model reads, shared prefixes, the estimate.

pub mod estimate;
pub mod estimator;
mod fees;
pub mod prefix;
mod prefix_hash;
mod price;
pub mod prompt;
pub mod samples;
pub mod tokens;
