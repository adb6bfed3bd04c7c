//! Text kept together: words that repeat get a number, long columns share one allocation.

use hashbrown::HashTable;
use twox_hash::XxHash3_64;

/// The hash that decides a customer's bucket. It is part of the ledger's format: see `docs/reference/ledger.md`.
pub(crate) fn hash(text: &str) -> u64 {
    XxHash3_64::oneshot(text.as_bytes())
}

/// Gives each distinct text a number, counting from 0.
#[derive(Clone, Default)]
pub(crate) struct Interner {
    table: HashTable<u32>,
    /// The first eight bytes of each text: most texts differ there, and many are not longer.
    heads: Vec<u64>,
    ends: Vec<usize>,
    text: String,
}

impl Interner {
    pub(crate) fn intern(&mut self, text: &str) -> u32 {
        let head = head(text);
        let Self { table, heads, ends, text: all } = self;
        let is_same = |id: usize| {
            let start = start_of(ends, id);
            heads[id] == head && ends[id] - start == text.len() && (text.len() <= 8 || &all[start..ends[id]] == text)
        };
        let hash = spread(head, text);
        if let Some(&id) = table.find(hash, |&id| is_same(id as usize)) {
            return id;
        }
        let id = u32::try_from(ends.len()).unwrap_or(u32::MAX);
        all.push_str(text);
        ends.push(all.len());
        heads.push(head);
        table.insert_unique(hash, id, |&id| {
            let id = id as usize;
            spread(heads[id], &all[start_of(ends, id)..ends[id]])
        });
        id
    }

    pub(crate) fn get(&self, id: u32) -> &str {
        let id = id as usize;
        &self.text[start_of(&self.ends, id)..self.ends[id]]
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|id| &self.text[start_of(&self.ends, id)..self.ends[id]])
    }

    /// The numbers of all texts, in the order of the texts.
    pub(crate) fn in_order(&self) -> Vec<u32> {
        let mut order: Vec<(u64, u32)> = self.heads.iter().copied().zip(0..).collect();
        order.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| self.get(a.1).cmp(self.get(b.1))));
        order.into_iter().map(|(_, id)| id).collect()
    }

    pub(crate) fn bytes(&self) -> usize {
        self.text.capacity() + self.ends.capacity() * 16 + self.table.capacity() * 5
    }
}

fn start_of(ends: &[usize], id: usize) -> usize {
    if id == 0 { 0 } else { ends[id - 1] }
}

/// The first eight bytes as a number that is in the order of the texts; a shorter text is filled up with zeros.
fn head(text: &str) -> u64 {
    let bytes = text.as_bytes();
    if let Some(first) = bytes.first_chunk::<8>() {
        return u64::from_be_bytes(*first);
    }
    let mut first = [0; 8];
    first.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
    u64::from_be_bytes(first)
}

/// A hash for the table alone, quicker than the ledger's for short texts.
fn spread(head: u64, text: &str) -> u64 {
    if text.len() <= 8 {
        let mixed = (head ^ text.len() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        // The table looks at both ends of a hash; the low end of a product knows little of the high end of its factor.
        mixed ^ mixed.rotate_left(32) ^ mixed >> 29
    } else {
        hash(text)
    }
}

/// A column that takes no room until the first row with a value other than the usual one.
pub(crate) struct Sparse<T> {
    values: Vec<T>,
    usual: T,
}

impl<T: Copy + PartialEq> Sparse<T> {
    pub(crate) fn new(usual: T) -> Self {
        Self { values: Vec::new(), usual }
    }

    /// Sets the value of row `row`, which must be the last row so far.
    pub(crate) fn set(&mut self, row: usize, value: T) {
        if value != self.usual || !self.values.is_empty() {
            self.values.resize(row, self.usual);
            self.values.push(value);
        }
    }

    /// As [`Self::set`], where the value of the first row becomes the usual one.
    pub(crate) fn set_alike(&mut self, row: usize, value: T) {
        if row == 0 {
            self.usual = value;
        }
        self.set(row, value);
    }

    /// Adds `rows` of another column behind the `len` rows of this one.
    pub(crate) fn append(&mut self, len: usize, from: &Self, rows: &[u32], turn: impl Fn(T) -> T) {
        let usual = turn(from.usual);
        if len == 0 {
            self.usual = usual;
        }
        if from.values.is_empty() {
            if usual != self.usual {
                self.values.resize(len, self.usual);
                self.values.resize(len + rows.len(), usual);
            }
            return;
        }
        self.values.resize(len, self.usual);
        self.values.extend(rows.iter().map(|&row| turn(from.get(row as usize))));
    }

    pub(crate) fn get(&self, row: usize) -> T {
        self.values.get(row).copied().unwrap_or(self.usual)
    }

    /// The value all rows have, if no row ever had another.
    pub(crate) fn only(&self) -> Option<T> {
        self.values.is_empty().then_some(self.usual)
    }

    pub(crate) fn clear(&mut self) {
        self.values.clear();
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

    /// Adds `rows` of another column behind the `len` rows of this one.
    pub(crate) fn append(&mut self, len: usize, from: &Self, rows: &[u32]) {
        if !from.is_empty() {
            rows.iter().enumerate().for_each(|(index, &row)| self.set(len + index, from.get(row as usize)));
        }
    }

    pub(crate) fn get(&self, row: usize) -> Option<&str> {
        let (start, len) = self.spans.get(row);
        ((start, len) != ABSENT).then(|| &self.text[start as usize..start as usize + len as usize])
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.spans.only().is_some()
    }

    pub(crate) fn clear(&mut self) {
        self.spans.clear();
        self.text.clear();
    }

    pub(crate) fn bytes(&self) -> usize {
        self.spans.bytes() + self.text.capacity()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_get_numbers_and_an_order() {
        let given = ["b", "", "a", "abcdefgh", "abcdefghi", "abcdefg", "a\0", "abcdefgha", "b"];
        let mut words = Interner::default();
        let numbers: Vec<u32> = given.iter().map(|text| words.intern(text)).collect();
        assert_eq!(numbers, [0, 1, 2, 3, 4, 5, 6, 7, 0]);
        let ordered: Vec<&str> = words.in_order().into_iter().map(|id| words.get(id)).collect();
        assert_eq!(ordered, ["", "a", "a\0", "abcdefg", "abcdefgh", "abcdefgha", "abcdefghi", "b"]);
    }

    #[test]
    fn a_column_takes_room_only_where_rows_differ() {
        let mut all = Sparse::new(0);
        all.set_alike(0, 7);
        all.set_alike(1, 7);
        assert_eq!(all.only(), Some(7));
        let mut other = Sparse::new(0);
        other.set(1, 8);
        all.append(2, &other, &[1, 0], |value| value);
        assert_eq!((0..4).map(|row| all.get(row)).collect::<Vec<_>>(), [7, 7, 8, 0]);
        let mut usual = Sparse::new(0);
        usual.set_alike(0, 7);
        all.append(4, &usual, &[0], |value| value + 1);
        assert_eq!((all.get(4), all.only()), (8, None));
    }
}
