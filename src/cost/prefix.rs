//! Finds the longest prefix that requests share, in the order in which the API caches: tools, system, messages. Needs one pass
//! and constant memory.
//!
//! Each block of a request represents the prefix that ends with it, as a hash of everything up to it. Prefixes are counted in a
//! table of limited size. When the table is full, prefixes that fewer than one in 64 requests have so far are dropped, as in
//! lossy counting (Manku, Motwani 2002): a prefix that a larger share of requests has is never dropped, and no count is off by
//! more than that. If the table is still full, fewer blocks of each request are read from then on.

use std::collections::HashMap;

use serde::Serialize;

use crate::bytes::hashing::{SeededNumbers, SequenceHash};
use crate::catalog::models;
use crate::catalog::models::{Lookup, Model};
use crate::catalog::prices::Prices;
use crate::cost::prefix_hash::{hash_block, hash_value};
use crate::cost::prompt;
use crate::cost::prompt::{Block, BlockPointer, ExternalMedia};
use crate::cost::tokens::Tokens;
use crate::json::{Index, Kind, Value, Word, word};
use crate::sorting::sort_by_rank;

/// Maximum number of prefixes in the table.
const MAX_STARTS: usize = 16_384;
/// Number of prefixes that remain after some were dropped.
const REMAINING_STARTS: usize = MAX_STARTS / 4 * 3;
/// A prefix that fewer than one in this many requests have may be dropped.
const RARE: u64 = 64;
/// Maximum number of blocks that are read of a request.
const MAX_DEPTH: usize = 1_024;
/// Maximum number of groups in a report.
const MAX_GROUPS: usize = 8;

/// Finds the prefixes that requests share.
#[derive(Debug)]
pub struct Prefix {
    index: Index,
    starts: HashMap<u64, Start, SeededNumbers>,
    models: Vec<String>,
    requests: u64,
    /// Prefixes with at most this many requests were dropped.
    dropped: u64,
    deepest: usize,
}

impl Default for Prefix {
    fn default() -> Self {
        Prefix {
            index: Index::default(),
            starts: HashMap::default(),
            models: Vec::new(),
            requests: 0,
            dropped: 0,
            deepest: MAX_DEPTH,
        }
    }
}

/// A prefix, as in the first request that has it.
#[derive(Debug, Clone, Copy)]
struct Start {
    count: u64,
    /// The number of earlier requests that may have it too, if it was dropped before.
    dropped_before: u64,
    /// The number of those requests that have a breakpoint at its end.
    marked: u64,
    parent: Option<u64>,
    first: u64,
    model: usize,
    depth: usize,
    bytes: u64,
    tokens: Tokens,
    pointer: BlockPointer,
    is_text: bool,
    /// Whether a breakpoint may be placed at its end.
    can_end: bool,
}

/// The prefixes that requests share.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct PrefixReport {
    /// Number of requests that could be read.
    pub requests: u64,
    /// The longest prefix that more than half of the requests share.
    pub shared: Option<SharedPrefix>,
    /// The prefixes that are best to cache, if each request reads one, ordered by savings. None is a prefix of another.
    pub groups: Vec<SharedPrefix>,
}

/// A prefix that several requests share.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SharedPrefix {
    /// The model. Each model has its own cache.
    pub model: String,
    /// Minimum number of requests that share it: in very mixed input, a few may be missed.
    pub requests: u64,
    /// That number as a share of all requests, 0 to 1.
    pub share: f64,
    /// Index of the first request that has it, from 0.
    pub first: u64,
    /// Number of blocks: tools, blocks of the system prompt, blocks of messages.
    pub blocks: usize,
    /// Size of their JSON in bytes.
    pub bytes: u64,
    /// Estimate of their tokens.
    pub input_tokens: Tokens,
    /// Minimum length of a prefix that the model caches; absent if unknown.
    #[serde(rename = "minCacheable")]
    pub min_cacheable: Option<i64>,
    /// Whether it is long enough; absent if that is uncertain.
    pub cacheable: Option<bool>,
    /// JSON pointer, relative to the request, of the block that should have the breakpoint.
    pub breakpoint: BlockPointer,
    /// Whether that block is a plain string, which must become a text block to have a breakpoint.
    #[serde(rename = "isText")]
    pub is_text: bool,
    /// Number of requests that have a breakpoint there.
    pub marked: u64,
    /// The cost of caching it; absent if there is no price.
    pub caching: Option<Caching>,
}

