//! Shortcuts that avoid repeated checks: requests made from one template, and the tools of the previous request.

pub(crate) mod accepted_tools;
pub(crate) mod filled;
mod slot;
pub(crate) mod template_cache;
