//! The values of one text, as the scanner leaves them.

use super::last_tools::{LastTools, ToolsVersion};
use super::node::Node;
use super::syntax::Span;

/// The values of one text, in the order in which they stand.
#[derive(Debug, Default)]
pub(super) struct Nodes {
    pub(super) nodes: Vec<Node>,
    pub(super) open: Vec<u32>,
    pub(super) lossy: Vec<(Lossy, Span)>,
    pub(super) last_tools: LastTools,
    /// The tools of this text, if it has any: their node, and whether the text before had the same.
    pub(super) tools: Option<(u32, ToolsVersion)>,
}

/// Something that is JSON but does not survive the way to the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lossy {
    /// Half of a surrogate pair.
    LoneSurrogate,
    /// An integer that a double cannot hold.
    BigInteger,
}
