//! Sorts by numbers. The sorts of the standard library are compiled for each type of items, at 5 kB each; this one is compiled
//! once.

use std::collections::BinaryHeap;

/// Sorts by rank. Items of the same rank keep their order.
pub fn sort_by_rank<T>(items: &mut Vec<T>, rank: impl Fn(&T) -> u64) {
    if items.is_sorted_by_key(&rank) {
        return;
    }
    let places = sorted(items.iter().map(rank).zip(0..).collect());
    let mut from: Vec<Option<T>> = items.drain(..).map(Some).collect();
    items.extend(places.iter().filter_map(|(_, at)| from.get_mut(*at)?.take()));
}

/// Sorts ranks together with the indices of their items.
#[inline(never)]
fn sorted(ranks: Vec<(u64, usize)>) -> Vec<(u64, usize)> {
    BinaryHeap::from(ranks).into_sorted_vec()
}
