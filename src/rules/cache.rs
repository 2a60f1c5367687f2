//! Cache breakpoints: how many there are, where they stand, and in which order. Where one is, the walk says; what it stands
//! on, the object around it, which is left next.

use crate::json::{Kind, Span, Value, Word, word};
use crate::rules::catalogue::Rule;
use crate::rules::check::{Check, Spot, Step, rule};
use crate::rules::params::Params;
use crate::rules::schema::{Name, Shape};

/// Breakpoints in a request, the one of the request itself included.
const MAX_POINTS: usize = 4;
/// Blocks that are looked back from a breakpoint.
const LOOKBACK: usize = 20;
/// What the API reads, in its order.
const SECTIONS: [Word; 3] = [word!("tools"), word!("system"), word!("messages")];

/// The rule that an unknown field breaks, if it is a breakpoint where none can be.
pub(super) fn misplaced(field: &str, shape: &Shape) -> Option<&'static Rule> {
    let is_citation = shape.family.unknown == "text.citation.fields";
    (is_citation && field == "cache_control").then_some(rule!("cache_control.nested_citation"))
}

/// What this subject remembers of a request until its end.
#[derive(Debug, Default)]
pub(super) struct Seen<'a> {
    /// The first few, with one more than there may be.
    points: Vec<Point<'a>>,
    /// All of them.
    count: usize,
    /// How many of the kept ones have no owner yet.
    open: usize,
    /// Something in the request is as long as only the API can tell.
    elsewhere: bool,
}

impl Seen<'_> {
    /// Notes that the length of the request cannot be told from its text.
    pub(super) fn is_partly_elsewhere(&mut self) {
        self.elsewhere = true;
    }
}

/// Breakpoints of a part of a request, to be met again in others: where they stand is counted from its start.
#[derive(Debug)]
pub(super) struct Kept(Vec<Point<'static>>);

/// Keeps the breakpoints so far, all of which stand in this part.
pub(super) fn keep(check: &Check<'_, '_>, part: Span) -> Option<Kept> {
    let cache = &check.cache;
    let is_all = cache.open == 0 && cache.count == cache.points.len();
    let kept = cache.points.iter().map(|point| {
        Some(Point {
            spot: point.spot.lasting()?.moved(|byte| byte.checked_sub(part.start))?,
            is_long: point.is_long,
            end: point.end.map(|end| end - part.start),
        })
    });
    kept.collect::<Option<Vec<_>>>().filter(|_| is_all).map(Kept)
}

/// Notes breakpoints that were kept.
pub(super) fn restore(check: &mut Check<'_, '_>, kept: &Kept, part: Span) {
    for point in &kept.0 {
        let Some(spot) = point.spot.clone().moved(|byte| Some(byte + part.start)) else {
            continue;
        };
        check.cache.count += 1;
        check.cache.points.push(Point {
            spot,
            is_long: point.is_long,
            end: point.end.map(|end| end + part.start),
        });
    }
}

/// A breakpoint.
#[derive(Debug)]
struct Point<'a> {
    spot: Spot<'a>,
    /// It lasts an hour, not five minutes.
    is_long: bool,
    /// End of the block that it stands on; none before that is known, and for the one of the request.
    end: Option<usize>,
}

/// More about an object whose fields were checked.
pub(super) fn leave<'a>(check: &mut Check<'a, '_>, value: Value<'a>, shape: &'static Shape) {
    if shape.name == Name::CacheControlEphemeral {
        return note(check, value);
    }
    if check.cache.open == 0 {
        return;
    }
    if shape.name == Name::AdvisorTool20260301 {
        own_cache(check, value);
    }
    if !claim(check, value) {
        return;
    }
    match shape.name {
        Name::TextBlock => empty_text(check, value),
        Name::BrowserToolset20260801 | Name::ComputerToolset20260801 | Name::MCPToolset => {
            deferred_toolset(check, value)
        }
        _ => deferred(check, value),
    }
}

fn note<'a>(check: &mut Check<'a, '_>, value: Value<'a>) {
    check.cache.count += 1;
    if check.cache.points.len() > MAX_POINTS {
        return;
    }
    let point = Point {
        spot: check.spot(value.span()),
        is_long: is_long(value),
        end: None,
    };
    check.cache.points.push(point);
    check.cache.open += 1;
}

fn is_long(point: Value<'_>) -> bool {
    point.get(word!("ttl")).is_some_and(|ttl| ttl.is(word!("1h")))
}

/// Finds the breakpoint of an object among those without an owner.
fn claim<'a>(check: &mut Check<'a, '_>, owner: Value<'a>) -> bool {
    let Some(own) = owner.get(word!("cache_control")) else {
        return false;
    };
    let points = &mut check.cache.points;
    let point = points.iter_mut().find(|point| point.spot.span == own.span());
    let Some(point) = point else { return false };
    point.end = Some(owner.span().end);
    check.cache.open -= 1;
    true
}

