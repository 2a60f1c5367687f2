//! Hashes of untrusted text. They start from a random seed, so an attacker cannot choose texts that collide.

use std::hash::{BuildHasher, DefaultHasher, Hasher, RandomState};
use std::sync::OnceLock;

/// A map with seeded hashes.
pub type HashMap<K, V> = std::collections::HashMap<K, V, Seeded>;
/// A set with seeded hashes.
pub type HashSet<K> = std::collections::HashSet<K, Seeded>;

static SEED: OnceLock<u64> = OnceLock::new();

/// Sets the seed of all hashes, unless it is already set or in use. WebAssembly has no source of randomness (the standard
/// library always seeds with the same number there), so the boundary provides a seed once per instance.
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

/// Returns 32 bits of the seeded hash of `bytes`.
pub fn hash(bytes: &[u8]) -> u32 {
    Seeded.hash_one(bytes) as u32
}
