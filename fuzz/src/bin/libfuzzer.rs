//! Runs the target in the variable `FUZZ_TARGET` under libFuzzer. A single program for all targets, which is built once;
//! libFuzzer counts only the code that a run reaches.
#![no_main]

use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use message_batches_fuzz::{TARGETS, Target};

static TARGET: OnceLock<Target> = OnceLock::new();

fn target() -> Target {
    let name = std::env::var("FUZZ_TARGET").unwrap_or_default();
    let found = TARGETS.into_iter().find(|target| target.name == name);
    found.unwrap_or_else(|| panic!("FUZZ_TARGET: expected the name of a target, found {name:?}"))
}

fuzz_target!(|data: &[u8]| (TARGET.get_or_init(target).run)(data));
