//! Generated files are committed, so that people can read them, editors can fetch them and the package can contain them. They
//! must equal the output of `npm run generate`.

#[path = "../../scripts/generate/texts.rs"]
mod texts;

#[test]
fn generated_files_are_up_to_date() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    for (file, text) in texts::files() {
        let committed = std::fs::read_to_string(root.join(file)).unwrap_or_default();
        assert!(committed == text, "{file} is not up to date: run npm run generate");
    }
}

#[test]
fn the_rules_page_has_every_heading_once() {
    let [(_, page), ..] = texts::files();
    let mut headings: Vec<&str> = page.lines().filter(|line| line.starts_with('#')).collect();
    let count = headings.len();
    headings.sort_unstable();
    headings.dedup();
    assert_eq!(headings.len(), count, "{page}");
    assert_eq!(count, texts::GROUPS.len() + 3);
}
