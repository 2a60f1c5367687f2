//! Guesses which legacy encoding a text has, by the bytes beyond ASCII that texts of its languages have most. A short text fits
//! several.

/// An encoding of one byte a character.
#[derive(Debug)]
pub(super) struct Legacy {
    /// Its label, as `TextDecoder` knows it.
    pub(super) label: &'static str,
    /// Where, or for which language or script, it is used.
    pub(super) region: &'static str,
    /// The frequent characters beyond ASCII.
    letters: &'static [u8],
    /// The capital letters are 0x20 below these.
    folds: bool,
}

/// Encodings of languages whose words have ASCII letters as well. Of those that fit equally the first is the likeliest.
const LATIN: [Legacy; 5] = [
    Legacy {
        label: "windows-1252",
        region: "Western Europe",
        letters: b"\x80\x85\x91\x92\x93\x94\x96\x97\xa1\xa3\xa9\xab\xae\xb0\xba\xbb\xbf\xc0\xc4\xc5\xc7\xc9\xcb\xd6\xd8\xdc\xdf\xe0\xe1\xe2\xe3\xe4\xe5\xe6\xe7\xe8\xe9\xea\xeb\xec\xed\xee\xef\xf1\xf2\xf3\xf4\xf5\xf6\xf8\xf9\xfa\xfc",
        folds: false,
    },
    Legacy {
        label: "windows-1254",
        region: "Turkish",
        letters: b"\xc7\xd0\xd6\xdc\xdd\xde\xe2\xe7\xee\xf0\xf6\xfb\xfc\xfd\xfe",
        folds: false,
    },
    Legacy {
        label: "windows-1257",
        region: "Baltic",
        letters: b"\xc2\xc8\xd0\xde\xe0\xe1\xe2\xe4\xe6\xe7\xe8\xeb\xec\xed\xee\xef\xf0\xf2\xf5\xf6\xf8\xfb\xfc\xfe",
        folds: false,
    },
    Legacy {
        label: "windows-1250",
        region: "Central Europe",
        letters: b"\x8a\x8c\x8e\x9a\x9c\x9d\x9e\x9f\xa3\xaf\xb3\xb9\xba\xbe\xbf\xc8\xd8\xe0\xe1\xe2\xe3\xe4\xe5\xe6\xe8\xe9\xea\xec\xed\xee\xef\xf0\xf1\xf2\xf3\xf4\xf5\xf6\xf8\xf9\xfa\xfb\xfc\xfd\xfe",
        folds: false,
    },
    Legacy {
        label: "iso-8859-2",
        region: "Central Europe",
        letters: b"\xa3\xa6\xa9\xae\xaf\xb1\xb3\xb5\xb6\xb9\xba\xbb\xbc\xbe\xbf\xc8\xd8\xe1\xe2\xe3\xe4\xe6\xe8\xe9\xea\xec\xed\xee\xef\xf0\xf1\xf2\xf3\xf4\xf5\xf6\xf8\xf9\xfa\xfb\xfc\xfd\xfe",
        folds: false,
    },
];
/// Encodings of languages whose words have no ASCII letters.
const OTHER: [Legacy; 6] = [
    Legacy {
        label: "windows-1251",
        region: "Cyrillic",
        letters: b"\x90\x9c\xb3\xba\xbc\xbf\xe0\xe1\xe2\xe3\xe4\xe5\xe6\xe7\xe8\xe9\xea\xeb\xec\xed\xee\xef\xf0\xf1\xf2\xf3\xf5\xf6\xf7\xf8\xfb\xfc\xfe\xff",
        folds: true,
    },
    Legacy {
        label: "koi8-r",
        region: "Cyrillic",
        letters: b"\xc0\xc1\xc2\xc3\xc4\xc5\xc7\xc8\xc9\xca\xcb\xcc\xcd\xce\xcf\xd0\xd1\xd2\xd3\xd4\xd5\xd6\xd7\xd8\xd9\xda\xdb\xde",
        folds: false,
    },
    Legacy {
        label: "windows-1253",
        region: "Greek",
        letters: b"\xdc\xdd\xde\xdf\xe1\xe3\xe4\xe5\xe7\xe9\xea\xeb\xec\xed\xef\xf0\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf9\xfc\xfd\xfe",
        folds: true,
    },
    Legacy {
        label: "windows-1255",
        region: "Hebrew",
        letters: b"\xe0\xe1\xe2\xe3\xe4\xe5\xe6\xe7\xe8\xe9\xea\xeb\xec\xed\xee\xef\xf0\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8\xf9\xfa",
        folds: false,
    },
    Legacy {
        label: "windows-1256",
        region: "Arabic",
        letters: b"\xa1\xbf\xc1\xc3\xc5\xc6\xc7\xc8\xc9\xca\xcc\xcd\xce\xcf\xd1\xd3\xd4\xd5\xd8\xda\xdd\xde\xdf\xe1\xe3\xe4\xe5\xe6\xec\xed",
        folds: false,
    },
    Legacy {
        label: "windows-874",
        region: "Thai",
        letters: b"\xa1\xa2\xa4\xa7\xa8\xa9\xaa\xb4\xb5\xb6\xb7\xb9\xba\xbb\xbc\xbe\xc1\xc2\xc3\xc5\xc7\xca\xcb\xcd\xd0\xd1\xd2\xd3\xd4\xd5\xd7\xd8\xe0\xe1\xe2\xe3\xe4\xe7\xe8\xe9\xec",
        folds: false,
    },
];
/// Percent of the bytes that must be frequent characters, where there are other candidates and where there are none.
const LIKELY: usize = 75;
const POSSIBLE: usize = 50;
/// Percent by which a candidate may be less likely than the best one.
const MARGIN: usize = 15;
/// Number of candidates that help more than they confuse.
const MOST: usize = 3;

