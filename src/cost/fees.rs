//! Fees of server tools: web searches per use, code execution per hour.

use crate::catalog::prices::WEB_SEARCH;
use crate::json::{Value, word};

/// Fees of the tools of some requests.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fees {
    /// US dollars, at most; absent if there is no bound.
    pub(super) most: Option<f64>,
    executes_code: bool,
}

impl Default for Fees {
    fn default() -> Fees {
        Fees {
            most: Some(0.0),
            executes_code: false,
        }
    }
}

impl Fees {
    /// Adds the tools of a request.
    pub(super) fn add(&mut self, params: Value<'_>) {
        let tools = params.get(word!("tools"));
        for tool in tools.into_iter().flat_map(|tools: Value<'_>| tools.items()) {
            let Some(kind) = tool.get(word!("type")).and_then(|kind| kind.text()) else {
                continue;
            };
            let kind = kind.value();
            if kind.starts_with("web_search_") {
                let uses = tool.get(word!("max_uses")).and_then(|uses| uses.integer());
                self.most = self
                    .most
                    .zip(uses)
                    .map(|(sum, uses)| sum + uses.max(0) as f64 * WEB_SEARCH);
            }
            self.executes_code |= kind.starts_with("code_execution_");
        }
    }

    pub(super) fn merge(self, other: Fees) -> Fees {
        Fees {
            most: self.most.zip(other.most).map(|(one, other)| one + other),
            executes_code: self.executes_code || other.executes_code,
        }
    }

    /// Tools whose fees are not in the sum.
    pub(super) fn unpriced(self) -> Vec<&'static str> {
        if self.executes_code {
            vec!["code_execution"]
        } else {
            Vec::new()
        }
    }
}
