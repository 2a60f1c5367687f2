//! PBKDF2 with HMAC and SHA-256 (RFC 8018, RFC 2104, FIPS 180-4), for runtimes that do not offer it to pages on plain http.

type Digest = [u32; 8];
type Block = [u32; 16];

const BLOCK_BYTES: usize = 64;
const INNER_PAD: u32 = 0x3636_3636;
const OUTER_PAD: u32 = 0x5c5c_5c5c;

const START: Digest = [
    0x6a09_e667,
    0xbb67_ae85,
    0x3c6e_f372,
    0xa54f_f53a,
    0x510e_527f,
    0x9b05_688c,
    0x1f83_d9ab,
    0x5be0_cd19,
];

#[rustfmt::skip]
const ROUNDS: [u32; 64] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
    0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
    0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
    0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
];

/// The first 64 bits of the key that PBKDF2 derives, as hexadecimal digits.
pub fn derive(password: &str, salt: &str, iterations: u32) -> String {
    let hmac = Hmac::new(password.as_bytes());
    let first_block = [salt.as_bytes(), &1u32.to_be_bytes()].concat();
    let mut round = hmac.of(&first_block);
    let mut key = round;
    for _ in 1..iterations {
        round = hmac.of_digest(round);
        for (sum, word) in key.iter_mut().zip(round) {
            *sum ^= word;
        }
    }
    let [first, second, ..] = key;
    format!("{first:08x}{second:08x}")
}

/// HMAC with a key. Its two pads are hashed once.
struct Hmac {
    inner: Digest,
    outer: Digest,
}

impl Hmac {
    fn new(key: &[u8]) -> Hmac {
        let hashed = if key.len() > BLOCK_BYTES {
            bytes_of(finish(START, 0, key))
        } else {
            key.to_vec()
        };
        let block = words_of(&hashed);
        Hmac {
            inner: compress(START, block.map(|word| word ^ INNER_PAD)),
            outer: compress(START, block.map(|word| word ^ OUTER_PAD)),
        }
    }

    fn of(&self, message: &[u8]) -> Digest {
        self.outer_of(finish(self.inner, BLOCK_BYTES, message))
    }

    fn of_digest(&self, digest: Digest) -> Digest {
        self.outer_of(compress(self.inner, padded(digest)))
    }

    fn outer_of(&self, inner: Digest) -> Digest {
        compress(self.outer, padded(inner))
    }
}

/// Pads a digest after one block to a final block.
fn padded([a, b, c, d, e, f, g, h]: Digest) -> Block {
    let bits = ((BLOCK_BYTES + 32) * 8) as u32;
    [a, b, c, d, e, f, g, h, 1 << 31, 0, 0, 0, 0, 0, 0, bits]
}

/// Hashes the rest of a message, of which `before` bytes were already hashed.
fn finish(mut state: Digest, before: usize, rest: &[u8]) -> Digest {
    let mut message = rest.to_vec();
    message.push(0x80);
    while message.len() % BLOCK_BYTES != BLOCK_BYTES - 8 {
        message.push(0);
    }
    message.extend(((before + rest.len()) as u64 * 8).to_be_bytes());
    for block in message.chunks(BLOCK_BYTES) {
        state = compress(state, words_of(block));
    }
    state
}

/// Returns up to 64 bytes as words, padded with zeros.
fn words_of(bytes: &[u8]) -> Block {
    let mut words = [0; 16];
    for (at, byte) in bytes.iter().enumerate() {
        if let Some(word) = words.get_mut(at / 4) {
            *word |= u32::from(*byte) << (24 - at % 4 * 8);
        }
    }
    words
}

fn bytes_of(digest: Digest) -> Vec<u8> {
    digest.iter().flat_map(|word| word.to_be_bytes()).collect()
}

/// The compression function of SHA-256.
fn compress(state: Digest, mut words: Block) -> Digest {
    let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = state;
    for constant in ROUNDS {
        let [word, w1, w2, w3, w4, w5, w6, w7, w8, w9, w10, w11, w12, w13, w14, w15] = words;
        let choice = (e & f) ^ (!e & g);
        let majority = (a & b) ^ (a & c) ^ (b & c);
        let first = h
            .wrapping_add(e.rotate_right(6) ^ e.rotate_right(11) ^ e.rotate_right(25))
            .wrapping_add(choice)
            .wrapping_add(constant)
            .wrapping_add(word);
        let second = (a.rotate_right(2) ^ a.rotate_right(13) ^ a.rotate_right(22)).wrapping_add(majority);
        (h, g, f, e) = (g, f, e, d.wrapping_add(first));
        (d, c, b, a) = (c, b, a, first.wrapping_add(second));
        let next = word
            .wrapping_add(w1.rotate_right(7) ^ w1.rotate_right(18) ^ (w1 >> 3))
            .wrapping_add(w9)
            .wrapping_add(w14.rotate_right(17) ^ w14.rotate_right(19) ^ (w14 >> 10));
        words = [w1, w2, w3, w4, w5, w6, w7, w8, w9, w10, w11, w12, w13, w14, w15, next];
    }
    let mut sums = state;
    for (sum, word) in sums.iter_mut().zip([a, b, c, d, e, f, g, h]) {
        *sum = sum.wrapping_add(word);
    }
    sums
}
