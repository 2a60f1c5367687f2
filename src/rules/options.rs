use std::collections::HashMap;

use super::report::Severity;
use crate::catalog::ApiVersion;
use crate::catalog::limits::{API_HOST, MAX_BODY_BYTES};

/// How requests are checked.
#[derive(Debug, Clone)]
pub struct Options {
    /// The version of the create call; rules depend on it.
    pub version: ApiVersion,
    /// The betas of the create call; rules depend on them.
    pub betas: Vec<String>,
    /// The `anthropic-user-profile-id` of the create call, if it has one.
    pub user_profile_id: Option<String>,
    /// Days since 1970-01-01, for rules about dates; without it they stay silent.
    pub now: Option<i64>,
    /// Rules whose severity the caller changed.
    pub rules: HashMap<&'static str, Severity>,
    /// Findings to keep; all are counted.
    pub max_issues: usize,
    /// Lines mean something to the caller.
    pub lines: bool,
    /// Bytes that the create body of a single request may have: what one batch takes.
    pub max_body_bytes: u64,
}

impl Options {
    /// The options for requests that go to this server: one that is not the API may serve other vendors' models, so there
    /// they are a warning, unless the caller said otherwise.
    #[must_use]
    pub fn for_server(mut self, base_url: Option<&str>) -> Options {
        let host = |url: &str| {
            let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
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
