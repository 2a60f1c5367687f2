//! The parts of schemas that strict tools and structured outputs limit.

/// Counts of the properties that cost most.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Costs {
    /// Properties that are not required.
    pub(super) optional: usize,
    /// Properties with several types.
    pub(super) unions: usize,
}
