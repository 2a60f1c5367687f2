//! Token counts of texts and images. The tokenizers are not public, so each number has an error band.
//!
//! Characters are counted by class; `catalog::token_rates` has the rate of each class.

use std::ops::{Add, AddAssign, Mul};

use serde::Serialize;

use crate::catalog::models::Model;
use crate::catalog::token_rates;
use crate::catalog::token_rates::{LATIN_SPREAD, OTHER_SPREAD};
use crate::json::{CharacterCounts, Value};

/// A number of tokens, with bounds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Tokens {
    /// Lower bound.
    pub low: f64,
    /// Most likely.
    pub likely: f64,
    /// Upper bound.
    pub high: f64,
}

impl Tokens {
    /// Makes a number from its lower bound, most likely value and upper bound.
    pub const fn new(low: f64, likely: f64, high: f64) -> Tokens {
        Tokens { low, likely, high }
    }

    fn around(likely: f64, spread: f64) -> Tokens {
        Tokens::new(likely * (1.0 - spread), likely, likely * (1.0 + spread))
    }

    /// Rounds to whole tokens.
    pub fn rounded(self) -> Tokens {
        // A whole number with a rounding error in the last digit of a sum stays whole.
        const SLACK: f64 = 1e-6;
        Tokens::new(
            (self.low + SLACK).floor(),
            self.likely.round(),
            (self.high - SLACK).ceil().max(0.0),
        )
    }
}

impl Add for Tokens {
    type Output = Tokens;
    fn add(self, other: Tokens) -> Tokens {
        Tokens::new(self.low + other.low, self.likely + other.likely, self.high + other.high)
    }
}

impl AddAssign for Tokens {
    fn add_assign(&mut self, other: Tokens) {
        *self = *self + other;
    }
}

impl Mul<f64> for Tokens {
    type Output = Tokens;
    fn mul(self, times: f64) -> Tokens {
        Tokens::new(self.low * times, self.likely * times, self.high * times)
    }
}

/// The tokenizer of a model. Unknown models count as newer ones, which have more tokens.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tokenizer {
    /// The tokenizer before Opus 4.7.
    Earlier,
    /// The tokenizer since Opus 4.7.
    #[default]
    Newer,
}

impl Tokenizer {
    /// Returns the tokenizer of a model.
    pub fn of(model: Option<&Model>) -> Tokenizer {
        match model {
            Some(model) if model.earlier_tokenizer => Tokenizer::Earlier,
            _ => Tokenizer::Newer,
        }
    }
}

/// Tokens of a JSON string's value; zero for other values.
pub fn text(value: Value<'_>, tokenizer: Tokenizer) -> Tokens {
    let Some((inner, escaped)) = value.inner() else {
        return Tokens::default();
    };
    weigh(CharacterCounts::of_string(inner, escaped), tokenizer)
}

/// Tokens of JSON text as written, such as a tool's schema.
pub fn json(raw: &[u8], tokenizer: Tokenizer) -> Tokens {
    weigh(CharacterCounts::of_text(raw), tokenizer)
}

fn weigh(counts: CharacterCounts, tokenizer: Tokenizer) -> Tokens {
    let (latin, other) = token_rates::likely_tokens(counts, tokenizer == Tokenizer::Earlier);
    Tokens::around(latin, LATIN_SPREAD) + Tokens::around(other, OTHER_SPREAD)
}

/// Width and height in pixels of the patch that one image token covers (vision page, 2026-08-22).
const PATCH: f64 = 28.0;

/// The longest edge in pixels that any model reads; larger images are scaled down to it (vision page, 2026-08-22).
pub const WIDEST: u32 = 2576;

/// Returns the maximum number of tokens of an image, by the longest edge that the model reads. Documented for two values.
fn most(model: Option<&Model>) -> (f64, f64) {
    match model.and_then(|model| model.long_edge) {
        Some(edge) if edge <= 1568 => (1568.0, 1568.0),
        _ => (f64::from(WIDEST), 4784.0),
    }
}

/// Tokens of an image of this size in pixels.
pub fn image(width: u32, height: u32, model: Option<&Model>) -> Tokens {
    let (edge, most) = most(model);
    let (width, height) = (f64::from(width.max(1)), f64::from(height.max(1)));
    let patches = |scale: f64| (width * scale / PATCH).ceil() * (height * scale / PATCH).ceil();
    let mut scale = (edge / width.max(height)).min(1.0);
    if patches(scale) > most {
        scale *= (most / patches(scale)).sqrt();
    }
    Tokens::around(patches(scale).min(most), 0.1)
}

/// Tokens of an image of unknown size.
pub fn unknown_image(model: Option<&Model>) -> Tokens {
    let (_, most) = most(model);
    Tokens::new(1.0, most, most)
}

/// Tokens of the pages of a PDF. Each page is read as text, for which 1,500 to 3,000 tokens are documented (PDF page, 2026),
/// and as an image.
pub fn pages(count: Tokens, model: Option<&Model>) -> Tokens {
    let (_, image) = most(model);
    Tokens::new(
        count.low * 1_500.0,
        count.likely * 3_000.0,
        count.high * (3_000.0 + image),
    )
}
