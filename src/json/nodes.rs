//! The values of one text, as found by the scanner.

use super::last_tools::{LastTools, ToolsVersion};
use super::node::Node;
use super::syntax::Span;

/// The values of one text, in order of appearance.
#[derive(Debug, Default)]
pub(super) struct Nodes {
    pub(super) nodes: Vec<Node>,
    pub(super) open: Vec<u32>,
    pub(super) lossy: Vec<(Lossy, Span)>,
    pub(super) last_tools: LastTools,
    /// The tools of this text, if any: their node, and whether the previous text had the same.
    pub(super) tools: Option<(u32, ToolsVersion)>,
}

/// Valid JSON that would not reach the API unchanged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lossy {
    /// Half of a surrogate pair.
    LoneSurrogate,
    /// An integer that a double cannot hold.
    BigInteger,
}
