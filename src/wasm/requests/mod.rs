//! Converts rows and texts to checked create bodies, shards and estimates.

mod encoder;
mod errors;
mod estimator;
mod media;
mod options;
mod replay;
mod row_reader;

pub use encoder::Encoder;
pub use estimator::Estimator;
pub use media::{base64, read_document, read_image};
pub use replay::Replay;
pub use row_reader::RowReader;
