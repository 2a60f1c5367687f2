//! The name of a client's credentials, derived without the key derivation of the runtime.

use message_batches::jobs::scope;

#[test]
fn a_scope_is_the_start_of_a_key_of_pbkdf2() {
    // The first two are from RFC 7914, section 11, the others from crypto.subtle of Node 24.
    for (password, salt, iterations, key) in [
        ("passwd", "salt", 1, "55ac046e56e3089f"),
        ("Password", "NaCl", 80_000, "4ddcd8f60b98be21"),
        ("", "", 1, "f7ce0b653d2d72a4"),
        (
            "é",
            "a salt that is longer than a block of SHA-256, which has 64 bytes, and the digest",
            3,
            "1d6c4f050206e7d6",
        ),
        (&"k".repeat(64), "job_1", 2, "6776617194bdab05"),
        (&"k".repeat(65), "job_1", 2, "db582a3ee7ad9071"),
        (&"k".repeat(300), &"s".repeat(51), 2, "d1024d385cd371cd"),
    ] {
        assert_eq!(scope::derive(password, salt, iterations), key, "{password} {salt}");
    }
}
