//! Jobs of many batches that survive any crash: the state of a job as a value, and the events that change it.
//!
//! A job is an input that was divided into shards, each of which becomes one batch. [`Job`] is plain data in a store. A driver
//! applies an [`Event`] to it, stores the new state, and then performs the [`Action`]s. Nothing here does I/O: time and
//! randomness are arguments.
//!
//! A *look* checks the status of the batches of a job, with one listing or with one retrieve per batch. A batch is *unconfirmed*
//! if it was matched to a create of unknown outcome only by its time and its number of requests.
//!
//! ```text
//! waiting → creating → running → ended → collected
//!              ↓ outcome unknown   ↑
//!           uncertain ── adopted ──┘      (or back to waiting, or a person decides)
//! ```
//!
//! The state is stored before its actions run, so `creating` means that a create may have been sent. A driver that takes over a
//! job applies [`Event::Resumed`], which makes each of these `uncertain`. Nothing else is ambiguous, because every other action
//! can be repeated.

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
