//! A cache of line shapes: finds the shape that a line fits, and decides which shapes to keep.

use crate::bytes::begins_inline;
use crate::json::cursor::{Cursor, JsonStr};
use crate::json::string_end::{skim_string, string_from};
use crate::results::content::Content;
use crate::results::leaf::LeafKind;
use crate::results::line_shape::{Shape, Slot};
use crate::results::outcome::{Advice, Outcome};
use crate::results::record::Record;

/// How many shapes are kept. Batches have two or three; every model, stop reason and set of keys adds one.
const SHAPES: usize = 64;
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
    /// For each shape and number of slots, which shapes share more leading slots with it: a bit each.
    sharing: Vec<Vec<u64>>,
    /// The shape of the previous line.
    latest: usize,
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

/// A line cut by a shape.
#[derive(Debug, Default)]
struct Slots {
    slots: Vec<Slot>,
    /// Where each slot ends.
    ends: Vec<usize>,
    /// The content, if a slot is one.
    content: Content,
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
        self.line.truncate(0);
        // While there is room for them, plain contents get shapes of their own.
        let with_plain = self.plain >= PLAIN || self.shapes.len() >= SHAPES;
        let all = u64::MAX >> (SHAPES - self.shapes.len().clamp(1, SHAPES));
        let mut tried: u64 = 0;
        let mut current = self.latest;
        loop {
            let shape = self.shapes.get_mut(current)?;
            if let Some(end) = self.line.fit(shape, bytes, whole, with_plain, self.skims) {
                let content = shape.content.map(|_| self.line.content.facts(bytes));
                shape.count(&self.line.slots, content);
                self.latest = current;
                self.misses = 0;
                return Some((current, end));
            }
            // Another shape goes on from where the two differ. One that has the same there does not fit either.
            let sharing = self.sharing.get(current)?;
            let more_than = |slots: usize| sharing.get(slots).copied().unwrap_or_default();
            let known = self.line.slots.len();
            tried |= 1 << current | more_than(known);
            let left = |slots: usize| slots.checked_sub(1).map_or(all, more_than) & !tried;
            let shared = (0..=known).rev().find(|slots| left(*slots) != 0)?;
            self.line.truncate(shared);
            current = left(shared).trailing_zeros() as usize;
        }
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
        if at == self.shapes.len() {
            self.shapes.push(shape);
        } else if let Some(old) = self.shapes.get_mut(at) {
            *old = shape;
        }
        let Some(shape) = self.shapes.get(at) else { return };
        let mut own = vec![0; shape.kinds().len()];
        self.sharing.resize_with(self.shapes.len(), Vec::new);
        for (index, (other, sharing)) in self.shapes.iter().zip(&mut self.sharing).enumerate() {
            let shared = shape.shared_slots(other);
            for (slots, bits) in sharing.iter_mut().enumerate() {
                *bits = (*bits & !(1 << at)) | u64::from(shared > slots) << at;
            }
            own.iter_mut().take(shared).for_each(|bits| *bits |= 1 << index);
        }
        if let Some(sharing) = self.sharing.get_mut(at) {
            *sharing = own;
        }
        self.next = (at + 1) % SHAPES;
        self.latest = at;
    }
}

impl Slots {
    /// Drops the slots after so many.
    fn truncate(&mut self, slots: usize) {
        self.slots.truncate(slots);
        self.ends.truncate(slots);
        if slots == 0 {
            self.content.clear();
        }
    }

    #[inline(always)]
    /// Cuts a line by a shape, from the first slot that is not known yet. Returns where the line ends if it fits.
    fn fit(&mut self, shape: &Shape, bytes: &[u8], whole: bool, with_plain: bool, skims: bool) -> Option<usize> {
        loop {
            let index = self.slots.len();
            let start = self.ends.last().copied().unwrap_or_default();
            let piece = shape.piece(index);
            if !begins_inline(bytes.get(start..)?, piece) {
                return None;
            }
            let at = start + piece.len();
            let Some(kind) = shape.kinds().get(index) else {
                let fits = ends(bytes, at, whole) && shape.admits(bytes, &self.slots);
                return fits.then_some(at);
            };
            let (slot, end) = match kind {
                LeafKind::Text => {
                    let string = if skims && shape.in_content.contains(&index) {
                        skim_string(bytes, at)
                    } else {
                        string_from(bytes, at)
                    };
                    string.map(|(string, end)| (Slot::Text(string), end))?
                }
                LeafKind::Number(_) => number(bytes, at)?,
                LeafKind::Json(open) => {
                    if bytes.get(at) != Some(open) {
                        return None;
                    }
                    let is_content = shape.content == Some(index);
                    let mut cursor = Cursor {
                        line: bytes,
                        at,
                        skims: skims && is_content,
                    };
                    if is_content {
                        self.content.clear();
                        self.content.read(&mut cursor, None)?;
                        if self.content.is_plain() && !with_plain {
                            return None;
                        }
                    } else {
                        cursor.skip()?;
                    }
                    (Slot::Json, cursor.at)
                }
            };
            self.slots.push(slot);
            self.ends.push(end);
        }
    }
}

#[inline(always)]
fn ends(bytes: &[u8], at: usize, whole: bool) -> bool {
    match bytes.get(at) {
        Some(byte) => !whole && (*byte == b'\n' || *byte == b'\r'),
        None => whole,
    }
}

#[inline(always)]
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
