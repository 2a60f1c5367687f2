//! Makes request ids from a row's key or from the contents of the request. Ids are always valid, unique, and the same in every
//! run over the same rows.

use std::borrow::Cow;

use crate::bytes::hashing::HashMap;
use crate::bytes::shared_map::SharedMap;
use crate::catalog::custom_id::{hash, id_of_key, numbered};

/// The ids in use, at about 20 bytes per id of any length. Stores hashes of ids. If two ids share a hash, which for a million ids
/// happens once in tens of millions of runs, one of them gets an unnecessary suffix.
#[derive(Debug, Default)]
pub struct CustomIds {
    used: SharedMap<u64, ()>,
    /// For ids of several rows: the number of the next row.
    next_suffix: HashMap<u64, u32>,
}

impl CustomIds {
    /// Returns the id of a key: the key itself, if it is valid.
    pub fn of_key<'k>(&mut self, key: &'k str) -> Cow<'k, str> {
        self.unique(id_of_key(key))
    }

    /// Returns the id of a request without a key.
    pub fn of_content(&mut self, params: &[u8]) -> String {
        self.unique(format!("{:016x}", hash(params)).into()).into_owned()
    }

    fn unique<'k>(&mut self, id: Cow<'k, str>) -> Cow<'k, str> {
        let own = hash(id.as_bytes());
        if self.used.insert(own, ()).is_none() {
            return id;
        }
        let number = self.next_suffix.entry(own).or_insert(2);
        loop {
            let other = numbered(&id, *number);
            *number += 1;
            if self.used.insert(hash(other.as_bytes()), ()).is_none() {
                return other.into();
            }
        }
    }
}
