//! `npm run generate`: writes the files that are generated from the tables of this crate.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a tool of this repository: it stops at the first problem"
)]

mod texts;

fn main() -> std::io::Result<()> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    texts::files()
        .iter()
        .try_for_each(|(file, text)| std::fs::write(root.join(file), text))
}
