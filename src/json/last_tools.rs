//! The tools of a request are nearly always those of the request before, byte for byte. Then where their values stand is
//! known, and need not be looked for again.

use super::node::Node;
use crate::bytes::begins;

/// Longer ones are looked through each time: to keep them costs memory.
const LONGEST: usize = 256 * 1024;

/// The tools that were read last.
#[derive(Debug, Default)]
pub(super) struct LastTools {
    text: Vec<u8>,
    /// Their nodes, counted from the first.
    nodes: Vec<Node>,
    /// Counts the different ones.
    pub(super) version: u32,
}

impl LastTools {
    /// Whether a text begins with them. They end with a bracket, so nothing can go on after them.
    pub(super) fn begin(&self, rest: &[u8]) -> bool {
        !self.text.is_empty() && begins(rest, &self.text)
    }

    /// Adds their nodes to others, as they are at this byte of a text; says how many bytes they take.
    pub(super) fn add_to(&self, nodes: &mut Vec<Node>, at: usize) -> usize {
        let before = nodes.len() as u32;
        nodes.extend(self.nodes.iter().map(|node| node.moved(at as u32, before)));
        self.text.len()
    }

    /// Keeps tools that are others than before: their text, and the nodes from the first of theirs on.
    pub(super) fn keep(&mut self, text: &[u8], at: usize, nodes: &[Node], first: usize) {
        self.version += 1;
        self.text.clear();
        self.nodes.clear();
        if text.len() <= LONGEST {
            self.text.extend_from_slice(text);
            let own = nodes.get(first..).unwrap_or_default();
            let back = |node: &Node| node.moved((at as u32).wrapping_neg(), (first as u32).wrapping_neg());
            self.nodes.extend(own.iter().map(back));
        }
    }
}

/// The tools of a text: whether they are the same as in the text before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ToolsVersion {
    /// Which tools they are: those of another number are others.
    pub number: u32,
    /// They were read before.
    pub is_known: bool,
}
