//! The server, the network and the people around a job. `time` is the server's clock, which is correct.

use message_batches::jobs::{Ambiguity, Batch, BatchStatus, Decision, Event, Job, Phase, Policy, Shard, ShardState};

use crate::chance::Chance;
use crate::run::{Plan, Trouble};

const SECOND: u64 = 1000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
const REMEMBERED_MS: u64 = 48 * HOUR;
/// The age of the oldest batch of a page.
const PAGE_MS: u64 = 6 * HOUR;

/// The owner of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    Shard(usize),
    Neighbour,
    /// Another job over the same rows, with batches of the same ids.
    Twin,
}

#[derive(Debug, Clone)]
pub struct Stored {
    pub batch: Batch,
    pub owner: Owner,
    pub listed_ms: u64,
    pub ends_ms: u64,
    pub deleted_ms: Option<u64>,
    key: Option<String>,
}

/// A body that the server has received and not stored yet.
#[derive(Debug, Clone)]
struct Landing {
    at_ms: u64,
    shard: usize,
    key: String,
    /// When the last byte was sent.
    sent_ms: u64,
}

pub struct World {
    pub plan: Plan,
    pub policy: Policy,
    pub time: u64,
    skew_ms: i64,
    pub requests: Vec<u64>,
    pub batches: Vec<Stored>,
    landings: Vec<Landing>,
    /// Whether the peer remembers keys.
    pub is_keyed: bool,
    /// A stored batch is listed within this time after the last byte.
    lateness_ms: u64,
    queue: usize,
    /// Shards that a person decided to create again.
    pub chosen: Vec<bool>,
    pub refused: Vec<bool>,
    pub collected: Vec<bool>,
    pub creates: Vec<u32>,
    /// The earliest time at which a shard may be created, as requested by the server.
    pub earliest_ms: Vec<u64>,
    pub looks: u64,
    pub started_ms: u64,
    pub full: u32,
    pub was_canceled: bool,
    pub wishes: Vec<Event>,
    next_wish_ms: Option<u64>,
    ask_ms: Option<u64>,
    /// A person restarts the job with the right key.
    pub wants_restart: bool,
    pub is_home: bool,
    pub broken: Option<String>,
    names: u64,
}

impl World {
    pub fn new(plan: &Plan, chance: &mut Chance) -> World {
        let settle_ms = [5 * MINUTE, 15 * MINUTE, HOUR][chance.below(3) as usize];
        let ambiguity = if chance.percent(50) {
            Ambiguity::Settle
        } else {
            Ambiguity::Ask
        };
        let is_distinct = chance.percent(60);
        let time = 1_800_000_000_000 + chance.below(DAY);
        let mut world = World {
            plan: plan.clone(),
            policy: Policy {
                ambiguity,
                settle_ms,
                concurrency: chance.between(1, 3) as u32,
                primer: chance.percent(20),
            },
            time,
            skew_ms: 0,
            requests: (0..plan.shards as u64)
                .map(|index| if is_distinct { 100 - index } else { 100 })
                .collect(),
            batches: Vec::new(),
            landings: Vec::new(),
            is_keyed: chance.percent(30),
            lateness_ms: if ambiguity == Ambiguity::Settle {
                settle_ms
            } else {
                3 * DAY
            },
            queue: if chance.percent(30) {
                chance.between(1, 3) as usize
            } else {
                usize::MAX
            },
            chosen: vec![false; plan.shards],
            refused: vec![false; plan.shards],
            collected: vec![false; plan.shards],
            creates: vec![0; plan.shards],
            earliest_ms: vec![0; plan.shards],
            looks: 0,
            started_ms: time,
            full: 0,
            was_canceled: false,
            wishes: Vec::new(),
            next_wish_ms: None,
            ask_ms: None,
            wants_restart: false,
            is_home: false,
            broken: None,
            names: 0,
        };
        if plan.has(Trouble::Jumps) {
            world.jump(chance);
        }
        if plan.has(Trouble::Neighbours) {
            for _ in 0..chance.below(6) {
                let created_ms = (time + chance.skewed(20 * HOUR)).saturating_sub(2 * HOUR);
                let requests = if chance.percent(70) {
                    100 - chance.below(plan.shards as u64)
                } else {
                    7
                };
                world.store(Owner::Neighbour, requests, created_ms, None, chance);
            }
        }
        world.add_twins();
        world
    }

