/// The totals of an input, counted by the code that divides it into batches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Number of requests in the input.
    pub requests: u64,
    /// Size of the create body in bytes, or of all bodies if the input needs several.
    pub bytes: u64,
    /// The number of batches that the input needs.
    pub shards: u64,
    /// The limits of one batch, if all requests belong to one batch.
    pub one_batch: Option<BatchLimits>,
}

/// The limits of one batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchLimits {
    /// Maximum number of requests.
    pub requests: u64,
    /// Maximum size of the create body in bytes.
    pub bytes: u64,
}
