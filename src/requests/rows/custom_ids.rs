//! Ids for requests: from a row's key, or from what the request says. Always valid, never the same twice, and the same
//! in every run over the same rows.

use crate::bytes::hashing::{HashMap, HashSet};
use crate::catalog::custom_id::{hash, id_of_key, numbered};

/// Which ids are in use: 9 to 20 bytes an id, whatever its length. Hashes stand for the ids; should two ids have the same
/// one, which for a million ids happens once in tens of millions of runs, one gets a suffix that it did not need.
#[derive(Debug, Default)]
pub struct CustomIds {
    used: HashSet<u64>,
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
