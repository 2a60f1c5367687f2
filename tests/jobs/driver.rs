//! A driver: reads a job from the store, applies events to it, stores it, acts. It can die between any two steps.

use message_batches::jobs::{Action, Batch, CreateFailure, Event, Job, Listing, Now, Phase, Shard, ShardState, Step};

use crate::chance::Chance;
use crate::judge;
use crate::run::Trouble;
use crate::world::{Owner, World};

const SECOND: u64 = 1000;
const MINUTE: u64 = 60 * SECOND;

/// The stored state, with compare-and-set.
pub struct Store {
    pub job: Job,
    version: u64,
    round_trips: bool,
}

impl Store {
    pub fn new(world: &World, chance: &mut Chance) -> Store {
        let shards = world
            .requests
            .iter()
            .map(|requests| Shard::new(*requests, 1000, String::from("hash")))
            .collect();
        Store {
            job: Job::new(String::from("job"), world.policy.clone(), shards),
            version: 0,
            round_trips: chance.percent(5),
        }
    }

    /// Writes if the state has not changed. Returns whether the write was reported as successful.
    fn put(&mut self, job: &Job, version: u64, world: &mut World, chance: &mut Chance) -> bool {
        let is_faulty = world.plan.has(Trouble::StoreFaults);
        if self.version != version || (is_faulty && chance.below(150) == 0) {
            return false;
        }
        self.job = job.clone();
        if self.round_trips {
            let text = serde_json::to_string(job).unwrap();
            if text.len() > 600 + 900 * job.shards.len() {
                world.fail(format!("the state has {} bytes: {text}", text.len()));
            }
            self.job = serde_json::from_str(&text).unwrap();
        }
        self.version += 1;
        // Written, but reported as failed.
        !(is_faulty && chance.below(150) == 0)
    }
}

/// The token of a driver with a key of another workspace.
const FOREIGN: &str = "foreign";

/// A call in progress.
struct Call {
    at_ms: u64,
    kind: Kind,
}

enum Kind {
    /// The last byte of a create has been sent.
    Sent { shard: usize, key: String },
    /// The server produces the listing.
    Served { number: u64, since_ms: u64 },
    /// An answer, or its loss.
    Reply(Event),
}

pub struct Driver {
    job: Job,
    version: u64,
    /// The token of its calls: a peer remembers the keys of each token separately.
    scope: &'static str,
    calls: Vec<Call>,
    /// By the server's clock: timers do not depend on a clock that jumps.
    wake_ms: Option<u64>,
    /// The server asks not to be listed before this time.
    hold_until_ms: u64,
    pub is_dead: bool,
}

impl Driver {
    pub fn take(store: &mut Store, world: &mut World, chance: &mut Chance) -> Driver {
        // Before the first create, every workspace is acceptable.
        let is_begun = |shard: &Shard| match shard.state {
            ShardState::Creating { .. } | ShardState::Uncertain { .. } => true,
            ShardState::Lost { .. } => false,
            _ => shard.batch().is_some(),
        };
        let may_err = store.job.shards.iter().any(is_begun) && !world.is_home;
        let scope = if may_err && world.plan.has(Trouble::OtherWorkspaces) && chance.percent(25) {
            FOREIGN
        } else if world.plan.has(Trouble::OtherTokens) && chance.percent(30) {
            "other"
        } else {
            "own"
        };
        world.trace(|| format!("a driver takes the job, with its {scope} token"));
        let mut driver = Driver {
            job: store.job.clone(),
            version: store.version,
            scope,
            calls: Vec::new(),
            wake_ms: None,
            hold_until_ms: 0,
            is_dead: false,
        };
        let scope = Some(String::from(scope));
        driver.apply(Event::Resumed { scope }, store, world, chance);
        driver
    }

    /// Returns when this driver next acts, by the server's clock.
    pub fn next_ms(&self) -> Option<u64> {
        self.calls.iter().map(|call| call.at_ms).chain(self.wake_ms).min()
    }