/// The encodings that a text may have.
#[derive(Debug)]
pub(super) struct Guess {
    /// Encodings of one byte a character, the best first.
    pub(super) single: Vec<&'static Legacy>,
    /// Two bytes may be one character.
    pub(super) double: bool,
}

/// Guesses the encoding of a text that is not UTF-8.
#[cold]
#[inline(never)]
pub(super) fn guess(text: &[u8]) -> Guess {
    let is_latin = has_latin_words(text);
    let table: &'static [Legacy] = if is_latin { &LATIN } else { &OTHER };
    let mut scored: Vec<_> = table.iter().map(|legacy| (legacy.score(text), legacy)).collect();
    // Of the two for Central Europe, the one that differs more from ISO 8859-1 is the usual one.
    if let [.., (central, _), (iso_central, _)] = scored.as_mut_slice()
        && is_latin
        && *iso_central <= *central
    {
        *iso_central = 0;
    }
    let best = scored.iter().map(|(score, _)| *score).max().unwrap_or_default();
    let double = has_pairs(text) && !(is_latin && best >= LIKELY);
    let least = if double || !is_latin { LIKELY } else { POSSIBLE };
    let mut single = Vec::new();
    for score in (least.max(best.saturating_sub(MARGIN))..=best).rev() {
        let with_score = scored.iter().filter(|(other, _)| *other == score);
        single.extend(with_score.map(|(_, legacy)| *legacy));
    }
    single.truncate(MOST);
    Guess { single, double }
}

impl Legacy {
    /// Returns how many percent of the bytes beyond ASCII are frequent characters.
    #[inline(never)]
    fn score(&self, text: &[u8]) -> usize {
        if self.label == "windows-1252" && !may_be_western(text) {
            return 0;
        }
        let (mut high, mut known, mut folded, mut is_capital) = (0, 0, 0, self.folds);
        for byte in text.iter().filter(|byte| !byte.is_ascii()) {
            high += 1;
            known += usize::from(self.letters.contains(byte));
            folded += usize::from(self.letters.contains(&(byte | 0x20)));
            is_capital &= *byte < 0xe0;
        }
        let percent = |count: usize| (100 * count).checked_div(high).unwrap_or_default();
        let as_capitals = percent(folded).saturating_sub(MARGIN);
        percent(known).max(if is_capital { as_capitals } else { 0 })
    }
}

/// Returns whether every byte has a character in Windows-1252, which leaves five undefined.
pub(super) fn may_be_western(text: &[u8]) -> bool {
    !text.iter().any(|byte| matches!(byte, 0x81 | 0x8d | 0x8f | 0x90 | 0x9d))
}

/// Returns whether most bytes beyond ASCII are in words with ASCII letters. A word of one such byte says nothing.
fn has_latin_words(text: &[u8]) -> bool {
    let (mut mixed, mut pure) = (0, 0);
    for word in text.split(|byte| byte.is_ascii() && !byte.is_ascii_alphabetic()) {
        let high = word.iter().filter(|byte| !byte.is_ascii()).count();
        if high < word.len() {
            mixed += high;
        } else if high > 1 {
            pure += high;
        }
    }
    mixed >= pure
}

/// Returns whether every byte beyond ASCII could be the first half of a two-byte character.
fn has_pairs(text: &[u8]) -> bool {
    let mut bytes = text.iter();
    while let Some(byte) = bytes.next() {
        if *byte >= 0x80 && !bytes.next().is_some_and(|second| (0x40..0xff).contains(second)) {
            return false;
        }
    }
    true
}
