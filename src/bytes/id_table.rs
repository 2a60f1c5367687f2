//! A compact set of custom ids: a million ids of 20 bytes take about 45 MB.

use super::hashing::hash;

/// Ids are stored in blocks of up to this size, so growing never copies a large buffer.
const BLOCK_BITS: u32 = 20;
/// Initial number of table entries. It is small because WebAssembly never returns memory.
const FIRST_TABLE: usize = 16;
/// Size of the header before each id: the index of its request, and its length.
const HEAD: usize = 8;

/// Blocks of records, and an open-addressing hash table of their offsets.
#[derive(Debug, Default)]
pub struct Ids {
    blocks: Vec<Vec<u8>>,
    /// Offset of a record plus one, and the hash of its id; 0 means free. The length is a power of two, and at most half are
    /// occupied.
    table: Vec<(u32, u32)>,
    len: usize,
}

impl Ids {
    /// Adds an id. Returns the request that already has it, if any.
    pub fn insert(&mut self, id: &[u8], request: u64) -> Option<u64> {
        if (self.len + 1) * 2 > self.table.len() {
            self.grow();
        }
        let hash = hash(id);
        let slot = match self.find(id, hash) {
            Slot::Taken(offset) => return self.record(offset).map(|(request, _)| u64::from(request)),
            Slot::Free(slot) => slot,
        };
        // No ids are stored beyond 4 GiB.
        let offset = self.keep(id, u32::try_from(request).ok()?)?;
        *self.table.get_mut(slot)? = (offset + 1, hash);
        self.len += 1;
        None
    }

    /// Returns the request that has an id.
    pub fn get(&self, id: &[u8]) -> Option<u64> {
        match self.find(id, hash(id)) {
            Slot::Taken(offset) => self.record(offset).map(|(request, _)| u64::from(request)),
            Slot::Free(_) => None,
        }
    }

    /// Iterates over ids in insertion order, with their requests.
    pub fn iter(&self) -> impl Iterator<Item = (u64, &str)> {
        self.blocks.iter().enumerate().flat_map(move |(index, block)| {
            let mut at = 0;
            std::iter::from_fn(move || {
                let offset = u32::try_from((index << BLOCK_BITS) + at)
                    .ok()
                    .filter(|_| at < block.len())?;
                let (request, id) = self.record(offset)?;
                at += HEAD + id.len();
                Some((u64::from(request), std::str::from_utf8(id).unwrap_or_default()))
            })
        })
    }

    fn find(&self, id: &[u8], hash: u32) -> Slot {
        if self.table.is_empty() {
            return Slot::Free(0);
        }
        let mask = self.table.len() - 1;
        let mut slot = hash as usize & mask;
        loop {
            match self.table.get(slot) {
                Some((0, _)) | None => return Slot::Free(slot),
                Some((taken, its)) if *its == hash => {
                    let offset = taken - 1;
                    if self.record(offset).is_some_and(|(_, kept)| kept == id) {
                        return Slot::Taken(offset);
                    }
                }
                Some(_) => {}
            }
            slot = (slot + 1) & mask;
        }
    }

    fn record(&self, offset: u32) -> Option<(u32, &[u8])> {
        let block = self.blocks.get((offset >> BLOCK_BITS) as usize)?;
        let (head, rest) = block
            .get((offset & ((1 << BLOCK_BITS) - 1)) as usize..)?
            .split_first_chunk::<HEAD>()?;
        let [r0, r1, r2, r3, l0, l1, l2, l3] = *head;
        let id = rest.get(..u32::from_le_bytes([l0, l1, l2, l3]) as usize)?;
        Some((u32::from_le_bytes([r0, r1, r2, r3]), id))
    }

    fn keep(&mut self, id: &[u8], request: u32) -> Option<u32> {
        const BLOCK: usize = 1 << BLOCK_BITS;
        let needed = HEAD + id.len();
        if self.blocks.last().is_none_or(|block| block.len() + needed > BLOCK) {
            // The first block grows with its ids, because most inputs have few. A longer id gets a block of its own.
            let is_first = self.blocks.is_empty();
            self.blocks
                .push(Vec::with_capacity(if is_first { needed } else { BLOCK.max(needed) }));
        }
        let index = u32::try_from(self.blocks.len() - 1).ok()?;
        let block = self.blocks.last_mut()?;
        let offset = index
            .checked_mul(1 << BLOCK_BITS)?
            .checked_add(u32::try_from(block.len()).ok()?)?;
        block.extend_from_slice(&request.to_le_bytes());
        block.extend_from_slice(&u32::try_from(id.len()).ok()?.to_le_bytes());
        block.extend_from_slice(id);
        Some(offset)
    }

    fn grow(&mut self) {
        let size = (self.table.len() * 2).max(FIRST_TABLE);
        let old = std::mem::replace(&mut self.table, vec![(0, 0); size]);
        for (taken, hash) in old.into_iter().filter(|(taken, _)| *taken != 0) {
            let mut slot = hash as usize & (size - 1);
            while let Some(entry) = self.table.get_mut(slot) {
                if entry.0 == 0 {
                    *entry = (taken, hash);
                    break;
                }
                slot = (slot + 1) & (size - 1);
            }
        }
    }
}

/// Result of a table look-up.
enum Slot {
    /// The record of the id.
    Taken(u32),
    /// The free slot for it.
    Free(usize),
}
