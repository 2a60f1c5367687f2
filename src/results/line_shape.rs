//! Fast path for similar lines. The results of a batch have the same keys in the same order, and mostly the same words,
//! around an id, a text and a few numbers. A shape is a line with slots in their place. A line that fits a shape needs no
//! parsing: its fixed bytes are compared, its slots are checked, and everything else is known.

use crate::json::cursor::JsonStr;
use crate::results::leaf::LeafKind;
use crate::results::outcome::{Advice, Outcome};
use crate::results::rate::long_after;
use crate::results::record::{Record, ResultType, is_blank};
use crate::results::usage::{Count, Usage};

/// Limits above which a shape does not pay.
const MAX_FIXED: usize = 4096;
const MAX_SLOTS: usize = 64;

/// A line with slots, and what all lines that fit it have in common.
#[derive(Debug)]
pub struct Shape {
    /// The bytes between the slots, concatenated.
    fixed: Vec<u8>,
    /// Where each piece of them starts and ends. There is one more than there are slots.
    pieces: Vec<(usize, usize)>,
    slots: Vec<LeafKind>,
    /// Which slot is the custom_id.
    pub custom_id: usize,
    /// Which slots are the text of the answer.
    pub texts: Vec<usize>,
    /// The answer consists of its texts: if they are all empty, the outcome differs and the line does not fit.
    needs_text: bool,
    /// The result type.
    pub result_type: ResultType,
    /// The result type as on the wire.
    pub type_word: String,
    /// The outcome and its reason.
    pub advice: Advice<'static>,
    /// Which model answered.
    pub model: Option<String>,
    /// Why it stopped.
    pub stop_reason: Option<String>,
    /// Which error it is.
    pub error_type: Option<String>,
    /// The usage without the numbers in slots; `None` if there is no usage.
    usage: Option<Usage>,
    /// Server tools without a known fee. With a container they are always used, otherwise only if counted.
    pub unpriced_tools: Vec<String>,
    /// There is a container.
    pub has_container: bool,
    /// The prompts were processed in the US only.
    pub us_only: bool,
    /// Lines that fitted.
    pub lines: u64,
    /// Sums of their slots.
    sums: Vec<u64>,
    /// Prompts above this many tokens have another price; how many lines had one, and the sums of their slots.
    long_after: Option<u64>,
    long_lines: u64,
    long_sums: Vec<u64>,
}

/// The value of a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    /// A string.
    Text(JsonStr),
    /// A number.
    Number(u32),
}

impl Shape {
    /// Returns the shape of a line; `None` if no other line is likely to fit it.
    pub(super) fn of(record: &Record<'_>, advice: &Advice<'_>) -> Option<Shape> {
        if !record.is_regular || record.leaves.len() > MAX_SLOTS {
            return None;
        }
        // The empty texts of this line do not predict those of other lines.
        if advice.outcome == Outcome::Empty && !record.texts.is_empty() {
            return None;
        }
        let (fixed, pieces) = fixed_parts(record)?;
        let slot = |string: &JsonStr| record.leaves.iter().position(|leaf| leaf.start == string.start);
        let word = |string: Option<JsonStr>| string.map(|string| record.value(string).into_owned());
        Some(Shape {
            fixed,
            pieces,
            slots: record.leaves.iter().map(|leaf| leaf.kind).collect(),
            custom_id: slot(&record.custom_id)?,
            texts: record.texts.iter().map(slot).collect::<Option<_>>()?,
            needs_text: advice.outcome == Outcome::Done && !record.has_more_than_text,
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
            usage: fixed_usage(record),
            unpriced_tools: record.unpriced_tools(),
            has_container: record.has_container,
            us_only: record.us_only,
            lines: 0,
            sums: vec![0; record.leaves.len()],
            long_lines: 0,
            long_sums: vec![0; record.leaves.len()],
        })
    }

    /// Returns the fixed bytes before a slot, or after the last.
    pub(super) fn piece(&self, index: usize) -> &[u8] {
        self.pieces
            .get(index)
            .and_then(|(start, end)| self.fixed.get(*start..*end))
            .unwrap_or_default()
    }

