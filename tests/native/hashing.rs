use std::hash::{BuildHasher, DefaultHasher, Hash, Hasher};

use message_batches::bytes::hashing::{Seeded, hash, seed_once, wide_hash};
use message_batches::bytes::id_table::Ids;
use message_batches::bytes::shared_map::SharedMap;

fn unseeded(text: &[u8]) -> u32 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish() as u32
}

/// A text has a different hash in each instance, so collisions cannot be computed in advance.
#[test]
fn hashes_start_from_a_seed_that_stays() {
    let first = hash(b"a");
    assert_ne!(first, unseeded(b"a"));
    assert_eq!(Seeded.hash_one(b"a".as_slice()) as u32, first);
    // A table that was filled before this must still find its entries.
    seed_once(|| 43);
    assert_eq!(hash(b"a"), first);
}

#[test]
fn a_table_finds_all_ids_however_many_and_however_long() {
    let long = |number: u64| format!("{number}-{}", "x".repeat((number as usize * 7_919) % 300_000));
    for (count, id) in [
        (1, Box::new(|number| format!("{number}")) as Box<dyn Fn(u64) -> String>),
        (9, Box::new(|number| format!("id-{number}"))),
        (100_000, Box::new(|number| format!("request-{number}"))),
        (40, Box::new(long)),
    ] {
        let mut ids = Ids::default();
        assert_eq!(ids.get(id(0).as_bytes()), None);
        for number in 0..count {
            assert_eq!(ids.insert(id(number).as_bytes(), number), None);
        }
        for number in 0..count {
            assert_eq!(ids.insert(id(number).as_bytes(), count), Some(number));
            assert_eq!(ids.get(id(number).as_bytes()), Some(number));
        }
        assert_eq!(ids.get(b"another"), None);
        let all: Vec<_> = ids.iter().map(|(number, id)| (number, id.to_string())).collect();
        assert_eq!(all, (0..count).map(|number| (number, id(number))).collect::<Vec<_>>());
    }
}

#[test]
fn a_shared_map_keeps_the_first_value_of_each_key_however_many() {
    for count in [0, 1, 100, 300_000_u64] {
        let mut map = SharedMap::default();
        for key in 0..count {
            assert_eq!(map.insert(key, key + 1), None);
        }
        for key in 0..count {
            assert_eq!(map.insert(key, 0), Some(key + 1));
        }
    }
}

/// Each half and each quarter of the hash differs between texts that differ in one byte or in length.
#[test]
fn a_wide_hash_has_128_bits_that_differ_between_texts() {
    let mut quarters = [(); 4].map(|()| std::collections::HashSet::new());
    let texts = [
        "",
        "a",
        "b",
        "ab",
        "ba",
        "\u{ff}",
        "aaaaaaa",
        "aaaaaaaa",
        "aaaaaaab",
        "aaaaaaaaa",
    ];
    for text in texts {
        let hash = wide_hash(text.as_bytes());
        assert_eq!(wide_hash(text.as_bytes()), hash);
        for (place, seen) in quarters.iter_mut().enumerate() {
            seen.insert((hash >> (32 * place)) as u32);
        }
    }
    assert_eq!(quarters.map(|seen| seen.len()), [texts.len(); 4]);
}
