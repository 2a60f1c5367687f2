use crate::bytes::find;
use std::collections::HashMap;

use super::report::Severity;
use crate::catalog::ApiVersion;
use crate::catalog::limits::{API_HOST, MAX_BODY_BYTES};

/// The options of a check.
#[derive(Debug, Clone)]
pub struct Options {
    /// The API version of the create call, on which rules depend.
    pub version: ApiVersion,
    /// The betas of the create call, on which rules depend.
    pub betas: Vec<String>,
    /// The `anthropic-user-profile-id` of the create call, if it has one.
    pub user_profile_id: Option<String>,
    /// Days since 1970-01-01, for rules about dates. Without it, they report nothing.
    pub now: Option<i64>,
    /// Rules whose severity the caller changed.
    pub rules: HashMap<&'static str, Severity>,
    /// Maximum number of findings to keep; all are counted.
    pub max_issues: usize,
    /// Whether the input has lines that the caller knows.
    pub lines: bool,
    /// Maximum size of a create body with a single request in bytes: the limit of one batch.
    pub max_body_bytes: u64,
}

impl Options {
    /// Returns the options for requests to this server. A server other than the API may support models of other vendors, so these
    /// cause only a warning there, unless the caller set a severity.
    #[must_use]
    pub fn for_server(mut self, base_url: Option<&str>) -> Options {
        let host = |url: &str| {
            let rest = find(url, "//").and_then(|at| url.get(at + 2..)).unwrap_or(url);
            rest.split(['/', ':', '?', '#'])
                .next()
                .unwrap_or_default()
                .to_ascii_lowercase()
        };
        if base_url.is_some_and(|url| host(url).trim_end_matches('.') != API_HOST) {
            self.rules.entry("model.foreign").or_insert(Severity::Warning);
        }
        self
    }
}

impl Default for Options {
    fn default() -> Self {
        Options {
            version: ApiVersion::default(),
            betas: Vec::new(),
            user_profile_id: None,
            now: None,
            rules: HashMap::new(),
            max_issues: 1_000,
            lines: true,
            max_body_bytes: MAX_BODY_BYTES,
        }
    }
}
