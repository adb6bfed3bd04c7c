//! Codewords that correct others: Reed-Solomon over 2^8 with the polynomial of the standard, in interleaved blocks.

/// Correcting codewords per block, and blocks, of each version, for level M.
const BLOCKS: [(usize, usize); 10] =
    [(10, 1), (16, 1), (26, 1), (18, 2), (24, 2), (16, 4), (18, 4), (22, 4), (22, 5), (26, 5)];

/// All codewords in the order in which they are drawn: data of every block in turn, then corrections in turn.
pub(super) fn with_correction(version: usize, data: &[u8]) -> Vec<u8> {
    let (correcting, blocks) = BLOCKS[version - 1];
    let divisor = divisor(correcting);
    // The first blocks are one codeword shorter where they do not divide evenly.
    let (short, longer) = (data.len() / blocks, data.len() % blocks);
    let mut rest = data;
    let parts: Vec<(&[u8], Vec<u8>)> = (0..blocks)
        .map(|block| {
            let (part, after) = rest.split_at(short + usize::from(block >= blocks - longer));
            rest = after;
            (part, remainder(part, &divisor))
        })
        .collect();
    let column = |at: usize| parts.iter().filter_map(move |(part, _)| part.get(at).copied());
    let corrections = (0..correcting).flat_map(|at| parts.iter().map(move |(_, codewords)| codewords[at]));
    (0..=short).flat_map(column).chain(corrections).collect()
}

fn times(a: u8, b: u8) -> u8 {
    let mut product = 0_u16;
    for bit in (0..8).rev() {
        product <<= 1;
        if product & 0x100 != 0 {
            product ^= 0x11D;
        }
        if b >> bit & 1 == 1 {
            product ^= u16::from(a);
        }
    }
    // Every step ends below 2^8.
    u8::try_from(product).unwrap_or(0)
}

/// The product of (x − 2^i) for i below `degree`, without its leading 1.
fn divisor(degree: usize) -> Vec<u8> {
    let mut factors = vec![0; degree];
    factors[degree - 1] = 1;
    let mut root = 1;
    for _ in 0..degree {
        for at in 0..degree {
            factors[at] = times(factors[at], root) ^ factors.get(at + 1).copied().unwrap_or(0);
        }
        root = times(root, 2);
    }
    factors
}

fn remainder(data: &[u8], divisor: &[u8]) -> Vec<u8> {
    let mut rest = vec![0; divisor.len()];
    for byte in data {
        let factor = byte ^ rest[0];
        rest.rotate_left(1);
        if let Some(last) = rest.last_mut() {
            *last = 0;
        }
        for (rest, by) in rest.iter_mut().zip(divisor) {
            *rest ^= times(*by, factor);
        }
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_corrections_of_a_published_example_come_out() {
        // HELLO WORLD in version 1, level M.
        let data = [32, 91, 11, 120, 209, 114, 220, 77, 67, 64, 236, 17, 236, 17, 236, 17];
        assert_eq!(remainder(&data, &divisor(10)), [196, 35, 39, 119, 235, 215, 231, 226, 93, 23]);
    }

    #[test]
    fn a_codeword_divides_evenly_and_every_codeword_is_drawn_once() {
        for version in 1..=10 {
            let data: Vec<u8> =
                (0..super::super::DATA[version - 1]).map(|at| u8::try_from(at * 7 % 251).expect("below 256")).collect();
            let (correcting, blocks) = BLOCKS[version - 1];
            let all = with_correction(version, &data);
            assert_eq!(all.len(), data.len() + correcting * blocks, "version {version}");
            let mut drawn: Vec<u8> = all[..data.len()].to_vec();
            let mut given = data.clone();
            drawn.sort_unstable();
            given.sort_unstable();
            assert_eq!(drawn, given, "version {version}");
            let block = &data[..data.len() / blocks];
            let whole = [block, &remainder(block, &divisor(correcting))].concat();
            assert!(remainder(&whole, &divisor(correcting)).iter().all(|it| *it == 0), "version {version}");
        }
    }
}
