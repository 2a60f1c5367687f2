/// The header `anthropic-version`. It determines how every request of a batch is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ApiVersion {
    /// The first version, which is still supported.
    V2023_06_01,
    /// The newest version.
    #[default]
    V2026_10_21,
}

impl ApiVersion {
    /// Returns the value of the header.
    pub fn as_str(self) -> &'static str {
        match self {
            ApiVersion::V2023_06_01 => "2023-06-01",
            ApiVersion::V2026_10_21 => "2026-10-21",
        }
    }

    /// Parses the value of the header.
    pub fn parse(text: &str) -> Option<ApiVersion> {
        match text {
            "2023-06-01" => Some(ApiVersion::V2023_06_01),
            "2026-10-21" => Some(ApiVersion::V2026_10_21),
            _ => None,
        }
    }
}
