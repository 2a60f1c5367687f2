//! Files that are made from the tables are kept in git, so that people can read them, editors can fetch them and the package
//! can ship them. They must be what `npm run generate` writes.

#[path = "../../scripts/generate/texts.rs"]
mod texts;

#[test]
fn files_made_from_the_tables_are_what_the_tables_say() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    for (file, text) in texts::files() {
        let kept = std::fs::read_to_string(root.join(file)).unwrap_or_default();
        assert!(kept == text, "{file} is not what the tables say: npm run generate");
    }
}
