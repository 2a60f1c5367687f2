//! Parses numbers as doubles, as JavaScript and Python do. The parser of the standard library is faster, but its tables take more
//! WebAssembly than a whole group of rules, and there are few numbers to parse.

use std::cmp::Ordering;
use std::fmt;

/// Number of digits that suffice to find the nearest double: no value halfway between two doubles has more.
const DECISIVE: usize = 800;
/// Largest exponent of a power of ten that a double represents exactly.
const EXACT_POWER: i64 = 22;
/// Integers below this are exact as doubles, and their own digits are their shortest representation.
const EXACT: u64 = 1 << 53;

/// Returns the double nearest to a JSON number, ties to even; `None` if the text is not a JSON number.
pub fn to_f64(text: &[u8]) -> Option<f64> {
    let decimal = Decimal::read(text)?;
    let magnitude = decimal.exact().unwrap_or_else(|| decimal.nearest());
    Some(if decimal.is_negative { -magnitude } else { magnitude })
}

/// A number without a fraction, displayed with the fewest digits that identify it.
#[derive(Debug, Clone, Copy)]
pub struct Whole(f64);

impl Whole {
    /// The number, if it has no fraction.
    pub fn of(number: f64) -> Option<Whole> {
        (number.fract() == 0.0).then_some(Whole(number))
    }

    /// The number, or the nearest one that fits.
    pub fn saturated(self) -> i64 {
        self.0 as i64
    }
}

impl fmt::Display for Whole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let magnitude = self.0.abs();
        if self.0.is_sign_negative() {
            f.write_str("-")?;
        }
        if magnitude < EXACT as f64 {
            return write!(f, "{}", magnitude as u64);
        }
        let digits = Big::of(magnitude).digits();
        let zeros = |kept: usize| digits.len().saturating_sub(kept);
        for count in 1..digits.len() {
            let shorter = rounded(&digits, count)
                .into_iter()
                .find(|kept| to_f64(format!("{kept}e{}", zeros(count)).as_bytes()) == Some(magnitude));
            if let Some(kept) = shorter {
                return write!(f, "{kept}{:0<1$}", "", zeros(count));
            }
        }
        f.write_str(&digits)
    }
}

/// Rounds the first digits of a number, in both directions, the nearer one first.
fn rounded(digits: &str, count: usize) -> [u64; 2] {
    let down: u64 = digits
        .get(..count)
        .and_then(|kept| kept.parse().ok())
        .unwrap_or(u64::MAX);
    let up = down.saturating_add(1);
    match digits.as_bytes().get(count) {
        Some(b'5'..) => [up, down],
        _ => [down, up],
    }
}

/// A number as written: digits times a power of ten.
#[derive(Debug)]
struct Decimal {
    is_negative: bool,
    /// The digits from the first nonzero one, up to the maximum that matters.
    digits: Vec<u8>,
    /// Whether further digits follow that are not all 0.
    goes_on: bool,
    exponent: i64,
}

impl Decimal {
    fn read(text: &[u8]) -> Option<Decimal> {
        let (is_negative, rest) = match text {
            [b'-', rest @ ..] => (true, rest),
            rest => (false, rest),
        };
        let mut decimal = Decimal {
            is_negative,
            digits: Vec::new(),
            goes_on: false,
            exponent: 0,
        };
        let (whole, rest) = digits(rest);
        let has_zero = matches!(whole, [b'0', _, ..]);
        let (fraction, rest) = match rest {
            [b'.', rest @ ..] => Some(digits(rest)).filter(|(fraction, _)| !fraction.is_empty())?,
            rest => (rest.get(..0)?, rest),
        };
        if whole.is_empty() || has_zero {
            return None;
        }
        whole.iter().for_each(|digit| decimal.push(*digit - b'0', false));
        fraction.iter().for_each(|digit| decimal.push(*digit - b'0', true));
        match rest {
            [] => {}
            [b'e' | b'E', rest @ ..] => decimal.exponent += exponent(rest)?,
            _ => return None,
        }
        Some(decimal)
    }

    fn push(&mut self, digit: u8, is_fraction: bool) {
        self.exponent -= i64::from(is_fraction);
        if self.digits.len() == DECISIVE {
            self.exponent += 1;
            self.goes_on |= digit != 0;
        } else if digit != 0 || !self.digits.is_empty() {
            self.digits.push(digit);
        }
    }

    /// Returns the double if digits and power are both exact doubles: then a single operation rounds once.
    fn exact(&self) -> Option<f64> {
        let mut number: u64 = 0;
        for digit in &self.digits {
            number = number.checked_mul(10)?.checked_add(u64::from(*digit))?;
        }
        if number >= EXACT || self.exponent.abs() > EXACT_POWER {
            return (number == 0).then_some(0.0);
        }
        let power = (0..self.exponent.abs()).fold(1.0, |power, _| power * 10.0);
        let number = number as f64;
        Some(if self.exponent < 0 {
            number / power
        } else {
            number * power
        })
    }