/// The cost in US dollars of a prefix in all requests that share it, at the batch prices of the table of models.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Caching {
    /// Cost without a cache.
    pub uncached: f64,
    /// Cost with entries that last five minutes.
    #[serde(rename = "5m")]
    pub five_minutes: Lifetime,
    /// Cost with entries that last an hour, which is recommended for batches.
    #[serde(rename = "1h")]
    pub hour: Lifetime,
}

/// The cost with cache entries of one lifetime.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Lifetime {
    /// Cost if one request writes, in a separate batch that ends first, and all others read.
    pub primed: f64,
    /// The resulting savings.
    pub saves: f64,
    /// The share of requests that must read, while the others write, so that caching costs no more than not caching.
    #[serde(rename = "hitRate")]
    pub hit_rate: f64,
}

impl Prefix {
    /// Takes the text of the next request. Skips text that is not a request.
    pub fn request(&mut self, text: &[u8]) {
        let mut index = std::mem::take(&mut self.index);
        if let Some(params) = index.read(text).ok().and_then(|root| root.get(word!("params"))) {
            let model = params.get(word!("model")).and_then(|model| model.text());
            let model = model.map(|model| model.value()).unwrap_or_default();
            let (mut blocks, mut external) = (Vec::new(), ExternalMedia::default());
            prompt::read(params, find_model(&model), &mut external, &mut blocks);
            self.add(params, &model, &blocks);
        }
        self.index = index;
    }

    /// Takes a request as its blocks.
    pub(crate) fn add(&mut self, params: Value<'_>, model: &str, blocks: &[Block<'_>]) {
        let mut hash = SequenceHash::seeded();
        hash.add(model.as_bytes());
        let (model, first) = (self.model_index(model), self.requests);
        self.requests += 1;
        // The schema of the output becomes part of the system prompt.
        hash_value(
            &mut hash,
            params
                .get(word!("output_config"))
                .and_then(|output| output.get(word!("format"))),
        );
        let mut start = Start {
            count: 0,
            dropped_before: self.dropped,
            marked: 0,
            parent: None,
            first,
            model,
            depth: 0,
            bytes: 0,
            tokens: Tokens::default(),
            pointer: BlockPointer::SystemText,
            is_text: false,
            can_end: false,
        };
        for block in blocks.iter().take(self.deepest) {
            if let Some(message) = block.first_of {
                if start.depth == 0
                    || !matches!(start.pointer, BlockPointer::MessageText(_) | BlockPointer::Message(..))
                {
                    // These do not affect the cache of tools and system.
                    hash_value(&mut hash, params.get(word!("tool_choice")));
                    hash_value(&mut hash, params.get(word!("thinking")));
                }
                hash_value(&mut hash, message.get(word!("role")));
            }
            hash_block(&mut hash, block.value);
            hash.add(&[section(block.pointer)]);
            start.depth += 1;
            start.bytes += block.value.raw().len() as u64;
            start.tokens += block.tokens;
            start.pointer = block.pointer;
            start.is_text = block.value.kind() == Kind::String;
            start.can_end = can_end(block.value);
            let key = hash.value();
            let entry = self.starts.entry(key).or_insert(start);
            entry.count += 1;
            entry.marked += u64::from(block.value.get(word!("cache_control")).is_some());
            start.parent = Some(key);
        }
        if self.starts.len() > MAX_STARTS {
            self.drop_rare();
        }
    }

    fn drop_rare(&mut self) {
        self.dropped = self.requests / RARE;
        let rare = self.dropped;
        self.starts.retain(|_, start| start.count + start.dropped_before > rare);
        while self.starts.len() > REMAINING_STARTS && self.deepest > 1 {
            self.deepest /= 2;
            let deepest = self.deepest;
            self.starts.retain(|_, start| start.depth <= deepest);
        }
    }

    fn model_index(&mut self, name: &str) -> usize {
        let known = self.models.iter().position(|model| model == name);
        known.unwrap_or_else(|| {
            // Above a thousand models, all others share the name of the last.
            if self.models.len() < 1_000 {
                self.models.push(name.to_string());
            }
            self.models.len() - 1
        })
    }

    /// Returns the prefixes that the requests so far share.
    pub fn report(&self) -> PrefixReport {
        let longest = self
            .starts
            .values()
            .filter(|start| start.can_end && start.count > self.requests / 2);
        let shared = longest.filter(|start| start.count > 1).max_by_key(|start| start.depth);
        let mut groups = self.best_groups();
        sort_by_rank(&mut groups, |start| start.first);
        // Positive floats sort like their bits.
        sort_by_rank(&mut groups, |start| u64::MAX - tokens_saved(start).to_bits());
        PrefixReport {
            requests: self.requests,
            shared: shared.map(|start| self.describe(start)),
            groups: groups
                .iter()
                .take(MAX_GROUPS)
                .map(|start| self.describe(start))
                .collect(),
        }
    }

    /// Chooses one breakpoint per request so that the savings are largest: for each prefix, either the prefix itself or the
    /// prefixes that extend it.
    fn best_groups(&self) -> Vec<Start> {
        /// Facts about a prefix.
        #[derive(Default)]
        struct Choice {
            /// The savings of the prefixes that extend it.
            following: f64,
            /// Whether it saves more than those.
            is_best: bool,
            /// Whether it, or a prefix of it, was chosen.
            is_covered: bool,
        }
        let mut order: Vec<(u64, &Start)> = self.starts.iter().map(|(key, start)| (*key, start)).collect();
        sort_by_rank(&mut order, |(_, start)| u64::MAX - start.depth as u64);
        let mut choices: HashMap<u64, Choice, SeededNumbers> = HashMap::default();
        for (key, start) in &order {
            let own = tokens_saved(start);
            let choice = choices.entry(*key).or_default();
            choice.is_best = own >= choice.following && own > 0.0;
            let most = own.max(choice.following);
            if let Some(parent) = start.parent {
                choices.entry(parent).or_default().following += most;
            }
        }
        // From the top, skipping prefixes that extend a chosen one.
        let mut best = Vec::new();
        for (key, start) in order.iter().rev() {
            let parent = start.parent.and_then(|parent| choices.get(&parent));
            let above = parent.is_some_and(|parent| parent.is_covered);
            let Some(choice) = choices.get_mut(key) else { continue };
            choice.is_covered = above || choice.is_best;
            if choice.is_best && !above {
                best.push(**start);
            }
        }
        best
    }

    fn describe(&self, start: &Start) -> SharedPrefix {
        let name = self.models.get(start.model).cloned().unwrap_or_default();
        let model = find_model(&name);
        let tokens = start.tokens.rounded();
        let min_cacheable = model.and_then(|model| model.min_cacheable);
        let cacheable = min_cacheable.and_then(|least| match least as f64 {
            least if tokens.low >= least => Some(true),
            least if tokens.high < least => Some(false),
            _ => None,
        });
        SharedPrefix {
            model: name,
            requests: start.count,
            share: start.count as f64 / self.requests.max(1) as f64,
            first: start.first,
            blocks: start.depth,
            bytes: start.bytes,
            input_tokens: tokens,
            min_cacheable,
            cacheable,
            breakpoint: start.pointer,
            is_text: start.is_text,
            marked: start.marked,
            caching: model
                .and_then(|model| model.prices)
                .map(|prices| caching(start.count as f64, tokens.likely, prices)),
        }
    }
}

