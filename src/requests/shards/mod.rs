//! Shards, the parts of an input that become one batch each: their limits, their bodies, and how to read them again.

pub mod body;
pub mod counter;
mod counts;
pub mod divider;
pub mod limits;
pub mod replay;
