use std::borrow::Cow;

/// What stands in a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value<'a> {
    /// There is nothing.
    Missing,
    /// A text of ours.
    Text(Cow<'a, str>),
    /// A number of ours.
    Number(u64),
    /// A JSON value as it stands.
    Json(&'a [u8]),
}
