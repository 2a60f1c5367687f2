use std::collections::HashMap;
use std::hash::Hasher;

use twox_hash::XxHash64;

use crate::bytes::lines::{Lines, trim};
use crate::results::decoder::{Found, Source};
use crate::results::record;

/// Hashes are kept in blocks of this many, so that nothing large is ever copied to grow.
const BLOCK: usize = 8_192;

/// Which records a reader was given: 8 bytes each, the hash of the id, or of the line where it has none. Among a million
/// records the chance that two ids share a hash is 1 in 37 million.
#[derive(Debug, Default)]
pub struct Seen(Vec<Vec<u64>>);

impl Seen {
    /// Notes what a decoder found.
    pub fn found(&mut self, source: &Source<'_>, found: &Found<'_>) {
        match found.custom_id(source.line) {
            Some(id) => self.id(&id),
            None => self.malformed(source.line),
        }
    }

    /// Notes a record by its id.
    pub fn id(&mut self, custom_id: &str) {
        self.note(key(0, custom_id.as_bytes()));
    }

    /// Notes a line that is no record.
    pub fn malformed(&mut self, line: &[u8]) {
        self.note(key(1, line));
    }

    /// How many were noted.
    pub fn len(&self) -> usize {
        self.0.iter().map(Vec::len).sum()
    }

    /// Whether none was.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn note(&mut self, key: u64) {
        match self.0.last_mut().filter(|block| block.len() < BLOCK) {
            Some(block) => block.push(key),
            None => {
                let mut block = Vec::with_capacity(BLOCK);
                block.push(key);
                self.0.push(block);
            }
        }
    }
}

/// Lets through the lines of changed results that the reader was not given before.
#[derive(Debug)]
pub struct Gate {
    lines: Lines,
    /// What is still to be left out, and how often: an id that came twice is left out twice.
    given: HashMap<u64, u32>,
}

impl Gate {
    /// A gate for a reader that was given these.
    pub fn new(seen: &Seen) -> Gate {
        let mut given = HashMap::new();
        for key in seen.0.iter().flatten() {
            *given.entry(*key).or_insert(0) += 1;
        }
        Gate {
            lines: Lines::default(),
            given,
        }
    }

    /// Takes the next bytes; gives whole lines.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut passed = Vec::new();
        let given = &mut self.given;
        self.lines
            .push(bytes, |line, place| pass(given, trim(line, place).0, &mut passed));
        passed
    }

    /// The last line, if it is unfinished and new.
    pub fn finish(&mut self) -> Vec<u8> {
        let mut passed = Vec::new();
        let given = &mut self.given;
        self.lines
            .finish(|line, place| pass(given, trim(line, place).0, &mut passed));
        passed
    }
}

fn pass(given: &mut HashMap<u64, u32>, line: &[u8], passed: &mut Vec<u8>) {
    if line.is_empty() {
        return;
    }
    let key = match record::parse(line) {
        Ok(record) => key(0, record.value(record.custom_id).as_bytes()),
        Err(_) => key(1, line),
    };
    match given.get_mut(&key) {
        Some(times) if *times > 0 => *times -= 1,
        _ => {
            passed.extend_from_slice(line);
            passed.push(b'\n');
        }
    }
}

fn key(kind: u64, bytes: &[u8]) -> u64 {
    let mut hasher = XxHash64::with_seed(kind);
    hasher.write(bytes);
    hasher.finish()
}
