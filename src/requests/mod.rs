//! Turns inputs into checked create bodies: framing, rows, media, the pipeline, shards.

pub mod error;
pub mod framing;
pub mod media;
pub mod pipeline;
pub mod rows;
pub mod shards;
