//! The tools of the previous request. Nearly every request has the same tools, byte for byte; their nodes are then reused
//! instead of scanned again.

use super::node::Node;
use crate::bytes::begins;

/// Longer tools are scanned each time, to save memory.
const LONGEST: usize = 256 * 1024;

/// The most recent tools.
#[derive(Debug, Default)]
pub(super) struct LastTools {
    text: Vec<u8>,
    /// Their nodes, with indexes relative to the first.
    nodes: Vec<Node>,
    /// Incremented for each new version of the tools.
    pub(super) version: u32,
}

impl LastTools {
    /// Returns whether a text begins with these tools. They end with a bracket, so a match is complete.
    pub(super) fn begin(&self, rest: &[u8]) -> bool {
        !self.text.is_empty() && begins(rest, &self.text)
    }

    /// Appends their nodes, shifted to byte `at`; returns how many bytes they span.
    pub(super) fn add_to(&self, nodes: &mut Vec<Node>, at: usize) -> usize {
        let before = nodes.len() as u32;
        nodes.extend(self.nodes.iter().map(|node| node.moved(at as u32, before)));
        self.text.len()
    }

    /// Stores new tools: their text, and the nodes from `first` on.
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

/// Identifies the tools of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ToolsVersion {
    /// A number that changes whenever the tools change.
    pub number: u32,
    /// Whether the previous text had the same tools.
    pub is_known: bool,
}
