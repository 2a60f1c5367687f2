//! Chance, which WebAssembly has none of.

use crate::bytes::hashing::seed_once;

/// Sets what the hashes of this instance start from.
pub(super) fn seed() {
    seed_once(random);
}

/// A random number: chance is for the core an argument.
pub(super) fn random() -> u64 {
    /// `Math.random` has 53 bits.
    const BITS: f64 = (1_u64 << 53) as f64;
    (js_sys::Math::random() * BITS) as u64
}
