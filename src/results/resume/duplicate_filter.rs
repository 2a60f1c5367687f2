use crate::bytes::id_table::Ids;
use crate::bytes::lines::{Lines, trim};
use crate::results::record;
use crate::results::resume::delivery_log::{DeliveryLog, key_of_id, key_of_line};

/// Passes on the lines of changed results that were not delivered before.
#[derive(Debug)]
pub struct DuplicateFilter {
    lines: Lines,
    state: State,
}

#[derive(Debug, Default)]
struct State {
    /// The keys of the records to drop, each with its index in `times`.
    pending: Ids,
    /// Number of times to drop each record: one that was delivered twice is dropped twice.
    times: Vec<u32>,
    has_ids: bool,
    max_line: usize,
    /// Number of lines that are not blank.
    records: u64,
}

impl DuplicateFilter {
    /// Creates a filter for a reader that has these records. Of a line longer than `max_line`, it passes on one byte more than
    /// that.
    pub fn new(delivered: &DeliveryLog, max_line: usize) -> DuplicateFilter {
        let mut state = State {
            has_ids: delivered.has_ids(),
            max_line,
            ..State::default()
        };
        delivered.keys().for_each(|key| state.add(key));
        DuplicateFilter {
            lines: Lines::with_max_line(max_line.saturating_add(1)),
            state,
        }
    }

    /// Takes the next bytes. Returns whole lines.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut passed = Vec::new();
        let state = &mut self.state;
        self.lines.push(bytes, |line, _| state.pass(line, &mut passed));
        passed
    }

    /// Returns the last line, if it is unfinished and new.
    pub fn finish(&mut self) -> Vec<u8> {
        let mut passed = Vec::new();
        let state = &mut self.state;
        self.lines.finish(|line, _| state.pass(line, &mut passed));
        passed
    }

    /// Returns the number of records in the changed results so far, including dropped ones. A last line without a line ending
    /// counts if it is a record.
    pub fn records(&self) -> u64 {
        self.state.records + u64::from(record::is_record(self.lines.tail()))
    }
}

impl State {
    fn pass(&mut self, line: &[u8], passed: &mut Vec<u8>) {
        // A line that is too long must stay too long.
        let line = if line.len() > self.max_line { line } else { trim(line).0 };
        if line.is_empty() {
            return;
        }
        self.records += 1;
        if !self.is_known(line) {
            passed.extend_from_slice(line);
            passed.push(b'\n');
        }
    }

    /// Returns whether this reader has the line, or another reader has a record with its id.
    fn is_known(&mut self, line: &[u8]) -> bool {
        self.take(key_of_line(line))
            || (self.has_ids
                && record::parse(line).is_ok_and(|record| self.take(key_of_id(&record.value(record.custom_id)))))
    }

    fn add(&mut self, key: u64) {
        let next = self.times.len();
        let place = self.pending.insert(&key.to_le_bytes(), next as u64);
        match place.and_then(|place| self.times.get_mut(place as usize)) {
            Some(times) => *times += 1,
            None => self.times.push(1),
        }
    }

    /// Consumes one occurrence of a key, if there is one left.
    fn take(&mut self, key: u64) -> bool {
        let place = self.pending.get(&key.to_le_bytes());
        let times = place.and_then(|place| self.times.get_mut(place as usize));
        let left = times.filter(|times| **times > 0);
        left.map(|times| *times -= 1).is_some()
    }
}