    /// Drops the calls in progress. Bodies that are not sent completely never arrive.
    pub fn lose_lease(&mut self, world: &mut World) {
        world.trace(|| String::from("the driver loses its lease"));
        if !crate::faults::ignores_lease() {
            self.calls.retain(|call| !matches!(call.kind, Kind::Sent { .. }));
        }
    }

    pub fn die(mut self, world: &mut World, chance: &mut Chance) {
        self.lose_lease(world);
        for call in self.calls {
            if let Kind::Sent { shard, key } = call.kind {
                let late_ms = world.late_ms(chance);
                world.arrive_later(shard, &key, call.at_ms, late_ms);
            }
        }
        world.trace(|| String::from("a driver is dead"));
    }

    /// Performs the calls and timers that are due.
    pub fn go_on(&mut self, store: &mut Store, world: &mut World, chance: &mut Chance) {
        let mut steps = 0;
        while !self.is_dead && world.broken.is_none() {
            steps += 1;
            if steps > 1000 {
                return world.fail(String::from("stuck: 1,000 steps at one time"));
            }
            let due = self.calls.iter().position(|call| call.at_ms <= world.time);
            let event = match due.map(|due| self.calls.swap_remove(due).kind) {
                Some(Kind::Reply(event)) => event,
                Some(Kind::Sent { shard, key }) => {
                    self.create_arrives(shard, &key, world, chance);
                    continue;
                }
                Some(Kind::Served { number, since_ms }) => {
                    let listing = Listing {
                        number,
                        batches: if self.scope == FOREIGN {
                            Vec::new()
                        } else {
                            world.listed(since_ms)
                        },
                        server_ms: Some(world.time / SECOND * SECOND),
                        pages: chance.between(1, 3) as u32,
                        remembered_until_ms: world.remembered_until_ms(),
                        after_ms: chance.percent(20).then(|| chance.skewed(MINUTE)),
                    };
                    self.reply(Event::Listed(listing), 2 * MINUTE, world, chance);
                    continue;
                }
                None if self.wake_ms.is_some_and(|wake_ms| wake_ms <= world.time) => {
                    if world.plan.has(Trouble::Company) && chance.percent(50) {
                        Event::Round
                    } else {
                        Event::Tick
                    }
                }
                None => return,
            };
            self.apply(event, store, world, chance);
        }
    }

    /// An event of another job with the same credentials, or of the page.
    pub fn meet(&mut self, store: &mut Store, world: &mut World, chance: &mut Chance) {
        let event = match chance.below(4) {
            0 => Event::Busy {
                after_ms: chance.skewed(30 * MINUTE),
            },
            1 => Event::Online,
            2 => Event::Watched {
                is_watched: chance.percent(50),
            },
            _ => Event::Round,
        };
        self.apply(event, store, world, chance);
    }

    /// Applies an event, stores the state, and only then acts.
    pub fn apply(&mut self, event: Event, store: &mut Store, world: &mut World, chance: &mut Chance) {
        world.trace(|| format!("{event:?}"));
        let now = Now {
            ms: world.clock_ms(),
            random: chance.share(),
        };
        if let Event::Collected {
            shard, is_ours: true, ..
        } = &event
        {
            // The results are stored before the state records it.
            world.collected[*shard] = true;
        }
        let wait = match &event {
            Event::CreateFailed {
                shard,
                failure: CreateFailure::NotStored {
                    after_ms: Some(after_ms),
                },
            } => Some((*shard, *after_ms)),
            _ => None,
        };
        if let Event::ListFailed { after_ms } | Event::RetrieveFailed { after_ms, .. } | Event::Busy { after_ms } =
            event
        {
            self.hold_until_ms = self.hold_until_ms.max(world.time + after_ms);
        }
        if let Event::Listed(Listing {
            after_ms: Some(after_ms),
            ..
        }) = event
        {
            self.hold_until_ms = self.hold_until_ms.max(world.time + after_ms);
        }
        let Step { actions, wake_ms } = self.job.apply(event, now);
        self.wake_ms = wake_ms.map(|wake_ms| world.time + wake_ms.saturating_sub(now.ms));
        if self.calls.is_empty() && self.wake_ms.is_some_and(|wake_ms| wake_ms > world.time + 90 * MINUTE) {
            world.fail(format!(
                "nothing happens for {} minutes",
                self.wake_ms.map_or(0, |ms| (ms - world.time) / MINUTE)
            ));
        }
        if crate::faults::acts_before_storing() {
            for action in &actions {
                self.act(action.clone(), world, chance);
            }
        }
        if world.plan.has(Trouble::Deaths) && chance.below(400) == 0 {
            self.is_dead = true;
            return;
        }
        if !store.put(&self.job, self.version, world, chance) && !crate::faults::ignores_conflicts() {
            // Another driver has the job, or the outcome of the write is unknown: the stored state decides.
            self.is_dead = true;
            return;
        }
        self.version += 1;
        if crate::faults::ignores_conflicts() {
            store.job = self.job.clone();
            self.version = self.version.max(1);
        }
        if let Some((shard, after_ms)) = wait {
            world.earliest_ms[shard] = world.time + after_ms;
        }
        if world.plan.has(Trouble::Deaths) && chance.below(400) == 0 {
            self.is_dead = true;
            return;
        }
        if !crate::faults::acts_before_storing() {
            for action in actions {
                self.act(action, world, chance);
            }
        }
    }

