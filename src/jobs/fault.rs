//! Faults that tests plant to prove that the simulation detects them. They cannot be planted in other builds.

/// A single mutation of the state machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// A create in progress when the driver died is treated as never sent.
    ResumeForgetsCreates,
    /// A create of unknown outcome is repeated at once.
    RepeatsUnknown,
    /// The first listing without a match settles the question.
    SettlesAtOnce,
    /// The time to settle is halved.
    SettlesEarly,
    /// The driver's clock measures the time to settle.
    SettlesByOwnClock,
    /// A listing that began before the create failed counts.
    CountsEarlierListing,
    /// A match is never compared by its ids.
    SkipsOwnership,
    /// A batch that was listed before the create was sent counts as what came of it.
    AdoptsEarlier,
    /// A batch whose ids are not ours stays a match.
    ForgetsExclusion,
    /// The policy `ask` is treated as `settle`.
    NeverAsks,
    /// A keyed create of unknown outcome is repeated with a new key.
    RepeatsWithNewKey,
    /// A keyed create of unknown outcome is repeated with the credentials of another client.
    RepeatsElsewhere,
    /// A repeat that stored nothing proves that the first create stored nothing.
    RepeatFailureClears,
    /// A 500 is treated as a proof that nothing was stored.
    TrustsServerErrors,
    /// The start of the create is measured by the driver's clock.
    SinceByOwnClock,
    /// A create in progress is sent again when time passes.
    EmitsTwice,
    /// An ended batch is treated as collected.
    SkipsCollection,
    /// Results that could not be read are not read again.
    ForgetsFailedCollection,
    /// A listing does not end a batch.
    IgnoresEnded,
    /// A batch that no longer exists is looked for again.
    IgnoresLost,
    /// A batch that a client of another workspace cannot find is treated as lost.
    LosesUnseen,
    /// Creates begin and are settled before the client has seen a batch of the job.
    CreatesUnseen,
    /// After the clock jumped back, nothing happens until the planned time.
    TrustsPlannedTimes,
    /// A paused job creates.
    CreatesWhilePaused,
    /// A canceled job creates batches again that were not found.
    CreatesAfterCancel,
    /// A cancel drops creates of unknown outcome.
    DropsUncertainOnCancel,
    /// Shards start before the primer has ended.
    SkipsPrimer,
    /// A full queue does not lower the number of batches in progress, and causes no wait.
    IgnoresFullQueue,
    /// All creates are sent at once.
    IgnoresConcurrency,
    /// A body that was refused permanently is sent again.
    RetriesRefused,
    /// A create that stored nothing is sent again at once.
    ForgetsBackoff,
    /// The wait between two looks never grows.
    LooksTooOften,
    /// A job looks before the server allows it.
    IgnoresHints,
    /// A decision is applied even if the question was answered meanwhile.
    DecidesAnytime,
}

impl Fault {
    /// All of them.
    pub const ALL: [Fault; 34] = [
        Fault::ResumeForgetsCreates,
        Fault::RepeatsUnknown,
        Fault::SettlesAtOnce,
        Fault::SettlesEarly,
        Fault::SettlesByOwnClock,
        Fault::CountsEarlierListing,
        Fault::SkipsOwnership,
        Fault::AdoptsEarlier,
        Fault::ForgetsExclusion,
        Fault::NeverAsks,
        Fault::RepeatsWithNewKey,
        Fault::RepeatsElsewhere,
        Fault::RepeatFailureClears,
        Fault::TrustsServerErrors,
        Fault::SinceByOwnClock,
        Fault::EmitsTwice,
        Fault::SkipsCollection,
        Fault::ForgetsFailedCollection,
        Fault::IgnoresEnded,
        Fault::IgnoresLost,
        Fault::LosesUnseen,
        Fault::CreatesUnseen,
        Fault::TrustsPlannedTimes,
        Fault::CreatesWhilePaused,
        Fault::CreatesAfterCancel,
        Fault::DropsUncertainOnCancel,
        Fault::SkipsPrimer,
        Fault::IgnoresFullQueue,
        Fault::IgnoresConcurrency,
        Fault::RetriesRefused,
        Fault::ForgetsBackoff,
        Fault::LooksTooOften,
        Fault::IgnoresHints,
        Fault::DecidesAnytime,
    ];
}

#[cfg(feature = "planted-faults")]
thread_local! {
    static PLANTED: std::cell::Cell<Option<Fault>> = const { std::cell::Cell::new(None) };
}

/// Plants a fault for this thread, or removes it.
#[cfg(feature = "planted-faults")]
pub fn plant(fault: Option<Fault>) {
    PLANTED.with(|planted| planted.set(fault));
}

/// Returns whether this fault is planted.
#[cfg(feature = "planted-faults")]
pub(super) fn is(fault: Fault) -> bool {
    PLANTED.with(|planted| planted.get() == Some(fault))
}

/// Returns `false`: no fault is planted in a release build.
#[cfg(not(feature = "planted-faults"))]
pub(super) const fn is(_: Fault) -> bool {
    false
}
