//! Options for converting rows to requests.

/// The format of the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// Detected from the first character: `{` means one JSON object per line, anything else CSV.
    #[default]
    Auto,
    /// CSV with column names in its first line.
    Csv,
    /// One JSON object per line.
    Jsonl,
    /// JSONL that the shell made from the caller's objects, so that its line numbers have no meaning for the caller.
    Objects,
}

/// Options for converting rows to requests.
#[derive(Debug, Clone, Default)]
pub struct RowOptions {
    /// The format of the rows.
    pub format: Format,
    /// The column delimiter of CSV; detected from the header if absent.
    pub delimiter: Option<u8>,
    /// The id column. Without one, ids are hashes of the requests.
    pub id: Option<String>,
    /// JSON text of an object: values for empty or missing columns.
    pub defaults: Option<String>,
    /// Whether to log the row and key of each id.
    pub note_ids: bool,
}
