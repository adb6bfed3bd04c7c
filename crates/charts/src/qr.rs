//! A code that the camera of a phone reads, for a link on paper, on a wall or on a screen: QR of ISO/IEC 18004, bytes,
//! correction level M (about 15 % of it may be covered), versions 1 to 10.

mod correction;
mod grid;

use std::fmt::Write as _;

use correction::with_correction;
use grid::Grid;

/// The quiet zone around it, in modules.
const QUIET: usize = 4;
/// Data codewords of each version, for level M.
const DATA: [usize; 10] = [16, 28, 44, 64, 86, 108, 124, 154, 182, 216];

/// The code of a text as a drawing; none when the text has more than 213 bytes. Always dark on light, with its quiet zone:
/// many cameras do not read it the other way round. `label` is what a screen reader says.
pub fn qr(text: &str, label: &str) -> Option<String> {
    let grid = modules(text)?;
    let size = grid.size() + 2 * QUIET;
    let mut path = String::new();
    for y in 0..grid.size() {
        let mut x = 0;
        while x < grid.size() {
            let run = (x..grid.size()).take_while(|x| grid.is_dark(*x, y)).count();
            if run > 0 {
                let _ = write!(path, "M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET);
            }
            x += run.max(1);
        }
    }
    let label = crate::escape(label);
    Some(format!(
        r##"<svg class="qr" viewBox="0 0 {size} {size}" role="img" aria-label="{label}" shape-rendering="crispEdges"><rect width="{size}" height="{size}" fill="#ffffff"/><path d="{path}" fill="#000000"/></svg>"##
    ))
}

/// The modules of the smallest code that holds the text, with the mask that is read best.
fn modules(text: &str) -> Option<Grid> {
    let version = (1..=DATA.len()).find(|version| text.len() <= room(*version))?;
    let codewords = with_correction(version, &data(version, text.as_bytes()));
    let mut best: Option<(u32, Grid)> = None;
    for mask in 0..8 {
        let grid = Grid::new(version, &codewords, mask);
        let penalty = grid.penalty();
        if best.as_ref().is_none_or(|(least, _)| penalty < *least) {
            best = Some((penalty, grid));
        }
    }
    best.map(|(_, grid)| grid)
}

/// Bits that say how many bytes follow.
const fn count_bits(version: usize) -> usize {
    if version < 10 { 8 } else { 16 }
}

/// Bytes of text that fit.
fn room(version: usize) -> usize {
    (DATA[version - 1] * 8 - 4 - count_bits(version)) / 8
}

/// The text as data codewords: mode, count, bytes, and padding.
fn data(version: usize, text: &[u8]) -> Vec<u8> {
    let (most, mut bits) = (DATA[version - 1], Vec::new());
    let mut put = |value: usize, count: usize| bits.extend((0..count).rev().map(|bit| value >> bit & 1 == 1));
    put(0b0100, 4);
    put(text.len(), count_bits(version));
    for byte in text {
        put(usize::from(*byte), 8);
    }
    bits.extend(std::iter::repeat_n(false, 4.min(most * 8 - bits.len())));
    bits.extend(std::iter::repeat_n(false, (8 - bits.len() % 8) % 8));
    let byte = |bits: &[bool]| bits.iter().fold(0_u8, |byte, bit| byte << 1 | u8::from(*bit));
    let mut data: Vec<u8> = bits.chunks(8).map(byte).collect();
    let padding = [0xEC, 0x11].into_iter().cycle().take(most - data.len());
    data.extend(padding);
    data
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_version_is_taken_and_what_does_not_fit_is_no_code() {
        for (bytes, size) in [(14, 21), (15, 25), (26, 25), (27, 29), (106, 41), (180, 53), (213, 57)] {
            assert_eq!(modules(&"x".repeat(bytes)).map(|it| it.size()), Some(size), "{bytes}");
        }
        assert_eq!(qr(&"x".repeat(214), ""), None);
    }

    #[test]
    fn a_text_is_mode_count_bytes_and_padding() {
        assert_eq!(
            data(1, b"ab"),
            [0x40, 0x26, 0x16, 0x20, 0xEC, 0x11, 0xEC, 0x11, 0xEC, 0x11, 0xEC, 0x11, 0xEC, 0x11, 0xEC, 0x11]
        );
    }

    #[test]
    fn a_drawing_is_dark_on_light_with_its_quiet_zone() {
        let svg = qr("https://fietsplan.example/a/AbCdEfGhIjKlMnOpQrStUv", "a link \"x\"").expect("a code");
        assert!(svg.contains(r#"viewBox="0 0 41 41""#) && svg.contains("a link &quot;x&quot;"), "{svg}");
        assert!(svg.contains(r#"d="M4 4h7v1h-7z"#), "the first finder pattern: {svg}");
    }
}
