//! The square of modules: what finds and describes the code, the codewords in their zigzag, and the mask over them.

/// Where alignment patterns stand, across and down, from version 2 on.
const ALIGNMENT: [&[usize]; 10] =
    [&[], &[6, 18], &[6, 22], &[6, 26], &[6, 30], &[6, 34], &[6, 22, 38], &[6, 24, 42], &[6, 26, 46], &[6, 28, 50]];

/// A code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Grid {
    size: usize,
    dark: Vec<bool>,
    /// Which modules are no data.
    fixed: Vec<bool>,
}

impl Grid {
    /// A code of these codewords under one of the eight masks.
    pub(super) fn new(version: usize, codewords: &[u8], mask: usize) -> Self {
        let size = 17 + 4 * version;
        let mut grid = Self { size, dark: vec![false; size * size], fixed: vec![false; size * size] };
        grid.patterns(version);
        grid.describe(format(mask), version);
        grid.codewords(codewords);
        grid.mask(mask);
        grid
    }

    pub(super) fn size(&self) -> usize {
        self.size
    }

    pub(super) fn is_dark(&self, x: usize, y: usize) -> bool {
        self.dark[y * self.size + x]
    }

    fn fix(&mut self, x: usize, y: usize, is_dark: bool) {
        self.dark[y * self.size + x] = is_dark;
        self.fixed[y * self.size + x] = true;
    }

    fn patterns(&mut self, version: usize) {
        let far = self.size - 7;
        for at in 0..self.size {
            self.fix(6, at, at % 2 == 0);
            self.fix(at, 6, at % 2 == 0);
        }
        for (left, top) in [(0, 0), (far, 0), (0, far)] {
            // The pattern and the light line around it, as far as it lies inside.
            for y in top.saturating_sub(1)..(top + 8).min(self.size) {
                for x in left.saturating_sub(1)..(left + 8).min(self.size) {
                    let ring = (left + 3).abs_diff(x).max((top + 3).abs_diff(y));
                    self.fix(x, y, ring != 2 && ring != 4);
                }
            }
        }
        let places = ALIGNMENT[version - 1];
        let last = places.last().copied().unwrap_or(0);
        for &y in places {
            for &x in places {
                // Three of them would lie on the finder patterns.
                if [(6, 6), (last, 6), (6, last)].contains(&(x, y)) {
                    continue;
                }
                for dy in 0..5 {
                    for dx in 0..5 {
                        let ring = dx_dy(dx, dy);
                        self.fix(x + dx - 2, y + dy - 2, ring != 1);
                    }
                }
            }
        }
    }

    /// Says twice which level and mask it has, and from version 7 on twice which version it is.
    fn describe(&mut self, format: u32, version: usize) {
        let bit = |at: usize| format >> at & 1 == 1;
        let size = self.size;
        for at in 0..6 {
            self.fix(8, at, bit(at));
            self.fix(5 - at, 8, bit(at + 9));
        }
        self.fix(8, 7, bit(6));
        self.fix(8, 8, bit(7));
        self.fix(7, 8, bit(8));
        for at in 0..8 {
            self.fix(size - 1 - at, 8, bit(at));
        }
        for at in 8..15 {
            self.fix(8, size - 15 + at, bit(at));
        }
        self.fix(8, size - 8, true);
        if version >= 7 {
            let bits = version_bits(version);
            for at in 0..18 {
                let is_dark = bits >> at & 1 == 1;
                self.fix(size - 11 + at % 3, at / 3, is_dark);
                self.fix(at / 3, size - 11 + at % 3, is_dark);
            }
        }
    }

