//! Hashes of untrusted text. They start from a random seed, so an attacker cannot choose texts that collide.

use std::hash::{BuildHasher, DefaultHasher, Hasher, RandomState};
use std::sync::OnceLock;

use twox_hash::XxHash64;

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

/// Makes hashers for numbers that are unseeded hashes already. One multiplication by the seed distributes them as well as a full
/// hash, and takes a tenth of the time.
#[derive(Debug, Clone, Copy, Default)]
pub struct SeededNumbers;

impl BuildHasher for SeededNumbers {
    type Hasher = NumberHasher;

    fn build_hasher(&self) -> NumberHasher {
        // Multiplying by an odd number is invertible.
        NumberHasher(0, seed() | 1)
    }
}

/// The hash of a number, and the factor.
#[derive(Debug)]
pub struct NumberHasher(u64, u64);

impl Hasher for NumberHasher {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u64(u64::from(*byte)));
    }

    fn write_u64(&mut self, number: u64) {
        let product = u128::from(self.0 ^ number) * u128::from(self.1);
        self.0 = (product >> 64) as u64 ^ product as u64;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Returns 32 bits of the seeded hash of `bytes`.
pub fn hash(bytes: &[u8]) -> u32 {
    Seeded.hash_one(bytes) as u32
}

/// Returns 128 bits of the seeded hash of `bytes`. In practice, different texts have different values: among 2^32 texts, the
/// chance that two share one is 1 in 2^65.
pub fn wide_hash(bytes: &[u8]) -> u128 {
    let mut hasher = Seeded.build_hasher();
    hasher.write(bytes);
    let low = hasher.finish();
    // The hash of a longer text, which cannot be derived from the first hash.
    hasher.write_u8(0xff);
    u128::from(hasher.finish()) << u64::BITS | u128::from(low)
}

/// A seeded hash of a sequence of texts. The boundaries matter: `ab`, `c` differs from `a`, `bc`.
#[derive(Debug, Clone, Copy)]
pub struct SequenceHash(u64);

impl SequenceHash {
    /// Starts an empty sequence.
    pub fn seeded() -> SequenceHash {
        SequenceHash(seed())
    }

    /// Adds a text.
    pub fn add(&mut self, text: &[u8]) {
        self.0 = XxHash64::oneshot(self.0, text);
    }

    /// Returns the hash of all texts so far.
    pub fn value(self) -> u64 {
        self.0
    }
}
