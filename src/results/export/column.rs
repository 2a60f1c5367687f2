/// The default columns of a CSV.
pub const DEFAULT_COLUMNS: [&str; 8] = [
    "custom_id",
    "type",
    "outcome",
    "text",
    "error.type",
    "error.message",
    "usage.input_tokens",
    "usage.output_tokens",
];

/// The names that paths may start with, for messages.
const ROOTS: &str = "custom_id, type, outcome, reason, text, line, byteOffset, usage, error, result, json or row";

/// A column: its name in the file, and the path of its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The name in the header, or the key.
    pub name: String,
    pub(super) root: Root,
    pub(super) path: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Root {
    CustomId,
    Type,
    Outcome,
    Reason,
    Text,
    Line,
    ByteOffset,
    Usage,
    Error,
    Result,
    /// The text of the answer, parsed as JSON.
    Json,
    /// The row that the record was joined with.
    Row,
}

impl Column {
    /// Returns whether its value is in the answer's JSON.
    pub(super) fn is_json(&self) -> bool {
        self.root == Root::Json
    }

    /// Parses `path` or `name=path`. A path is a property of a record, followed by keys and indexes after dots; `\.` is a dot
    /// inside a key.
    ///
    /// # Errors
    /// A description of what was expected.
    pub fn parse(text: &str) -> Result<Column, String> {
        let (name, path) = text.split_once('=').unwrap_or((text, text));
        let mut segments = split(path).into_iter();
        let root = segments.next().unwrap_or_default();
        let root = match root.as_str() {
            "custom_id" => Root::CustomId,
            "type" => Root::Type,
            "outcome" => Root::Outcome,
            "reason" => Root::Reason,
            "text" => Root::Text,
            "line" => Root::Line,
            "byteOffset" => Root::ByteOffset,
            "usage" => Root::Usage,
            "error" => Root::Error,
            "result" => Root::Result,
            "json" => Root::Json,
            "row" => Root::Row,
            _ => return Err(format!("a path that starts with {ROOTS}")),
        };
        let path: Vec<String> = segments.collect();
        let is_leaf = (root as u8) < (Root::Usage as u8);
        if is_leaf && !path.is_empty() {
            return Err("a path that ends after the first name, which has no parts".into());
        }
        Ok(Column {
            name: name.to_string(),
            root,
            path,
        })
    }
}

fn split(path: &str) -> Vec<String> {
    let mut segments = vec![String::new()];
    let mut chars = path.chars();
    while let Some(char) = chars.next() {
        match (char, segments.last_mut()) {
            ('.', _) => segments.push(String::new()),
            ('\\', Some(last)) => last.extend(chars.next()),
            (char, Some(last)) => last.push(char),
            (_, None) => {}
        }
    }
    segments
}
