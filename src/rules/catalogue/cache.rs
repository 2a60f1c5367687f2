//! Cache breakpoints.

use crate::rules::catalogue::rule::Class::*;
use crate::rules::catalogue::rule::{Rule, row};

pub(super) const RULES: &[Rule] = &[
    row(
        "cache_control.type",
        Error,
        "The type of a cache breakpoint is `ephemeral`.",
        "SDK",
    ),
    row(
        "cache_control.ttl",
        Error,
        "The lifetime of a cache breakpoint is `5m` or `1h`.",
        "SDK",
    ),
    row(
        "cache_control.unknown_field",
        Error,
        "A cache breakpoint has only a type and a lifetime.",
        "SPEC (closed)",
    ),
    row(
        "cache_control.count",
        Error,
        "A request has at most four cache breakpoints.",
        "docs: Prompt caching; public issues",
    ),
    row(
        "cache_control.auto_conflict",
        Error,
        "The request's own cache breakpoint has a free slot, and the same lifetime as one on the last block.",
        "docs: Prompt caching",
    ),
    row(
        "cache_control.ttl_order",
        Error,
        "Cache breakpoints of one hour come before those of five minutes.",
        "public issues up to 2026-08; docs: Prompt caching",
    ),
    row(
        "cache_control.empty_text",
        Error,
        "A cache breakpoint is not on an empty text.",
        "docs: Prompt caching",
    ),
    row(
        "cache_control.nested_citation",
        Error,
        "A cache breakpoint is not on a citation.",
        "docs: Prompt caching",
    ),
    row(
        "cache_control.deferred_tool",
        Error,
        "A cache breakpoint is not on a deferred tool.",
        "docs: Tool search tool; docs: Tool reference",
    ),
    row(
        "cache_control.too_short",
        Warning,
        "The text before a cache breakpoint is at least as long as the shortest prefix that the model caches.",
        "docs: Prompt caching",
    ),
    row(
        "cache_control.batch_ttl",
        Warning,
        "Cache breakpoints in a batch last longer than five minutes.",
        "batch guide",
    ),
    row(
        "cache_control.lookback",
        Warning,
        "A cache breakpoint is fewer than 20 blocks after the previous one.",
        "docs: Prompt caching",
    ),
];