    fn act(&mut self, action: Action, world: &mut World, chance: &mut Chance) {
        world.trace(|| format!("  → {action:?}"));
        judge::at_action(world, &self.job, &action);
        match action {
            Action::Create { shard, key } => self.create(shard, format!("{} {key}", self.scope), world, chance),
            Action::List { number, since_ms } => {
                if world.time < self.hold_until_ms && !world.plan.has(Trouble::Jumps) {
                    return world.fail(String::from("it lists before the server wants it"));
                }
                if world.plan.has(Trouble::ReadFaults) && chance.percent(15) {
                    let after_ms = chance.skewed(MINUTE);
                    return self.reply(Event::ListFailed { after_ms }, 20 * SECOND, world, chance);
                }
                let at_ms = world.time + chance.skewed(20 * SECOND);
                self.calls.push(Call {
                    at_ms,
                    kind: Kind::Served { number, since_ms },
                });
            }
            Action::Retrieve { batch } => {
                let event = if world.plan.has(Trouble::ReadFaults) && chance.percent(15) {
                    let after_ms = chance.skewed(MINUTE);
                    Event::RetrieveFailed { id: batch, after_ms }
                } else {
                    let found = self.find(&batch, world);
                    Event::Retrieved {
                        id: batch,
                        batch: found,
                        after_ms: if chance.percent(20) { chance.skewed(MINUTE) } else { 0 },
                    }
                };
                self.reply(event, 10 * SECOND, world, chance);
            }
            Action::Compare { shard, batch } => {
                if world.plan.has(Trouble::ReadFaults) && chance.percent(25) {
                    let gone = None;
                    let reason = None;
                    return self.reply(
                        Event::ReadFailed {
                            shard,
                            batch,
                            gone,
                            reason,
                        },
                        MINUTE,
                        world,
                        chance,
                    );
                }
                let is_ours = self.find(&batch, world).map(|_| is_of(world, &batch, shard));
                self.reply(Event::Compared { shard, batch, is_ours }, MINUTE, world, chance);
            }
            Action::Collect { shard, batch } => {
                if world.plan.has(Trouble::Deletes) {
                    world.delete_some(&self.job, chance);
                }
                let event = match self.find(&batch, world) {
                    None => Event::ReadFailed {
                        shard,
                        batch,
                        gone: Some(String::from("deleted")),
                        reason: None,
                    },
                    Some(_) if world.plan.has(Trouble::ReadFaults) && chance.percent(25) => Event::ReadFailed {
                        shard,
                        batch,
                        gone: None,
                        reason: None,
                    },
                    Some(_) => Event::Collected {
                        shard,
                        is_ours: is_of(world, &batch, shard),
                        batch,
                    },
                };
                self.reply(event, 10 * MINUTE, world, chance);
            }
            Action::Cancel { batch } => {
                let event = if world.plan.has(Trouble::ReadFaults) && chance.percent(20) {
                    Event::CancelFailed { batch }
                } else {
                    if self.scope != FOREIGN {
                        world.cancel(&batch);
                    }
                    Event::CancelSent { batch }
                };
                self.reply(event, 10 * SECOND, world, chance);
            }
        }
    }

