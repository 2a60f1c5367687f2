//! Results of one batch are alike: the same keys in the same order, and mostly the same words, around an id, a text and a
//! few numbers. A shape is a line with holes where those stood. Where a line fits a shape it need not be read: its fixed
//! bytes are compared, its holes are checked, and all else was known before.

use crate::bytes::begins;
use crate::json::cursor::{Str, string_from};
use crate::results::outcome::Advice;
use crate::results::record::{LeafKind, Record, ResultType};
use crate::results::tally::long_after;
use crate::results::usage::{Count, Usage};

/// Shapes that are kept. Batches have two or three; every model, stop reason and set of keys makes one more.
const SHAPES: usize = 32;
/// Longer or more varied lines are not worth it.
const MAX_FIXED: usize = 4096;
const MAX_HOLES: usize = 64;
/// When so many lines made shapes that fitted nothing, only each sixteenth is tried.
const PATIENCE: u32 = 64;

/// A line with holes, and what all lines that fit it have in common.
#[derive(Debug)]
pub struct Shape {
    /// The bytes between the holes, one after another.
    fixed: Vec<u8>,
    /// Where each piece of them starts and ends. There is one more than there are holes.
    pieces: Vec<(usize, usize)>,
    holes: Vec<LeafKind>,
    /// Which hole is the custom_id.
    pub custom_id: usize,
    /// Which holes are the text of the answer.
    pub texts: Vec<usize>,
    /// How the requests went.
    pub result_type: ResultType,
    /// The word for it on the wire.
    pub type_word: String,
    /// What it means.
    pub advice: Advice<'static>,
    /// Which model answered.
    pub model: Option<String>,
    /// Why it stopped.
    pub stop_reason: Option<String>,
    /// Which error it is.
    pub error_type: Option<String>,
    /// Whether there is a usage; its numbers that are not in holes.
    usage: Option<Usage>,
    /// The prompts were kept to the US.
    pub us_only: bool,
    /// Lines that fitted.
    pub lines: u64,
    /// Sums of their holes.
    sums: Vec<u64>,
    /// From how many tokens on a prompt is a long one, which has another price; how many were, and sums of their holes.
    long_after: Option<u64>,
    long_lines: u64,
    long_sums: Vec<u64>,
}

/// What stands in a hole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hole {
    /// A string.
    Text(Str),
    /// A number.
    Number(u32),
}

impl Shape {
    fn of(record: &Record<'_>, advice: &Advice<'_>) -> Option<Shape> {
        if !record.is_regular || record.leaves.len() > MAX_HOLES {
            return None;
        }
        let filled: usize = record.leaves.iter().map(|leaf| leaf.end - leaf.start).sum();
        if record.line.len() - filled > MAX_FIXED {
            return None;
        }
        let mut fixed = Vec::with_capacity(record.line.len() - filled);
        let mut pieces = Vec::with_capacity(record.leaves.len() + 1);
        let mut start = 0;
        let mut from = 0;
        for leaf in &record.leaves {
            fixed.extend_from_slice(record.line.get(from..leaf.start)?);
            pieces.push((start, fixed.len()));
            (from, start) = (leaf.end, fixed.len());
        }
        fixed.extend_from_slice(record.line.get(from..)?);
        pieces.push((start, fixed.len()));
        // Holes are marked by a character that no fixed string may have then, and JavaScript cannot fill in what stands under
        // this key, however it is written.
        if [b"\\u".as_slice(), b"__proto__"]
            .iter()
            .any(|word| memchr::memmem::find(&fixed, word).is_some())
        {
            return None;
        }
        let hole = |string: &Str| record.leaves.iter().position(|leaf| leaf.start == string.start);
        let mut usage = record.usage;
        for leaf in &record.leaves {
            if let (Some(usage), LeafKind::Number(Some(count))) = (&mut usage, leaf.kind) {
                usage.clear(count);
            }
        }
        let word = |string: Option<Str>| string.map(|string| record.value(string).into_owned());
        Some(Shape {
            fixed,
            pieces,
            holes: record.leaves.iter().map(|leaf| leaf.kind).collect(),
            custom_id: hole(&record.custom_id)?,
            texts: record.texts.iter().map(hole).collect::<Option<_>>()?,
            result_type: record.result_type,
            type_word: record.value(record.type_word).into_owned(),
            advice: Advice {
                outcome: advice.outcome,
                reason: advice.reason.clone().into_owned().into(),
            },
            long_after: long_after(word(record.model).as_deref()),
            model: word(record.model),
            stop_reason: word(record.stop_reason),
            error_type: word(record.error_type),
            usage,
            us_only: record.us_only,
            lines: 0,
            sums: vec![0; record.leaves.len()],
            long_lines: 0,
            long_sums: vec![0; record.leaves.len()],
        })
    }