    /// Sometimes another job over the same rows ran a moment ago. A client of another workspace does not see that.
    fn add_twins(&mut self) {
        let mut chance = Chance::new(self.plan.seed ^ 0x7157);
        if !self.plan.has(Trouble::Neighbours) || self.plan.has(Trouble::OtherWorkspaces) || chance.percent(50) {
            return;
        }
        for requests in self.requests.clone() {
            let created_ms = self.time - chance.below(2 * MINUTE);
            self.store(Owner::Twin, requests, created_ms, None, &mut chance);
            if let Some(stored) = self.batches.last_mut() {
                stored.listed_ms = created_ms;
            }
        }
    }

    pub fn trace(&self, line: impl FnOnce() -> String) {
        if self.plan.traced {
            println!("{:>10.1} s  {}", (self.time - self.started_ms) as f64 / 1000.0, line());
        }
    }

    pub fn fail(&mut self, problem: String) {
        self.trace(|| format!("✗ {problem}"));
        self.broken.get_or_insert(problem);
    }

    /// The driver's clock, which may be wrong.
    pub fn clock_ms(&self) -> u64 {
        self.time.saturating_add_signed(self.skew_ms)
    }

    pub fn jump(&mut self, chance: &mut Chance) {
        let size = chance.skewed(2 * DAY) as i64;
        self.skew_ms = if chance.percent(50) { size } else { -size };
        self.trace(|| format!("the clock is off by {} s", self.skew_ms / 1000));
    }

    fn store(
        &mut self,
        owner: Owner,
        requests: u64,
        created_ms: u64,
        key: Option<String>,
        chance: &mut Chance,
    ) -> usize {
        self.names += 1;
        let length = if chance.percent(80) {
            chance.skewed(3 * HOUR)
        } else {
            chance.below(DAY)
        };
        let late = if self.plan.has(Trouble::LateListing) {
            chance.skewed(self.policy.settle_ms / 4)
        } else {
            0
        };
        let id = format!("batch-{}", self.names);
        self.batches.push(Stored {
            batch: Batch {
                id,
                requests,
                created_ms,
                status: BatchStatus::Running,
                ended_ms: None,
            },
            owner,
            listed_ms: created_ms + late,
            ends_ms: created_ms + MINUTE + length,
            deleted_ms: None,
            key,
        });
        self.batches.len() - 1
    }

    /// Returns whether a driver's create may still be stored.
    pub fn is_pending(&self, shard: usize) -> bool {
        // A peer that remembers the key does not store anything new.
        let is_new = |key: &str| self.remembered(key).is_none();
        self.landings
            .iter()
            .any(|landing| landing.shard == shard && is_new(&landing.key))
    }

    pub fn next_landing_ms(&self) -> Option<u64> {
        self.landings.iter().map(|landing| landing.at_ms).min()
    }

    /// Stores the bodies that are due.
    pub fn land(&mut self, chance: &mut Chance) {
        let time = self.time;
        let due: Vec<Landing> = self.landings.extract_if(.., |landing| landing.at_ms <= time).collect();
        for landing in due {
            self.land_one(&landing, chance);
        }
    }

    fn land_one(&mut self, landing: &Landing, chance: &mut Chance) -> usize {
        if let Some(stored) = self.remembered(&landing.key) {
            return stored;
        }
        let Landing { shard, .. } = *landing;
        let stored = self.store(
            Owner::Shard(shard),
            self.requests[shard],
            self.time,
            Some(landing.key.clone()),
            chance,
        );
        if self.policy.ambiguity == Ambiguity::Settle {
            // Listed in time, whatever else happens to it.
            let latest = landing.sent_ms + self.lateness_ms;
            let stored = &mut self.batches[stored];
            stored.listed_ms = stored.listed_ms.min(latest.max(stored.batch.created_ms));
        }
        self.trace(|| format!("stored {} of shard {shard}", self.batches[stored].batch.id));
        let count = self
            .batches
            .iter()
            .filter(|stored| stored.owner == Owner::Shard(shard))
            .count();
        if count > 1 && !self.chosen[shard] {
            self.fail(format!("billed twice: shard {shard} has {count} batches"));
        }
        stored
    }

