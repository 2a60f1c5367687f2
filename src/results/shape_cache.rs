//! A cache of line shapes: finds the shape that a line fits, and decides which shapes to keep.

use crate::json::cursor::JsonStr;
use crate::results::line_shape::{Shape, Slot};
use crate::results::outcome::{Advice, Outcome};
use crate::results::record::Record;
use crate::results::shape_tree::{ShapeTree, Slots, Uncut};

/// How many shapes are kept. Batches have two or three; every model, stop reason and set of keys adds one.
const SHAPES: usize = 256;
/// How many of them have a slot for each string of the content. Further ones are envelopes.
const PLAIN: usize = 32;
/// Once the cache is full, the second line of a shape makes it: so many are remembered of which one line came.
const SEEN_ONCE: usize = 256;
/// After this many lines whose shapes fit nothing, only every sixteenth line is tried.
const PATIENCE: u32 = 64;

/// The shapes of a stream.
#[derive(Debug, Default)]
pub struct ShapeCache {
    shapes: Vec<Shape>,
    /// How many of them are no envelopes.
    plain: usize,
    tree: ShapeTree,
    /// Where the next shape goes once the cache is full.
    next: usize,
    /// Lines that made a shape since one fitted.
    misses: u32,
    /// What is in the blocks of an answer is not validated.
    skims: bool,
    /// Hashes of shapes of which one line came, each at a place of its own.
    seen_once: Vec<u32>,
    /// The last line taken.
    line: Slots,
}

impl ShapeCache {
    /// A cache for lines of which what is in the blocks of an answer is not validated.
    pub fn skimming() -> ShapeCache {
        ShapeCache {
            skims: true,
            ..ShapeCache::default()
        }
    }

    /// Takes a line from the start of `bytes` if it fits a shape. Returns the index of the shape and the length of the line. A
    /// line ends before LF or CR; `whole` says that it ends with the bytes.
    pub fn take(&mut self, bytes: &[u8], whole: bool) -> Option<(usize, usize)> {
        let line = Uncut {
            bytes,
            is_whole: whole,
            // While there is room for them, plain contents get shapes of their own.
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

    /// All shapes.
    pub fn all(&self) -> &[Shape] {
        &self.shapes
    }

    /// One shape.
    pub fn get(&self, index: usize) -> Option<&Shape> {
        self.shapes.get(index)
    }

    /// Adds the shape of a line that fits none. It may replace a shape that no line has fitted yet.
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

    /// Whether a shape with this hash was seen lately. If not, it was now.
    fn was_seen(&mut self, hash: u32) -> bool {
        self.seen_once.resize(SEEN_ONCE, 0);
        let place = self.seen_once.get_mut(hash as usize % SEEN_ONCE);
        place.is_some_and(|seen| std::mem::replace(seen, hash) == hash)
    }

    /// Where the next shape can go.
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
