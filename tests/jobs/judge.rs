//! The properties that must always be true.

use message_batches::jobs::{Action, Job, Phase, ShardState};

use crate::driver::{is_creating, is_paused};
use crate::run::Trouble;
use crate::world::{Owner, World};

const MINUTE: u64 = 60_000;

/// Checks an action before it is performed.
pub fn at_action(world: &mut World, job: &Job, action: &Action) {
    match action {
        Action::Create { shard, .. } => {
            world.creates[*shard] += 1;
            if is_paused(job) {
                // A repeat with a remembered key requests the outcome of the first create.
                let is_repeat = matches!(job.shards[*shard].state, ShardState::Creating { is_repeat: true, .. });
                if !is_repeat {
                    world.fail(format!("shard {shard} is created while the job is paused"));
                }
            }
            if job.phase == Phase::Canceling {
                world.fail(format!("shard {shard} is created after the job was canceled"));
            }
            if !world.plan.has(Trouble::Jumps) && world.time < world.earliest_ms[*shard] {
                world.fail(format!("shard {shard} is created before the server wants it"));
            }
            let minutes = (world.time - world.started_ms) / MINUTE;
            if u64::from(world.creates[*shard]) > 60 + minutes / 4 {
                world.fail(format!(
                    "shard {shard} is created {} times in {minutes} minutes",
                    world.creates[*shard]
                ));
            }
            let under_way = job.shards.iter().filter(|shard| is_creating(shard)).count() as u32;
            let repeats = job
                .shards
                .iter()
                .filter(|shard| matches!(shard.state, ShardState::Creating { is_repeat: true, .. }));
            if under_way - repeats.count() as u32 > world.policy.concurrency {
                world.fail(format!("{under_way} creates at the same time"));
            }
            if world.policy.primer && *shard > 0 && !primer_has_ended(world) {
                world.fail(format!("shard {shard} is created before the primer has ended"));
            }
        }
        Action::List { .. } | Action::Retrieve { .. } => {
            world.looks += 1;
            let minutes = (world.time - world.started_ms) / MINUTE;
            let batches = world.plan.shards as u64;
            if world.looks > 400 + batches * 60 + minutes * 2 * batches.max(2) {
                world.fail(format!("{} looks in {minutes} minutes", world.looks));
            }
        }
        _ => {}
    }
}

fn is_own(world: &World, batch: &str, shard: usize) -> bool {
    world
        .stored(batch)
        .is_some_and(|stored| stored.owner == Owner::Shard(shard))
}

fn primer_has_ended(world: &World) -> bool {
    let is_own = |stored: &&crate::world::Stored| stored.owner == Owner::Shard(0);
    let mut own = world.batches.iter().filter(is_own).peekable();
    world.refused[0] || own.any(|stored| stored.ends_ms <= world.time || stored.deleted_ms.is_some())
}

/// Checks the final state, when nothing changes any more.
///
/// # Errors
/// The first broken promise.
pub fn at_the_end(world: &World, job: &Job) -> Result<(), String> {
    for (index, shard) in job.shards.iter().enumerate() {
        let own = world
            .batches
            .iter()
            .filter(|stored| stored.owner == Owner::Shard(index));
        let own = own.filter(|stored| stored.deleted_ms.is_none());
        let stored: Vec<&str> = own.map(|stored| stored.batch.id.as_str()).collect();
        let is_late = world.is_pending(index) && !world.chosen[index];
        match &shard.state {
            ShardState::Collected { batch } if !is_own(world, batch, index) => {
                return Err(format!("shard {index} has {batch}, which is another's"));
            }
            ShardState::Collected { batch } if !world.collected[index] => {
                return Err(format!("shard {index}: nobody read the results of {batch}"));
            }
            ShardState::Collected { .. } => {}
            ShardState::Refused { .. } if !world.refused[index] => {
                return Err(format!("shard {index} counts as refused, which it was not"));
            }
            ShardState::Refused { .. } if !stored.is_empty() => {
                return Err(format!("shard {index} counts as refused, and has {stored:?}"));
            }
            ShardState::Refused { .. } => {}
            ShardState::Lost { batch, .. } => {
                let is_gone = world.stored(batch).is_some_and(|stored| stored.deleted_ms.is_some());
                if !is_gone {
                    return Err(format!("shard {index} counts as lost, and {batch} is there"));
                }
            }
            ShardState::Dropped if !world.was_canceled => {
                return Err(format!("shard {index} was dropped, and nobody canceled"));
            }
            // With unbounded lateness, a body may be stored after any wait.
            ShardState::Dropped if (is_late || !stored.is_empty()) && !crate::run::asks(world) => {
                return Err(format!("shard {index} was dropped, and has a batch: {stored:?}"));
            }
            ShardState::Dropped => {}
            other => return Err(format!("shard {index} is not done: {other:?}")),
        }
        if is_late && !matches!(shard.state, ShardState::Dropped) && !crate::run::asks(world) {
            return Err(format!(
                "shard {index} is done, and another create of it may still be stored"
            ));
        }
    }
    Ok(())
}
