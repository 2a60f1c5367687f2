//! Jobs with a virtual clock: a server that loses answers and stores bodies late, drivers that die, clocks that jump, and
//! neighbors.
//!
//! Each seed is one run. `JOBS_SEEDS=1000000 cargo test --release --test jobs many -- --nocapture` runs a million.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod bench;
mod chance;
mod clients;
mod driver;
mod faults;
mod judge;
mod looks;
mod machine;
mod run;
mod scope;
mod uncertain;
mod world;

use std::sync::atomic::{AtomicU64, Ordering};

use run::{Plan, run};

/// The number of seeds that `npm test` runs. One of them finds each planted fault.
const SEEDS: u64 = 12_000;

/// Runs the seeds on all cores. Returns those that fail, each with its first broken promise.
fn failing(seeds: std::ops::RangeInclusive<u64>) -> Vec<(u64, String)> {
    let next = AtomicU64::new(*seeds.start());
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let mut failed: Vec<(u64, String)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|_| {
                scope.spawn(|| {
                    let mut failed = Vec::new();
                    loop {
                        let seed = next.fetch_add(1, Ordering::Relaxed);
                        if seed > *seeds.end() {
                            return failed;
                        }
                        if seed.is_multiple_of(100_000) {
                            println!("  {seed} seeds");
                        }
                        if let Err(problem) = run(&Plan::new(seed)) {
                            failed.push((seed, problem));
                        }
                    }
                })
            })
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    failed.sort();
    failed
}

/// Returns the report of a failing seed: its shortest plan, which reproduces the failure.
fn report(failed: &[(u64, String)]) -> String {
    let shown = failed.iter().take(3).map(|(seed, _)| {
        let plan = run::shrink(Plan::new(*seed));
        let problem = run(&plan).expect_err("a shrunk plan fails");
        format!("seed {seed}: {problem}\n  JOBS_PLAN={plan} replays it")
    });
    let lines: Vec<String> = shown.collect();
    format!("{} seeds failed\n{}", failed.len(), lines.join("\n"))
}

#[test]
fn every_promise_holds_in_many_seeds() {
    if let Some(plan) = std::env::var("JOBS_PLAN")
        .ok()
        .map(|text| text.parse::<Plan>().unwrap())
    {
        let result = run(&Plan { traced: true, ..plan });
        assert_eq!(result, Ok(()));
        return;
    }
    let seeds = std::env::var("JOBS_SEEDS").map_or(SEEDS, |text| text.parse().unwrap());
    let failed = failing(1..=seeds);
    println!("jobs: {seeds} seeds, {} failed", failed.len());
    if !failed.is_empty() {
        let numbers: Vec<String> = failed.iter().map(|(seed, _)| seed.to_string()).collect();
        println!("jobs failed: {}", numbers.join(" "));
    }
    assert!(failed.is_empty(), "{}", report(&failed));
}
