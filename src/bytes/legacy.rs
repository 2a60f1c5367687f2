//! Guesses the legacy encoding of a text from the most frequent non-ASCII bytes of each language. A short text fits several
//! encodings.

use std::cmp::Ordering;

use crate::bytes::double::{self, Encoding};

/// An encoding with one byte per character.
#[derive(Debug)]
struct Legacy {
    /// Its label in `TextDecoder`.
    label: &'static str,
    /// The region, language or script in which it is used.
    region: &'static str,
    /// The frequent non-ASCII characters.
    letters: &'static [u8],
    /// Whether the capital letters are 0x20 below these.
    folds: bool,
}

/// Encodings of languages whose words also contain ASCII letters. Among those that fit equally, the first is the likeliest.
const LATIN: [Legacy; 7] = [
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
    Legacy {
        label: MAC,
        region: "Western Europe, Mac",
        letters: b"\x80\x83\x85\x86\x87\x88\x8a\x8b\x8c\x8d\x8e\x8f\x90\x91\x92\x93\x94\x95\x96\x97\x98\x99\x9a\x9b\x9c\x9d\x9e\x9f\xa7\xbe\xbf\xc0\xc9\xcf\xd0\xd2\xd3\xd4\xd5",
        folds: false,
    },
    Legacy {
        label: DOS,
        region: "Western Europe, DOS",
        letters: b"\x80\x81\x82\x83\x84\x85\x86\x87\x88\x89\x8a\x8b\x8c\x8d\x8e\x8f\x90\x91\x93\x94\x95\x96\x97\x99\x9a\x9b\x9d\xa0\xa1\xa2\xa3\xa4\xa5\xa8\xe1\xe4",
        folds: false,
    },
];
/// Many bytes are letters in this encoding, so one or two of them prove nothing.
const MAC: &str = "macintosh";
/// `TextDecoder` has no label for this encoding.
pub(super) const DOS: &str = "cp850";
/// Encodings of languages whose words contain no ASCII letters.
const OTHER: [Legacy; 11] = [
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
        label: "koi8-u",
        region: "Ukrainian",
        letters: b"\xa4\xa6\xa7\xc0\xc1\xc2\xc3\xc4\xc5\xc7\xc8\xc9\xca\xcb\xcc\xcd\xce\xcf\xd0\xd1\xd2\xd3\xd4\xd5\xd6\xd7\xd8\xda\xdb\xde",
        folds: false,
    },
    Legacy {
        label: "ibm866",
        region: "Cyrillic, DOS",
        letters: b"\x8d\x8e\x8f\x91\x92\xa0\xa1\xa2\xa3\xa4\xa5\xa6\xa7\xa8\xa9\xaa\xab\xac\xad\xae\xaf\xe0\xe1\xe2\xe3\xe5\xe6\xe7\xe8\xeb\xec\xee\xef",
        folds: false,
    },
    Legacy {
        label: "iso-8859-5",
        region: "Cyrillic",
        letters: b"\xbd\xbe\xbf\xc1\xc2\xd0\xd1\xd2\xd3\xd4\xd5\xd6\xd7\xd8\xd9\xda\xdb\xdc\xdd\xde\xdf\xe0\xe1\xe2\xe3\xe5\xe6\xe7\xe8\xeb\xec\xee\xef",
        folds: false,
    },
    Legacy {
        label: "x-mac-cyrillic",
        region: "Cyrillic, Mac",
        letters: b"\x80\x81\x82\x83\x84\x88\x8a\x8b\x8c\x8d\x8e\x8f\x90\x91\x92\x93\xe0\xe1\xe2\xe3\xe4\xe5\xe6\xe7\xe8\xe9\xea\xeb\xec\xed\xee\xef\xf0\xf1\xf2\xf3\xf5\xf6\xf7\xf8\xfb\xfc\xfe",
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
        label: "iso-8859-6",
        region: "Arabic",
        letters: b"\xac\xbb\xbf\xc3\xc5\xc7\xc8\xc9\xca\xcd\xce\xcf\xd1\xd3\xd4\xd9\xe1\xe2\xe3\xe4\xe5\xe6\xe7\xe8\xe9\xea",
        folds: false,
    },
    Legacy {
        label: "windows-874",
        region: "Thai",
        letters: b"\xa1\xa2\xa4\xa7\xa8\xa9\xaa\xb4\xb5\xb6\xb7\xb9\xba\xbb\xbc\xbe\xc1\xc2\xc3\xc5\xc7\xca\xcb\xcd\xd0\xd1\xd2\xd3\xd4\xd5\xd7\xd8\xe0\xe1\xe2\xe3\xe4\xe7\xe8\xe9\xec",
        folds: false,
    },
];
/// Minimum percentage of frequent characters among the bytes, with and without other candidates.
const LIKELY: usize = 75;
const POSSIBLE: usize = 50;
/// Maximum difference in percent between a candidate and the best one.
const MARGIN: usize = 15;
/// Maximum number of candidates in a message; more would confuse.
const MOST: usize = 3;

