//! Many batches, any crash: the state of a job as a value, and what happens to it.
//!
//! A job is an input that was divided into shards, each of which becomes one batch. [`Job`] is plain data that a store keeps.
//! A driver applies an [`Event`] to it, stores the new state, and then performs the [`Action`]s. Nothing here does I/O: time and
//! chance are arguments.
//!
//! ```text
//! waiting → creating → running → ended → collected
//!              ↓ outcome unknown   ↑
//!           uncertain ── adopted ──┘      (or back to waiting, or a person decides)
//! ```
//!
//! The state is stored before its actions run, so `creating` means that a create may have been sent. A driver that takes a job
//! over applies [`Event::Resumed`], which makes each of these `uncertain`. Nothing else is ambiguous: every other action can be
//! repeated.

mod creates;
mod earlier;
pub mod event;
mod failure;
pub mod fault;
mod looks;
mod machine;
mod matching;
mod reads;
mod schedule;
pub mod scope;
mod standing;
pub mod state;
mod visible;
mod waits;

pub use event::{Action, Batch, BatchStatus, CallError, CreateFailure, Decision, Event, Listing, Now, Step};
pub use looks::{LookCost, is_one_listing};
pub use standing::Halt;
pub use state::{Ambiguity, Intent, Job, Phase, Policy, Shard, ShardState};
