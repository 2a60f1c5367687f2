//! Properties over inputs that `proptest` generates and shrinks. A failure reports the smallest input that fails.
//!
//! The inputs are the same in every run. `PROPERTY_SEED=2` generates others, `PROPERTY_TIMES=20` twenty times as many.

use std::cell::RefCell;
use std::fmt;
use std::ops::{Deref, RangeInclusive};

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, RngSeed, TestError, TestRunner};

/// Runs a check that panics if the property is false, on this number of inputs.
#[track_caller]
pub fn holds<S: Strategy>(cases: u32, inputs: S, check: impl FnMut(S::Value)) {
    let [seed, times] = ["PROPERTY_SEED", "PROPERTY_TIMES"].map(|name| match std::env::var(name) {
        Ok(text) => text
            .parse()
            .unwrap_or_else(|_| panic!("{name}: expected a whole number, found {text:?}")),
        Err(_) => 1_u32,
    });
    let config = Config {
        cases: cases * times,
        rng_seed: RngSeed::Fixed(seed.into()),
        // A seed repeats a failure, and each failure becomes a named test: no file of past failures is kept.
        failure_persistence: None,
        max_shrink_iters: 20_000,
        max_shrink_time: 60_000,
        ..Config::default()
    };
    // The check may count, so that a test can report the coverage of its inputs.
    let check = RefCell::new(check);
    let outcome = TestRunner::new(config).run(&inputs, |input| {
        (check.borrow_mut())(input);
        Ok(())
    });
    match outcome {
        Ok(()) => {}
        Err(TestError::Abort(reason)) => panic!("no inputs: {reason}"),
        Err(TestError::Fail(reason, input)) => {
            panic!("{reason}\n\nThe smallest input that fails: {input:#?}\nPROPERTY_SEED={seed} repeats it.")
        }
    }
}

/// Bytes with the debug format of a byte string.
#[derive(Clone)]
pub struct Bytes(pub Vec<u8>);

impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "b\"{}\"", self.0.escape_ascii())
    }
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

/// A change to bytes of any length: at a position, some are removed and others inserted.
#[derive(Debug, Clone)]
pub struct Edit {
    at: Index,
    removed: usize,
    inserted: Vec<u8>,
}

impl Edit {
    pub fn of(removed: RangeInclusive<usize>, inserted: impl Strategy<Value = Vec<u8>>) -> impl Strategy<Value = Edit> {
        (any::<Index>(), removed, inserted).prop_map(|(at, removed, inserted)| Edit { at, removed, inserted })
    }

    /// Returns the bytes after all these changes, applied in order.
    pub fn all(bytes: &[u8], edits: &[Edit]) -> Bytes {
        let mut bytes = bytes.to_vec();
        for Edit { at, removed, inserted } in edits {
            let start = at.index(bytes.len() + 1);
            let end = (start + removed).min(bytes.len());
            bytes.splice(start..end, inserted.iter().copied());
        }
        Bytes(bytes)
    }
}
