//! What the API documents: limits, versions, models and their prices.

pub mod limits;
pub mod models;
pub mod token_count;
mod version;

pub use version::ApiVersion;
