use std::collections::HashMap;

use super::report::Severity;
use crate::catalog::ApiVersion;
use crate::catalog::limits::MAX_BODY_BYTES;

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