    /// What stands before a hole, or after the last.
    fn piece(&self, index: usize) -> &[u8] {
        self.pieces
            .get(index)
            .and_then(|(start, end)| self.fixed.get(*start..*end))
            .unwrap_or_default()
    }

    /// How many holes lines of the two shapes share from the front, everything before them included.
    fn shared(&self, other: &Shape) -> usize {
        let same = |index: &usize| {
            self.piece(*index) == other.piece(*index)
                && self.holes.get(*index).map(std::mem::discriminant)
                    == other.holes.get(*index).map(std::mem::discriminant)
        };
        (0..self.holes.len().min(other.holes.len())).take_while(same).count()
    }

    /// The line with each hole filled by a string that `mark` makes.
    pub fn marked(&self, mut mark: impl FnMut(usize, bool) -> String) -> Vec<u8> {
        let mut line = Vec::with_capacity(self.fixed.len() + self.holes.len() * 8);
        for (index, kind) in self.holes.iter().enumerate() {
            line.extend_from_slice(self.piece(index));
            let is_text = *kind == LeafKind::Text;
            let mark = mark(index, is_text);
            line.extend_from_slice(if is_text { mark } else { format!("\"{mark}\"") }.as_bytes());
        }
        line.extend_from_slice(self.piece(self.holes.len()));
        line
    }

    /// How many of the lines that fitted had a long prompt, or none, and their usage.
    pub fn usage(&self, long: bool) -> (u64, Option<Usage>) {
        let (lines, sums) = if long {
            (self.long_lines, &self.long_sums)
        } else {
            (self.lines - self.long_lines, &self.sums)
        };
        let usage = self.usage.map(|fixed| {
            let mut sum = Usage::default();
            sum.add_all(&fixed, lines);
            for (count, number) in self.counts().zip(sums) {
                if let Some(count) = count {
                    sum.add(count, *number);
                }
            }
            sum
        });
        (lines, usage)
    }

    /// Counts a line that fits.
    fn count(&mut self, holes: &[Hole]) {
        self.lines += 1;
        let is_long = self.long_after.is_some_and(|limit| self.prompt(holes) > limit);
        let sums = if is_long { &mut self.long_sums } else { &mut self.sums };
        self.long_lines += u64::from(is_long);
        for (sum, hole) in sums.iter_mut().zip(holes) {
            if let Hole::Number(number) = hole {
                *sum += u64::from(*number);
            }
        }
    }

    fn prompt(&self, holes: &[Hole]) -> u64 {
        let mut usage = self.usage.unwrap_or_default();
        for (count, hole) in self.counts().zip(holes) {
            if let (Some(count), Hole::Number(number)) = (count, hole) {
                usage.add(count, u64::from(*number));
            }
        }
        usage.prompt()
    }

    /// Whether each hole is a string, in order.
    pub fn kinds(&self) -> impl Iterator<Item = bool> + '_ {
        self.holes.iter().map(|kind| *kind == LeafKind::Text)
    }

    /// What each hole counts.
    fn counts(&self) -> impl Iterator<Item = Option<Count>> + '_ {
        self.holes.iter().map(|kind| match kind {
            LeafKind::Number(count) => *count,
            LeafKind::Text => None,
        })
    }
}

