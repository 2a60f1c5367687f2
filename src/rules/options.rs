use std::collections::HashMap;

use super::report::Severity;
use crate::catalog::ApiVersion;
use crate::requests::framing::Form;
use crate::requests::shards::limits::Limits;

/// How to check.
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
    /// How the requests stand in the input.
    pub form: Form,
    /// All requests go into one batch, so the limits of a batch are limits of the input.
    pub one_batch: bool,
    /// The requests are divided over batches, also those of a create body.
    pub split: bool,
    /// What one batch takes.
    pub limits: Limits,
    /// Lines mean something to the caller.
    pub lines: bool,
    /// Look at the requests; without this they are only taken apart.
    pub check: bool,
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
            form: Form::Auto,
            one_batch: false,
            split: false,
            limits: Limits::default(),
            lines: true,
            check: true,
        }
    }
}
