//! Text kept together: words that repeat get a number, long columns share one allocation.

use hashbrown::HashTable;
use twox_hash::XxHash3_64;

/// The hash that decides a customer's bucket. It is part of the ledger's format: see `docs/reference/ledger.md`.
pub(crate) fn hash(text: &str) -> u64 {
    XxHash3_64::oneshot(text.as_bytes())
}

/// Gives each distinct text a number, counting from 0.
#[derive(Default)]
pub(crate) struct Interner {
    table: HashTable<u32>,
    hashes: Vec<u64>,
    ends: Vec<usize>,
    text: String,
}

impl Interner {
    pub(crate) fn intern(&mut self, text: &str) -> u32 {
        let hash = hash(text);
        let Self { table, hashes, ends, text: all } = self;
        if let Some(&id) = table.find(hash, |&id| hashes[id as usize] == hash && slice(all, ends, id as usize) == text)
        {
            return id;
        }
        let id = u32::try_from(ends.len()).unwrap_or(u32::MAX);
        all.push_str(text);
        ends.push(all.len());
        hashes.push(hash);
        table.insert_unique(hash, id, |&id| hashes[id as usize]);
        id
    }

    /// As [`Self::intern`], where the text is probably the one numbered `guess`.
    pub(crate) fn intern_again(&mut self, text: &str, guess: u32) -> u32 {
        if (guess as usize) < self.len() && self.get(guess) == text { guess } else { self.intern(text) }
    }

    pub(crate) fn get(&self, id: u32) -> &str {
        slice(&self.text, &self.ends, id as usize)
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).map(|id| slice(&self.text, &self.ends, id))
    }

    pub(crate) fn bytes(&self) -> usize {
        self.text.capacity() + self.ends.capacity() * 16 + self.table.capacity() * 5
    }
}

fn slice<'a>(text: &'a str, ends: &[usize], id: usize) -> &'a str {
    let start = if id == 0 { 0 } else { ends[id - 1] };
    &text[start..ends[id]]
}

/// A column that takes no room until the first row with a value other than the default.
pub(crate) struct Sparse<T> {
    values: Vec<T>,
    default: T,
}

impl<T: Copy + PartialEq> Sparse<T> {
    pub(crate) fn new(default: T) -> Self {
        Self { values: Vec::new(), default }
    }

    /// Sets the value of row `row`, which must be the last row so far.
    pub(crate) fn set(&mut self, row: usize, value: T) {
        if value != self.default {
            self.values.resize(row, self.default);
            self.values.push(value);
        }
    }

    pub(crate) fn get(&self, row: usize) -> T {
        self.values.get(row).copied().unwrap_or(self.default)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    pub(crate) fn bytes(&self) -> usize {
        self.values.capacity() * size_of::<T>()
    }
}

/// A column of texts that hardly ever repeat, such as order numbers. Absent differs from empty.
pub(crate) struct Texts {
    spans: Sparse<(u32, u32)>,
    text: String,
}

const ABSENT: (u32, u32) = (u32::MAX, 0);

impl Default for Texts {
    fn default() -> Self {
        Self { spans: Sparse::new(ABSENT), text: String::new() }
    }
}

impl Texts {
    pub(crate) fn set(&mut self, row: usize, value: Option<&str>) {
        if let Some(value) = value {
            let start = u32::try_from(self.text.len()).unwrap_or(u32::MAX - 1);
            self.text.push_str(value);
            self.spans.set(row, (start, u32::try_from(value.len()).unwrap_or(0)));
        }
    }

    pub(crate) fn get(&self, row: usize) -> Option<&str> {
        let (start, len) = self.spans.get(row);
        ((start, len) != ABSENT).then(|| &self.text[start as usize..start as usize + len as usize])
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    pub(crate) fn bytes(&self) -> usize {
        self.spans.bytes() + self.text.capacity()
    }
}
