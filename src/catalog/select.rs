//! Builds, at compile time, the text of models.json that a module embeds: without whitespace, and without the entries that
//! the module does not read.

/// The entries of the table, and of each model in it, that are embedded.
#[derive(Clone, Copy)]
pub(super) enum Keys {
    /// Only these.
    Only(&'static [&'static str]),
    /// All others.
    Not(&'static [&'static str]),
}

/// Returns the length of the selection.
pub(super) const fn selected_len<const ALL: usize>(json: &[u8; ALL], keys: Keys) -> usize {
    select(json, keys).1
}

/// Returns the selection. `LEN` must be the result of `selected_len`.
#[allow(
    clippy::indexing_slicing,
    reason = "evaluated by the compiler, where an index out of range is an error"
)]
pub(super) const fn selected<const ALL: usize, const LEN: usize>(json: &[u8; ALL], keys: Keys) -> [u8; LEN] {
    let (all, _) = select(json, keys);
    let mut bytes = [0; LEN];
    let mut at = 0;
    while at < LEN {
        bytes[at] = all[at];
        at += 1;
    }
    bytes
}

#[allow(
    clippy::indexing_slicing,
    reason = "evaluated by the compiler, where an index out of range is an error"
)]
const fn select<const ALL: usize>(json: &[u8; ALL], keys: Keys) -> ([u8; ALL], usize) {
    const NONE: usize = usize::MAX;
    let (mut out, mut len) = ([0; ALL], 0);
    let (mut depth, mut at) = (0, 0);
    // The depth of the object from which an entry is being left out.
    let mut left_out = NONE;
    while at < ALL {
        let byte = json[at];
        let end = token_end(json, at);
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth -= 1,
            _ => {}
        }
        // The entry ends before the next comma, or with its object.
        if left_out != NONE && (depth < left_out || (depth == left_out && byte == b',')) {
            left_out = NONE;
        }
        // The table itself is at depth 1, its models at depth 3.
        let is_key = byte == b'"' && (depth == 1 || depth == 3) && next_is_colon(json, end);
        if left_out == NONE && is_key && !keys.has(json, at + 1, end - 1) {
            left_out = depth;
        }
        if left_out == NONE && !matches!(byte, b' ' | b'\n' | b'\r' | b'\t' | b',') {
            let is_first = len == 0 || matches!(out[len - 1], b'{' | b'[' | b':');
            if !is_first && !matches!(byte, b'}' | b']' | b':') {
                out[len] = b',';
                len += 1;
            }
            while at < end {
                out[len] = json[at];
                len += 1;
                at += 1;
            }
        }
        at = end;
    }
    (out, len)
}

/// Returns the end of the string, number, word or single character that starts here.
#[allow(
    clippy::indexing_slicing,
    reason = "evaluated by the compiler, where an index out of range is an error"
)]
const fn token_end(json: &[u8], start: usize) -> usize {
    let mut end = start + 1;
    if json[start] == b'"' {
        while json[end] != b'"' {
            assert!(json[end] != b'\\', "models.json has no need of escapes");
            end += 1;
        }
        return end + 1;
    }
    if is_scalar(json[start]) {
        while is_scalar(json[end]) {
            end += 1;
        }
    }
    end
}

/// Whether this byte is part of a number or a literal name.
const fn is_scalar(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.')
}

#[allow(
    clippy::indexing_slicing,
    reason = "evaluated by the compiler, where an index out of range is an error"
)]
const fn next_is_colon(json: &[u8], mut at: usize) -> bool {
    while json[at].is_ascii_whitespace() {
        at += 1;
    }
    json[at] == b':'
}

impl Keys {
    /// Whether the entry with this key is embedded.
    #[allow(
        clippy::indexing_slicing,
        reason = "evaluated by the compiler, where an index out of range is an error"
    )]
    const fn has(self, json: &[u8], start: usize, end: usize) -> bool {
        let (keys, is_listed) = match self {
            Keys::Only(keys) => (keys, true),
            Keys::Not(keys) => (keys, false),
        };
        let mut index = 0;
        while index < keys.len() {
            let key = keys[index].as_bytes();
            let mut at = 0;
            while at < key.len() && key[at] == json[start + at] {
                at += 1;
            }
            if at == key.len() && start + at == end {
                return is_listed;
            }
            index += 1;
        }
        !is_listed
    }
}
