//! How far something is: a bar with rate and time left on a screen, now and then a plain line elsewhere.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// Between two drawings of the bar.
pub(crate) const LOOK_AGAIN: Duration = Duration::from_millis(100);
/// Between two plain lines.
const LINE_EVERY: Duration = Duration::from_secs(5);

/// Shows how far something is.
pub(crate) struct Progress {
    bar: Option<ProgressBar>,
    began: Instant,
    line_at: Instant,
}

impl Progress {
    pub(crate) fn new() -> Self {
        let bar = crate::say::is_watched().then(|| {
            let bar = ProgressBar::new(1_000);
            if let Ok(style) = ProgressStyle::with_template("{bar:32} {percent:>3} %  {msg}") {
                bar.set_style(style.progress_chars("█▌ "));
            }
            bar
        });
        let now = Instant::now();
        Self { bar, began: now, line_at: now + LINE_EVERY }
    }

    /// Says how much of all is done, from 0 to 1, and how many things that are.
    pub(crate) fn show(&mut self, share: f64, what: &str, done: u64, things: &str) {
        let share = share.clamp(0.0, 1.0);
        let seconds = self.began.elapsed().as_secs_f64().max(1e-3);
        let rate = crate::say::count(whole(done as f64 / seconds));
        let left =
            if share > 0.01 { format!(", {} left", time(seconds * (1.0 - share) / share)) } else { String::new() };
        let text = format!("{what}: {} {things}, {rate} a second{left}", crate::say::count(done));
        if let Some(bar) = &self.bar {
            bar.set_position(whole(share * 1_000.0));
            bar.set_message(text);
        } else if Instant::now() >= self.line_at {
            self.line_at += LINE_EVERY;
            crate::say::aside(format_args!("{:.0} %  {text}", share * 100.0));
        }
    }

    /// Takes the bar away.
    pub(crate) fn finish(self) {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
    }

    /// Seconds since the beginning.
    pub(crate) fn seconds(&self) -> f64 {
        self.began.elapsed().as_secs_f64()
    }
}

/// A time as people say it.
pub(crate) fn time(seconds: f64) -> String {
    match seconds {
        s if s < 10.0 => format!("{s:.1} s"),
        s if s < 120.0 => format!("{s:.0} s"),
        s if s < 7_200.0 => format!("{:.0} min", s / 60.0),
        s => format!("{:.1} h", s / 3_600.0),
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rates and thousandths for a screen")]
fn whole(number: f64) -> u64 {
    number.round() as u64
}
