//! The shapes of a stream as a tree, so that a common beginning of several shapes is compared and read only once. A node is the
//! bytes up to a slot, and the slot. The end of a line is a leaf.

use crate::bytes::{begins, begins_inline};
use crate::json::cursor::Cursor;
use crate::json::string_end::{skim_string, string_from};
use crate::results::content::Content;
use crate::results::leaf::LeafKind;
use crate::results::line_shape::{Shape, Slot};

/// The nodes. The first is the root, whose piece and slot are unused.
#[derive(Debug)]
pub(super) struct ShapeTree {
    nodes: Vec<Node>,
    /// Unused nodes.
    free: Vec<usize>,
}

const ROOT: usize = 0;
/// No node.
const NONE: usize = usize::MAX;

#[derive(Debug)]
struct Node {
    piece: Box<[u8]>,
    next: Next,
    parent: usize,
    sibling: usize,
    child: usize,
    /// The child that the last line matched.
    latest: usize,
}

/// The element after the piece of a node.
#[derive(Debug, Clone, Copy)]
enum Next {
    /// The line ends here, and has the shape with this index.
    End(usize),
    Slot(SlotPlace),
}

/// The kind of a slot, and its position.
#[derive(Debug, Clone, Copy)]
struct SlotPlace {
    kind: LeafKind,
    is_content: bool,
    is_in_content: bool,
}

impl SlotPlace {
    fn is_like(&self, other: &SlotPlace) -> bool {
        self.kind.is_like(other.kind)
            && (self.is_content, self.is_in_content) == (other.is_content, other.is_in_content)
    }
}

impl Node {
    fn new(parent: usize, piece: &[u8], next: Next, sibling: usize) -> Node {
        Node {
            piece: piece.into(),
            next,
            parent,
            sibling,
            child: NONE,
            latest: NONE,
        }
    }
}

impl Default for ShapeTree {
    fn default() -> Self {
        ShapeTree {
            nodes: vec![Node::new(NONE, &[], Next::End(NONE), NONE)],
            free: Vec::new(),
        }
    }
}

impl ShapeTree {
    /// Adds a shape.
    pub(super) fn insert(&mut self, index: usize, shape: &Shape, skims: bool) {
        let mut parent = ROOT;
        for (number, place) in places(shape).enumerate() {
            let piece = shape.piece(number);
            let is_same = |node: &Node| {
                matches!(node.next, Next::Slot(own) if own.is_like(&place)) && is_same(&node.piece, piece)
            };
            let known = self.children(parent).find(|(_, node)| is_same(node)).map(|(at, _)| at);
            parent = known.unwrap_or_else(|| self.add(parent, piece, Next::Slot(place)));
        }
        let end = self.add(parent, shape.piece(shape.kinds().len()), Next::End(index));
        self.took(end, skims);
    }

    /// Removes a shape, and the nodes that belonged only to it.
    pub(super) fn remove(&mut self, index: usize) {
        let is_end = |node: &Node| node.parent != NONE && matches!(node.next, Next::End(shape) if shape == index);
        let mut left = self.nodes.iter().position(is_end);
        while let Some(at) = left {
            let Some(node) = self.nodes.get_mut(at) else { return };
            let (parent, sibling) = (node.parent, node.sibling);
            (node.parent, node.next) = (NONE, Next::End(NONE));
            self.free.push(at);
            let before = self
                .children(parent)
                .find(|(_, node)| node.sibling == at)
                .map(|(before, _)| before);
            if let Some(before) = before.and_then(|before| self.nodes.get_mut(before)) {
                before.sibling = sibling;
            }
            let Some(parent_node) = self.nodes.get_mut(parent) else {
                return;
            };
            if before.is_none() {
                parent_node.child = sibling;
            }
            parent_node.latest = parent_node.child;
            left = (parent_node.child == NONE && parent != ROOT).then_some(parent);
        }
    }

    fn children(&self, parent: usize) -> impl Iterator<Item = (usize, &Node)> {
        let mut at = self.nodes.get(parent).map_or(NONE, |node| node.child);
        std::iter::from_fn(move || {
            let node = self.nodes.get(at)?;
            let found = (at, node);
            at = node.sibling;
            Some(found)
        })
    }

    fn add(&mut self, parent: usize, piece: &[u8], next: Next) -> usize {
        let at = self.free.pop().unwrap_or(self.nodes.len());
        let Some(above) = self.nodes.get_mut(parent) else {
            return NONE;
        };
        let sibling = std::mem::replace(&mut above.child, at);
        let node = Node::new(parent, piece, next, sibling);
        match self.nodes.get_mut(at) {
            Some(free) => *free = node,
            None => self.nodes.push(node),
        }
        at
    }

    /// Records the path to a node. Unless `skims` is set, prefers paths that leave nothing to be parsed.
    fn took(&mut self, node: usize, skims: bool) {
        let mut at = node;
        while let Some(Node {
            parent, sibling, next, ..
        }) = self.nodes.get(at)
        {
            let (parent, is_last) = (*parent, *sibling == NONE);
            let is_content = matches!(next, Next::Slot(place) if place.is_content);
            let Some(above) = self.nodes.get_mut(parent) else {
                return;
            };
            // A content slot also accepts contents that match shapes with a slot for each string. Results of the latter are built
            // by copying, others are parsed.
            if skims || !is_content || (is_last && above.child == at) {
                above.latest = at;
            }
            at = parent;
        }
    }

    /// Returns the child of `parent` to try after another, or the first one. The latest match comes first.
    fn after(&self, parent: usize, child: usize) -> Option<usize> {
        let above = self.nodes.get(parent)?;
        let mut next = match self.nodes.get(child) {
            Some(node) if child != above.latest => node.sibling,
            _ => above.child,
        };
        if next == above.latest {
            next = self.nodes.get(next)?.sibling;
        }
        (next != NONE).then_some(next)
    }
}

