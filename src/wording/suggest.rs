//! "Did you mean …?"

use crate::wording::lower_case;

/// Returns the word nearest to the text, if it is near enough to be a typo.
pub(crate) fn nearest<'w>(written: &str, mut words: impl Iterator<Item = &'w str>) -> Option<&'w str> {
    nearest_of(written, &mut words)
}

/// Maximum number of letters of a word that are compared; all relevant words are shorter.
const LONGEST: usize = 48;

/// Not generic, so that there is only one copy of the code.
fn nearest_of<'w>(written: &str, words: &mut dyn Iterator<Item = &'w str>) -> Option<&'w str> {
    const LONGEST_WRITTEN: usize = 40;
    if written.len() > LONGEST_WRITTEN {
        return None;
    }
    let allowed = match written.chars().count() {
        0..=2 => 0,
        3..=5 => 1,
        _ => 2,
    };
    let folded = Folded::of(written);
    let mut nearest = None;
    let mut least = allowed + 1;
    for word in words {
        let other = Folded::of(word);
        // An edit changes the length by at most one, and the set of letters by at most two, so most words need no further
        // comparison.
        let may_be_near = folded.len.abs_diff(other.len) < least
            && (folded.letters ^ other.letters).count_ones() as usize <= 2 * (least - 1);
        if may_be_near {
            let distance = distance(folded.chars(), other.chars());
            if distance < least {
                (nearest, least) = (Some(word), distance);
                if distance == 0 {
                    break;
                }
            }
        }
    }
    nearest
}

/// A word without spelling differences: `maxTokens` and `max-tokens` become `max_tokens`.
struct Folded {
    chars: [char; LONGEST],
    len: usize,
    /// The set of its letters, as bits; some letters share a bit.
    letters: u64,
}

impl Folded {
    fn of(word: &str) -> Folded {
        let mut folded = Folded {
            chars: ['\0'; LONGEST],
            len: 0,
            letters: 0,
        };
        if word.is_ascii() {
            let letters = word.bytes().filter(u8::is_ascii_alphanumeric);
            letters.for_each(|letter| folded.push(char::from(letter.to_ascii_lowercase())));
        } else {
            let letters = word.chars().filter(|char| char.is_alphanumeric());
            letters.for_each(|letter| folded.push(lower_case(letter)));
        }
        folded
    }

    fn push(&mut self, letter: char) {
        if let Some(place) = self.chars.get_mut(self.len) {
            *place = letter;
        }
        self.len += 1;
        self.letters |= 1 << (letter as u32 % 64);
    }

    fn chars(&self) -> &[char] {
        self.chars.get(..self.len).unwrap_or(&self.chars)
    }
}

/// Edit distance between two words; a swap of two neighbors counts as one edit.
fn distance(a: &[char], b: &[char]) -> usize {
    type Row = [usize; LONGEST + 1];
    let at = |row: &Row, column: usize| row.get(column).copied().unwrap_or(usize::MAX / 2);
    let mut before: Row = [0; LONGEST + 1];
    let mut row: Row = std::array::from_fn(|column| column);
    for (i, left) in a.iter().enumerate() {
        let mut next: Row = [i + 1; LONGEST + 1];
        let mut last = i + 1;
        for (j, right) in b.iter().enumerate() {
            let mut best = (at(&row, j) + usize::from(left != right))
                .min(at(&row, j + 1) + 1)
                .min(last + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(right) && b.get(j - 1) == Some(left);
            if swapped {
                best = best.min(at(&before, j - 1) + 1);
            }
            if let Some(place) = next.get_mut(j + 1) {
                *place = best;
            }
            last = best;
        }
        before = std::mem::replace(&mut row, next);
    }
    at(&row, b.len())
}
