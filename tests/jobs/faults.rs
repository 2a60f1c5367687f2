//! Planted faults, one at a time: the seeds of the ordinary test find each of them.

use std::cell::Cell;

use message_batches::jobs::fault::{Fault, plant};

use crate::run::{Plan, run};

/// Faults of the driver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DriverFault {
    ActsBeforeStoring,
    IgnoresLease,
    IgnoresConflicts,
}

thread_local! {
    static PLANTED: Cell<Option<DriverFault>> = const { Cell::new(None) };
}

fn is(fault: DriverFault) -> bool {
    PLANTED.with(|planted| planted.get() == Some(fault))
}

pub fn acts_before_storing() -> bool {
    is(DriverFault::ActsBeforeStoring)
}

pub fn ignores_lease() -> bool {
    is(DriverFault::IgnoresLease)
}

pub fn ignores_conflicts() -> bool {
    is(DriverFault::IgnoresConflicts)
}

/// Returns the first seed of the ordinary test that fails, with the broken promise.
fn found() -> Option<(u64, String)> {
    (1..=crate::SEEDS).find_map(|seed| run(&Plan::new(seed)).err().map(|problem| (seed, problem)))
}

#[test]
fn every_fault_of_the_state_machine_is_found() {
    let missed: Vec<Fault> = in_parallel(&Fault::ALL, |fault| {
        plant(Some(fault));
        let found = found();
        plant(None);
        match &found {
            Some((seed, problem)) => println!(
                "{fault:?}: seed {seed}: {}",
                problem.chars().take(100).collect::<String>()
            ),
            None => println!("{fault:?}: not found"),
        }
        found.is_none()
    });
    assert_eq!(missed, []);
}

#[test]
fn every_fault_of_a_driver_is_found() {
    let all = [
        DriverFault::ActsBeforeStoring,
        DriverFault::IgnoresLease,
        DriverFault::IgnoresConflicts,
    ];
    let missed = in_parallel(&all, |fault| {
        PLANTED.with(|planted| planted.set(Some(fault)));
        let found = found();
        PLANTED.with(|planted| planted.set(None));
        println!("{fault:?}: {found:?}");
        found.is_none()
    });
    assert_eq!(missed, []);
}

/// Returns those of `all` for which `is_missed` is true. Runs as many at a time as there are cores.
fn in_parallel<T: Copy + Send + Sync>(all: &[T], is_missed: impl Fn(T) -> bool + Sync) -> Vec<T> {
    let next = std::sync::atomic::AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        let worker = || {
            let mut missed = Vec::new();
            while let Some(one) = all.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) {
                if is_missed(*one) {
                    missed.push(*one);
                }
            }
            missed
        };
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    })
}
