//! One bar cut into its parts, such as the kinds of leaving. The list below it names and counts them.

use crate::Picture;
use crate::svg::Canvas;
use crate::{NARROW, WIDE};

/// A bar of counts in the order given, part `i` in class `k1`, `k2` ... `k6`. None when everything is zero.
pub fn part_bar(counts: &[u64], label: &str) -> Option<Picture> {
    let total: u64 = counts.iter().sum();
    (total > 0).then(|| Picture {
        wide: draw(counts, total, WIDE, "only-wide", label),
        narrow: draw(counts, total, NARROW, "only-narrow", label),
    })
}

fn draw(counts: &[u64], total: u64, width: f64, class: &str, label: &str) -> String {
    let height = 18.0;
    let mut canvas = Canvas::new(width, height);
    let mut from = 0.0;
    for (i, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        let length = *count as f64 / total as f64 * width;
        // Half a pixel of paper on each side keeps neighbours apart; even one customer stays visible.
        canvas.rect(&format!("k{}", i % 6 + 1), (from + 0.5, 0.5), ((length - 1.5).max(1.5), height - 1.0));
        from += length;
    }
    canvas.finish(class, label)
}
