//! One run: a plan made from a seed, and the loop that advances the time until the job is done.

use std::fmt;
use std::str::FromStr;

use message_batches::jobs::Ambiguity;

use crate::chance::Chance;
use crate::driver::{Driver, Store};
use crate::judge;
use crate::world::World;

const MINUTE: u64 = 60_000;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// Kinds of trouble. A shrunk plan has fewer of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum Trouble {
    /// Answers of creates are lost.
    LostAnswers = 1,
    /// Bodies whose answer was lost are stored later.
    LateLandings = 2,
    /// 429, 529, full queues, refused connections.
    Busy = 4,
    /// 500s after a store, and 500s without one.
    ServerErrors = 8,
    /// Spend limits and wrong keys.
    Blocked = 16,
    /// Bodies that are permanently refused.
    Refused = 32,
    /// Drivers die.
    Deaths = 64,
    /// A second driver takes the job from a live one.
    Takeovers = 128,
    /// The driver's clock jumps.
    Jumps = 256,
    /// Writes to the store fail, or are reported as failed.
    StoreFaults = 512,
    /// Batches are listed late.
    LateListing = 1024,
    /// Others create batches of the same size.
    Neighbours = 2048,
    /// Listings and results fail.
    ReadFaults = 4096,
    /// People delete batches.
    Deletes = 8192,
    /// A person pauses, resumes and cancels.
    Person = 16384,
    /// A driver has another token of the same relay, which does not know the keys of the first.
    OtherTokens = 32768,
    /// A driver has a key of another workspace.
    OtherWorkspaces = 65536,
    /// Other jobs are driven with the same credentials, in a page that is hidden and offline at times.
    Company = 131_072,
}

/// Kinds of trouble.
const KINDS: u32 = 18;

/// The decisions of a seed.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    pub seed: u64,
    /// Kinds of trouble, as bits.
    pub troubles: u32,
    pub shards: usize,
    pub traced: bool,
}

impl Plan {
    pub fn new(seed: u64) -> Plan {
        let mut chance = Chance::new(seed ^ 0xABCD);
        // Every kind occurs in two of three runs, so that some runs have little trouble.
        let troubles = (0..KINDS)
            .filter(|_| chance.percent(66))
            .fold(0, |troubles, bit| troubles | (1 << bit));
        Plan {
            seed,
            troubles,
            shards: chance.between(1, 6) as usize,
            traced: false,
        }
    }

    pub fn has(&self, trouble: Trouble) -> bool {
        self.troubles & trouble as u32 != 0
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.seed, self.troubles, self.shards)
    }
}

impl FromStr for Plan {
    type Err = String;

    fn from_str(text: &str) -> Result<Plan, String> {
        let wrong = || format!("expected SEED:TROUBLES:SHARDS, found {text:?}");
        let numbers: Vec<u64> = text
            .split(':')
            .map(|part| part.parse().map_err(|_| wrong()))
            .collect::<Result<_, _>>()?;
        match numbers.as_slice() {
            [seed] => Ok(Plan::new(*seed)),
            [seed, troubles, shards] => Ok(Plan {
                seed: *seed,
                troubles: *troubles as u32,
                shards: *shards as usize,
                traced: false,
            }),
            _ => Err(wrong()),
        }
    }
}

/// Returns the smallest plan that still fails, by removing kinds of trouble and shards one by one.
pub fn shrink(mut plan: Plan) -> Plan {
    loop {
        let fewer = (0..KINDS).map(|bit| Plan {
            troubles: plan.troubles & !(1 << bit),
            ..plan.clone()
        });
        let smaller = (1..plan.shards).map(|shards| Plan { shards, ..plan.clone() });
        match fewer.chain(smaller).find(|other| *other != plan && run(other).is_err()) {
            Some(next) => plan = next,
            None => return plan,
        }
    }
}

