//! How rows become requests, as the caller says.

/// How rows stand in the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// Decided by the first character: `{` means one JSON object a line, anything else CSV.
    #[default]
    Auto,
    /// CSV, the names of the columns in its first line.
    Csv,
    /// One JSON object a line.
    Jsonl,
    /// The same, written by us for objects of the caller's: its lines mean nothing to the caller.
    Objects,
}

/// How rows become requests.
#[derive(Debug, Clone, Default)]
pub struct RowOptions {
    /// How they stand in the input.
    pub format: Format,
    /// What separates the columns of CSV; if absent, the header decides.
    pub delimiter: Option<u8>,
    /// The column of the ids; without one an id is a hash of what the request says.
    pub id: Option<String>,
    /// JSON text of an object: values for columns in which a row has nothing.
    pub defaults: Option<String>,
    /// Whether to note which row and key each id belongs to.
    pub note_ids: bool,
}