    /// Two columns at a time from the right, up and down in turn, past the column of the timing pattern.
    fn codewords(&mut self, codewords: &[u8]) {
        let mut bits = codewords.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1 == 1));
        let (mut right, mut upwards) = (self.size - 1, true);
        loop {
            for step in 0..self.size {
                let y = if upwards { self.size - 1 - step } else { step };
                for x in [right, right - 1] {
                    if !self.fixed[y * self.size + x] {
                        // A few modules are left over; they stay light.
                        self.dark[y * self.size + x] = bits.next().unwrap_or(false);
                    }
                }
            }
            upwards = !upwards;
            match right {
                1 => return,
                8 => right = 5,
                _ => right -= 2,
            }
        }
    }

    fn mask(&mut self, mask: usize) {
        for y in 0..self.size {
            for x in 0..self.size {
                let flips = match mask {
                    0 => (x + y) % 2 == 0,
                    1 => y % 2 == 0,
                    2 => x % 3 == 0,
                    3 => (x + y) % 3 == 0,
                    4 => (x / 3 + y / 2) % 2 == 0,
                    5 => x * y % 2 + x * y % 3 == 0,
                    6 => (x * y % 2 + x * y % 3) % 2 == 0,
                    _ => ((x + y) % 2 + x * y % 3) % 2 == 0,
                };
                let at = y * self.size + x;
                self.dark[at] ^= flips && !self.fixed[at];
            }
        }
    }

    /// How hard it is to read: long runs, blocks, what looks like a finder pattern, and too much of one shade.
    pub(super) fn penalty(&self) -> u32 {
        let size = self.size;
        let line = |at: usize, along: bool| -> Vec<bool> {
            (0..size).map(|i| if along { self.is_dark(i, at) } else { self.is_dark(at, i) }).collect()
        };
        let lines = (0..size).flat_map(|at| [line(at, true), line(at, false)]);
        let of_lines: u32 = lines.map(|it| runs(&it) + 40 * finders(&it)).sum();
        let is_block = |x: usize, y: usize| {
            let corner = self.is_dark(x, y);
            [(x + 1, y), (x, y + 1), (x + 1, y + 1)].into_iter().all(|(x, y)| self.is_dark(x, y) == corner)
        };
        let blocks = (0..size - 1).flat_map(|y| (0..size - 1).map(move |x| (x, y))).filter(|(x, y)| is_block(*x, *y));
        let dark = self.dark.iter().filter(|it| **it).count();
        let steps = (dark * 20).abs_diff(size * size * 10) / (size * size);
        of_lines + 3 * count(blocks.count()) + 10 * count(steps)
    }
}

fn dx_dy(dx: usize, dy: usize) -> usize {
    dx.abs_diff(2).max(dy.abs_diff(2))
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn runs(line: &[bool]) -> u32 {
    line.chunk_by(|a, b| a == b).map(|run| count(run.len())).filter(|run| *run >= 5).map(|run| run - 2).sum()
}

/// How often a line holds 1011101 with four light modules on one side.
fn finders(line: &[bool]) -> u32 {
    const LIKE: [bool; 11] = [true, false, true, true, true, false, true, false, false, false, false];
    let is_like = |it: &&[bool]| it.iter().eq(LIKE.iter()) || it.iter().eq(LIKE.iter().rev());
    count(line.windows(LIKE.len()).filter(is_like).count())
}

/// Level M and the mask, with ten correcting bits, as they are drawn.
#[expect(clippy::cast_possible_truncation, reason = "a mask is 0 to 7")]
const fn format(mask: usize) -> u32 {
    let data = mask as u32;
    (data << 10 | divided(data, 10, 0x537)) ^ 0x5412
}

/// The version with twelve correcting bits.
#[expect(clippy::cast_possible_truncation, reason = "a version is 1 to 40")]
const fn version_bits(version: usize) -> u32 {
    let data = version as u32;
    data << 12 | divided(data, 12, 0x1F25)
}

const fn divided(data: u32, bits: u32, by: u32) -> u32 {
    let (mut rest, mut step) = (data, 0);
    while step < bits {
        rest = (rest << 1) ^ ((rest >> (bits - 1)) * by);
        step += 1;
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_descriptions_are_those_of_the_standard() {
        let published = [
            0b101_0100_0001_0010,
            0b101_0001_0010_0101,
            0b101_1110_0111_1100,
            0b101_1011_0100_1011,
            0b100_0101_1111_1001,
            0b100_0000_1100_1110,
            0b100_1111_1001_0111,
            0b100_1010_1010_0000,
        ];
        assert_eq!([0, 1, 2, 3, 4, 5, 6, 7].map(format), published);
        assert_eq!(version_bits(7), 0b00_0111_1100_1001_0100);
    }

    #[test]
    fn every_version_has_as_many_free_modules_as_the_standard_says() {
        // Codewords, and bits left over.
        let published = [26, 44, 70, 100, 134, 172, 196, 242, 292, 346];
        for (version, codewords) in (1..=10).zip(published) {
            let free = Grid::new(version, &[], 0).fixed.iter().filter(|it| !**it).count();
            let left_over = if (2..=6).contains(&version) { 7 } else { 0 };
            assert_eq!(free, codewords * 8 + left_over, "version {version}");
        }
    }

    #[test]
    fn what_is_hard_to_read_costs_more() {
        assert_eq!(runs(&[true; 5]), 3);
        assert_eq!(runs(&[true, true, true, true, false]), 0);
        let like = [1, 0, 1, 1, 1, 0, 1, 0, 0, 0, 0].map(|it| it == 1);
        assert_eq!(finders(&like), 1);
    }
}
