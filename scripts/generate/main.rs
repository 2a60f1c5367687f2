//! `npm run generate`: writes the files that are made from the tables of this crate.

mod texts;

fn main() -> std::io::Result<()> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    texts::files()
        .iter()
        .try_for_each(|(file, text)| std::fs::write(root.join(file), text))
}
