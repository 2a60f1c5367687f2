//! What need not be looked at twice: requests made from one template, and the tools of the request before.

pub(crate) mod accepted_tools;
pub(crate) mod template_cache;
