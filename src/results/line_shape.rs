//! Fast path for similar lines. The results of a batch have the same keys in the same order, and mostly the same words, around an
//! id, a text and a few numbers. A shape is a line in which slots replace these. A line that matches a shape needs no parsing:
//! its fixed bytes are compared, its slots are checked, and everything else is known. If the keys of contents vary, as in tool
//! calls, the whole content is one slot, and the shape is the envelope around it.

use std::borrow::Cow;
use std::ops::Range;

use crate::bytes::hashing::hash;
use crate::json::cursor::JsonStr;
use crate::results::content::ContentPlace;
use crate::results::content_facts::ContentFacts;
use crate::results::leaf::{Leaf, LeafKind};
use crate::results::outcome::{Advice, Outcome, stopped};
use crate::results::rate::long_after;
use crate::results::record::{Record, ResultType};
use crate::results::usage::{Count, Metered, Usage};

/// Limits above which a shape costs more than it saves.
const MAX_FIXED: usize = 4096;
const MAX_SLOTS: usize = 64;

/// A line with slots, and the common facts of all matching lines.
#[derive(Debug)]
pub struct Shape {
    /// The bytes between the slots, concatenated.
    fixed: Vec<u8>,
    /// Start and end of each piece. There is one more piece than slots.
    pieces: Vec<(usize, usize)>,
    slots: Vec<LeafKind>,
    /// Index of the slot with the custom_id.
    pub custom_id: usize,
    /// Indexes of the slots with the text of the answer.
    pub texts: Vec<usize>,
    /// Index of the slot with the content, if the content is a slot.
    pub content: Option<usize>,
    /// Indexes of the slots in the content, if the content is not a slot.
    pub(super) in_content: Range<usize>,
    /// The outcome of a line, by the facts about a content that is a slot.
    outcomes: [Outcome; ContentFacts::COUNT],
    /// Whether the answer consists only of texts: if all of them are empty, the outcome differs and the line does not match.
    needs_text: bool,
    /// The result type.
    pub result_type: ResultType,
    /// Its word on the wire: see `Record::kind`.
    pub type_word: String,
    /// The outcome and its reason.
    pub advice: Advice<'static>,
    /// The model of the answer.
    pub model: Option<String>,
    /// The stop reason.
    pub stop_reason: Option<String>,
    /// The type of the error.
    pub error_type: Option<String>,
    /// The usage without the numbers in slots; `None` if there is no usage.
    usage: Option<Usage>,
    /// Server tools without a known fee. With a container they are always used, otherwise only if the usage counts them.
    pub unpriced_tools: Vec<String>,
    /// Whether there is a container.
    pub has_container: bool,
    /// Whether the prompts were processed in the US only.
    pub us_only: bool,
    /// Number of matching lines.
    pub lines: u64,
    /// Number of matching lines whose content is a slot, by the facts about the content.
    lines_by_content: [u64; ContentFacts::COUNT],
    /// Sums of the number slots.
    sums: Vec<u64>,
    /// Number of tokens above which prompts have another price; the number of lines above it, and the sums of their slots.
    long_after: Option<u64>,
    long_lines: u64,
    long_sums: Vec<u64>,
}

/// The value of a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    /// A string.
    Text(JsonStr),
    /// A number, and its end offset.
    Number(u32, usize),
    /// Any value, which ends at this offset.
    Json(usize),
}

impl Slot {
    /// Returns its end offset: for a string, that of its closing quote.
    pub(super) fn end(&self) -> usize {
        match self {
            Slot::Text(string) => string.end,
            Slot::Number(_, end) | Slot::Json(end) => *end,
        }
    }
}