    /// Returns the batch as this driver's key sees it.
    fn find(&self, batch: &str, world: &World) -> Option<Batch> {
        world.find(batch).filter(|_| self.scope != FOREIGN)
    }

    fn create(&mut self, shard: usize, key: String, world: &mut World, chance: &mut Chance) {
        if self.scope == FOREIGN {
            return world.fail(format!("shard {shard} is created in another workspace"));
        }
        let failure = if world.refused[shard] {
            refused()
        } else if world.plan.has(Trouble::Refused) && chance.percent(2) && world.creates[shard] == 1 {
            world.refused[shard] = true;
            refused()
        } else if world.plan.has(Trouble::Blocked) && chance.percent(4) {
            CreateFailure::Blocked {
                reason: String::from("spend limit"),
            }
        } else if world.is_full() {
            world.full += 1;
            CreateFailure::QueueFull { after_ms: None }
        } else if world.plan.has(Trouble::Busy) && chance.percent(20) {
            CreateFailure::NotStored {
                after_ms: chance.percent(50).then(|| chance.skewed(MINUTE)),
            }
        } else {
            if chance.percent(30) {
                return self.create_arrives(shard, &key, world, chance);
            }
            let at_ms = world.time + chance.skewed(30 * MINUTE);
            let kind = Kind::Sent { shard, key };
            self.calls.push(Call { at_ms, kind });
            return;
        };
        self.reply(Event::CreateFailed { shard, failure }, 30 * SECOND, world, chance);
    }

    /// The last byte was sent: from now on the body may be stored, and the answer may arrive.
    fn create_arrives(&mut self, shard: usize, key: &str, world: &mut World, chance: &mut Chance) {
        let unknown = |failure| Event::CreateFailed { shard, failure };
        if world.plan.has(Trouble::ServerErrors) && chance.percent(10) {
            if chance.percent(50) {
                let late_ms = world.late_ms(chance);
                world.arrive(shard, key, late_ms, chance);
            }
            return self.reply(unknown(CreateFailure::ServerError), 20 * SECOND, world, chance);
        }
        if world.plan.has(Trouble::LostAnswers) && chance.percent(25) {
            if chance.percent(60) {
                let late_ms = world.late_ms(chance);
                world.arrive(shard, key, late_ms, chance);
            }
            return self.reply(unknown(CreateFailure::Unknown), MINUTE, world, chance);
        }
        let batch = world.arrive(shard, key, 0, chance);
        let batch: Batch = batch.expect("it is stored at once");
        self.reply(Event::Created { shard, batch }, 10 * SECOND, world, chance);
    }

    fn reply(&mut self, event: Event, most_ms: u64, world: &World, chance: &mut Chance) {
        self.calls.push(Call {
            at_ms: world.time + chance.skewed(most_ms),
            kind: Kind::Reply(event),
        });
    }
}

fn refused() -> CreateFailure {
    CreateFailure::Refused {
        reason: String::from("400"),
    }
}

/// Whether the ids of a batch are those of a shard.
fn is_of(world: &World, batch: &str, shard: usize) -> bool {
    world.stored(batch).is_some_and(|stored| match stored.owner {
        Owner::Shard(owner) => owner == shard,
        Owner::Neighbour => false,
        Owner::Twin => stored.batch.requests == world.requests[shard],
    })
}

/// Returns whether a job is paused.
pub fn is_paused(job: &Job) -> bool {
    matches!(job.phase, Phase::Paused { .. })
}

/// Returns whether a shard's create is in progress.
pub fn is_creating(shard: &Shard) -> bool {
    matches!(shard.state, ShardState::Creating { .. })
}