/// Guesses the encodings of a text that is not UTF-8, the best first.
#[cold]
#[inline(never)]
pub(super) fn guess(text: &[u8]) -> Vec<Encoding> {
    let is_latin = has_latin_words(text);
    let table: &'static [Legacy] = if is_latin { &LATIN } else { &OTHER };
    let single = table
        .iter()
        .map(|&Legacy { label, region, .. }| Encoding { label, region });
    let scores = table.iter().map(|legacy| legacy.score(text));
    let mut scored: Vec<_> = scores.zip(single).collect();
    if is_latin {
        compare_central(text, &mut scored);
        compare_western(text, &mut scored);
    } else if let [_, (usual, _), (variant, _), ..] = scored.as_mut_slice() {
        // Of two similar encodings, the one that differs more from the usual encoding of the region must fit better.
        *variant = if *variant > *usual { *variant } else { 0 };
    }
    let best = scored.iter().map(|(score, _)| *score).max().unwrap_or_default();
    let mut doubles = Vec::new();
    if !(is_latin && best >= LIKELY) {
        doubles = double::scores(text);
    }
    let has_pairs = doubles.iter().any(|(score, _)| *score >= POSSIBLE);
    // Pairs of bytes are often pairs of letters.
    scored.extend(
        doubles
            .iter()
            .map(|(score, double)| (score.saturating_sub(MARGIN), *double)),
    );
    let least = if has_pairs || !is_latin { LIKELY } else { POSSIBLE };
    let found = likely(&scored, least);
    if found.is_empty() {
        likely(&doubles, POSSIBLE)
    } else {
        found
    }
}

/// Compares the two encodings of Central Europe, which have most letters in common.
#[inline(never)]
fn compare_central(text: &[u8], scored: &mut [(usize, Encoding)]) {
    let has = |bytes: &[u8]| text.iter().any(|byte| bytes.contains(byte));
    let [(western, _), .., (usual, _), (variant, _), _, _] = scored else {
        return;
    };
    let is_polish = has(b"\xa3\xb3\xbf");
    // In ISO 8859-2, these are control characters.
    if text.iter().any(|byte| matches!(byte, 0x80..=0x9f)) {
        *variant = 0;
    } else if !has(b"\xa1\xa5\xa6\xa9\xab\xac\xae\xb1\xb5\xb6\xb7\xb9\xbb\xbc\xbe") {
        // Both have the same letters here, but the rest of the text may differ.
        *variant = if is_polish || *usual > *western { *usual } else { 0 };
    } else if has(b"\xb1\xb6\xbc") || !(is_polish || has(b"\xea")) {
        // Polish letters of ISO 8859-2 only, or no Polish letters beside the ones that Windows-1250 has in other places.
        *variant = 1 + (*variant).max(*usual);
    }
}

/// Compares encodings in which the same bytes are other letters: after a small letter, capitals and symbols are rare.
#[inline(never)]
fn compare_western(text: &[u8], scored: &mut [(usize, Encoding)]) {
    let [.., (central, _), _, (mac, _), (dos, _)] = scored else {
        return;
    };
    if *mac < POSSIBLE || *dos < POSSIBLE {
        return;
    }
    let (mut odd_in_mac, mut odd_in_dos, mut odd_in_central) = (0, 0, 0);
    for pair in text.windows(2) {
        let [b'a'..=b'z', byte @ 0x80..=0xff] = pair else {
            continue;
        };
        odd_in_mac += usize::from(!matches!(byte, 0x87..=0x9f | 0xa7 | 0xbe | 0xbf | 0xcf | 0xd5 | 0xd8));
        odd_in_dos +=
            usize::from(!matches!(byte, 0x81..=0x8d | 0x91 | 0x93..=0x98 | 0x9b | 0xa0..=0xa4 | 0xc6 | 0xe1 | 0xe4));
        odd_in_central += usize::from(matches!(byte, 0x80..=0x99));
    }
    if odd_in_central > odd_in_mac.min(odd_in_dos) {
        *central = central.saturating_sub(1);
    }
    match odd_in_mac.cmp(&odd_in_dos) {
        Ordering::Less => *dos = 0,
        Ordering::Greater => *mac = 0,
        Ordering::Equal => {}
    }
}

/// Returns the encodings with at least this score and close to the best one, best first.
#[inline(never)]
fn likely(scored: &[(usize, Encoding)], least: usize) -> Vec<Encoding> {
    let best = scored.iter().map(|(score, _)| *score).max().unwrap_or_default();
    let mut found = Vec::new();
    for score in (least.max(best.saturating_sub(MARGIN))..=best).rev() {
        for (other, encoding) in scored {
            if *other == score && found.len() < MOST {
                found.push(*encoding);
            }
        }
    }
    found
}

impl Legacy {
    /// Returns the percentage of the non-ASCII bytes that are frequent characters.
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
        if high < 3 && matches!(self.label, MAC | DOS) {
            return 0;
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

/// Returns whether most non-ASCII bytes are in words with ASCII letters. A word with a single such byte proves nothing.
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
