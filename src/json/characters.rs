//! Counts the characters of a text by class, for token estimates.

/// How many characters of each class a text has.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct CharacterCounts {
    /// ASCII letters, and single spaces.
    pub letters: usize,
    /// ASCII digits.
    pub digits: usize,
    /// Spaces after spaces.
    pub runs: usize,
    /// All other ASCII: punctuation, line ends.
    pub marks: usize,
    /// Latin letters with accents, and scripts that are written from right to left.
    pub accented: usize,
    /// Greek, Cyrillic and Armenian.
    pub greek: usize,
    /// Indic and South East Asian.
    pub indic: usize,
    /// Kana and Hangul.
    pub syllables: usize,
    /// Chinese characters.
    pub ideographs: usize,
    /// Emoji and rare characters, beyond the first 65,536 code points.
    pub rare: usize,
    /// Halves of such characters, written as escapes.
    pub halves: usize,
    /// Everything else.
    pub others: usize,
}

impl CharacterCounts {
    /// Counts the value of a JSON string from its raw inner bytes. `escaped` says that it may have escapes.
    pub fn of_string(inner: &[u8], escaped: bool) -> CharacterCounts {
        let mut counts = CharacterCounts::default();
        let mut rest = inner;
        while let Some(at) = escaped.then(|| memchr::memchr(b'\\', rest)).flatten() {
            counts.add(rest.get(..at).unwrap_or_default());
            let length = counts.add_escape(rest.get(at + 1..).unwrap_or_default());
            rest = rest.get(at + 1 + length..).unwrap_or_default();
        }
        counts.add(rest);
        counts
    }

    /// Counts UTF-8 text. Bytes that are not UTF-8 do not count.
    pub fn of_text(text: &[u8]) -> CharacterCounts {
        let mut counts = CharacterCounts::default();
        counts.add(text);
        counts
    }

    fn add(&mut self, text: &[u8]) {
        if text.is_ascii() {
            return self.add_ascii(text);
        }
        for char in std::str::from_utf8(text).unwrap_or_default().chars() {
            self.add_char(char);
        }
    }

    /// Loops without branches, which the compiler turns into 16 bytes at a time.
    fn add_ascii(&mut self, text: &[u8]) {
        const BLOCK: usize = 128;
        let mut before = 0u8;
        for block in text.chunks(BLOCK) {
            let (mut letters, mut digits, mut spaces, mut runs) = (0u8, 0u8, 0u8, 0u8);
            for byte in block {
                letters += u8::from((byte | 0x20).wrapping_sub(b'a') < 26);
                digits += u8::from(byte.wrapping_sub(b'0') < 10);
                spaces += u8::from(*byte == b' ');
            }
            if spaces > 1 || (spaces == 1 && before == b' ') {
                let follows = block.iter().skip(1).zip(block);
                runs = follows.fold(0, |runs, (byte, before)| {
                    runs + u8::from(*byte == b' ' && *before == b' ')
                });
                runs += u8::from(before == b' ' && block.first() == Some(&b' '));
            }
            before = block.last().copied().unwrap_or_default();
            let [letters, digits, spaces, runs] = [letters, digits, spaces, runs].map(usize::from);
            self.letters += letters + spaces - runs;
            self.digits += digits;
            self.runs += runs;
            self.marks += block.len() - letters - spaces - digits;
        }
    }

    fn add_char(&mut self, char: char) {
        let count = match char {
            'a'..='z' | 'A'..='Z' | ' ' => &mut self.letters,
            '0'..='9' => &mut self.digits,
            '\0'..='\u{7f}' => &mut self.marks,
            '\u{80}'..='\u{36f}' | '\u{590}'..='\u{8ff}' => &mut self.accented,
            '\u{370}'..='\u{58f}' => &mut self.greek,
            '\u{900}'..='\u{10ff}' => &mut self.indic,
            '\u{3040}'..='\u{30ff}' | '\u{1100}'..='\u{11ff}' | '\u{ac00}'..='\u{d7af}' => &mut self.syllables,
            '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}' => &mut self.ideographs,
            '\u{10000}'.. => &mut self.rare,
            _ => &mut self.others,
        };
        *count += 1;
    }

    /// Counts an escape without its backslash; returns its length.
    fn add_escape(&mut self, text: &[u8]) -> usize {
        if text.first() != Some(&b'u') {
            self.marks += 1;
            return 1;
        }
        let code = text.get(1..5).and_then(|digits| std::str::from_utf8(digits).ok());
        match code.and_then(|digits| u32::from_str_radix(digits, 16).ok()) {
            Some(0xd800..=0xdfff) => self.halves += 1,
            Some(code) => self.add_char(char::from_u32(code).unwrap_or('\u{fffd}')),
            None => {}
        }
        5
    }
}
