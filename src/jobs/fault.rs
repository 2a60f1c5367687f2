//! Faults that tests plant to prove that the simulation finds them. Outside of such a build none is ever planted.

/// A single mutation of the state machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// A create under way when the driver died counts as one that was never sent.
    ResumeForgetsCreates,
    /// A create of unknown outcome is repeated at once.
    RepeatsUnknown,
    /// The first listing without a match settles the question.
    SettlesAtOnce,
    /// The time to settle is half as long.
    SettlesEarly,
    /// The driver's clock measures the time to settle.
    SettlesByOwnClock,
    /// A listing that was under way when the create failed counts.
    CountsEarlierListing,
    /// A match is never compared by its ids.
    SkipsOwnership,
    /// A batch that was listed before the create was sent counts as what came of it.
    AdoptsEarlier,
    /// A batch whose ids are not ours stays a match.
    ForgetsExclusion,
    /// The policy `ask` is read as `settle`.
    NeverAsks,
    /// A keyed create of unknown outcome is repeated with a new key.
    RepeatsWithNewKey,
    /// A keyed create of unknown outcome is repeated with the credentials of another client.
    RepeatsElsewhere,
    /// A repeat that stored nothing proves that the first create stored nothing.
    RepeatFailureClears,
    /// A 500 counts as a proof that nothing was stored.
    TrustsServerErrors,
    /// The driver's clock says when the create began.
    SinceByOwnClock,
    /// A create under way is sent again when time passes.
    EmitsTwice,
    /// An ended batch counts as collected.
    SkipsCollection,
    /// Results that could not be read are not read again.
    ForgetsFailedCollection,
    /// A listing does not end a batch.
    IgnoresEnded,
    /// A batch that is gone is looked for again.
    IgnoresLost,
    /// A batch that the client of another workspace does not find counts as lost.
    LosesUnseen,
    /// Creates begin, and are settled, before the client saw a batch of the job.
    CreatesUnseen,
    /// After the clock jumped back, nothing happens until the planned time.
    TrustsPlannedTimes,
    /// A paused job creates.
    CreatesWhilePaused,
    /// A canceled job creates again what was not found.
    CreatesAfterCancel,
    /// A cancel drops creates of unknown outcome.
    DropsUncertainOnCancel,
    /// Shards start before the primer has ended.
    SkipsPrimer,
    /// A full queue does not lower the number of batches in flight, and nothing waits.
    IgnoresFullQueue,
    /// All creates are sent at once.
    IgnoresConcurrency,
    /// A body that was refused for good is sent again.
    RetriesRefused,
    /// A create that stored nothing is sent again at once.
    ForgetsBackoff,
    /// The wait between two looks never grows.
    LooksTooOften,
    /// A job looks before the server wants it.
    IgnoresHints,
    /// A decision counts although the question was answered meanwhile.
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

/// Whether this fault is planted.
#[cfg(feature = "planted-faults")]
pub(super) fn is(fault: Fault) -> bool {
    PLANTED.with(|planted| planted.get() == Some(fault))
}

/// No fault is planted in a build that ships.
#[cfg(not(feature = "planted-faults"))]
pub(super) const fn is(_: Fault) -> bool {
    false
}
