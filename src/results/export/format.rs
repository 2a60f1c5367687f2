use crate::results::outcome::Outcome;

/// All outcomes.
pub const OUTCOMES: [Outcome; 11] = [
    Outcome::Done,
    Outcome::Empty,
    Outcome::Truncated,
    Outcome::Refused,
    Outcome::Paused,
    Outcome::ToolUse,
    Outcome::RetryAsIs,
    Outcome::FixAndRetry,
    Outcome::Canceled,
    Outcome::Expired,
    Outcome::Malformed,
];

/// The format of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// RFC 4180, with a header line.
    Csv {
        /// Whether to begin with a byte order mark, which Excel needs to detect UTF-8.
        bom: bool,
        /// Whether to prevent spreadsheets from interpreting a text as a formula.
        defuse: bool,
        /// The column delimiter.
        delimiter: u8,
    },
    /// One object per line.
    Jsonl,
    /// The lines unchanged.
    Raw,
}
