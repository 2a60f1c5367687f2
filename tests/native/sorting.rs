use message_batches::sorting::sort_by_rank;
use proptest::collection::vec;

use crate::property::holds;

#[test]
fn items_come_by_rank_and_those_of_one_rank_in_the_order_they_had() {
    holds(2_000, vec(0..9_u64, 0..40), |ranks| {
        let mut items: Vec<(u64, usize)> = ranks.into_iter().zip(0..).collect();
        let mut expected = items.clone();
        expected.sort();
        sort_by_rank(&mut items, |(rank, _)| *rank);
        assert_eq!(items, expected);
    });
}
