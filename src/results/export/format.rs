use crate::results::outcome::Outcome;

/// All outcomes, for those who name some.
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

/// What a file looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// RFC 4180, with a header line.
    Csv {
        /// Begin with a byte order mark, by which Excel knows UTF-8.
        bom: bool,
        /// Keep spreadsheets from taking a text for a formula.
        defuse: bool,
        /// What separates the columns.
        delimiter: u8,
    },
    /// An object a line.
    Jsonl,
    /// The lines as they came.
    Raw,
}
