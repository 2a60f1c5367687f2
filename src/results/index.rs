//! Results against the requests that they answer: where the record of each id stands, and which ids have none, several, or
//! were never asked for.
//!
//! First all results are read, then the ids are asked for in their own order. A record takes its id, 8 bytes of head and up
//! to 11 of table, 17 for its place and 8 for its hash: about 60 bytes with an id of 16. No body is kept.

use crate::bytes::Position;
use serde::Serialize;

use crate::bytes::id_table::Ids;
use crate::results::decoder;
use crate::results::decoder::{Decode, Source};
use crate::results::resume::Seen;

/// Ids to name in each list when the caller does not say; all are counted.
pub const MAX_IDS: usize = 1_000;

/// Where a record stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// Line and first byte.
    pub place: Position,
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
    decode: Decode,
    noted: Noted,
}

#[derive(Debug, Default)]
struct Noted {
    ids: Ids,
    /// Of each id first byte, line and length.
    at: Vec<(u64, u32, u32)>,
    asked: Vec<bool>,
    seen: Seen,
    most: usize,
    account: Reconciliation,
}

impl Noted {
    fn add(&mut self, source: &Source<'_>, found: &decoder::Found<'_>) {
        self.seen.found(source, found);
        let Some(id) = found.custom_id(source.line) else {
            self.account.malformed += 1;
            return;
        };
        let index = self.at.len() as u64;
        if self.ids.insert(id.as_bytes(), index).is_some() {
            self.account.duplicate.add(&id, self.most);
            return;
        }
        let (number, len) = (u32::try_from(source.place.line), u32::try_from(source.line.len()));
        let place = (source.place.offset, number.unwrap_or(u32::MAX), len.unwrap_or(u32::MAX));
        self.at.push(place);
        self.asked.push(false);
    }
}

impl Index {
    /// `most`: ids to name in each list.
    pub fn new(most: usize) -> Index {
        let noted = Noted {
            most,
            ..Noted::default()
        };
        Index {
            noted,
            ..Index::default()
        }
    }

    /// Takes the next bytes of the results.
    pub fn push(&mut self, bytes: &[u8]) {
        let Index { decode, noted, .. } = self;
        decode.push(bytes, |source, found| noted.add(&source, &found));
    }

    /// Ends the results.
    pub fn finish(&mut self) {
        let Index { decode, noted, .. } = self;
        decode.finish(|source, found| noted.add(&source, &found));
    }

    /// Asks for the record of an id. An id that is asked for twice has the same record twice.
    pub fn ask(&mut self, id: &str) -> Option<Found> {
        let Index { noted, .. } = self;
        noted.account.submitted += 1;
        let Some(index) = noted
            .ids
            .get(id.as_bytes())
            .and_then(|index| usize::try_from(index).ok())
        else {
            noted.account.missing.add(id, noted.most);
            return None;
        };
        noted.account.answered += 1;
        if let Some(asked) = noted.asked.get_mut(index) {
            *asked = true;
        }
        let (offset, line, len) = *noted.at.get(index)?;
        Some(Found {
            place: Position {
                line: u64::from(line),
                offset,
            },
            len,
        })
    }

    /// What came of it, once all ids were asked for.
    pub fn account(&self) -> Reconciliation {
        let Index { noted, .. } = self;
        let mut account = noted.account.clone();
        for (index, id) in noted.ids.iter() {
            let asked = usize::try_from(index).ok().and_then(|index| noted.asked.get(index));
            if asked == Some(&false) {
                account.unknown.add(id, noted.most);
            }
        }
        let odd = account.missing.count + account.duplicate.count + account.unknown.count + account.malformed;
        account.complete = odd == 0;
        account
    }

    /// Starts at a line that is not the first, or goes on at one, without what is there of it.
    pub fn start_at(&mut self, place: Position) {
        self.decode.start_at(place);
    }

    /// Where the next line starts.
    pub fn place(&self) -> Position {
        self.decode.place()
    }

    /// The records that were read.
    pub fn seen(&mut self) -> &mut Seen {
        &mut self.noted.seen
    }
}
