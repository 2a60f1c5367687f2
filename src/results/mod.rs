//! What comes back: a stream of results in, what each line means out.

pub mod decoder;
pub mod export;
pub mod index;
pub mod line_shape;
pub mod outcome;
pub mod record;
pub mod resume;
pub mod tally;
pub mod usage;
