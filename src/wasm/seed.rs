//! Randomness, which WebAssembly lacks.

use crate::bytes::hashing::seed_once;

/// Sets what the hashes of this instance start from.
pub(super) fn seed() {
    seed_once(random);
}

/// Returns a random number. The core takes randomness as an argument.
pub(super) fn random() -> u64 {
    /// `Math.random` has 53 bits.
    const BITS: f64 = (1_u64 << 53) as f64;
    (js_sys::Math::random() * BITS) as u64
}
