/// The totals of an input, counted by the code that divides it into batches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Requests in the input.
    pub requests: u64,
    /// Bytes of the create body, or of all bodies if the input needs several.
    pub bytes: u64,
    /// The number of batches that the input needs.
    pub shards: u64,
    /// The limits of one batch, if all requests go into one.
    pub one_batch: Option<BatchLimits>,
}

/// The limits of one batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchLimits {
    /// Requests.
    pub requests: u64,
    /// Bytes of the create body.
    pub bytes: u64,
}
