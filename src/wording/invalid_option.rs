use std::fmt;

/// An argument or option with an invalid value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidOption {
    /// The option's name as the caller writes it.
    pub name: String,
    /// The expected value.
    pub expected: String,
    /// The actual value, shortened.
    pub found: String,
    /// Whether the type is valid, but the value is out of range.
    pub range: bool,
}

impl InvalidOption {
    /// The stable code, for programs.
    pub const CODE: &'static str = "invalid_option";

    /// The JavaScript class of the error.
    pub fn class(&self) -> &'static str {
        if self.range { "RangeError" } else { "TypeError" }
    }
}

impl fmt::Display for InvalidOption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let InvalidOption {
            name, expected, found, ..
        } = self;
        write!(f, "{name}: expected {expected}, found {found}")
    }
}

impl std::error::Error for InvalidOption {}