/// The advisor has a cache of its own, which is none of this request's.
fn own_cache<'a>(check: &mut Check<'a, '_>, tool: Value<'a>) {
    let Some(own) = tool.get(word!("caching")) else { return };
    let cache = &mut check.cache;
    if let Some(at) = cache.points.iter().position(|point| point.spot.span == own.span()) {
        cache.points.remove(at);
        cache.open -= 1;
        cache.count -= 1;
    }
}

fn empty_text<'a>(check: &mut Check<'a, '_>, block: Value<'a>) {
    let is_empty = block
        .get(word!("text"))
        .and_then(|text| text.inner())
        .is_some_and(|(text, _)| text.is_empty());
    if is_empty {
        let message = "expected a breakpoint on a block with text, found one on an empty block".to_string();
        let help = "Put it on the block before.";
        blame(check, block, rule!("cache_control.empty_text"), message, help);
    }
}

fn blame<'a>(check: &mut Check<'a, '_>, owner: Value<'a>, rule: &'static Rule, message: String, help: &str) {
    let span = owner.get(word!("cache_control")).unwrap_or(owner).span();
    check.report_at(rule, Step::Name("cache_control"), span, message, Some(help));
}

/// A tool that is loaded later.
fn deferred<'a>(check: &mut Check<'a, '_>, tool: Value<'a>) {
    if is_deferred(tool) {
        let message =
            "expected a breakpoint on a tool that is loaded at once, found one on a deferred tool".to_string();
        let help = "Put it on a tool without defer_loading.";
        blame(check, tool, rule!("cache_control.deferred_tool"), message, help);
    }
}

fn is_deferred(value: Value<'_>) -> bool {
    value.get(word!("defer_loading")).and_then(|deferred| deferred.bool()) == Some(true)
}

/// A toolset, whose members may be loaded later: of an MCP server all of them, of others any.
fn deferred_toolset<'a>(check: &mut Check<'a, '_>, toolset: Value<'a>) {
    let configs = || {
        let configs = toolset
            .get(word!("configs"))
            .into_iter()
            .flat_map(|configs| configs.entries());
        configs.map(|(_, config)| config)
    };
    let is_deferred = match toolset.get(word!("default_config")) {
        Some(default) => {
            let at_once =
                |config: Value<'_>| config.get(word!("defer_loading")).and_then(|it| it.bool()) == Some(false);
            is_deferred(default) && !configs().any(at_once)
        }
        None if toolset.get(word!("mcp_server_name")).is_some() => false,
        None => configs().any(is_deferred),
    };
    if is_deferred {
        let message =
            "expected a breakpoint on tools that are loaded at once, found one on a toolset with deferred tools";
        let help = "Put it on a tool that is loaded at once.";
        let rule = rule!("cache_control.deferred_tool");
        blame(check, toolset, rule, message.to_string(), help);
    }
}

/// The last word about a request, when all of it was seen.
pub(super) fn finish<'a>(check: &mut Check<'a, '_>, params: &Params<'a>) {
    let mut points = std::mem::take(&mut check.cache.points);
    if points.is_empty() {
        return;
    }
    let sections = SECTIONS.map(|name| params.get(name));
    // A block ends after those within it, whatever the order of its keys.
    points.sort_by_key(|point| place(point, &sections));
    let own = params.get(word!("cache_control")).map(|own| own.span());
    let is_own = |point: &Point<'a>| Some(point.spot.span) == own;
    let auto = points.iter().position(is_own).map(|at| points.remove(at));
    count(check, &points, auto.is_some());
    if let Some(auto) = &auto {
        conflict(check, auto, &points, params);
    }
    order(check, &points);
    let Some(last) = auto.as_ref().or(points.last()) else {
        return;
    };
    if !too_short(check, last, &sections, params) {
        lifetime(check, &points, auto.as_ref());
        lookback(check, &points, &sections);
    }
}

/// Where a breakpoint is in what the API reads: section, and end of its block there.
fn place(point: &Point<'_>, sections: &[Option<Value<'_>>; 3]) -> (usize, usize) {
    let end = point.end.unwrap_or(point.spot.span.end);
    let holds = |section: &Option<Value<'_>>| section.is_some_and(|section| covers(section.span(), end));
    (sections.iter().position(holds).unwrap_or(sections.len()), end)
}

fn covers(span: Span, end: usize) -> bool {
    span.start < end && end <= span.end
}

fn count<'a>(check: &mut Check<'a, '_>, points: &[Point<'a>], has_auto: bool) {
    let total = check.cache.count;
    // With four others the request's own has a rule of its own.
    if total - usize::from(has_auto) <= MAX_POINTS {
        return;
    }
    if let Some(point) = points.get(MAX_POINTS) {
        let message = format!("expected at most {MAX_POINTS} cache breakpoints in a request, found {total}");
        let help = "Each one caches all that precedes it, so one at the end of each part that changes at its own pace will do.";
        check.report_spot(rule!("cache_control.count"), &point.spot, message, Some(help));
    }
}

