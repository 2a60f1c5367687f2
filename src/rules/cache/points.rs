//! Breakpoints in the order of the walk, and saved breakpoints of a part that the next request repeats.

use crate::json::{Span, Value, word};
use crate::rules::cursor::{Cursor, Spot};

/// Maximum number of breakpoints in a request, including the request's own.
pub(super) const MAX_POINTS: usize = 4;

/// The state of this subject until the end of the request.
#[derive(Debug, Default)]
pub(in crate::rules) struct State<'a> {
    /// The first breakpoints, up to one more than the limit.
    pub(super) points: Vec<Point<'a>>,
    /// Number of all breakpoints.
    pub(super) count: usize,
    /// Number of stored breakpoints whose owner is not known yet.
    pub(super) open: usize,
}

/// A breakpoint.
#[derive(Debug)]
pub(super) struct Point<'a> {
    pub(super) spot: Spot<'a>,
    /// Whether it lasts an hour and not five minutes.
    pub(super) is_long: bool,
    /// The end of the block that contains it; `None` until that is known, and for the request's own.
    pub(super) end: Option<usize>,
}

/// Saved breakpoints of a part of a request, with positions relative to the start of that part.
#[derive(Debug)]
pub(in crate::rules) struct SavedPoints(Vec<Point<'static>>);

impl<'a> State<'a> {
    /// Saves the breakpoints so far, all of which are in this part.
    pub(in crate::rules) fn save(&self, part: Span) -> Option<SavedPoints> {
        let is_all = self.open == 0 && self.count == self.points.len();
        let saved = self.points.iter().map(|point| {
            Some(Point {
                spot: point
                    .spot
                    .without_keys()?
                    .map_span(|byte| byte.checked_sub(part.start))?,
                is_long: point.is_long,
                end: point.end.map(|end| end - part.start),
            })
        });
        saved.collect::<Option<Vec<_>>>().filter(|_| is_all).map(SavedPoints)
    }

    /// Adds saved breakpoints.
    pub(in crate::rules) fn restore(&mut self, saved: &SavedPoints, part: Span) {
        for point in &saved.0 {
            let Some(spot) = point.spot.clone().map_span(|byte| Some(byte + part.start)) else {
                continue;
            };
            self.count += 1;
            self.points.push(Point {
                spot,
                is_long: point.is_long,
                end: point.end.map(|end| end + part.start),
            });
        }
    }

    /// Adds a breakpoint.
    pub(super) fn add(&mut self, cursor: &Cursor<'a, '_>, value: Value<'a>) {
        self.count += 1;
        if self.points.len() > MAX_POINTS {
            return;
        }
        self.points.push(Point {
            spot: cursor.spot(value.span()),
            is_long: value.get(word!("ttl")).is_some_and(|ttl| ttl.is(word!("1h"))),
            end: None,
        });
        self.open += 1;
    }

    /// Finds the breakpoint of an object among those without an owner; false if it has none.
    pub(super) fn claim(&mut self, owner: Value<'a>) -> bool {
        let Some(own) = owner.get(word!("cache_control")) else {
            return false;
        };
        let point = self.points.iter_mut().find(|point| point.spot.span == own.span());
        let Some(point) = point else { return false };
        point.end = Some(owner.span().end);
        self.open -= 1;
        true
    }

    /// Removes the breakpoint of the advisor tool, which has its own cache.
    pub(super) fn remove_own_cache(&mut self, tool: Value<'a>) {
        let Some(own) = tool.get(word!("caching")) else { return };
        if let Some(at) = self.points.iter().position(|point| point.spot.span == own.span()) {
            self.points.remove(at);
            self.open -= 1;
            self.count -= 1;
        }
    }
}