impl Shape {
    /// Returns the shape of a line; `None` if other lines are unlikely to match it. An envelope has one slot for the content.
    #[cold]
    #[inline(never)]
    pub(super) fn of(record: &Record<'_>, advice: &Advice<'_>, is_envelope: bool) -> Option<Shape> {
        if !record.is_regular {
            return None;
        }
        let content = record.content.filter(|_| is_envelope);
        // The empty texts of this line do not predict those of other lines.
        if content.is_none() && advice.outcome == Outcome::Empty && !record.texts.is_empty() {
            return None;
        }
        let leaves = content.map_or(Cow::Borrowed(record.leaves.as_slice()), |content| {
            envelope(record, content)
        });
        if leaves.len() > MAX_SLOTS {
            return None;
        }
        let (fixed, pieces) = fixed_parts(record.line, &leaves)?;
        let slot = |start: usize| leaves.iter().position(|leaf| leaf.start == start);
        let word = |string| word(record, string);
        let stop_reason = word(record.stop_reason);
        let texts = record.texts.iter().filter(|_| content.is_none());
        Some(Shape {
            fixed,
            pieces,
            slots: leaves.iter().map(|leaf| leaf.kind).collect(),
            custom_id: slot(record.custom_id.start)?,
            texts: texts.map(|text| slot(text.start)).collect::<Option<_>>()?,
            content: content.and_then(|content| slot(content.start)),
            in_content: match record.content.filter(|_| !is_envelope) {
                Some(content) => content.first_leaf..content.end_leaf,
                None => 0..0,
            },
            outcomes: ContentFacts::all().map(|facts| match record.result_type {
                ResultType::Succeeded => stopped(stop_reason.as_deref(), facts),
                _ => advice.outcome,
            }),
            needs_text: content.is_none() && advice.outcome == Outcome::Done && !record.facts.has_more_than_text,
            result_type: record.result_type,
            type_word: record.kind().into_owned(),
            advice: Advice {
                outcome: advice.outcome,
                reason: advice.reason.clone().into_owned().into(),
            },
            long_after: long_after(word(record.model).as_deref()),
            model: word(record.model),
            stop_reason,
            error_type: word(record.error_type),
            usage: fixed_usage(record),
            unpriced_tools: record.unpriced_tools(),
            has_container: record.has_container,
            us_only: record.us_only,
            lines: 0,
            lines_by_content: Default::default(),
            sums: vec![0; leaves.len()],
            long_lines: 0,
            long_sums: vec![0; leaves.len()],
        })
    }

    #[inline(always)]
    /// Returns the fixed bytes before a slot, or after the last.
    pub(super) fn piece(&self, index: usize) -> &[u8] {
        self.pieces
            .get(index)
            .and_then(|(start, end)| self.fixed.get(*start..*end))
            .unwrap_or_default()
    }

    /// Returns a hash of the bytes between the slots.
    pub(super) fn hash(&self) -> u32 {
        hash(&self.fixed)
    }

    /// Returns the kinds of its slots.
    pub fn kinds(&self) -> &[LeafKind] {
        &self.slots
    }

    /// Returns whether a slot accepts any JSON.
    pub fn is_envelope(&self) -> bool {
        self.slots.iter().any(|kind| matches!(kind, LeafKind::Json(_)))
    }

    /// Returns the outcome of a line whose content has these facts.
    pub fn outcome(&self, facts: ContentFacts) -> Outcome {
        self.outcomes.get(facts.index()).copied().unwrap_or(self.advice.outcome)
    }

    /// Returns the number of matching lines per outcome.
    pub fn outcomes(&self) -> impl Iterator<Item = (Outcome, u64)> {
        let by_content: u64 = self.lines_by_content.iter().sum();
        let all = ContentFacts::all().into_iter().zip(self.lines_by_content);
        let rest = (self.advice.outcome, self.lines - by_content);
        all.map(|(facts, lines)| (self.outcome(facts), lines)).chain([rest])
    }

