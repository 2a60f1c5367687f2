//! A hash map that uses little more memory than its entries.

use std::collections::hash_map::{Entry, HashMap};
use std::hash::{BuildHasher, Hash};

use super::hashing::SeededNumbers;

/// Number of tables.
const TABLES: usize = 16;
/// Initial capacity of a table, so that it does not grow several times for a small input.
const FIRST: usize = 28;

/// A map in several tables. A full table doubles: for a while it exists twice, then half of it is free, and WebAssembly memory
/// never shrinks. The shares of these tables grow from one to two, so that they double one after another.
#[derive(Debug)]
pub struct SharedMap<K, V> {
    tables: [HashMap<K, V, SeededNumbers>; TABLES],
}

impl<K, V> Default for SharedMap<K, V> {
    fn default() -> Self {
        SharedMap {
            tables: std::array::from_fn(|_| HashMap::default()),
        }
    }
}

impl<K: Hash + Eq, V: Copy> SharedMap<K, V> {
    /// Adds a value, unless its key has one. Returns the existing value.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        let table = self.tables.get_mut(table_of(SeededNumbers.hash_one(&key)))?;
        if table.capacity() == 0 {
            table.reserve(FIRST);
        }
        match table.entry(key) {
            Entry::Occupied(entry) => Some(*entry.get()),
            Entry::Vacant(entry) => {
                entry.insert(value);
                None
            }
        }
    }
}

/// Returns the table for a hash: roughly the binary logarithm of a number from one to two, scaled to the number of tables.
fn table_of(hash: u64) -> usize {
    // Uses bits that the tables do not use.
    let part = (hash >> 40) as usize % 256;
    let logarithm = 256 * part + 88 * part * (256 - part) / 256;
    logarithm * TABLES / (256 * 256)
}
