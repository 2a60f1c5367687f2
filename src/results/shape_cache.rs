//! A cache of line shapes: finds the shape that a line fits, and decides which shapes to keep.

use crate::bytes::begins;
use crate::json::cursor::string_from;
use crate::results::leaf::LeafKind;
use crate::results::line_shape::{Shape, Slot};
use crate::results::outcome::Advice;
use crate::results::record::Record;

/// How many shapes are kept. Batches have two or three; every model, stop reason and set of keys adds one.
const SHAPES: usize = 32;
/// After this many lines whose shapes fit nothing, only every sixteenth line is tried.
const PATIENCE: u32 = 64;

/// The shapes of a stream.
#[derive(Debug, Default)]
pub struct ShapeCache {
    shapes: Vec<Shape>,
    /// How many leading slots two shapes share, by row and column.
    shared: Vec<[u8; SHAPES]>,
    /// The shape of the previous line.
    latest: usize,
    /// Where the next shape goes once the cache is full.
    next: usize,
    /// Lines that made a shape since one fitted.
    misses: u32,
    /// The slot values of the last line taken.
    slots: Vec<Slot>,
}

impl ShapeCache {
    /// Takes a line from the start of `bytes` if it fits a shape. Returns the index of the shape and the length of the line. A
    /// line ends before LF or CR; `whole` says that it ends with the bytes.
    pub fn take(&mut self, bytes: &[u8], whole: bool) -> Option<(usize, usize)> {
        self.slots.clear();
        let mut tried: u32 = 0;
        let mut current = self.latest;
        let mut shape = self.shapes.get(current)?;
        let mut at = 0;
        let mut index = 0;
        loop {
            let piece = shape.piece(index);
            let last = index == shape.slots().len();
            let fits = begins(bytes.get(at..)?, piece) && (!last || ends(bytes, at + piece.len(), whole));
            if !fits {
                // Another shape may continue from here.
                tried |= 1 << current;
                let shared = self.shared.get(current)?;
                current = (0..self.shapes.len()).find(|other| {
                    tried & (1 << other) == 0 && shared.get(*other).is_some_and(|shared| usize::from(*shared) >= index)
                })?;
                shape = self.shapes.get(current)?;
                continue;
            }
            at += piece.len();
            let Some(kind) = shape.slots().get(index) else {
                break;
            };
            let (slot, end) = match kind {
                LeafKind::Text => string_from(bytes, at).map(|(string, end)| (Slot::Text(string), end))?,
                LeafKind::Number(_) => number(bytes, at)?,
            };
            self.slots.push(slot);
            at = end;
            index += 1;
        }
        if !shape.admits(bytes, &self.slots) {
            return None;
        }
        self.latest = current;
        self.misses = 0;
        self.shapes.get_mut(current)?.count(&self.slots);
        Some((current, at))
    }

    /// Returns the slot values of the last line taken.
    pub fn slots(&self) -> &[Slot] {
        &self.slots
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
        if let Some(at) = self.free()
            && let Some(shape) = Shape::of(record, advice)
        {
            self.insert(at, shape);
        }
    }

    /// Where the next shape can go.
    fn free(&self) -> Option<usize> {
        if self.shapes.len() < SHAPES {
            return Some(self.shapes.len());
        }
        let is_unused = |index: &usize| self.shapes.get(*index).is_some_and(|shape| shape.lines == 0);
        (self.next..SHAPES).chain(0..self.next).find(is_unused)
    }

    fn insert(&mut self, at: usize, shape: Shape) {
        let mut row = [0; SHAPES];
        for (index, other) in self.shapes.iter().enumerate().filter(|(index, _)| *index != at) {
            let shared = shape.shared_slots(other) as u8;
            if let (Some(cell), Some(mirror)) = (
                row.get_mut(index),
                self.shared.get_mut(index).and_then(|row| row.get_mut(at)),
            ) {
                (*cell, *mirror) = (shared, shared);
            }
        }
        if at == self.shapes.len() {
            self.shapes.push(shape);
            self.shared.push(row);
        } else if let (Some(old), Some(old_row)) = (self.shapes.get_mut(at), self.shared.get_mut(at)) {
            (*old, *old_row) = (shape, row);
        }
        self.next = (at + 1) % SHAPES;
        self.latest = at;
    }
}

fn ends(bytes: &[u8], at: usize, whole: bool) -> bool {
    match bytes.get(at) {
        Some(byte) => !whole && (*byte == b'\n' || *byte == b'\r'),
        None => whole,
    }
}

/// A whole number of at most nine digits, and where it ends.
fn number(bytes: &[u8], start: usize) -> Option<(Slot, usize)> {
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
    (at > start && !leading_zero).then_some((Slot::Number(value), at))
}
