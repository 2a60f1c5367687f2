//! The numbers of `usage`, and their cost.
//! Source: API reference 2026-09-02. A missing number counts as 0. A usage of the API always has both token counts.

use crate::catalog::prices::{Prices, WEB_SEARCH};
use crate::json::cursor::JsonStr;

/// A number of `usage` that is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// `input_tokens`: neither read from a cache nor written to one.
    Input,
    /// `output_tokens`, including thinking.
    Output,
    /// `cache_creation_input_tokens`: written to a cache, for any lifetime.
    CacheWrite,
    /// `cache_read_input_tokens`.
    CacheRead,
    /// `cache_creation.ephemeral_5m_input_tokens`.
    Write5m,
    /// `cache_creation.ephemeral_1h_input_tokens`.
    Write1h,
    /// `output_tokens_details.thinking_tokens`.
    Thinking,
    /// `server_tool_use.web_search_requests`.
    WebSearch,
    /// `server_tool_use.web_fetch_requests`.
    WebFetch,
    /// Any other number of `server_tool_use`.
    OtherTools,
}

impl Count {
    /// Number of variants.
    pub const COUNT: usize = 10;

    /// Returns the count for a key of `usage`, or of an object `under` a key of it.
    pub(crate) fn named(line: &[u8], under: Option<JsonStr>, key: JsonStr) -> Option<Count> {
        let is = |word: &[u8]| key.is(line, word);
        let Some(under) = under else {
            return match () {
                () if is(b"input_tokens") => Some(Count::Input),
                () if is(b"output_tokens") => Some(Count::Output),
                () if is(b"cache_creation_input_tokens") => Some(Count::CacheWrite),
                () if is(b"cache_read_input_tokens") => Some(Count::CacheRead),
                () => None,
            };
        };
        if under.is(line, b"cache_creation") {
            match () {
                () if is(b"ephemeral_5m_input_tokens") => Some(Count::Write5m),
                () if is(b"ephemeral_1h_input_tokens") => Some(Count::Write1h),
                () => None,
            }
        } else if under.is(line, b"output_tokens_details") {
            is(b"thinking_tokens").then_some(Count::Thinking)
        } else if under.is(line, b"server_tool_use") {
            match () {
                () if is(b"web_search_requests") => Some(Count::WebSearch),
                () if is(b"web_fetch_requests") => Some(Count::WebFetch),
                () => Some(Count::OtherTools),
            }
        } else {
            None
        }
    }
}

/// Which of an answer's token counts its usage contains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Metered {
    /// It contains both input and output tokens.
    Whole,
    /// It contains one of them.
    Part,
    /// It contains neither.
    No,
}

/// The numbers of one usage, or the sum of many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    counts: [u64; Count::COUNT],
    present: u16,
}

impl Usage {
    /// Returns one number.
    pub fn get(&self, count: Count) -> u64 {
        self.counts.get(count as usize).copied().unwrap_or_default()
    }

    /// Returns which of the two token counts it contains. Counts with other names, or with strings instead of numbers, do not
    /// count.
    pub(crate) fn metered(&self) -> Metered {
        let has = |count: Count| self.present & 1 << count as u16 != 0;
        match (has(Count::Input), has(Count::Output)) {
            (true, true) => Metered::Whole,
            (false, false) => Metered::No,
            _ => Metered::Part,
        }
    }

    /// Sets a number, and returns whether it was set before. Numbers of unknown tools are added.
    pub(crate) fn set(&mut self, count: Count, number: u64) -> bool {
        let bit = 1 << count as u16;
        let before = self.present & bit != 0 && count != Count::OtherTools;
        self.present |= bit;
        if let Some(slot) = self.counts.get_mut(count as usize) {
            *slot = if count == Count::OtherTools {
                slot.saturating_add(number)
            } else {
                number
            };
        }
        before
    }

    /// Adds a number.
    pub(crate) fn add(&mut self, count: Count, number: u64) {
        if let Some(slot) = self.counts.get_mut(count as usize) {
            *slot = slot.saturating_add(number);
        }
    }

    /// Adds another usage `times` times.
    pub(crate) fn add_all(&mut self, other: &Usage, times: u64) {
        for (slot, number) in self.counts.iter_mut().zip(other.counts) {
            *slot = slot.saturating_add(number.saturating_mul(times));
        }
    }

    /// Resets a number to 0.
    pub(crate) fn clear(&mut self, count: Count) {
        if let Some(slot) = self.counts.get_mut(count as usize) {
            *slot = 0;
        }
    }

    /// Returns the tokens written to a cache for five minutes and for an hour. Tokens without a breakdown count as five
    /// minutes, the default.
    pub fn cache_writes(&self) -> (u64, u64) {
        let hour = self.get(Count::Write1h);
        let all = self
            .get(Count::CacheWrite)
            .max(hour.saturating_add(self.get(Count::Write5m)));
        (all - hour, hour)
    }

    /// Returns all prompt tokens.
    pub fn prompt(&self) -> u64 {
        let (short, long) = self.cache_writes();
        [self.get(Count::Input), self.get(Count::CacheRead), short, long]
            .iter()
            .fold(0, |sum, number| sum.saturating_add(*number))
    }

    /// Returns the US dollars for server tools whose use is counted and has a price.
    pub fn fees(&self) -> f64 {
        self.get(Count::WebSearch) as f64 * WEB_SEARCH
    }

    /// Returns the US dollars for tokens.
    pub fn cost(&self, prices: &Prices) -> f64 {
        let (short, long) = self.cache_writes();
        let dollars = self.get(Count::Input) as f64 * prices.input
            + self.get(Count::Output) as f64 * prices.output
            + self.get(Count::CacheRead) as f64 * prices.read
            + short as f64 * prices.write_5m
            + long as f64 * prices.write_1h;
        dollars / 1e6
    }

    /// Returns the US dollars that caching saved: negative if written entries were not read.
    pub fn cache_savings(&self, prices: &Prices) -> f64 {
        let (short, long) = self.cache_writes();
        let dollars = self.get(Count::CacheRead) as f64 * (prices.input - prices.read)
            + short as f64 * (prices.input - prices.write_5m)
            + long as f64 * (prices.input - prices.write_1h);
        dollars / 1e6
    }
}
