//! What requests cost: tokens, what of a request the model reads, what requests share, the estimate.

pub mod estimate;
pub mod prefix;
pub mod prompt;
pub mod tokens;