/// The entry of a model in the table.
pub(super) fn find_model(id: &str) -> Option<&'static Model> {
    match models::find(id) {
        Lookup::Model(model) => Some(model),
        Lookup::Retired(_) | Lookup::Unknown => None,
    }
}

/// Returns the number of tokens that a cache saves.
fn tokens_saved(start: &Start) -> f64 {
    if start.can_end {
        (start.count - 1) as f64 * start.tokens.likely
    } else {
        0.0
    }
}

fn caching(requests: f64, tokens: f64, prices: Prices) -> Caching {
    let millions = tokens / 1e6;
    let uncached = requests * millions * prices.input;
    let lifetime = |write: f64| {
        let primed = millions * (write + (requests - 1.0) * prices.read);
        Lifetime {
            primed,
            saves: uncached - primed,
            hit_rate: (write - prices.input) / (write - prices.read),
        }
    };
    Caching {
        uncached,
        five_minutes: lifetime(prices.write_5m),
        hour: lifetime(prices.write_1h),
    }
}

fn section(pointer: BlockPointer) -> u8 {
    match pointer {
        BlockPointer::Tool(_) => 0,
        BlockPointer::SystemText | BlockPointer::System(_) => 1,
        BlockPointer::MessageText(_) | BlockPointer::Message(..) => 2,
    }
}

/// Whether a block may have a breakpoint. Thinking, empty texts and deferred tools may not.
fn can_end(block: Value<'_>) -> bool {
    let is = |kind: Word| block.get(word!("type")).is_some_and(|it: Value<'_>| it.is(kind));
    let text = if block.kind() == Kind::String {
        Some(block)
    } else {
        block.get(word!("text"))
    };
    let is_empty = text
        .and_then(|text| text.inner())
        .is_some_and(|(text, _)| text.is_empty());
    let is_deferred = block.get(word!("defer_loading")).and_then(|later| later.bool()) == Some(true);
    !(is(word!("thinking")) || is(word!("redacted_thinking")) || is_empty || is_deferred)
}
