//! Tools of the previous request that had no findings. Nearly all requests of a batch have the same tools, which are often by far
//! their longest part. If they are identical byte for byte, they are not checked again.

use crate::catalog::models::Model;
use crate::json::ToolsVersion;
use crate::rules::cache::SavedPoints;

/// Tools without findings, and the resulting state of their check.
#[derive(Debug)]
pub(in crate::rules) struct AcceptedTools {
    version: u32,
    /// The model, because some rules depend on it.
    model: Option<&'static Model>,
    points: SavedPoints,
}

impl AcceptedTools {
    /// Saves tools that were checked for a model, with their breakpoints.
    pub(in crate::rules) fn new(
        tools: ToolsVersion,
        model: Option<&'static Model>,
        points: SavedPoints,
    ) -> AcceptedTools {
        AcceptedTools {
            version: tools.number,
            model,
            points,
        }
    }

    /// Whether the tools are these, for the same model.
    pub(in crate::rules) fn are(&self, tools: ToolsVersion, model: Option<&'static Model>) -> bool {
        self.version == tools.number && same(self.model, model)
    }

    /// Returns their breakpoints.
    pub(in crate::rules) fn points(&self) -> &SavedPoints {
        &self.points
    }
}

fn same(left: Option<&'static Model>, right: Option<&'static Model>) -> bool {
    match (left, right) {
        (Some(left), Some(right)) => std::ptr::eq(left, right),
        (left, right) => left.is_none() && right.is_none(),
    }
}
