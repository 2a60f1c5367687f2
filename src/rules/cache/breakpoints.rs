//! Checks all breakpoints of a request together: their number, their order, and the text that they cache.

use crate::json::{Kind, Span, Value, Word, word};
use crate::rules::cache::points::{MAX_POINTS, Point, State};
use crate::rules::cursor::{Cursor, rule};
use crate::rules::params::Params;
use crate::sorting::sort_by_rank;

/// The number of blocks that the API looks back from a breakpoint.
const LOOKBACK: usize = 20;
/// The sections that the API reads, in order.
const SECTIONS: [Word; 3] = [word!("tools"), word!("system"), word!("messages")];

/// Checks all breakpoints together, at the end of the request. `has_external_media`: only the API knows the length of some part
/// of the request.
pub(in crate::rules) fn check<'a>(
    cursor: &mut Cursor<'a, '_>,
    state: State<'a>,
    has_external_media: bool,
    params: &Params<'a>,
) {
    let State { mut points, count, .. } = state;
    if points.is_empty() {
        return;
    }
    let sections = SECTIONS.map(|name| params.get(name));
    // A block ends after the blocks inside it, independently of the order of its keys.
    sort_by_rank(&mut points, |point| {
        let (section, end) = place(point, &sections);
        (section as u64) << 32 | end as u64
    });
    let own = params.get(word!("cache_control")).map(|own| own.span());
    let is_own = |point: &Point<'a>| Some(point.spot.span) == own;
    let auto = points.iter().position(is_own).map(|at| points.remove(at));
    self::count(cursor, &points, count, auto.is_some());
    if let Some(auto) = &auto {
        conflict(cursor, auto, &points, params);
    }
    order(cursor, &points);
    let Some(last) = auto.as_ref().or(points.last()) else {
        return;
    };
    if has_external_media || !too_short(cursor, last, &sections, params) {
        lifetime(cursor, &points, auto.as_ref());
        lookback(cursor, &points, &sections);
    }
}

/// The position of a breakpoint in the order in which the API reads: section, and end of its block.
fn place(point: &Point<'_>, sections: &[Option<Value<'_>>; 3]) -> (usize, usize) {
    let end = point.end.unwrap_or(point.spot.span.end);
    let holds = |section: &Option<Value<'_>>| section.is_some_and(|section| covers(section.span(), end));
    (sections.iter().position(holds).unwrap_or(sections.len()), end)
}

fn covers(span: Span, end: usize) -> bool {
    span.start < end && end <= span.end
}

fn count<'a>(cursor: &mut Cursor<'a, '_>, points: &[Point<'a>], total: usize, has_auto: bool) {
    // If there are four other breakpoints, the request's own breakpoint violates another rule.
    if total - usize::from(has_auto) <= MAX_POINTS {
        return;
    }
    if let Some(point) = points.get(MAX_POINTS) {
        let message = format_args!("expected at most {MAX_POINTS} cache breakpoints in a request, found {total}");
        let help = format_args!(
            "Each one caches everything before it, so one at the end of each part that changes separately is enough."
        );
        cursor.report_spot(rule!("cache_control.count"), &point.spot, message, Some(help));
    }
}

fn conflict<'a>(cursor: &mut Cursor<'a, '_>, auto: &Point<'a>, points: &[Point<'a>], params: &Params<'a>) {
    let rule = rule!("cache_control.auto_conflict");
    if points.len() == MAX_POINTS {
        let message = format_args!(
            "expected at most {} breakpoints next to the request's own, found {MAX_POINTS}",
            MAX_POINTS - 1
        );
        let help = format_args!("Leave out this one or one of the others.");
        return cursor.report_spot(rule, &auto.spot, message, Some(help));
    }
    let last_block = params
        .get(word!("messages"))
        .and_then(|messages| messages.items().last()?.get(word!("content"))?.items().last());
    let on_it = points.last().filter(|point| {
        last_block.is_some_and(|block| point.end == Some(block.span().end) && point.is_long != auto.is_long)
    });
    if let Some(point) = on_it {
        let message = format_args!(
            "expected the lifetime of the breakpoint on the last block ({}), found {}",
            ttl(point.is_long),
            ttl(auto.is_long)
        );
        let help = format_args!(
            "The request's own breakpoint is also on the last block: give both the same lifetime, or leave one out."
        );
        cursor.report_spot(rule, &auto.spot, message, Some(help));
    }
}

fn ttl(is_long: bool) -> &'static str {
    if is_long { "1h" } else { "5m" }
}

