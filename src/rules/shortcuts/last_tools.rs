//! Tools that were looked at in the request before and found to be in order. Nearly all requests of a batch have the same,
//! often by far the longest part of them: what is the same, byte for byte, is not looked at again.

use crate::catalog::models::Model;
use crate::json::Value;
use crate::rules::cache;
use crate::rules::check::Check;

/// Tools without findings, and what looking at them left behind.
#[derive(Debug)]
pub(crate) struct Clean {
    version: u32,
    /// Some rules ask which model it is.
    model: Option<&'static Model>,
    points: cache::Kept,
}

/// Looks at tools, unless they are known to be in order.
pub(crate) fn tools<'a, 'f>(check: &mut Check<'a, 'f>, tools: Value<'a>, look: impl FnOnce(&mut Check<'a, 'f>)) {
    let Some(again) = tools.again() else {
        return look(check);
    };
    let model = check.model;
    let same = |clean: &Clean| clean.version == again.version && same_model(clean.model, model);
    if again.seen
        && let Some(clean) = check.clean_tools().take_if(|clean| same(clean))
    {
        cache::restore(check, &clean.points, tools.span());
        *check.clean_tools() = Some(clean);
        return;
    }
    let before = check.told_so_far();
    look(check);
    let is_clean = check.told_so_far() == before;
    let points = cache::keep(check, tools.span()).filter(|_| is_clean);
    *check.clean_tools() = points.map(|points| Clean {
        version: again.version,
        model,
        points,
    });
}

fn same_model(left: Option<&'static Model>, right: Option<&'static Model>) -> bool {
    match (left, right) {
        (Some(left), Some(right)) => std::ptr::eq(left, right),
        (left, right) => left.is_none() && right.is_none(),
    }
}
