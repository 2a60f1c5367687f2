//! Reconciles results with the submitted requests: finds the record of each id, and reports ids that have no record, several
//! records, or were never submitted.
//!
//! All results are read first, then the ids are looked up in their own order. A record takes its id, an 8-byte header, up to 11
//! bytes of table, 17 for its location and 8 for its hash: about 60 bytes with an id of 16. Bodies are not stored.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::bytes::Position;
use crate::bytes::id_table::Ids;
use crate::catalog::custom_id::{id_of_key, numbered, numbered_stem};
use crate::json::escape::escape;
use crate::results::decoder::{LineContent, ResultsDecoder, Source};
use crate::results::resume::DeliveryLog;

/// Default number of ids in each list; all ids are counted.
pub const MAX_IDS: usize = 1_000;

/// The position of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordLocation {
    /// Line and offset of the first byte.
    pub position: Position,
    /// Length of the line in bytes.
    pub len: u32,
}

/// A list of ids. All ids are counted, but only the first ones are listed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct NamedIds {
    /// Number of ids.
    pub count: u64,
    /// The first ids.
    pub ids: Vec<String>,
}

impl NamedIds {
    fn add(&mut self, id: &str, max_ids: usize) {
        self.count += 1;
        if self.ids.len() < max_ids {
            self.ids.push(id.to_string());
        }
    }
}

/// The result of reconciling records with submitted ids.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Reconciliation {
    /// Whether every submitted id has one record, and every record has a submitted id.
    pub complete: bool,
    /// Number of submitted ids.
    pub submitted: u64,
    /// Number of submitted ids with a record.
    pub answered: u64,
    /// Ids without a record.
    pub missing: NamedIds,
    /// Records that repeat the id of an earlier record. The earlier one counts.
    pub duplicate: NamedIds,
    /// Ids of records that were not submitted.
    pub unknown: NamedIds,
    /// Keys of rows that got the record of an earlier row with the same key, having none of their own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shared: Option<NamedIds>,
    /// Number of lines that are not records.
    pub malformed: u64,
}

/// Returns an id in double quotes, shortened if it is long.
fn quote(id: &str) -> String {
    let mut escaped = Vec::new();
    escape(&mut escaped, id.chars().take(64).collect::<String>().as_bytes());
    format!("\"{}\"", String::from_utf8_lossy(&escaped))
}

/// The index of results by id.
#[derive(Debug, Default)]
pub struct RecordIndex {
    decoder: ResultsDecoder,
    entries: Entries,
    /// For ids of keys that several rows share, or that have no record: the number of the next one.
    numbers: BTreeMap<String, u32>,
    /// Whether ids of rows that share a key have numbers. Known once a row has no record of its own.
    has_numbers: Option<bool>,
}

#[derive(Debug, Default)]
struct Entries {
    ids: Ids,
    /// Offset, line and length of each record.
    locations: Vec<(u64, u32, u32)>,
    matched: Vec<bool>,
    delivered: DeliveryLog,
    max_ids: usize,
    account: Reconciliation,
}

impl Entries {
    fn add(&mut self, source: &Source<'_>, content: &LineContent<'_>) {
        self.delivered.add(source.line);
        let Some(id) = content.custom_id(source.line) else {
            self.account.malformed += 1;
            return;
        };
        let index = self.locations.len() as u64;
        if self.ids.insert(id.as_bytes(), index).is_some() {
            self.account.duplicate.add(&id, self.max_ids);
            return;
        }
        let (number, len) = (u32::try_from(source.position.line), u32::try_from(source.line.len()));
        let location = (
            source.position.offset,
            number.unwrap_or(u32::MAX),
            len.unwrap_or(u32::MAX),
        );
        self.locations.push(location);
        self.matched.push(false);
    }
}

impl Entries {
    fn is_matched(&self, index: u64) -> bool {
        let index = usize::try_from(index).ok();
        index.and_then(|index| self.matched.get(index)) == Some(&true)
    }

    /// Whether there is a record for a further row of a key.
    fn has_numbers(&self) -> bool {
        self.ids.iter().any(|(_, id)| {
            let stem = numbered_stem(id);
            stem.is_some_and(|stem| self.ids.get(stem.as_bytes()).is_some())
        })
    }

    /// Counts a submitted id, and returns the place of its record.
    fn count(&mut self, id: &str, index: Option<u64>) -> Option<RecordLocation> {
        self.account.submitted += 1;
        let Some(index) = index.and_then(|index| usize::try_from(index).ok()) else {
            self.account.missing.add(id, self.max_ids);
            return None;
        };
        self.account.answered += 1;
        if let Some(matched) = self.matched.get_mut(index) {
            *matched = true;
        }
        let (offset, line, len) = *self.locations.get(index)?;
        let line = u64::from(line);
        Some(RecordLocation {
            position: Position { line, offset },
            len,
        })
    }
}

impl RecordIndex {
    /// Creates an index that lists up to `max_ids` ids of each kind.
    pub fn new(max_ids: usize) -> RecordIndex {
        let entries = Entries {
            max_ids,
            ..Entries::default()
        };
        RecordIndex {
            entries,
            ..RecordIndex::default()
        }
    }

