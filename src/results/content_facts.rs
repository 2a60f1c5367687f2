//! What of a content decides about the outcome.

/// What the content of an answer has, as far as it decides about the outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ContentFacts {
    /// A block calls one of the caller's tools.
    pub calls_tool: bool,
    /// A block is neither text, nor thinking, nor a server tool that failed.
    pub has_more_than_text: bool,
    /// A text has more than white space and characters of no width.
    pub has_text: bool,
}

impl ContentFacts {
    /// How many there are.
    pub const COUNT: usize = 8;

    /// All of them, in the order of their indexes.
    pub fn all() -> [ContentFacts; Self::COUNT] {
        std::array::from_fn(|index| ContentFacts {
            calls_tool: index & 1 != 0,
            has_more_than_text: index & 2 != 0,
            has_text: index & 4 != 0,
        })
    }

    /// Their place among all.
    pub fn index(self) -> usize {
        usize::from(self.calls_tool) | usize::from(self.has_more_than_text) << 1 | usize::from(self.has_text) << 2
    }
}
