//! The catalogue of rules, with one file per section. A rule needs a row here, a check in the file of its subject, and an
//! accepted and a rejected example in the tests.

#![allow(
    clippy::indexing_slicing,
    reason = "when the crate is compiled, or by a rule's own number"
)]

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

use std::num::NonZeroU16;

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

/// The number of rules.
const COUNT: usize = {
    let (mut count, mut section) = (0, 0);
    while section < SECTIONS.len() {
        count += SECTIONS[section].len();
        section += 1;
    }
    count
};

/// All sections in one array.
static RULES: [Rule; COUNT] = {
    let mut rules = [SECTIONS[0][0]; COUNT];
    let (mut at, mut section) = (0, 0);
    while section < SECTIONS.len() {
        let mut row = 0;
        while row < SECTIONS[section].len() {
            rules[at] = SECTIONS[section][row];
            at += 1;
            row += 1;
        }
        section += 1;
    }
    rules
};

/// A rule by its number, for tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code(NonZeroU16);

impl Code {
    /// Returns the rule with this code at compile time, so the lints about panics and indexing do not apply.
    #[allow(clippy::panic, reason = "runs in the compiler")]
    pub(super) const fn of(code: &str) -> Code {
        let mut at = 0;
        while at < COUNT {
            if same(RULES[at].code.as_bytes(), code.as_bytes())
                && let Some(number) = NonZeroU16::new(at as u16 + 1)
            {
                return Code(number);
            }
            at += 1;
        }
        panic!("the catalogue has no rule with this code")
    }

    /// Returns the rule.
    pub const fn rule(self) -> &'static Rule {
        // A `Code` is only made from the index of a rule.
        &RULES[self.0.get() as usize - 1]
    }
}

/// Returns the number of a rule from its code, at compile time.
macro_rules! code {
    ($code:literal) => {
        const { $crate::rules::catalogue::Code::of($code) }
    };
}
pub(super) use code;

/// Returns all rules, in the order of the catalogue.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    RULES.iter()
}

/// Returns the rule with this code.
pub fn rule(code: &str) -> Option<&'static Rule> {
    // Hidden from the compiler, which would unroll this into 60 kB of comparisons.
    let rules = std::hint::black_box(&RULES);
    rules.iter().find(|rule| rule.code == code)
}

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
