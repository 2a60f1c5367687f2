//! Numbers equal the doubles of the standard library, to the last bit.

use message_batches::json::number::{Whole, to_f64};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::property::holds;

/// Reads a number both ways, and writes it both ways if it has no fraction.
fn same(text: &str) {
    let expected: f64 = text.parse().unwrap();
    let found = to_f64(text.as_bytes()).unwrap_or_else(|| panic!("{text} is a number"));
    assert_eq!(
        found.to_bits(),
        expected.to_bits(),
        "{text}: {found:e}, not {expected:e}"
    );
    match Whole::of(expected) {
        Some(whole) => assert_eq!(whole.to_string(), expected.to_string(), "{text}"),
        None => assert!(expected.fract() != 0.0, "{text}"),
    }
}

#[test]
fn what_json_does_not_write_is_no_number() {
    for text in [
        "", "-", "+1", ".5", "1.", "1.e3", "1e", "1e+", "1e1.0", "01", "-01", "--1", "0x1", "1 ", " 1", "inf", "NaN",
        "\"1\"", "true",
    ] {
        assert_eq!(to_f64(text.as_bytes()), None, "{text}");
    }
}

#[test]
fn numbers_that_people_write_are_the_doubles_that_they_mean() {
    for text in [
        "0",
        "-0",
        "0.0",
        "-0.0",
        "0e9",
        "1",
        "-1",
        "1.0",
        "1e0",
        "1E+3",
        "1e-3",
        "10",
        "0.1",
        "0.7",
        "0.95",
        "0.99",
        "1.00",
        "1e30",
        "123456789012345678901234567890",
        "9007199254740991",
        "9007199254740992",
        "9007199254740993",
        "9007199254740991.5",
        "1e22",
        "1e23",
        "0.000001",
    ] {
        same(text);
    }
}

#[test]
fn halves_go_to_the_even_neighbour_and_anything_more_goes_up() {
    // Halfway between 1 and the next double, and with the last digit decreased and increased.
    let half = "1.0000000000000001110223024625156540423631668090820312";
    for text in [
        format!("{half}4"),
        format!("{half}5"),
        format!("{half}6"),
        format!("{half}50{}1", "0".repeat(1_000)),
        format!("{half}5{}", "0".repeat(1_000)),
        "0.99999999999999994448884876874217297881841659545898437500".to_string(),
        "0.99999999999999994448884876874217297881841659545898437499".to_string(),
    ] {
        same(&text);
    }
    // An odd number of 54 bits is halfway between two doubles of 53 bits, also if it is multiplied by a power of two.
    let odd = (0..1_u128 << 53).prop_map(|bits| (1 << 53) | bits | 1);
    holds(500, (odd, 0..60_u32), |(odd, power)| {
        let integer = (odd << power).to_string();
        same(&integer);
        same(&format!("{integer}.0000000000000000000000001"));
        let fraction = (odd * 5_u128.pow(20)).to_string();
        same(&format!("{fraction}e-20"));
        same(&format!("{fraction}001e-23"));
    });
}

#[test]
fn the_smallest_and_the_largest_numbers_are_zero_and_infinite_where_they_must_be() {
    for text in [
        "4.9406564584124654e-324",
        "2.4703282292062327e-324",
        "2.4703282292062328e-324",
        "-1e-400",
        "2.2250738585072011e-308",
        "2.2250738585072014e-308",
        "1.7976931348623157e308",
        "1.7976931348623158e308",
        "1.7976931348623159e308",
        "-1e400",
        "1e999999999999999999999",
        "1e-999999999999999999999",
        "0e999999999999999999999",
    ] {
        same(text);
    }
}

#[test]
fn powers_of_two_and_their_neighbours_are_read_and_written_exactly() {
    let subnormal = (0..52).map(|bit| 1_u64 << bit);
    let normal = (1..2047).map(|exponent| exponent << 52);
    for bits in subnormal.chain(normal) {
        for bits in [bits - 1, bits, bits + 1] {
            same(&format!("{:e}", f64::from_bits(bits)));
        }
    }
}

#[test]
fn random_numbers_of_any_form_are_read_as_by_the_standard_library() {
    let digits = (select(&["1", "9"][..]), vec(proptest::char::range('0', '9'), 0..25))
        .prop_map(|(first, rest)| format!("{first}{}", String::from_iter(rest)));
    let whole = prop_oneof![
        Just(String::new()),
        Just("0.".to_string()),
        (0..1_000).prop_map(|whole| format!("{whole}.")),
    ];
    let text =
        (select(&["", "-"][..]), whole, digits).prop_map(|(sign, whole, digits)| format!("{sign}{whole}{digits}"));
    holds(20_000, (text, -350..350), |(text, exponent)| {
        same(&text);
        same(&format!("{text}e{exponent}"));
    });
}
