//! The catalogue: every rule that is checked, one file a section. What a rule needs is a row here, a check in the file of
//! its subject, and an accepted and a rejected example in the tests.

mod batch;
mod blocks;
mod cache;
mod context;
mod fields;
mod formats;
mod media;
mod messages;
mod rule;
mod thinking;
mod tool_use;
mod tools;

pub use rule::{Class, Rule};

const SECTIONS: &[&[Rule]] = &[
    batch::RULES,
    fields::RULES,
    messages::RULES,
    blocks::RULES,
    media::RULES,
    tool_use::RULES,
    thinking::RULES,
    cache::RULES,
    tools::RULES,
    formats::RULES,
    context::RULES,
];

/// Every rule, in the order of the catalogue.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    SECTIONS.iter().copied().flatten()
}

/// The rule with this code.
pub fn rule(code: &str) -> Option<&'static Rule> {
    // Not for the compiler to see through: it would unroll this into 60 kB of comparisons.
    let sections = std::hint::black_box(SECTIONS);
    sections.iter().copied().flatten().find(|rule| rule.code == code)
}

/// The rule with this code, at compile time: what it denies elsewhere cannot happen at run time here.
#[allow(clippy::indexing_slicing, clippy::panic, reason = "runs in the compiler")]
pub(super) const fn find(code: &str) -> &'static Rule {
    let mut section = 0;
    while section < SECTIONS.len() {
        let mut row = 0;
        while row < SECTIONS[section].len() {
            if same(SECTIONS[section][row].code.as_bytes(), code.as_bytes()) {
                return &SECTIONS[section][row];
            }
            row += 1;
        }
        section += 1;
    }
    panic!("the catalogue has no rule with this code")
}

#[allow(clippy::indexing_slicing, reason = "runs in the compiler")]
const fn same(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let mut at = 0;
    while at < a.len() {
        if a[at] != b[at] {
            return false;
        }
        at += 1;
    }
    true
}
