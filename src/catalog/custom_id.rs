//! Ids for requests: from a row's key, or from what the request says. Always valid, never the same twice, and the same
//! in every run over the same rows.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

use twox_hash::XxHash64;

use crate::catalog::limits::MAX_CUSTOM_ID;

/// Characters of the hash at the end of an id that stands for a key: 48 bits.
const HASH: usize = 12;

/// Which ids are in use: 9 to 20 bytes an id, whatever its length. Hashes stand for the ids; should two ids have the same
/// one, which for a million ids happens once in tens of millions of runs, one gets a suffix that it did not need.
#[derive(Debug, Default)]
pub struct CustomIds {
    used: HashSet<u64, BuildHasherDefault<IdentityHasher>>,
    /// For ids that more than one row asks for: the number that the next one gets.
    next_suffix: HashMap<u64, u32>,
}

impl CustomIds {
    /// The id of a key: the key itself, if it is valid.
    pub fn of_key(&mut self, key: &str) -> String {
        self.unique(id_of_key(key))
    }

    /// The id of a request that has no key.
    pub fn of_content(&mut self, params: &[u8]) -> String {
        self.unique(format!("{:016x}", hash(params)))
    }

    fn unique(&mut self, id: String) -> String {
        let own = hash(id.as_bytes());
        if self.used.insert(own) {
            return id;
        }
        let number = self.next_suffix.entry(own).or_insert(2);
        loop {
            let other = numbered(&id, *number);
            *number += 1;
            if self.used.insert(hash(other.as_bytes())) {
                return other;
            }
        }
    }
}

/// The id of the first row that has a key.
pub fn id_of_key(key: &str) -> String {
    let is_valid = (1..=MAX_CUSTOM_ID).contains(&key.len()) && key.bytes().all(is_allowed);
    if is_valid { key.into() } else { slug(key) }
}

/// The id of a further row that has it, counted from 2.
pub fn numbered(id: &str, number: u32) -> String {
    let suffix = format!("-{number}");
    let room = MAX_CUSTOM_ID - suffix.len();
    format!("{}{suffix}", id.get(..room).unwrap_or(id))
}

/// As much of a key as an id can hold, and a hash of all of it.
fn slug(key: &str) -> String {
    let mut id = String::with_capacity(MAX_CUSTOM_ID);
    for char in key.chars() {
        if id.len() == MAX_CUSTOM_ID - HASH - 1 {
            break;
        }
        if u8::try_from(char).is_ok_and(is_allowed) {
            id.push(char);
        } else if !id.is_empty() && !id.ends_with('-') {
            id.push('-');
        }
    }
    let readable = id.trim_end_matches('-');
    let between = if readable.is_empty() { "" } else { "-" };
    format!("{readable}{between}{:0HASH$x}", hash(key.as_bytes()) >> (64 - 4 * HASH))
}

fn is_allowed(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}

/// XXH64: the same on every machine and in every version.
fn hash(bytes: &[u8]) -> u64 {
    XxHash64::oneshot(0, bytes)
}

/// Passes on what is a hash already.
#[derive(Debug, Default)]
struct IdentityHasher(u64);

impl Hasher for IdentityHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = hash(bytes);
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}