    /// Returns the kinds of its slots.
    pub(super) fn slots(&self) -> &[LeafKind] {
        &self.slots
    }

    /// Returns whether a line whose slots fit has the outcome of the shape.
    pub(super) fn admits(&self, line: &[u8], slots: &[Slot]) -> bool {
        !self.needs_text
            || self.texts.iter().any(|slot| match slots.get(*slot) {
                Some(Slot::Text(text)) => !is_blank(line, *text),
                _ => false,
            })
    }

    /// Returns how many leading slots, with the bytes before them, two shapes share.
    pub(super) fn shared_slots(&self, other: &Shape) -> usize {
        let same = |index: &usize| {
            self.piece(*index) == other.piece(*index)
                && self.slots.get(*index).map(std::mem::discriminant)
                    == other.slots.get(*index).map(std::mem::discriminant)
        };
        (0..self.slots.len().min(other.slots.len())).take_while(same).count()
    }

    /// Returns the line with each slot replaced by a string from `mark`.
    pub fn with_markers(&self, mut mark: impl FnMut(usize, bool) -> String) -> Vec<u8> {
        let mut line = Vec::with_capacity(self.fixed.len() + self.slots.len() * 8);
        for (index, kind) in self.slots.iter().enumerate() {
            line.extend_from_slice(self.piece(index));
            let is_text = *kind == LeafKind::Text;
            let mark = mark(index, is_text);
            line.extend_from_slice(if is_text { mark } else { format!("\"{mark}\"") }.as_bytes());
        }
        line.extend_from_slice(self.piece(self.slots.len()));
        line
    }

    /// Returns how many fitting lines had a long prompt (or did not), and their total usage.
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
    pub(super) fn count(&mut self, slots: &[Slot]) {
        self.lines += 1;
        let is_long = self.long_after.is_some_and(|limit| self.prompt(slots) > limit);
        let sums = if is_long { &mut self.long_sums } else { &mut self.sums };
        self.long_lines += u64::from(is_long);
        for (sum, slot) in sums.iter_mut().zip(slots) {
            if let Slot::Number(number) = slot {
                *sum += u64::from(*number);
            }
        }
    }

    fn prompt(&self, slots: &[Slot]) -> u64 {
        let mut usage = self.usage.unwrap_or_default();
        for (count, slot) in self.counts().zip(slots) {
            if let (Some(count), Slot::Number(number)) = (count, slot) {
                usage.add(count, u64::from(*number));
            }
        }
        usage.prompt()
    }

    /// Iterates over the slots: whether each is a string.
    pub fn kinds(&self) -> impl Iterator<Item = bool> + '_ {
        self.slots.iter().map(|kind| *kind == LeafKind::Text)
    }

    /// What each slot counts.
    fn counts(&self) -> impl Iterator<Item = Option<Count>> + '_ {
        self.slots.iter().map(|kind| match kind {
            LeafKind::Number(count) => *count,
            LeafKind::Text => None,
        })
    }
}

/// The bytes of a line that are not leaves, and the range of each piece.
type FixedParts = (Vec<u8>, Vec<(usize, usize)>);

fn fixed_parts(record: &Record<'_>) -> Option<FixedParts> {
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
    // JavaScript marks slots with an escaped character, so no fixed string may have one. It cannot fill in a value under
    // `__proto__` either, however the key is written.
    let is_unfit = [b"\\u".as_slice(), b"__proto__"]
        .iter()
        .any(|word| memchr::memmem::find(&fixed, word).is_some());
    (!is_unfit).then_some((fixed, pieces))
}

/// Returns the usage without the numbers in slots.
fn fixed_usage(record: &Record<'_>) -> Option<Usage> {
    let mut usage = record.usage?;
    for leaf in &record.leaves {
        if let LeafKind::Number(Some(count)) = leaf.kind {
            usage.clear(count);
        }
    }
    Some(usage)
}