fn is_same(piece: &[u8], other: &[u8]) -> bool {
    piece.len() == other.len() && begins(piece, other)
}

fn places(shape: &Shape) -> impl Iterator<Item = SlotPlace> {
    shape.kinds().iter().enumerate().map(|(index, kind)| SlotPlace {
        kind: *kind,
        is_content: shape.content == Some(index),
        is_in_content: shape.in_content.contains(&index),
    })
}

/// A line to be matched.
#[derive(Debug, Clone, Copy)]
pub(super) struct Uncut<'a> {
    /// The bytes from the start of the line.
    pub(super) bytes: &'a [u8],
    /// Whether the line ends with the bytes; otherwise it ends before LF or CR.
    pub(super) is_whole: bool,
    /// Whether a plain content may be a slot as well.
    pub(super) with_plain: bool,
    /// Whether the contents of an answer's blocks are not validated.
    pub(super) skims: bool,
}

/// The slots of a line.
#[derive(Debug, Default)]
pub(super) struct Slots {
    pub(super) slots: Vec<Slot>,
    /// The content, if it is a slot.
    pub(super) content: Content,
}

impl Slots {
    /// Matches a line. Returns the index of its shape, and the end of the line.
    pub(super) fn cut(&mut self, tree: &mut ShapeTree, shapes: &[Shape], line: Uncut<'_>) -> Option<(usize, usize)> {
        self.slots.clear();
        self.content.clear();
        let (mut parent, mut at, mut start) = (ROOT, tree.nodes.first()?.latest, 0);
        let mut is_latest = true;
        loop {
            let node = tree.nodes.get(at)?;
            match self.node(node, shapes, line, start) {
                Some(Met::End(index, end)) => {
                    if !is_latest {
                        tree.took(at, line.skims);
                    }
                    return Some((index, end));
                }
                Some(Met::Slot(slot)) => {
                    self.slots.push(slot);
                    (parent, at, start) = (at, node.latest, slot.end());
                }
                None => {
                    is_latest = false;
                    (parent, at) = self.other(tree, parent, at)?;
                    start = self.slots.last().map_or(0, Slot::end);
                }
            }
        }
    }

    /// Finds the node to try after one that does not match, and its parent. Drops the slots of the nodes that it backtracks over.
    #[inline(never)]
    fn other(&mut self, tree: &ShapeTree, parent: usize, at: usize) -> Option<(usize, usize)> {
        let (mut parent, mut at) = (parent, at);
        loop {
            if let Some(next) = tree.after(parent, at) {
                return Some((parent, next));
            }
            self.slots.pop()?;
            (parent, at) = (tree.nodes.get(parent)?.parent, parent);
        }
    }

    /// Tries a node.
    #[inline(always)]
    fn node(&mut self, node: &Node, shapes: &[Shape], line: Uncut<'_>, start: usize) -> Option<Met> {
        if !begins_inline(line.bytes.get(start..)?, &node.piece) {
            return None;
        }
        let at = start + node.piece.len();
        match node.next {
            Next::End(index) => {
                let fits = line.ends(at) && shapes.get(index)?.admits(line.bytes, &self.slots);
                fits.then_some(Met::End(index, at))
            }
            Next::Slot(place) => self.slot(place, line, at).map(Met::Slot),
        }
    }

    /// Reads a slot.
    #[inline(always)]
    fn slot(&mut self, place: SlotPlace, line: Uncut<'_>, at: usize) -> Option<Slot> {
        match place.kind {
            LeafKind::Text => {
                let string = if line.skims && place.is_in_content {
                    skim_string(line.bytes, at)
                } else {
                    string_from(line.bytes, at)
                };
                string.map(|(string, _)| Slot::Text(string))
            }
            LeafKind::Number(_) => number(line.bytes, at),
            LeafKind::Json(open) => self.json(open, place, line, at),
        }
    }

    #[inline(never)]
    fn json(&mut self, open: u8, place: SlotPlace, line: Uncut<'_>, at: usize) -> Option<Slot> {
        if line.bytes.get(at) != Some(&open) {
            return None;
        }
        let mut cursor = Cursor {
            line: line.bytes,
            at,
            skims: line.skims && place.is_content,
        };
        if place.is_content {
            self.content.clear();
            self.content.read(&mut cursor, None)?;
            if self.content.is_plain() && !line.with_plain {
                return None;
            }
        } else {
            cursor.skip()?;
        }
        Some(Slot::Json(cursor.at))
    }
}

/// The element that follows the piece of a node in a line.
enum Met {
    /// The end of the line: the index of its shape, and its offset.
    End(usize, usize),
    Slot(Slot),
}

impl Uncut<'_> {
    #[inline(always)]
    fn ends(&self, at: usize) -> bool {
        match self.bytes.get(at) {
            Some(byte) => !self.is_whole && (*byte == b'\n' || *byte == b'\r'),
            None => self.is_whole,
        }
    }
}

/// A whole number of at most nine digits.
#[inline(always)]
fn number(bytes: &[u8], start: usize) -> Option<Slot> {
    let mut value = 0;
    let mut at = start;
    while let Some(digit @ b'0'..=b'9') = bytes.get(at) {
        if at - start == 9 {
            return None;
        }
        value = value * 10 + u32::from(digit - b'0');
        at += 1;
    }
    let leading_zero = at - start > 1 && bytes.get(start) == Some(&b'0');
    (at > start && !leading_zero).then_some(Slot::Number(value, at))
}
