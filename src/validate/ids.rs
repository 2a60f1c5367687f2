//! Which custom ids were seen, in little memory: a million ids of 20 bytes take about 40 MB.

use std::collections::HashMap;
use std::collections::hash_map::{DefaultHasher, Entry};
use std::hash::{BuildHasherDefault, Hash, Hasher};

/// Hashes that are already hashes.
#[derive(Debug, Default)]
pub(super) struct Same(u64);

impl Hasher for Same {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

/// One byte arena for all ids, and a map from hash to place; ids with the same hash are told apart by their bytes.
#[derive(Debug, Default)]
pub(super) struct Ids {
    arena: Vec<u8>,
    places: HashMap<u64, Place, BuildHasherDefault<Same>>,
}

#[derive(Debug, Clone, Copy)]
struct Place {
    start: u32,
    len: u32,
    request: u32,
}

impl Ids {
    /// Notes an id; if it was there before, says which request had it.
    pub(super) fn insert(&mut self, id: &str, request: u64) -> Option<u64> {
        let mut hasher = DefaultHasher::new();
        id.hash(&mut hasher);
        let mut hash = hasher.finish();
        loop {
            match self.places.entry(hash) {
                Entry::Vacant(entry) => {
                    entry.insert(Place {
                        start: u32::try_from(self.arena.len()).ok()?,
                        len: u32::try_from(id.len()).ok()?,
                        request: u32::try_from(request).ok()?,
                    });
                    self.arena.extend_from_slice(id.as_bytes());
                    return None;
                }
                Entry::Occupied(entry) => {
                    let place = *entry.get();
                    let (start, len) = (place.start as usize, place.len as usize);
                    if self.arena.get(start..start + len) == Some(id.as_bytes()) {
                        return Some(u64::from(place.request));
                    }
                    hash = hash.wrapping_add(0x9e37_79b9_7f4a_7c15);
                }
            }
        }
    }
}