    /// Returns whether a line with matching slots has the outcome of the shape.
    pub(super) fn admits(&self, line: &[u8], slots: &[Slot]) -> bool {
        !self.needs_text
            || self.texts.iter().any(|slot| match slots.get(*slot) {
                Some(Slot::Text(text)) => !text.is_blank(line),
                _ => false,
            })
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

    /// Returns the number of matching lines with (or without) a long prompt, and their total usage.
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

    /// Returns which of a line's billed tokens its usage counts.
    pub(super) fn metered(&self) -> Metered {
        self.usage.as_ref().map_or(Metered::No, Usage::metered)
    }

    #[inline(always)]
    /// Counts a matching line.
    pub(super) fn count(&mut self, slots: &[Slot], content: Option<ContentFacts>) {
        self.lines += 1;
        if let Some(lines) = content.and_then(|facts| self.lines_by_content.get_mut(facts.index())) {
            *lines += 1;
        }
        let is_long = self.long_after.is_some_and(|limit| self.prompt(slots) > limit);
        let sums = if is_long { &mut self.long_sums } else { &mut self.sums };
        self.long_lines += u64::from(is_long);
        for (sum, slot) in sums.iter_mut().zip(slots) {
            if let Slot::Number(number, _) = slot {
                *sum += u64::from(*number);
            }
        }
    }

    fn prompt(&self, slots: &[Slot]) -> u64 {
        let mut usage = self.usage.unwrap_or_default();
        for (count, slot) in self.counts().zip(slots) {
            if let (Some(count), Slot::Number(number, _)) = (count, slot) {
                usage.add(count, u64::from(*number));
            }
        }
        usage.prompt()
    }

    /// Iterates over the count that each slot belongs to.
    fn counts(&self) -> impl Iterator<Item = Option<Count>> + '_ {
        self.slots.iter().map(|kind| match kind {
            LeafKind::Number(count) => *count,
            LeafKind::Text | LeafKind::Json(_) => None,
        })
    }
}

#[inline(never)]
fn word(record: &Record<'_>, string: Option<JsonStr>) -> Option<String> {
    Some(record.value(string?).into_owned())
}

/// Returns the leaves of a line, with its content as a single leaf.
fn envelope<'a>(record: &'a Record<'_>, content: ContentPlace) -> Cow<'a, [Leaf]> {
    let before = record.leaves.iter().take(content.first_leaf);
    let after = record.leaves.iter().skip(content.end_leaf);
    let whole = Leaf {
        start: content.start,
        end: content.end,
        kind: LeafKind::Json(b'['),
    };
    before.chain([&whole]).chain(after).copied().collect()
}

/// The bytes of a line that are not leaves, and the range of each piece.
type FixedParts = (Vec<u8>, Vec<(usize, usize)>);

#[inline(never)]
fn fixed_parts(line: &[u8], leaves: &[Leaf]) -> Option<FixedParts> {
    let filled: usize = leaves.iter().map(|leaf| leaf.end - leaf.start).sum();
    if line.len() - filled > MAX_FIXED {
        return None;
    }
    let mut fixed = Vec::with_capacity(line.len() - filled);
    let mut pieces = Vec::with_capacity(leaves.len() + 1);
    let mut start = 0;
    let mut from = 0;
    for leaf in leaves {
        fixed.extend_from_slice(line.get(from..leaf.start)?);
        pieces.push((start, fixed.len()));
        (from, start) = (leaf.end, fixed.len());
    }
    fixed.extend_from_slice(line.get(from..)?);
    pieces.push((start, fixed.len()));
    // JavaScript marks slots with an escaped character, so fixed strings must not contain it. JavaScript also cannot set a value
    // under `__proto__`, in any spelling of the key.
    let mut starts = fixed
        .iter()
        .enumerate()
        .filter(|(_, byte)| matches!(byte, b'\\' | b'_'));
    let is_unfit = starts.any(|(at, _)| {
        let rest = fixed.get(at..).unwrap_or_default();
        rest.starts_with(b"\\u") || rest.starts_with(b"__proto__")
    });
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
