//! The progress of a job, and what it is waiting for.

use serde::Serialize;

use crate::jobs::state::{Job, Phase, Shard, ShardState};

/// The reason why the job cannot continue before the user acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Halt {
    /// Creates of unknown outcome wait for a decision.
    Decision,
    /// The job is paused, and has nothing in progress.
    Paused,
    /// The driver's client sees none of the batches.
    Hidden,
}

impl Job {
    /// Returns whether nothing changes any more.
    pub fn is_done(&self) -> bool {
        self.shards.iter().all(Shard::is_done)
    }

    /// Iterates over the shards that the user must decide about before the job can continue.
    pub fn questions(&self) -> impl Iterator<Item = usize> {
        let asked = |shard: &Shard| matches!(shard.state, ShardState::Uncertain { is_asked: true, .. });
        (self.shards.iter().enumerate()).filter_map(move |(index, shard)| asked(shard).then_some(index))
    }

    /// Returns the reason why the job cannot continue before the user acts, if there is one.
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
                // It waits for the primer, or for room in the queue, and those wait for a decision.
                ShardState::Waiting { .. } if !self.has_room(index) => {}
                _ => return None,
            }
        }
        Some(halt)
    }

    /// Returns the reason why it is paused, for users.
    pub fn reason(&self) -> Option<String> {
        let paused = match &self.phase {
            Phase::Paused { reason } => Some(reason.clone()),
            _ => None,
        };
        self.hidden_reason().or(paused)
    }

    /// Returns whether each shard has a confirmed batch, or cannot get one without the user.
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
