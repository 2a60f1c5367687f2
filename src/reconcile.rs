//! Results against the requests that they answer: where the record of each id stands, and which ids have none, several, or
//! were never asked for.
//!
//! First all results are read, then the ids are asked for in their own order. A record takes its id, 8 bytes of head and up
//! to 11 of table, 17 for its place and 8 for its hash: about 60 bytes with an id of 16. No body is kept.

use serde::Serialize;

use crate::lines::{Lines, Place, trim};
use crate::record;
use crate::resume::Seen;
use crate::validate::ids::Ids;

/// Ids to name in each list when the caller does not say; all are counted.
pub const MAX_IDS: usize = 1_000;

/// Where a record stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// Line and first byte.
    pub place: Place,
    /// Bytes of the line.
    pub len: u32,
}

/// Ids that have something in common: all counted, the first of them named.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Named {
    /// How many.
    pub count: u64,
    /// The first of them.
    pub ids: Vec<String>,
}

impl Named {
    fn add(&mut self, id: &str, most: usize) {
        self.count += 1;
        if self.ids.len() < most {
            self.ids.push(id.to_string());
        }
    }
}

/// What came of the ids.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Reconciliation {
    /// Every id has one record, and every record an id that was asked for.
    pub complete: bool,
    /// Ids that were asked for.
    pub submitted: u64,
    /// Those that have a record.
    pub answered: u64,
    /// Ids without a record.
    pub missing: Named,
    /// Records whose id an earlier record has. The first one counts.
    pub duplicate: Named,
    /// Ids of records that were not asked for.
    pub unknown: Named,
    /// Lines that are no records.
    pub malformed: u64,
}

/// The index of results by id.
#[derive(Debug, Default)]
pub struct Index {
    lines: Lines,
    ids: Ids,
    at: Vec<(u64, u32, u32)>,
    asked: Vec<bool>,
    seen: Seen,
    most: usize,
    account: Reconciliation,
}

impl Index {
    /// `most`: ids to name in each list.
    pub fn new(most: usize) -> Index {
        Index {
            most,
            ..Index::default()
        }
    }

    /// Takes the next bytes of the results.
    pub fn push(&mut self, bytes: &[u8]) {
        let mut lines = std::mem::take(&mut self.lines);
        lines.push(bytes, |line, place| self.line(line, place));
        self.lines = lines;
    }

    /// Ends the results.
    pub fn finish(&mut self) {
        let mut lines = std::mem::take(&mut self.lines);
        lines.finish(|line, place| self.line(line, place));
        self.lines = lines;
    }

    fn line(&mut self, line: &[u8], place: Place) {
        let inner = trim(line, place);
        if inner.is_empty() {
            return;
        }
        let Ok(record) = record::parse(inner) else {
            self.seen.malformed(inner);
            self.account.malformed += 1;
            return;
        };
        self.seen.id(&record.custom_id);
        let index = self.at.len() as u64;
        if self.ids.insert(&record.custom_id, index).is_some() {
            self.account.duplicate.add(&record.custom_id, self.most);
            return;
        }
        let (number, len) = (u32::try_from(place.line), u32::try_from(line.len()));
        self.at
            .push((place.offset, number.unwrap_or(u32::MAX), len.unwrap_or(u32::MAX)));
        self.asked.push(false);
    }

    /// Asks for the record of an id. An id that is asked for twice has the same record twice.
    pub fn ask(&mut self, id: &str) -> Option<Found> {
        self.account.submitted += 1;
        let Some(index) = self.ids.get(id).and_then(|index| usize::try_from(index).ok()) else {
            self.account.missing.add(id, self.most);
            return None;
        };
        self.account.answered += 1;
        if let Some(asked) = self.asked.get_mut(index) {
            *asked = true;
        }
        let (offset, line, len) = *self.at.get(index)?;
        Some(Found {
            place: Place {
                line: u64::from(line),
                offset,
            },
            len,
        })
    }

    /// What came of it, once all ids were asked for.
    pub fn account(&self) -> Reconciliation {
        let mut account = self.account.clone();
        for (index, id) in self.ids.iter() {
            let asked = usize::try_from(index).ok().and_then(|index| self.asked.get(index));
            if asked == Some(&false) {
                account.unknown.add(id, self.most);
            }
        }
        let odd = account.missing.count + account.duplicate.count + account.unknown.count + account.malformed;
        account.complete = odd == 0;
        account
    }

    /// Starts at a line that is not the first, or goes on at one, without what is there of it.
    pub fn start_at(&mut self, place: Place) {
        self.lines = Lines::at(place);
    }

    /// Where the next line starts.
    pub fn place(&self) -> Place {
        self.lines.place()
    }

    /// The records that were read.
    pub fn seen(&mut self) -> &mut Seen {
        &mut self.seen
    }
}
