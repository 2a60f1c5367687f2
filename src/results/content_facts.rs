//! The facts about a content that determine the outcome.

/// The facts about the content of an answer that determine the outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ContentFacts {
    /// Whether a block calls one of the caller's tools.
    pub calls_tool: bool,
    /// Whether there is a block other than text, thinking, and failed server tools.
    pub has_more_than_text: bool,
    /// Whether a text contains more than white space and zero-width characters.
    pub has_text: bool,
}

impl ContentFacts {
    /// Number of possible values.
    pub const COUNT: usize = 8;

    /// All possible values, in the order of their indexes.
    pub fn all() -> [ContentFacts; Self::COUNT] {
        std::array::from_fn(|index| ContentFacts {
            calls_tool: index & 1 != 0,
            has_more_than_text: index & 2 != 0,
            has_text: index & 4 != 0,
        })
    }

    /// Its index among all values.
    pub fn index(self) -> usize {
        usize::from(self.calls_tool) | usize::from(self.has_more_than_text) << 1 | usize::from(self.has_text) << 2
    }
}