fn order<'a>(cursor: &mut Cursor<'a, '_>, points: &[Point<'a>]) {
    let first_short = points.iter().position(|point| !point.is_long).unwrap_or(points.len());
    let late = points.iter().skip(first_short).find(|point| point.is_long);
    if let Some(late) = late {
        let message = format_args!("expected breakpoints of 1h before those of 5m, found one of 1h after one of 5m");
        let help = format_args!("Put longer lifetimes first, in the order tools, system, messages.");
        cursor.report_spot(rule!("cache_control.ttl_order"), &late.spot, message, Some(help));
    }
}

/// Reports a prefix that is probably too short to be cached. Reports nothing if the text leaves that open.
fn too_short<'a>(
    cursor: &mut Cursor<'a, '_>,
    last: &Point<'a>,
    sections: &[Option<Value<'a>>; 3],
    params: &Params<'a>,
) -> bool {
    const BYTES_PER_TOKEN: usize = 4;
    let least = cursor.model.and_then(|model| model.min_cacheable);
    let Some(least) = least.and_then(|least| usize::try_from(least).ok()) else {
        return false;
    };
    let (section, end) = place(last, sections);
    let before = sections.iter().take(section).flatten().map(|value| value.raw().len());
    let within = sections
        .get(section)
        .copied()
        .flatten()
        .map_or(0, |value| end - value.span().start);
    let tokens = (before.sum::<usize>() + within) / BYTES_PER_TOKEN;
    if tokens >= least || has_hidden_text(params) {
        return false;
    }
    let message = format_args!(
        "expected at least {least} tokens before the last breakpoint for this model, found about {tokens} \
         (an estimate: {BYTES_PER_TOKEN} bytes per token)"
    );
    let help = format_args!("The API does not cache a shorter prefix, and reports no error.");
    cursor.report_spot(rule!("cache_control.too_short"), &last.spot, message, Some(help));
    true
}

/// Whether the API adds text of its own: for tools that it defines, for skills, for the tools of MCP servers.
fn has_hidden_text(params: &Params<'_>) -> bool {
    let mut tools = params.get(word!("tools")).into_iter().flat_map(|tools| tools.items());
    let is_theirs = |kind: Value<'_>| !kind.is_null() && !kind.is(word!("custom"));
    tools.any(|tool| tool.get(word!("type")).is_some_and(is_theirs))
        || [word!("container"), word!("mcp_servers")]
            .iter()
            .any(|name| params.get(*name).is_some())
}

/// Reports at most once per request, and only if the author set no lifetime of an hour.
fn lifetime<'a>(cursor: &mut Cursor<'a, '_>, points: &[Point<'a>], auto: Option<&Point<'a>>) {
    let mut all = points.iter().chain(auto);
    let Some(first) = all.clone().next() else { return };
    if all.any(|point| point.is_long) {
        return;
    }
    let message = format_args!("expected a lifetime that outlasts a batch, found 5 minutes");
    let help = format_args!(
        "Requests of a batch run at any time within a day: use \"ttl\":\"1h\" for a prefix that many of them share."
    );
    cursor.report_spot(rule!("cache_control.batch_ttl"), &first.spot, message, Some(help));
}

/// Reports breakpoints that are too far from the previous one to find its cache entry.
fn lookback<'a>(cursor: &mut Cursor<'a, '_>, points: &[Point<'a>], sections: &[Option<Value<'a>>; 3]) {
    if points.len() < 2 {
        return;
    }
    let mut next = points.iter().peekable();
    let mut before: Option<usize> = None;
    for (block, end) in blocks(sections).enumerate() {
        while let Some(point) = next.next_if(|point| place(point, sections) <= end) {
            if let Some(distance) = before.map(|before| block - before).filter(|far| *far >= LOOKBACK) {
                let message = format_args!(
                    "expected fewer than {LOOKBACK} blocks after the previous breakpoint, found {distance}"
                );
                let help =
                    format_args!("The API may not find what the earlier one cached: add a breakpoint between them.");
                cursor.report_spot(rule!("cache_control.lookback"), &point.spot, message, Some(help));
            }
            before = Some(block);
        }
    }
}

/// Returns tools, blocks of `system` and blocks of messages in the order in which the API reads them, each as its section and
/// end. A string counts as one block.
fn blocks<'a>(sections: &[Option<Value<'a>>; 3]) -> impl Iterator<Item = (usize, usize)> + use<'a> {
    let [tools, system, messages] = *sections;
    let parts = |value: Value<'a>| {
        let whole = (value.kind() == Kind::String).then_some(value);
        whole.into_iter().chain(value.items())
    };
    let tools = tools.into_iter().flat_map(parts).map(|block| (0, block));
    let system = system.into_iter().flat_map(parts).map(|block| (1, block));
    let messages = messages.into_iter().flat_map(|messages| messages.items());
    let content = messages.filter_map(|message| message.get(word!("content")));
    let content = content.flat_map(parts).map(|block| (2, block));
    tools
        .chain(system)
        .chain(content)
        .map(|(section, block)| (section, block.span().end))
}
