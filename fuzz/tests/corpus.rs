//! Runs each target on its corpus, and on inputs made from it. The inputs are the same in every run.
//!
//! `FUZZ_SEED=2` makes other inputs, `FUZZ_TIMES=20` twenty times as many. An input that fails is written to
//! `target/fuzz/findings/`.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use message_batches_fuzz::mutate::Mutator;
use message_batches_fuzz::random::Random;
use message_batches_fuzz::{TARGETS, dictionary};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns paths and inputs, sorted by name.
fn corpus(name: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = root().join("corpus").join(name);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    assert!(!paths.is_empty(), "{} is empty", folder.display());
    let read = |path: PathBuf| fs::read(&path).map(|input| (path, input)).expect("an input");
    paths.into_iter().map(read).collect()
}

fn variable(name: &str) -> u64 {
    match std::env::var(name) {
        Ok(text) => text
            .parse()
            .unwrap_or_else(|_| panic!("{name}: expected a whole number, found {text:?}")),
        Err(_) => 1,
    }
}

fn run(name: &str) {
    let target = TARGETS
        .into_iter()
        .find(|target| target.name == name)
        .expect("a target");
    let corpus = corpus(name);
    for (path, input) in &corpus {
        let ran = catch_unwind(AssertUnwindSafe(|| (target.run)(input)));
        assert!(ran.is_ok(), "{} fails: see above", path.display());
    }
    let inputs: Vec<Vec<u8>> = corpus.into_iter().map(|(_, input)| input).collect();
    let words = dictionary::words();
    // Each target has its own random numbers.
    let seed = Random::of(name.as_bytes()).number() ^ variable("FUZZ_SEED");
    let mut mutator = Mutator::new(&inputs, &words, seed);
    for _ in 0..u64::from(target.mutations) * variable("FUZZ_TIMES") {
        let input = mutator.next_input();
        if catch_unwind(AssertUnwindSafe(|| (target.run)(&input))).is_err() {
            let path = keep(name, &input);
            panic!(
                "{name} fails, see above, on the input {path}. Run it again: npm run fuzz -- {name} --input {path}. It begins: \"{}\"",
                input[..input.len().min(200)].escape_ascii()
            );
        }
    }
}

fn keep(name: &str, input: &[u8]) -> String {
    let folder = root().join("../target/fuzz/findings").join(name);
    fs::create_dir_all(&folder).expect("a folder");
    let path = folder.join(format!("mutated-{:016x}", Random::of(input).number()));
    fs::write(&path, input).expect("a file");
    path.canonicalize().expect("a path").display().to_string()
}

macro_rules! targets {
    ($($name:ident)*) => {
        $(#[test] fn $name() { run(stringify!($name)); })*

        #[test]
        fn every_target_is_run() {
            let names: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
            assert_eq!(names, [$(stringify!($name)),*]);
        }
    };
}

targets! {
    base64 base_url checker container csv_rows encoding framer json_cursor json_index json_reader media number pdf plan replies
    results_decoder results_index resume retry_after template
}

#[test]
fn the_corpora_are_small() {
    let sizes = TARGETS
        .iter()
        .flat_map(|target| corpus(target.name))
        .map(|(_, input)| input.len());
    let all: usize = sizes.sum();
    assert!(all <= 200_000, "expected at most 200 kB, found {all} bytes");
}

#[test]
fn the_same_seed_makes_the_same_inputs() {
    let corpus = [b"{\"a\":[1,2]}\n{}".to_vec(), b"x".to_vec()];
    let words = dictionary::words();
    let inputs = |seed| {
        let mut mutator = Mutator::new(&corpus, &words, seed);
        (0..100).map(|_| mutator.next_input()).collect::<Vec<_>>()
    };
    assert_eq!(inputs(1), inputs(1));
    assert_ne!(inputs(1), inputs(2));
}
