//! Tools that were looked at in the request before and found to be in order. Nearly all requests of a batch have the same,
//! often by far the longest part of them: what is the same, byte for byte, is not looked at again.

use crate::catalog::models::Model;
use crate::json::ToolsVersion;
use crate::rules::cache::Saved;

/// Tools without findings, and what looking at them left behind.
#[derive(Debug)]
pub(in crate::rules) struct AcceptedTools {
    version: u32,
    /// Some rules ask which model it is.
    model: Option<&'static Model>,
    points: Saved,
}

impl AcceptedTools {
    /// Tools that were looked at for a model, with their breakpoints.
    pub(in crate::rules) fn new(tools: ToolsVersion, model: Option<&'static Model>, points: Saved) -> AcceptedTools {
        AcceptedTools {
            version: tools.number,
            model,
            points,
        }
    }

    /// Whether they are these tools, for the same model.
    pub(in crate::rules) fn are(&self, tools: ToolsVersion, model: Option<&'static Model>) -> bool {
        self.version == tools.number && same(self.model, model)
    }

    /// Their breakpoints.
    pub(in crate::rules) fn points(&self) -> &Saved {
        &self.points
    }
}

fn same(left: Option<&'static Model>, right: Option<&'static Model>) -> bool {
    match (left, right) {
        (Some(left), Some(right)) => std::ptr::eq(left, right),
        (left, right) => left.is_none() && right.is_none(),
    }
}
