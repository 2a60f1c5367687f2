//! Facts that the API documents: limits, versions, models and their prices.

pub mod custom_id;
pub mod limits;
pub mod models;
pub mod prices;
mod select;
mod token_count;
pub mod token_rates;
mod version;

pub use token_count::count_body;
pub use version::ApiVersion;