/// The shapes of a stream.
#[derive(Debug, Default)]
pub struct Shapes {
    shapes: Vec<Shape>,
    /// Holes that two shapes share from the front: row and column are shapes.
    shared: Vec<[u8; SHAPES]>,
    /// The shape of the line before.
    latest: usize,
    /// Where the next shape goes once there are as many as are kept.
    next: usize,
    /// Lines that made a shape since one fitted.
    misses: u32,
    holes: Vec<Hole>,
}

impl Shapes {
    /// Takes a line from the front of these bytes if it fits a shape: the shape, and the length of the line. A line ends
    /// before a line feed or a carriage return; `whole` says that it ends with the bytes as well.
    pub fn take(&mut self, bytes: &[u8], whole: bool) -> Option<(usize, usize)> {
        self.holes.clear();
        let mut tried: u32 = 0;
        let mut current = self.latest;
        let mut shape = self.shapes.get(current)?;
        let mut at = 0;
        let mut index = 0;
        loop {
            let piece = shape.piece(index);
            let last = index == shape.holes.len();
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
            let Some(kind) = shape.holes.get(index) else {
                break;
            };
            let (hole, end) = match kind {
                LeafKind::Text => string_from(bytes, at).map(|(string, end)| (Hole::Text(string), end))?,
                LeafKind::Number(_) => number(bytes, at)?,
            };
            self.holes.push(hole);
            at = end;
            index += 1;
        }
        self.latest = current;
        self.misses = 0;
        self.shapes.get_mut(current)?.count(&self.holes);
        Some((current, at))
    }

    /// The holes of the line that was taken last.
    pub fn holes(&self) -> &[Hole] {
        &self.holes
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
        let slot = if self.shapes.len() < SHAPES {
            self.shapes.len()
        } else {
            let free = |index: &usize| self.shapes.get(*index).is_some_and(|shape| shape.lines == 0);
            match (self.next..SHAPES).chain(0..self.next).find(free) {
                Some(slot) => slot,
                None => return,
            }
        };
        let Some(shape) = Shape::of(record, advice) else {
            return;
        };
        let mut row = [0; SHAPES];
        for (index, other) in self.shapes.iter().enumerate().filter(|(index, _)| *index != slot) {
            let shared = shape.shared(other) as u8;
            if let (Some(cell), Some(mirror)) = (
                row.get_mut(index),
                self.shared.get_mut(index).and_then(|row| row.get_mut(slot)),
            ) {
                (*cell, *mirror) = (shared, shared);
            }
        }
        if slot == self.shapes.len() {
            self.shapes.push(shape);
            self.shared.push(row);
        } else if let (Some(old), Some(old_row)) = (self.shapes.get_mut(slot), self.shared.get_mut(slot)) {
            (*old, *old_row) = (shape, row);
        }
        self.next = (slot + 1) % SHAPES;
        self.latest = slot;
    }
}

fn ends(bytes: &[u8], at: usize, whole: bool) -> bool {
    match bytes.get(at) {
        Some(byte) => !whole && (*byte == b'\n' || *byte == b'\r'),
        None => whole,
    }
}

/// A whole number of at most nine digits. What follows it, the next piece says.
fn number(bytes: &[u8], start: usize) -> Option<(Hole, usize)> {
    let mut value = 0;
    let mut at = start;
    while let Some(digit @ b'0'..=b'9') = bytes.get(at) {
        value = value * 10 + u32::from(digit - b'0');
        at += 1;
        if at - start > 9 {
            return None;
        }
    }
    let leading_zero = at - start > 1 && bytes.get(start) == Some(&b'0');
    (at > start && !leading_zero).then_some((Hole::Number(value), at))
}
