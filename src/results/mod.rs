//! Decodes a stream of results: records, outcomes, tally, index, resumable download, export.

pub mod answer_json;
pub mod container;
mod content;
pub mod content_facts;
pub mod decoder;
pub mod export;
mod fault_words;
pub mod index;
pub mod leaf;
pub mod line_shape;
pub mod outcome;
mod rate;
pub mod record;
mod record_error;
mod record_parts;
pub mod resume;
mod shape_cache;
mod shape_tree;
pub mod tally;
pub mod tally_report;
pub mod usage;
