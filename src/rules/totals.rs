/// What an input comes to, counted by whoever divides it into batches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Requests in the input.
    pub requests: u64,
    /// Bytes of the create body, or of all bodies if the input needs several.
    pub bytes: u64,
    /// Batches that the input needs.
    pub shards: u64,
    /// What one batch takes, if all requests go into one.
    pub one_batch: Option<BatchLimits>,
}

/// What one batch takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchLimits {
    /// Requests.
    pub requests: u64,
    /// Bytes of the create body.
    pub bytes: u64,
}
