//! A cache of line shapes: finds the shape that a line matches, and decides which shapes to store.

use crate::json::cursor::JsonStr;
use crate::results::line_shape::{Shape, Slot};
use crate::results::outcome::{Advice, Outcome};
use crate::results::record::Record;
use crate::results::shape_tree::{ShapeTree, Slots, Uncut};

/// Maximum number of shapes. Batches have two or three; every model, stop reason and set of keys adds one.
const SHAPES: usize = 256;
/// Maximum number of shapes with a slot for each string of the content. Further ones are envelopes.
const PLAIN: usize = 32;
/// Once the cache is full, a shape is added at its second line. This is the number of shapes with a single line so far that are
/// remembered.
const SEEN_ONCE: usize = 256;
/// After this many consecutive lines whose shapes matched no other line, only every sixteenth line is tried.
const PATIENCE: u32 = 64;

/// The shapes of a stream.
#[derive(Debug, Default)]
pub struct ShapeCache {
    shapes: Vec<Shape>,
    /// Number of shapes that are not envelopes.
    plain: usize,
    tree: ShapeTree,
    /// The slot of the next shape once the cache is full.
    next: usize,
    /// Number of lines that added a shape since the last match.
    misses: u32,
    /// Whether the contents of an answer's blocks are not validated.
    skims: bool,
    /// Hashes of shapes with a single line so far, at an index derived from the hash.
    seen_once: Vec<u32>,
    /// The last line taken.
    line: Slots,
}

impl ShapeCache {
    /// A cache for lines in which the contents of an answer's blocks are not validated.
    pub fn skimming() -> ShapeCache {
        ShapeCache {
            skims: true,
            ..ShapeCache::default()
        }
    }

    /// Takes a line from the start of `bytes` if it matches a shape. Returns the index of the shape and the length of the line.
    /// The line must end before LF or CR, or with `whole` at the end of the bytes.
    pub fn take(&mut self, bytes: &[u8], whole: bool) -> Option<(usize, usize)> {
        let line = Uncut {
            bytes,
            is_whole: whole,
            // While there is room, plain contents get shapes of their own.
            with_plain: self.plain >= PLAIN || self.shapes.len() >= SHAPES,
            skims: self.skims,
        };
        let (index, end) = self.line.cut(&mut self.tree, &self.shapes, line)?;
        let shape = self.shapes.get_mut(index)?;
        let content = shape.content.map(|_| self.line.content.facts(bytes));
        shape.count(&self.line.slots, content);
        self.misses = 0;
        Some((index, end))
    }

    /// Returns the slot values of the last line taken.
    pub fn slots(&self) -> &[Slot] {
        &self.line.slots
    }

    /// Returns the texts of its content, if that is a slot, and the outcome.
    pub fn content(&self, line: &[u8], shape: &Shape) -> (&[JsonStr], Outcome) {
        match shape.content {
            Some(_) => (&self.line.content.texts, shape.outcome(self.line.content.facts(line))),
            None => (&[], shape.advice.outcome),
        }
    }

    /// Returns all shapes.
    pub fn all(&self) -> &[Shape] {
        &self.shapes
    }

    /// Returns the shape with this index.
    pub fn get(&self, index: usize) -> Option<&Shape> {
        self.shapes.get(index)
    }

    /// Adds the shape of a line that matches none. It may replace a shape that no line has matched yet.
    pub fn learn(&mut self, record: &Record<'_>, advice: &Advice<'_>) {
        self.misses = self.misses.saturating_add(1);
        if self.misses > PATIENCE && !self.misses.is_multiple_of(16) {
            return;
        }
        let is_envelope = !record.has_plain_content || self.plain >= PLAIN;
        if let Some(at) = self.free()
            && let Some(shape) = Shape::of(record, advice, is_envelope)
            && (self.shapes.len() < SHAPES || self.was_seen(shape.hash()))
        {
            self.insert(at, shape);
            self.plain = self.shapes.iter().filter(|shape| !shape.is_envelope()).count();
        }
    }

    /// Returns whether a shape with this hash was seen recently, and records it.
    fn was_seen(&mut self, hash: u32) -> bool {
        self.seen_once.resize(SEEN_ONCE, 0);
        let place = self.seen_once.get_mut(hash as usize % SEEN_ONCE);
        place.is_some_and(|seen| std::mem::replace(seen, hash) == hash)
    }

    /// Returns a free index for the next shape.
    fn free(&self) -> Option<usize> {
        if self.shapes.len() < SHAPES {
            return Some(self.shapes.len());
        }
        let is_unused = |index: &usize| self.shapes.get(*index).is_some_and(|shape| shape.lines == 0);
        (self.next..SHAPES).chain(0..self.next).find(is_unused)
    }

    #[cold]
    #[inline(never)]
    fn insert(&mut self, at: usize, shape: Shape) {
        if at < self.shapes.len() {
            self.tree.remove(at);
        }
        self.tree.insert(at, &shape, self.skims);
        match self.shapes.get_mut(at) {
            Some(old) => *old = shape,
            None => self.shapes.push(shape),
        }
        self.next = (at + 1) % SHAPES;
    }
}