fn conflict<'a>(check: &mut Check<'a, '_>, auto: &Point<'a>, points: &[Point<'a>], params: &Params<'a>) {
    let rule = rule!("cache_control.auto_conflict");
    if points.len() == MAX_POINTS {
        let message = format!(
            "expected at most {} breakpoints beside the one of the request, found {MAX_POINTS}",
            MAX_POINTS - 1
        );
        let help = "Leave out this one or one of the others.";
        return check.report_spot(rule, &auto.spot, message, Some(help));
    }
    let last_block = params
        .get(word!("messages"))
        .and_then(|messages| messages.items().last()?.get(word!("content"))?.items().last());
    let on_it = points.last().filter(|point| {
        last_block.is_some_and(|block| point.end == Some(block.span().end) && point.is_long != auto.is_long)
    });
    if let Some(point) = on_it {
        let message = format!(
            "expected the lifetime of the breakpoint on the last block ({}), found {}",
            ttl(point.is_long),
            ttl(auto.is_long)
        );
        let help =
            "The request's own breakpoint stands on the last block too: give both one lifetime, or leave out one.";
        check.report_spot(rule, &auto.spot, message, Some(help));
    }
}

fn ttl(is_long: bool) -> &'static str {
    if is_long { "1h" } else { "5m" }
}

fn order<'a>(check: &mut Check<'a, '_>, points: &[Point<'a>]) {
    let first_short = points.iter().position(|point| !point.is_long).unwrap_or(points.len());
    let late = points.iter().skip(first_short).find(|point| point.is_long);
    if let Some(late) = late {
        let message = "expected breakpoints of 1h before those of 5m, found one of 1h after one of 5m".to_string();
        let help = "What lasts longer comes first, in the order tools, system, messages.";
        check.report_spot(rule!("cache_control.ttl_order"), &late.spot, message, Some(help));
    }
}

/// Whether all that is to be cached is likely too short for it. Quiet where text does not tell.
fn too_short<'a>(
    check: &mut Check<'a, '_>,
    last: &Point<'a>,
    sections: &[Option<Value<'a>>; 3],
    params: &Params<'a>,
) -> bool {
    const BYTES_PER_TOKEN: usize = 4;
    let least = check.model.and_then(|model| model.min_cacheable);
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
    if tokens >= least || check.cache.elsewhere || has_hidden_text(params) {
        return false;
    }
    // Thousands of requests may have it, each with the same text.
    let message = match check.is_full() {
        true => String::new(),
        false => format!(
            "expected at least {least} tokens before the last breakpoint for this model, found about {tokens} \
         (an estimate: {BYTES_PER_TOKEN} bytes a token)"
        ),
    };
    let help = "A shorter prefix is not cached, and nothing says so.";
    check.report_spot(rule!("cache_control.too_short"), &last.spot, message, Some(help));
    true
}

/// Whether the API adds text of its own: to tools that it defines, for skills, for what MCP servers list.
fn has_hidden_text(params: &Params<'_>) -> bool {
    let mut tools = params.get(word!("tools")).into_iter().flat_map(|tools| tools.items());
    let is_theirs = |kind: Value<'_>| !kind.is_null() && !kind.is(word!("custom"));
    tools.any(|tool| tool.get(word!("type")).is_some_and(is_theirs))
        || [word!("container"), word!("mcp_servers")]
            .iter()
            .any(|name| params.get(*name).is_some())
}

/// Once a request, and not if its author chose lifetimes.
fn lifetime<'a>(check: &mut Check<'a, '_>, points: &[Point<'a>], auto: Option<&Point<'a>>) {
    let mut all = points.iter().chain(auto);
    let Some(first) = all.clone().next() else { return };
    if all.any(|point| point.is_long) {
        return;
    }
    let message = "expected a lifetime that outlasts a batch, found 5 minutes".to_string();
    let help =
        "Requests of a batch run at any time within a day: use \"ttl\":\"1h\" for a prefix that many of them share.";
    check.report_spot(rule!("cache_control.batch_ttl"), &first.spot, message, Some(help));
}

/// Breakpoints that are so far from the one before that what it cached is not found.
fn lookback<'a>(check: &mut Check<'a, '_>, points: &[Point<'a>], sections: &[Option<Value<'a>>; 3]) {
    if points.len() < 2 {
        return;
    }
    let mut next = points.iter().peekable();
    let mut before: Option<usize> = None;
    for (block, end) in blocks(sections).enumerate() {
        while let Some(point) = next.next_if(|point| place(point, sections) <= end) {
            if let Some(distance) = before.map(|before| block - before).filter(|far| *far >= LOOKBACK) {
                let message = format!(
                    "expected fewer than {LOOKBACK} blocks after the breakpoint before this one, found {distance}"
                );
                let help = "What the earlier one cached may not be found: put another breakpoint between them.";
                check.report_spot(rule!("cache_control.lookback"), &point.spot, message, Some(help));
            }
            before = Some(block);
        }
    }
}

/// Tools, blocks of `system` and blocks of messages in the order in which the API reads them: section and end. A text without
/// blocks is one.
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
