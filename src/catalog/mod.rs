//! What the API documents: limits, versions, models and their prices.

pub mod limits;
pub mod models;
mod version;

pub use version::ApiVersion;
