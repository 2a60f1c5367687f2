use std::borrow::Cow;

/// The value of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value<'a> {
    /// No value.
    Missing,
    /// A text.
    Text(Cow<'a, str>),
    /// A number.
    Number(u64),
    /// The text of a JSON value.
    Json(&'a [u8]),
}
