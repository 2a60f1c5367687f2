//! Token counts of a text, from its characters by class. The tokenizers are not public, so each number has an error band.
//!
//! Rates for letters and marks come from documentation (750,000 English words per million tokens with the earlier tokenizer,
//! 555,000 with the one introduced with Opus 4.7, model pages of 2026-06) and from measurements that others made in 2026-04 with
//! the counting endpoint: English prose 4.33 and 3.60 characters per token, TypeScript 3.66 and 2.69, Markdown 3.57 to 4.14 and
//! 2.47 to 3.02. The rates here are within 20 % of all of these. There is no such measurement for other scripts, so their band is
//! wide.

use crate::json::CharacterCounts;

/// Error band of the count for code and for text in Latin letters.
pub const LATIN_SPREAD: f64 = 0.3;
/// Error band for other scripts.
pub const OTHER_SPREAD: f64 = 0.5;

/// Returns the most likely number of tokens of a text: those of Latin letters and code, and those of other scripts. `earlier`:
/// with the tokenizer of the models before Opus 4.7.
pub fn likely_tokens(counts: CharacterCounts, earlier: bool) -> (f64, f64) {
    let (letter, mark) = if earlier { (0.225, 0.55) } else { (0.29, 0.95) };
    let latin = [
        (counts.letters, letter),
        (counts.marks, mark),
        (counts.digits, 0.5),
        (counts.runs, 0.05),
    ];
    // In hundredths of a token, so that sums are exact.
    let other = counts.accented * 60
        + counts.greek * 45
        + counts.indic * 70
        + counts.syllables * 90
        + counts.ideographs * 110
        + counts.rare * 250
        + counts.halves * 125
        + counts.others * 100;
    let latin = latin.into_iter().map(|(count, weight)| count as f64 * weight).sum();
    (latin, other as f64 / 100.0)
}
