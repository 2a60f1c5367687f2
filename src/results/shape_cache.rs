//! The shapes of a stream: which line fits which of them, and which are kept.

use crate::bytes::begins;
use crate::json::cursor::string_from;
use crate::results::leaf::LeafKind;
use crate::results::line_shape::{Shape, Slot};
use crate::results::outcome::Advice;
use crate::results::record::Record;

/// Shapes that are kept. Batches have two or three; every model, stop reason and set of keys makes one more.
const SHAPES: usize = 32;
/// When so many lines made shapes that fitted nothing, only each sixteenth is tried.
const PATIENCE: u32 = 64;

/// The shapes of a stream.
#[derive(Debug, Default)]
pub struct ShapeCache {
    shapes: Vec<Shape>,
    /// How many slots two shapes share from the front: row and column are shapes.
    shared: Vec<[u8; SHAPES]>,
    /// The shape of the line before.
    latest: usize,
    /// Where the next shape goes once there are as many as are kept.
    next: usize,
    /// Lines that made a shape since one fitted.
    misses: u32,
    /// What stands in the slots of the line that was taken last.
    slots: Vec<Slot>,
}

impl ShapeCache {
    /// Takes a line from the front of these bytes if it fits a shape. Returns the shape, and the length of the line. A line
    /// ends before a line feed or a carriage return; `whole` says that it may end with the bytes as well.
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
                // Another shape may go on from here.
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

    /// The slots of the line that was taken last.
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

    /// Makes a shape of a line that fitted none. A shape that fitted no line yet may make room for it.
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
