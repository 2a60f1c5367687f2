//! Errors that occur before anything is sent.

use std::fmt;

pub use crate::wording::InvalidOption;

/// An error in an input, other than the issues that the rules report.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// An argument or option is invalid: fix the program.
    Option(InvalidOption),
    /// Bytes that the API does not accept as an image or a document.
    Media {
        /// `image` or `document`.
        what: &'static str,
        /// What was expected.
        expected: String,
        /// What was found.
        found: String,
    },
    /// The input changed after it was checked.
    InputChanged,
    /// Rows cannot become requests: fix the rows.
    Rows {
        /// Row number from 1, not counting the header; `None` if the error concerns the whole input.
        row: Option<u64>,
        /// Line of the text on which the row starts, from 1, if the rows came as text.
        line: Option<u64>,
        /// What was expected and what was found.
        problem: String,
    },
}

impl From<InvalidOption> for Error {
    fn from(option: InvalidOption) -> Self {
        Error::Option(option)
    }
}

impl Error {
    /// Returns a stable code for programs. The list is closed and documented in docs/troubleshooting.md.
    pub fn code(&self) -> &'static str {
        match self {
            Error::Option(_) => InvalidOption::CODE,
            Error::Media { .. } => "invalid_media",
            Error::InputChanged => "input_changed",
            Error::Rows { .. } => "invalid_rows",
        }
    }

    /// Returns the name of its JavaScript class.
    pub fn class(&self) -> &'static str {
        match self {
            Error::Option(option) => option.class(),
            Error::Rows { .. } => "RowsError",
            Error::Media { .. } | Error::InputChanged => "BatchError",
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Option(option) => option.fmt(f),
            Error::Media { what, expected, found } => write!(f, "{what}: expected {expected}, found {found}"),
            Error::InputChanged => f.write_str(
                "The input has changed since it was checked, so its upload was stopped before the end: expected the \
                 same requests, found others. No batch was created. Plan it again.",
            ),
            Error::Rows { row, line, problem } => {
                let source = match (row, line) {
                    (Some(row), Some(line)) => format!("row {row}, line {line}"),
                    (Some(row), None) => format!("row {row}"),
                    (None, Some(line)) => format!("line {line}"),
                    (None, None) => "rows".into(),
                };
                write!(f, "{source}: {problem}")
            }
        }
    }
}

impl std::error::Error for Error {}
