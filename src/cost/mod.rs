//! What requests cost: tokens, what of a request the model reads, what requests share, the estimate.

pub mod estimate;
pub mod estimator;
mod fees;
pub mod prefix;
mod price;
pub mod prompt;
pub mod samples;
pub mod tokens;