    fn remembered(&self, key: &str) -> Option<usize> {
        let is_remembered =
            |stored: &Stored| stored.key.as_deref() == Some(key) && self.time < stored.batch.created_ms + REMEMBERED_MS;
        self.batches.iter().position(is_remembered).filter(|_| self.is_keyed)
    }

    pub fn remembered_until_ms(&self) -> Option<u64> {
        self.is_keyed.then_some(self.time + REMEMBERED_MS)
    }

    /// The last byte of a body arrives. Returns the batch if it is stored immediately.
    pub fn arrive(&mut self, shard: usize, key: &str, late_ms: u64, chance: &mut Chance) -> Option<Batch> {
        if let Some(stored) = self.remembered(key) {
            // The peer answers with the existing batch. If that answer is also lost, nothing new is stored.
            return (late_ms == 0).then(|| self.batches[stored].batch.clone());
        }
        let earlier = self
            .landings
            .iter()
            .position(|landing| landing.key == key && self.is_keyed);
        if let Some(earlier) = earlier {
            let landing = self.landings.remove(earlier);
            let stored = self.land_one(&landing, chance);
            return Some(self.batches[stored].batch.clone());
        }
        let landing = Landing {
            at_ms: self.time + late_ms,
            shard,
            key: key.to_owned(),
            sent_ms: self.time,
        };
        if late_ms == 0 {
            let stored = self.land_one(&landing, chance);
            return Some(self.batches[stored].batch.clone());
        }
        self.landings.push(landing);
        None
    }

    /// The last byte of a body arrives when its driver no longer waits for the answer.
    pub fn arrive_later(&mut self, shard: usize, key: &str, sent_ms: u64, late_ms: u64) {
        self.landings.push(Landing {
            at_ms: sent_ms + late_ms,
            shard,
            key: key.to_owned(),
            sent_ms,
        });
    }

    /// Returns how late a body is stored, measured from the time its last byte was sent.
    pub fn late_ms(&self, chance: &mut Chance) -> u64 {
        if !self.plan.has(Trouble::LateLandings) {
            return 0;
        }
        // Often at the very end of the permitted time.
        let most = self.lateness_ms;
        if chance.percent(30) {
            most - chance.below(2 * SECOND)
        } else {
            chance.skewed(most)
        }
    }

    /// Returns whether the API has its maximum number of batches in progress.
    pub fn is_full(&self) -> bool {
        let running = |stored: &&Stored| matches!(stored.owner, Owner::Shard(_)) && stored.ends_ms > self.time;
        self.batches.iter().filter(running).count() >= self.queue
    }

    pub fn listed(&self, since_ms: u64) -> Vec<Batch> {
        // A listing since a time to come is one page.
        let since_ms = if since_ms > self.time {
            self.time.saturating_sub(PAGE_MS)
        } else {
            since_ms
        };
        let shown = |stored: &&Stored| {
            stored.listed_ms <= self.time
                && stored.batch.created_ms <= self.time
                && stored.batch.created_ms >= since_ms
                && stored.deleted_ms.is_none_or(|deleted_ms| deleted_ms > self.time)
        };
        self.batches
            .iter()
            .filter(shown)
            .map(|stored| self.current(stored))
            .collect()
    }

    fn current(&self, stored: &Stored) -> Batch {
        let status = if stored.ends_ms <= self.time {
            BatchStatus::Ended
        } else {
            BatchStatus::Running
        };
        Batch {
            status,
            ended_ms: (status == BatchStatus::Ended).then_some(stored.ends_ms),
            ..stored.batch.clone()
        }
    }

    pub fn find(&self, id: &str) -> Option<Batch> {
        let stored = self.stored(id)?;
        let is_deleted = stored.deleted_ms.is_some_and(|deleted_ms| deleted_ms <= self.time);
        (!is_deleted).then(|| self.current(stored))
    }