    /// Returns the nearest double, by long division in base two.
    #[cold]
    fn nearest(&self) -> f64 {
        // Beyond these powers of ten, all numbers are infinite or zero.
        let magnitude = self.digits.len() as i64 + self.exponent;
        if magnitude > 310 {
            return f64::INFINITY;
        }
        if magnitude < -330 {
            return 0.0;
        }
        let mut number = Big::default();
        self.digits
            .iter()
            .for_each(|digit| number.multiply_add(10, u32::from(*digit)));
        let mut unit = Big(vec![1]);
        let scaled = if self.exponent < 0 { &mut unit } else { &mut number };
        (0..self.exponent.unsigned_abs()).for_each(|_| scaled.multiply_add(10, 0));
        // Normalizes the number to at least one unit and less than two.
        let mut power = number.bits() - unit.bits();
        let scaled = if power < 0 { &mut number } else { &mut unit };
        (0..power.unsigned_abs()).for_each(|_| scaled.double());
        if number.compare(&unit) == Ordering::Less {
            number.double();
            power -= 1;
        }
        self.divided(number, &unit, power)
    }

    /// Returns the double for a number of at least one unit and less than two, times a power of two.
    fn divided(&self, mut number: Big, unit: &Big, power: i64) -> f64 {
        const BITS: i64 = 53;
        const LEAST: i64 = -1022;
        let bits = BITS.min(BITS + power - LEAST);
        if bits < 0 {
            return 0.0;
        }
        let mut mantissa: u64 = 0;
        for _ in 0..bits {
            mantissa *= 2;
            if number.compare(unit) != Ordering::Less {
                number.subtract(unit);
                mantissa += 1;
            }
            number.double();
        }
        mantissa += match number.compare(unit) {
            Ordering::Less => 0,
            Ordering::Equal => (mantissa % 2) | u64::from(self.goes_on),
            Ordering::Greater => 1,
        };
        // The first bit of a mantissa is implicit, so it adds one to the exponent.
        let exponent = u64::try_from(power - LEAST).unwrap_or_default();
        if exponent > 2045 {
            return f64::INFINITY;
        }
        f64::from_bits((exponent << (BITS - 1)) + mantissa)
    }
}

/// Splits the leading digits from the rest.
fn digits(text: &[u8]) -> (&[u8], &[u8]) {
    let count = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    text.split_at_checked(count).unwrap_or((text, &[]))
}

/// Reads the digits after `e`. An exponent that makes every number overflow or underflow need not be exact.
fn exponent(text: &[u8]) -> Option<i64> {
    const LARGEST: i64 = 1 << 40;
    let (is_negative, rest) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] | rest => (false, rest),
    };
    let (digits, rest) = digits(rest);
    let exponent = digits.iter().fold(0, |number: i64, digit| {
        (number * 10 + i64::from(*digit - b'0')).min(LARGEST)
    });
    (!digits.is_empty() && rest.is_empty()).then_some(if is_negative { -exponent } else { exponent })
}

/// An integer of any size, least significant part first.
#[derive(Debug, Default)]
struct Big(Vec<u32>);

impl Big {
    /// The value of a double without a fraction.
    fn of(number: f64) -> Big {
        let bits = number.to_bits();
        let mantissa = (bits % (EXACT / 2)) | (EXACT / 2);
        let mut big = Big(vec![mantissa as u32, (mantissa >> 32) as u32]);
        let power = (bits >> 52).saturating_sub(1075);
        (0..power).for_each(|_| big.double());
        big
    }

    #[inline(never)]
    fn multiply_add(&mut self, factor: u32, summand: u32) {
        let mut carry = u64::from(summand);
        for part in &mut self.0 {
            carry += u64::from(*part) * u64::from(factor);
            *part = carry as u32;
            carry >>= 32;
        }
        if carry > 0 {
            self.0.push(carry as u32);
        }
    }

    fn double(&mut self) {
        self.multiply_add(2, 0);
    }

    /// Divides by a small number, and returns the remainder.
    fn divide(&mut self, divisor: u32) -> u32 {
        let mut left = 0;
        for part in self.0.iter_mut().rev() {
            let number = left << 32 | u64::from(*part);
            *part = (number / u64::from(divisor)) as u32;
            left = number % u64::from(divisor);
        }
        self.trim();
        left as u32
    }

    /// Subtracts a number that is not larger.
    #[inline(never)]
    fn subtract(&mut self, other: &Big) {
        let mut borrow = 0;
        for (at, part) in self.0.iter_mut().enumerate() {
            let taken = i64::from(other.0.get(at).copied().unwrap_or_default());
            let difference = i64::from(*part) - taken + borrow;
            *part = difference as u32;
            borrow = difference >> 32;
        }
        self.trim();
    }

    fn trim(&mut self) {
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
    }

    #[inline(never)]
    fn compare(&self, other: &Big) -> Ordering {
        let by_length = self.0.len().cmp(&other.0.len());
        by_length.then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }

    fn bits(&self) -> i64 {
        let last = self.0.last().map_or(0, |part| 32 - part.leading_zeros());
        self.0.len().saturating_sub(1) as i64 * 32 + i64::from(last)
    }

    fn digits(mut self) -> String {
        let mut digits = Vec::new();
        while !self.0.is_empty() {
            digits.push(self.divide(10) as u8 + b'0');
        }
        digits.iter().rev().map(|digit| char::from(*digit)).collect()
    }
}
