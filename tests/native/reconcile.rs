use message_batches::bytes::Position;
use message_batches::results::index::{NamedIds, RecordIndex, RecordLocation};

fn line(id: &str) -> String {
    format!(
        "{{\"custom_id\":{},\"result\":{{\"type\":\"canceled\"}}}}",
        serde_json::to_string(id).unwrap()
    )
}

fn named(count: u64, ids: &[&str]) -> NamedIds {
    NamedIds {
        count,
        ids: ids.iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn every_id_is_found_where_its_record_stands() {
    let text = format!("{}\r\n\n  {}\n{}", line("a"), line("é"), line("c"));
    for cut in 0..=text.len() {
        let mut index = RecordIndex::new(10);
        index.push(&text.as_bytes()[..cut]);
        index.push(&text.as_bytes()[cut..]);
        index.finish();
        for (id, number) in [("c", 4), ("a", 1), ("é", 3)] {
            let RecordLocation { position, len } = index.locate(id).unwrap();
            let start = position.offset as usize;
            assert_eq!(&text[start..start + len as usize], line(id), "cut at {cut}");
            assert_eq!(position.line, number);
        }
        assert!(index.account().complete);
    }
}

#[test]
fn what_is_missing_duplicate_or_unknown_is_counted_and_the_first_of_it_named() {
    let mut index = RecordIndex::new(2);
    for id in ["a", "b", "a", "x1", "x2", "x3", "a"] {
        index.push(format!("{}\n", line(id)).as_bytes());
    }
    index.push(b"{broken\n");
    index.finish();
    for id in ["b", "m1", "a", "m2", "m3"] {
        index.locate(id);
    }
    let account = index.account();
    assert!(!account.complete);
    assert_eq!((account.submitted, account.answered, account.malformed), (5, 2, 1));
    assert_eq!(account.missing, named(3, &["m1", "m2"]));
    assert_eq!(account.duplicate, named(2, &["a", "a"]));
    assert_eq!(account.unknown, named(3, &["x1", "x2"]));
    // A second look changes nothing.
    assert_eq!(index.account(), account);
}

#[test]
fn an_id_that_is_asked_for_twice_has_its_record_twice() {
    let mut index = RecordIndex::new(10);
    index.push(format!("{}\n", line("a")).as_bytes());
    index.finish();
    assert_eq!(index.locate("a"), index.locate("a"));
    assert_eq!(index.account().submitted, 2);
}

#[test]
fn ids_that_other_languages_trip_over_are_ids() {
    let ids = [
        "__proto__",
        "constructor",
        "toString",
        "",
        "0",
        "a b",
        "\u{0}",
        "=1",
        "\"",
        "\n",
        "x".repeat(3_000_000).as_str(),
    ]
    .map(String::from);
    let mut index = RecordIndex::new(10);
    for id in &ids {
        index.push(format!("{}\n", line(id)).as_bytes());
    }
    index.finish();
    for id in &ids {
        assert!(index.locate(id).is_some(), "{:.20}", id);
    }
    assert!(index.account().complete);
    assert_eq!(index.locate("hasOwnProperty"), None);
}

#[test]
fn nothing_reconciles_with_nothing() {
    let mut index = RecordIndex::new(10);
    index.finish();
    assert!(index.account().complete);
    assert_eq!(index.locate("a"), None);
    assert_eq!(index.account().missing, named(1, &["a"]));
}

#[test]
fn reading_goes_on_at_another_place_without_what_was_unfinished() {
    let mut index = RecordIndex::new(10);
    index.push(format!("{}\n{}", line("a"), &line("b")[..20]).as_bytes());
    index.start_at(Position { line: 2, offset: 500 });
    index.push(format!("{}\n", line("c")).as_bytes());
    index.finish();
    assert_eq!(index.locate("c").unwrap().position, Position { line: 2, offset: 500 });
    assert_eq!(index.locate("b"), None);
}

#[test]
fn a_restart_leaves_out_what_was_unfinished_but_counts_its_bytes() {
    let mut index = RecordIndex::new(10);
    let first = format!("{}\n{}", line("a"), &line("b")[..20]);
    index.push(first.as_bytes());
    index.restart();
    index.push(format!("{}\n", line("c")).as_bytes());
    index.finish();
    let offset = first.len() as u64;
    assert_eq!(index.locate("c").unwrap().position, Position { line: 2, offset });
    assert_eq!(index.locate("b"), None);
}

#[test]
fn rows_are_found_by_the_keys_that_their_ids_were_made_from() {
    let mut index = RecordIndex::new(10);
    for id in ["ann-example-com-b7dd3a2ad6c4", "bob", "bob-2", "x y"] {
        index.push(format!("{}\n", line(id)).as_bytes());
    }
    index.finish();
    let mut found = |key: &str| index.locate_key(key).map(|found| found.position.line);
    assert_eq!(found("bob"), Some(2));
    assert_eq!(found("bob"), Some(3));
    assert_eq!(found("bob"), None, "a third row has no record of its own");
    assert_eq!(found("bob"), None);
    assert_eq!(found("x y"), Some(4), "an id that fromRows would not make");
    assert_eq!(found("nobody@example.com"), None);
    assert_eq!(
        index.account().missing,
        named(3, &["bob-3", "bob-4", "nobody@example.com"])
    );
    assert_eq!(index.account().shared, None);
}

#[test]
fn a_lost_record_of_one_row_does_not_move_the_records_of_others() {
    let mut index = RecordIndex::new(10);
    for id in ["a", "a-3", "b", "b-2"] {
        index.push(format!("{}\n", line(id)).as_bytes());
    }
    index.finish();
    let lines = ["a", "a", "b", "a", "b"].map(|key| index.locate_key(key).map(|found| found.position.line));
    assert_eq!(lines, [Some(1), None, Some(3), Some(2), Some(4)]);
    assert_eq!(index.account().missing, named(1, &["a-2"]));
}

#[test]
fn every_row_of_a_key_keeps_its_record_whichever_is_lost() {
    let ids = ["ann", "ann-2", "ann-3", "bob"];
    for lost in 0..3 {
        let mut index = RecordIndex::new(10);
        for (_, id) in ids.iter().enumerate().filter(|(at, _)| *at != lost) {
            index.push(format!("{}\n", line(id)).as_bytes());
        }
        index.finish();
        let found = ["ann", "ann", "bob", "ann"].map(|key| index.locate_key(key).map(|found| found.position.line));
        let mut lines: Vec<Option<u64>> = (1..=2).map(Some).collect();
        lines.insert(lost, None);
        lines.insert(2, Some(3));
        assert_eq!(found.as_slice(), lines, "without {}", ids[lost]);
        let account = index.account();
        assert_eq!((account.missing, account.shared), (named(1, &[ids[lost]]), None));
        assert_eq!(account.unknown, NamedIds::default());
    }
}

#[test]
fn rows_share_a_record_if_no_id_has_a_number_and_the_account_names_them() {
    let mut index = RecordIndex::new(1);
    for id in ["a", "b", "c-2"] {
        index.push(format!("{}\n", line(id)).as_bytes());
    }
    index.finish();
    let lines = ["a", "a", "b", "a", "c-2", "b"].map(|key| index.locate_key(key).map(|found| found.position.line));
    assert_eq!(lines, [1, 1, 2, 1, 3, 2].map(Some));
    let account = index.account();
    assert_eq!((account.shared, account.complete), (Some(named(3, &["a"])), false));
    assert_eq!((account.submitted, account.answered, account.missing.count), (6, 6, 0));
}

#[test]
fn a_join_without_a_pair_reports_example_ids_of_both_sides() {
    let mut index = RecordIndex::new(10);
    for id in ["q-1", "q-2"] {
        index.push(format!("{}\n", line(id)).as_bytes());
    }
    index.finish();
    assert_eq!(index.no_match("email"), None);
    index.locate_key("ann@example.com");
    assert_eq!(
        index.no_match("email").as_deref(),
        Some(
            "No row matches a record. 1 row has keys such as \"ann@example.com\" (email); 2 records have ids such as \
             \"q-1\". Pass as key the column that the ids were made from, or pass the result of fromRows in place of \
             the rows."
        )
    );
    index.locate("q-2");
    assert_eq!(index.no_match("email"), None);
}

#[test]
fn a_join_of_results_without_a_record_is_no_mistake_of_the_key() {
    for text in ["", "\n", "no result\n"] {
        let mut index = RecordIndex::new(10);
        index.push(text.as_bytes());
        index.finish();
        index.locate_key("ann@example.com");
        assert_eq!(index.no_match("email"), None);
        let account = index.account();
        assert_eq!(
            (account.complete, account.submitted, account.missing.ids),
            (false, 1, vec!["ann@example.com".to_string()])
        );
    }
}
