//! How far a job is, and what it waits for.

use serde::Serialize;

use crate::jobs::state::{Job, Phase, Shard, ShardState};

/// Why nothing more happens before a person acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Halt {
    /// Creates of unknown outcome wait for a decision.
    Decision,
    /// The job is paused, and has nothing in flight.
    Paused,
    /// The client of the driver sees none of the batches.
    Hidden,
}

impl Job {
    /// Whether nothing will change any more.
    pub fn is_done(&self) -> bool {
        self.shards.iter().all(Shard::is_done)
    }

    /// Whether a person has to decide before the job can go on: about these shards.
    pub fn questions(&self) -> impl Iterator<Item = usize> {
        let asked = |shard: &Shard| matches!(shard.state, ShardState::Uncertain { is_asked: true, .. });
        (self.shards.iter().enumerate()).filter_map(move |(index, shard)| asked(shard).then_some(index))
    }

    /// Why nothing more happens before a person acts, if that is so.
    pub fn halt(&self) -> Option<Halt> {
        if self.is_done() {
            return None;
        }
        if self.is_hidden {
            return Some(Halt::Hidden);
        }
        let is_paused = matches!(self.phase, Phase::Paused { .. });
        let mut halt = Halt::Decision;
        for (index, shard) in self.shards.iter().enumerate().filter(|(_, shard)| !shard.is_done()) {
            match shard.state {
                ShardState::Uncertain { is_asked: true, .. } => {}
                ShardState::Waiting { .. } if is_paused => halt = Halt::Paused,
                // It waits for the primer, or for room in the queue, and what it waits for waits for a decision.
                ShardState::Waiting { .. } if !self.has_room(index) => {}
                _ => return None,
            }
        }
        Some(halt)
    }

    /// Why it is paused, for people.
    pub fn reason(&self) -> Option<String> {
        let paused = match &self.phase {
            Phase::Paused { reason } => Some(reason.clone()),
            _ => None,
        };
        self.hidden_reason().or(paused)
    }

    /// Whether a batch of every shard is confirmed, or none will be without a person.
    pub fn is_created(&self) -> bool {
        let is_created = |shard: &Shard| {
            use ShardState::{Creating, Uncertain, Waiting};
            match shard.state {
                Waiting { .. } => matches!(self.phase, Phase::Paused { .. }),
                Creating { .. } => false,
                Uncertain { is_asked, .. } => is_asked,
                _ => true,
            }
        };
        self.shards.iter().all(is_created)
    }
}
