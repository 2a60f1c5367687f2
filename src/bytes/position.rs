/// A position in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// From 1. Blank lines count.
    pub line: u64,
    /// Byte offset from 0.
    pub offset: u64,
}

impl Position {
    /// The first byte of a text.
    pub const START: Position = Position { line: 1, offset: 0 };

    /// Returns the position that many bytes later in the same line.
    #[must_use]
    pub fn plus(self, bytes: usize) -> Position {
        Position {
            offset: self.offset + bytes as u64,
            ..self
        }
    }
}