/// Runs a plan to its end.
///
/// # Errors
/// The first broken promise.
pub fn run(plan: &Plan) -> Result<(), String> {
    let mut chance = Chance::new(plan.seed);
    let mut world = World::new(plan, &mut chance);
    let mut store = Store::new(&world, &mut chance);
    let mut drivers: Vec<Driver> = Vec::new();
    let mut next_start = world.time;
    let mut next_trouble = world.time + chance.skewed(2 * HOUR);
    let started = world.time;
    let mut troubles_left = chance.below(25);
    for _ in 0..60_000 {
        if let Some(problem) = &world.broken {
            return Err(problem.clone());
        }
        if store.job.is_done() {
            return judge::at_the_end(&world, &store.job);
        }
        if world.time - started > 40 * DAY {
            return Err(format!(
                "stuck: after 40 days {:?} {:?}",
                store.job.phase, store.job.shards
            ));
        }
        if drivers.iter().any(|driver| driver.is_dead) {
            for driver in drivers.extract_if(.., |driver| driver.is_dead) {
                driver.die(&mut world, &mut chance);
            }
            next_start = world.time + chance.between(1, MINUTE);
        }
        if drivers.is_empty() && world.time >= next_start {
            drivers.push(Driver::take(&mut store, &mut world, &mut chance));
            continue;
        }
        let next_call = drivers.iter().filter_map(Driver::next_ms).min();
        let next_drive = if drivers.is_empty() {
            Some(next_start)
        } else {
            next_call
        };
        let person_ms = if drivers.is_empty() {
            None
        } else {
            world.person_ms(&store.job, &mut chance)
        };
        let is_trouble = troubles_left > 0;
        let times = [
            next_drive,
            world.next_landing_ms(),
            is_trouble.then_some(next_trouble),
            person_ms,
        ];
        let Some(next) = times.into_iter().flatten().min() else {
            return Err(format!(
                "stuck: nothing is planned, {:?} {:?}",
                store.job.phase, store.job.shards
            ));
        };
        world.time = world.time.max(next);
        world.land(&mut chance);
        if is_trouble && world.time >= next_trouble {
            troubles_left -= 1;
            next_trouble = world.time + chance.skewed(3 * HOUR) + 1;
            match chance.below(5) {
                0 if plan.has(Trouble::Deaths) => {
                    for driver in drivers.drain(..) {
                        driver.die(&mut world, &mut chance);
                    }
                    let pause = if chance.percent(25) {
                        chance.below(5 * DAY)
                    } else {
                        chance.skewed(HOUR)
                    };
                    next_start = world.time + pause;
                }
                1 if plan.has(Trouble::Takeovers) && drivers.len() == 1 => {
                    drivers[0].lose_lease(&mut world);
                    drivers.push(Driver::take(&mut store, &mut world, &mut chance));
                }
                2 if plan.has(Trouble::Jumps) => world.jump(&mut chance),
                3 if plan.has(Trouble::Person) && chance.percent(30) => world.wish(&mut chance),
                4 if plan.has(Trouble::Company)
                    && let Some(driver) = drivers.last_mut() =>
                {
                    driver.meet(&mut store, &mut world, &mut chance);
                }
                _ => {}
            }
        }
        if let Some(driver) = drivers.last_mut()
            && let Some(event) = world.decision(&store.job, &mut chance)
        {
            driver.apply(event, &mut store, &mut world, &mut chance);
        }
        if std::mem::take(&mut world.wants_restart) {
            for driver in drivers.drain(..) {
                driver.die(&mut world, &mut chance);
            }
            next_start = world.time;
        }
        for driver in &mut drivers {
            driver.go_on(&mut store, &mut world, &mut chance);
        }
    }
    Err(format!(
        "stuck: 60,000 steps, {:?} {:?}",
        store.job.phase, store.job.shards
    ))
}

/// Returns whether the policy of a run asks.
pub fn asks(world: &World) -> bool {
    world.policy.ambiguity == Ambiguity::Ask
}
