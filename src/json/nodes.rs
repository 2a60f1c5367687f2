//! The values of one text, as the scanner leaves them.

use super::last_tools::{Again, Last};
use super::node::Node;
use super::syntax::Span;

/// The values of one text, in the order in which they stand.
#[derive(Debug, Default)]
pub(super) struct Nodes {
    pub(super) nodes: Vec<Node>,
    pub(super) open: Vec<u32>,
    pub(super) oddities: Vec<(Oddity, Span)>,
    pub(super) last: Last,
    /// The tools of this text, if it has any: their node, and whether the text before had the same.
    pub(super) tools: Option<(u32, Again)>,
}

/// Something that is JSON but does not survive the way to the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Oddity {
    /// Half of a surrogate pair.
    LoneSurrogate,
    /// An integer that a double cannot hold.
    BigInteger,
}
