//! Fast path for requests made from one template. They differ only in the filled positions, so of the next request only the
//! strings around these positions are checked.

use std::sync::atomic::{AtomicU32, Ordering};

use crate::json::Span;
use crate::rules::shortcuts::slot::{Slot, SlotKind};

/// A request that was made from a template.
#[derive(Debug, Clone, Copy)]
pub struct Filled<'a> {
    /// Its text: one JSON object in UTF-8.
    pub text: &'a [u8],
    /// The spans of the filled texts, in order. The first one is its `custom_id`, between the quotes, which is valid and unique
    /// in the series.
    pub holes: &'a [Span],
    /// Whether any of these texts contains an escape that is half of a surrogate pair.
    pub is_lossy: bool,
    /// The series of requests that differ only in the holes.
    pub series: Series,
}

/// Identifies the requests made from the same template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Series(u32);

impl Series {
    /// Returns an unused series.
    pub fn next() -> Series {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        Series(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

/// The strings of an accepted request that the others of its series may change.
#[derive(Debug)]
pub(crate) struct Form {
    series: Series,
    strings: Vec<FilledString>,
}

/// A string with holes.
#[derive(Debug)]
struct FilledString {
    kind: SlotKind,
    /// Indices of its first and last hole, and the bytes before the first and after the last.
    first: usize,
    last: usize,
    before: usize,
    after: usize,
}

impl Form {
    /// Returns the form of a request without findings, if every hole is in a string that may differ. `slots` are in order.
    pub(super) fn of(filled: &Filled<'_>, slots: &[Slot]) -> Option<Form> {
        let mut strings: Vec<FilledString> = Vec::new();
        let mut slots = slots.iter();
        let mut slot = slots.next()?;
        let mut open = false;
        for (index, hole) in filled.holes.iter().enumerate() {
            while slot.end < hole.start {
                (slot, open) = (slots.next()?, false);
            }
            if hole.start < slot.start || slot.end < hole.end {
                return None;
            }
            let after = slot.end - hole.end;
            match strings.last_mut().filter(|_| open) {
                Some(string) => (string.last, string.after) = (index, after),
                None => strings.push(FilledString {
                    kind: slot.kind,
                    first: index,
                    last: index,
                    before: hole.start - slot.start,
                    after,
                }),
            }
            open = true;
        }
        Some(Form {
            series: filled.series,
            strings,
        })
    }

    /// Whether a request is valid because it differs from the accepted one only in the holes.
    pub(crate) fn accepts(&self, filled: &Filled<'_>) -> bool {
        filled.series == self.series && !filled.is_lossy && self.strings.iter().all(|string| string.accepts(filled))
    }
}

impl FilledString {
    fn accepts(&self, filled: &Filled<'_>) -> bool {
        let inner = || {
            let start = filled.holes.get(self.first)?.start.checked_sub(self.before)?;
            filled.text.get(start..filled.holes.get(self.last)?.end + self.after)
        };
        // The code that fills the template makes valid ids.
        self.kind == SlotKind::Id || inner().is_some_and(|inner| self.kind.accepts(inner))
    }
}
