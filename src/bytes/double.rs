//! Encodings of one or two bytes a character, by the pairs that texts of their languages have most.

/// An encoding.
#[derive(Debug, Clone, Copy)]
pub(super) struct Encoding {
    /// Its label, as `TextDecoder` knows it.
    pub(super) label: &'static str,
    /// Where, or for which language or script, it is used.
    pub(super) region: &'static str,
}

/// A range of pairs, by their first and their last.
type Rows = (u16, u16);

/// An encoding of two bytes a character.
struct Double {
    encoding: Encoding,
    /// The least second byte, and that of the frequent characters.
    least: u8,
    usual: u8,
    /// The bytes that are characters alone.
    alone: (u8, u8),
    /// The frequent characters.
    frequent: &'static [Rows],
    /// Characters without which a text is in another language.
    needed: &'static [Rows],
}

/// Of those that fit equally the first is the likeliest.
const DOUBLES: [Double; 5] = [
    Double {
        encoding: Encoding {
            label: "shift_jis",
            region: "Japan",
        },
        least: 0x40,
        usual: 0x40,
        alone: (0xa1, 0xdf),
        frequent: &[(0x8140, 0x817e), (0x829f, 0x82f1), (0x8340, 0x8396), (0x889f, 0x9872)],
        needed: &[(0x829f, 0x82f1), (0x8340, 0x8396)],
    },
    Double {
        encoding: Encoding {
            label: "euc-jp",
            region: "Japan",
        },
        least: 0xa1,
        usual: 0xa1,
        alone: NONE,
        frequent: &[(0xa1a1, 0xa1de), (0xa4a1, 0xa5f6), (0xb0a1, 0xcffe)],
        needed: &[(0xa4a1, 0xa5f6)],
    },
    Double {
        encoding: Encoding {
            label: "euc-kr",
            region: "Korea",
        },
        least: 0x41,
        usual: 0xa1,
        alone: NONE,
        frequent: &[(0xa1a1, 0xa1fe), (0xb0a1, 0xc8fe)],
        needed: &[],
    },
    Double {
        encoding: Encoding {
            label: "gbk",
            region: "China",
        },
        least: 0x40,
        usual: 0xa1,
        alone: NONE,
        frequent: &[(0xa1a1, 0xa1bf), (0xa3a1, 0xa3fe), (0xb0a1, 0xd7f9)],
        needed: &[],
    },
    Double {
        encoding: Encoding {
            label: "big5",
            region: "Taiwan",
        },
        least: 0x40,
        usual: 0x40,
        alone: NONE,
        frequent: &[(0xa140, 0xa17e), (0xa440, 0xc67e)],
        needed: &[],
    },
];
const NONE: (u8, u8) = (0xff, 0);
/// One character of so many must be a needed one.
const SELDOM: usize = 10;

/// Returns for each encoding how many percent of the characters beyond ASCII are frequent; 0 if not all are characters.
pub(super) fn scores(text: &[u8]) -> Vec<(usize, Encoding)> {
    let scores = DOUBLES
        .iter()
        .map(|double| (double.score(text).unwrap_or(0), double.encoding));
    scores.collect()
}

impl Double {
    #[inline(never)]
    fn score(&self, text: &[u8]) -> Option<usize> {
        let is_in = |rows: &[Rows], pair: u16| rows.iter().any(|(first, last)| (*first..=*last).contains(&pair));
        let (mut all, mut frequent, mut needed) = (0_usize, 0_usize, 0_usize);
        let mut bytes = text.iter().copied();
        while let Some(lead) = bytes.next() {
            if lead.is_ascii() {
                continue;
            }
            all += 1;
            if (self.alone.0..=self.alone.1).contains(&lead) {
                continue;
            }
            let trail = bytes
                .next()
                .filter(|trail| (self.least..0xff).contains(trail) && *trail != 0x7f)?;
            let pair = u16::from_be_bytes([lead, trail]);
            frequent += usize::from(trail >= self.usual && is_in(self.frequent, pair));
            needed += usize::from(is_in(self.needed, pair));
        }
        let enough = self.needed.is_empty() || needed * SELDOM >= all;
        (enough && all > 0).then(|| 100 * frequent / all)
    }
}