    pub fn stored(&self, id: &str) -> Option<&Stored> {
        self.batches.iter().find(|stored| stored.batch.id == id)
    }

    pub fn cancel(&mut self, id: &str) {
        let time = self.time;
        if let Some(stored) = self.batches.iter_mut().find(|stored| stored.batch.id == id) {
            stored.ends_ms = stored.ends_ms.min(time + MINUTE);
        }
    }

    /// A person deletes ended batches before they are collected. The job's own batches are deleted only after the job knows them:
    /// a batch that existed briefly cannot be distinguished from one that never existed.
    pub fn delete_some(&mut self, job: &Job, chance: &mut Chance) {
        let time = self.time;
        for stored in &mut self.batches {
            let is_known = stored.owner == Owner::Neighbour
                || job.shards.iter().any(|shard| shard.batch() == Some(&stored.batch.id));
            if is_known && stored.ends_ms <= time && stored.deleted_ms.is_none() && chance.percent(3) {
                stored.deleted_ms = Some(time);
            }
        }
    }

    /// A person decides on an intervention.
    pub fn wish(&mut self, chance: &mut Chance) {
        let event = match chance.below(4) {
            0 if chance.percent(50) => Event::Cancel,
            1 => Event::Continue,
            _ => Event::Pause {
                reason: String::from("lunch"),
            },
        };
        self.wishes.push(event);
        self.next_wish_ms = Some(self.time);
    }

    /// Returns when a person next acts.
    pub fn person_ms(&mut self, job: &Job, chance: &mut Chance) -> Option<u64> {
        let waits = job.is_hidden || matches!(job.phase, Phase::Paused { .. }) || job.questions().next().is_some();
        if waits && self.ask_ms.is_none() {
            self.ask_ms = Some(self.time + chance.between(MINUTE, 10 * HOUR));
        }
        let wish_ms = self.next_wish_ms.filter(|_| !self.wishes.is_empty());
        self.ask_ms.into_iter().chain(wish_ms).min()
    }

    /// Returns the decision of a person at this time.
    pub fn decision(&mut self, job: &Job, chance: &mut Chance) -> Option<Event> {
        if let Some(event) = self.wishes.pop() {
            self.was_canceled |= event == Event::Cancel;
            self.trace(|| format!("a person: {event:?}"));
            return Some(event);
        }
        if self.ask_ms? > self.time {
            return None;
        }
        self.ask_ms = None;
        let uncertain = |shard: &Shard| matches!(shard.state, ShardState::Uncertain { .. });
        let unknown = job.shards.iter().position(uncertain).filter(|_| job.is_hidden);
        // None of the drivers has the keys of all creates any more.
        let decides = self.is_home && unknown.is_some() && chance.percent(30);
        if job.is_hidden && !decides {
            // The first remedy is the right key. If that does not help, the batches were deleted.
            let is_deleted = self.is_home && chance.percent(50);
            self.wants_restart = !is_deleted;
            self.is_home = true;
            self.was_canceled |= is_deleted;
            return is_deleted.then_some(Event::Cancel);
        }
        if matches!(job.phase, Phase::Paused { .. }) && !decides {
            return Some(Event::Continue);
        }
        let question = job.questions().next().or(unknown);
        let Some(shard) = question else {
            // A person answers a question that is no longer open.
            let shard = chance.below(self.plan.shards as u64) as usize;
            let is_safe = !matches!(
                job.shards[shard].state,
                ShardState::Uncertain { .. } | ShardState::Creating { .. }
            );
            return (is_safe && chance.percent(50)).then_some(Event::Decided {
                shard,
                decision: Decision::Create,
            });
        };
        let stored = self
            .batches
            .iter()
            .rev()
            .find(|stored| stored.owner == Owner::Shard(shard));
        let decision = match stored.map(|stored| self.current(stored)) {
            Some(batch) => Decision::Adopt(batch),
            None if self.is_pending(shard) && chance.percent(80) => return None,
            None => {
                self.chosen[shard] |= self.is_pending(shard);
                Decision::Create
            }
        };
        self.trace(|| format!("a person decides about shard {shard}: {decision:?}"));
        Some(Event::Decided { shard, decision })
    }
}