    /// Sets the maximum number of bytes of a line; a longer line is malformed.
    pub fn set_max_line(&mut self, max_line: usize) {
        self.decoder = ResultsDecoder::with_max_line(max_line);
    }

    /// Takes the next bytes of the results.
    pub fn push(&mut self, bytes: &[u8]) {
        let RecordIndex { decoder, entries, .. } = self;
        decoder.push(bytes, |source, content| entries.add(&source, &content));
    }

    /// Ends the results.
    pub fn finish(&mut self) {
        let RecordIndex { decoder, entries, .. } = self;
        decoder.finish(|source, content| entries.add(&source, &content));
    }

    /// Looks up the record of an id. Two look-ups of the same id return the same record.
    pub fn locate(&mut self, id: &str) -> Option<RecordLocation> {
        let RecordIndex { entries, .. } = self;
        let index = entries.ids.get(id.as_bytes());
        entries.count(id, index)
    }

    /// Looks up the record of a row by the key that its id was made from: by the id of the key, numbered if earlier rows had
    /// the same key, as when ids are made; otherwise by the key itself. If no id has a number, rows share the record of their
    /// key.
    #[cold]
    #[inline(never)]
    pub fn locate_key(&mut self, key: &str) -> Option<RecordLocation> {
        let RecordIndex {
            entries,
            numbers,
            has_numbers,
            ..
        } = self;
        let id = id_of_key(key);
        let first = entries.ids.get(id.as_bytes());
        if first.is_none()
            && let Some(own) = entries.ids.get(key.as_bytes())
        {
            return entries.count(key, Some(own));
        }
        if first.is_some_and(|first| !entries.is_matched(first)) {
            return entries.count(key, first);
        }
        let is_first = first.is_none() && !numbers.contains_key(id.as_ref());
        let number = numbers.entry(id.clone().into_owned()).or_insert(2);
        if is_first {
            return entries.count(key, None);
        }
        loop {
            let own = numbered(&id, *number);
            *number += 1;
            match (entries.ids.get(own.as_bytes()), first) {
                (Some(other), _) if entries.is_matched(other) => {}
                (Some(other), _) => return entries.count(key, Some(other)),
                (None, Some(first)) if !*has_numbers.get_or_insert_with(|| entries.has_numbers()) => {
                    let shared = entries.account.shared.get_or_insert_default();
                    shared.add(key, entries.max_ids);
                    return entries.count(key, Some(first));
                }
                (None, _) => return entries.count(&own, None),
            }
        }
    }

    /// Returns the reason why a join found no pair: there are rows and records, but no row has a record.
    pub fn no_match(&self, key: &str) -> Option<String> {
        let account = self.account();
        let records = self.entries.locations.len();
        if account.submitted == 0 || account.answered > 0 || records == 0 {
            return None;
        }
        let example = |ids: &NamedIds| {
            ids.ids
                .first()
                .map(|id| format!(" such as {}", quote(id)))
                .unwrap_or_default()
        };
        let rows = account.submitted;
        Some(format!(
            "No row matches a record. {rows} {} keys{} ({key}); {records} {} ids{}. Pass as key the column that the \
             ids were made from, or pass the result of fromRows in place of the rows.",
            if rows == 1 { "row has" } else { "rows have" },
            example(&account.missing),
            if records == 1 { "record has" } else { "records have" },
            example(&account.unknown),
        ))
    }

    /// Returns the reconciliation, once all ids were looked up.
    pub fn account(&self) -> Reconciliation {
        let RecordIndex { entries, .. } = self;
        let mut account = entries.account.clone();
        for (index, id) in entries.ids.iter() {
            if !entries.is_matched(index) {
                account.unknown.add(id, entries.max_ids);
            }
        }
        let shared = account.shared.as_ref().map_or(0, |shared| shared.count);
        let odd = account.missing.count + account.duplicate.count + account.unknown.count + shared + account.malformed;
        account.complete = odd == 0;
        account
    }

    /// Starts at a line other than the first.
    pub fn start_at(&mut self, position: Position) {
        self.decoder.start_at(position);
    }

    /// Drops the unfinished line. Its bytes still count, so the next line starts after them.
    pub fn restart(&mut self) {
        let (line, offset) = (self.decoder.position().line, self.decoder.end());
        self.decoder.start_at(Position { line, offset });
    }

    /// Returns the position of the next line.
    pub fn position(&self) -> Position {
        self.decoder.position()
    }

    /// Returns the number of records in the unfinished line.
    pub fn records_left(&self) -> u64 {
        self.decoder.records_left()
    }

    /// Returns the reason if no line is a result; `None` if one is.
    pub fn no_result(&self) -> Option<String> {
        self.decoder.no_result()
    }

    /// Returns the records that were read.
    pub fn delivered(&self) -> &DeliveryLog {
        &self.entries.delivered
    }

    /// Marks a record as delivered to another reader.
    pub fn mark_delivered(&mut self, custom_id: &str) {
        self.entries.delivered.add_id(custom_id);
    }
}
