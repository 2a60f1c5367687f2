use std::collections::HashMap;

use crate::bytes::lines::{Lines, trim};
use crate::results::record;
use crate::results::resume::delivery_log::{DeliveryLog, key_of_id, key_of_line};

/// Passes the lines of changed results that the reader was not given before.
#[derive(Debug)]
pub struct DuplicateFilter {
    lines: Lines,
    /// How often each record is still to be left out: an id that came twice is left out twice.
    left_out: HashMap<u64, u32>,
}

impl DuplicateFilter {
    /// A filter for a reader that was given these records.
    pub fn new(delivered: &DeliveryLog) -> DuplicateFilter {
        let mut left_out = HashMap::new();
        for key in delivered.keys() {
            *left_out.entry(key).or_insert(0) += 1;
        }
        DuplicateFilter {
            lines: Lines::default(),
            left_out,
        }
    }

    /// Takes the next bytes. Returns whole lines.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut passed = Vec::new();
        let left_out = &mut self.left_out;
        self.lines.push(bytes, |line, position| {
            pass(left_out, trim(line, position).0, &mut passed)
        });
        passed
    }

    /// The last line, if it is unfinished and new.
    pub fn finish(&mut self) -> Vec<u8> {
        let mut passed = Vec::new();
        let left_out = &mut self.left_out;
        self.lines
            .finish(|line, position| pass(left_out, trim(line, position).0, &mut passed));
        passed
    }
}

fn pass(left_out: &mut HashMap<u64, u32>, line: &[u8], passed: &mut Vec<u8>) {
    if line.is_empty() {
        return;
    }
    let key = match record::parse(line) {
        Ok(record) => key_of_id(&record.value(record.custom_id)),
        Err(_) => key_of_line(line),
    };
    match left_out.get_mut(&key) {
        Some(times) if *times > 0 => *times -= 1,
        _ => {
            passed.extend_from_slice(line);
            passed.push(b'\n');
        }
    }
}
