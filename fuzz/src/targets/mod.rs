//! The targets, one file per subject.

mod base64;
mod calls;
mod checker;
mod csv_rows;
mod framer;
mod json;
mod kept;
mod media;
mod naive;
mod plan;
mod results;
mod resume;
mod template;

/// A function of bytes that panics when a property fails.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// Its name: the folder of its corpus, the argument of `npm run fuzz`.
    pub name: &'static str,
    /// The function.
    pub run: fn(&[u8]),
    /// Number of inputs that `npm test` makes from its corpus.
    pub mutations: u32,
}

/// All targets.
pub const TARGETS: [Target; 20] = [
    target("base64", base64::base64, 20_000),
    target("base_url", calls::base_url, 40_000),
    target("checker", checker::checker, 3_000),
    target("container", kept::container, 20_000),
    target("csv_rows", csv_rows::csv_rows, 6_000),
    target("encoding", kept::encoding, 20_000),
    target("framer", framer::framer, 3_000),
    target("json_cursor", json::cursor, 20_000),
    target("json_index", json::index, 10_000),
    target("json_reader", json::reader, 20_000),
    target("media", media::media, 20_000),
    target("number", json::number, 40_000),
    target("pdf", media::pdf, 3_000),
    target("plan", plan::plan, 3_000),
    target("replies", calls::replies, 20_000),
    target("results_decoder", results::decoder, 5_000),
    target("results_index", results::index, 5_000),
    target("resume", resume::resume, 5_000),
    target("retry_after", calls::retry_after, 40_000),
    target("template", template::template, 10_000),
];

const fn target(name: &'static str, run: fn(&[u8]), mutations: u32) -> Target {
    Target { name, run, mutations }
}
