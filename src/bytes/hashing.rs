//! Hashes of text that others choose. They start from a random number, so that nobody can choose texts that collide.

use std::hash::{BuildHasher, DefaultHasher, Hasher, RandomState};
use std::sync::OnceLock;

/// A map with such hashes.
pub type HashMap<K, V> = std::collections::HashMap<K, V, Seeded>;
/// A set with such hashes.
pub type HashSet<K> = std::collections::HashSet<K, Seeded>;

static SEED: OnceLock<u64> = OnceLock::new();

/// Sets what hashes start from, unless it is set or was used. WebAssembly has no random numbers of its own (the standard
/// library's hashes start from the same there each time), so the boundary brings one, once an instance.
pub fn seed_once(random: impl FnOnce() -> u64) {
    SEED.get_or_init(random);
}

fn seed() -> u64 {
    *SEED.get_or_init(|| RandomState::new().build_hasher().finish())
}

/// Makes hashers that start from the seed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Seeded;

impl BuildHasher for Seeded {
    type Hasher = DefaultHasher;

    fn build_hasher(&self) -> DefaultHasher {
        let mut hasher = DefaultHasher::new();
        hasher.write_u64(seed());
        hasher
    }
}

/// 32 bits of the hash of some bytes.
pub fn hash(bytes: &[u8]) -> u32 {
    Seeded.hash_one(bytes) as u32
}
