//! Provides randomness, which WebAssembly does not have.

use crate::bytes::hashing::seed_once;

/// Seeds the hashes of this instance.
pub(super) fn seed() {
    seed_once(random);
}

/// Returns a random number. The core takes randomness as an argument.
pub(super) fn random() -> u64 {
    /// `Math.random` has 53 bits.
    const BITS: f64 = (1_u64 << 53) as f64;
    (js_sys::Math::random() * BITS) as u64
}
