//! Cache breakpoints.

use crate::rules::catalogue::rule::Class::*;
use crate::rules::catalogue::rule::{Rule, row};

pub(super) const RULES: &[Rule] = &[
    row(
        "cache_control.type",
        Error,
        "A cache breakpoint is of type ephemeral.",
        "SDK",
    ),
    row(
        "cache_control.ttl",
        Error,
        "The lifetime of a cache breakpoint is 5m or 1h.",
        "SDK",
    ),
    row(
        "cache_control.unknown_field",
        Error,
        "A cache breakpoint has a type and a lifetime, nothing else.",
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
        "The request's own cache breakpoint finds a free slot and a last block of the same lifetime.",
        "docs: Prompt caching",
    ),
    row(
        "cache_control.ttl_order",
        Error,
        "Cache breakpoints of an hour precede those of five minutes.",
        "public issues up to 2026-08; docs: Prompt caching",
    ),
    row(
        "cache_control.empty_text",
        Error,
        "A cache breakpoint does not stand on an empty text.",
        "docs: Prompt caching",
    ),
    row(
        "cache_control.nested_citation",
        Error,
        "A cache breakpoint does not stand on a citation.",
        "docs: Prompt caching",
    ),
    row(
        "cache_control.deferred_tool",
        Error,
        "A cache breakpoint does not stand on a tool that is loaded later.",
        "docs: Tool search tool; docs: Tool reference",
    ),
    row(
        "cache_control.too_short",
        Warning,
        "What is to be cached is as long as the model caches at least.",
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
        "A cache breakpoint is fewer than 20 blocks after the one before.",
        "docs: Prompt caching",
    ),
];
