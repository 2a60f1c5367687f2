use std::hash::{BuildHasher, DefaultHasher, Hash, Hasher};

use message_batches::bytes::hashing::{Seeded, hash, seed_once};
use message_batches::bytes::id_table::Ids;

fn unseeded(text: &[u8]) -> u32 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish() as u32
}

/// Nobody can compute outside which texts collide: the same text has another hash in each instance.
#[test]
fn hashes_start_from_a_seed_that_stays() {
    let first = hash(b"a");
    assert_ne!(first, unseeded(b"a"));
    assert_eq!(Seeded.hash_one(b"a".as_slice()) as u32, first);
    // A table that was filled before must still find what it has.
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
