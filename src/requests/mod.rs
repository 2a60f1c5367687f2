//! Where requests come from, and the line they travel to a create body.

pub mod error;
pub mod framing;
pub mod media;
pub mod pipeline;
pub mod rows;
pub mod shards;
