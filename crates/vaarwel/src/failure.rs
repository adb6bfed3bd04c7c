//! What went wrong, why, and what to do: `error:`, the chain of causes, and where there is one a `hint:`.

use std::fmt;
use std::io::Write as _;

/// What a person can do about an error. It is wrapped around the error and shown on a line of its own.
#[derive(Debug)]
struct Hint {
    text: String,
}

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for Hint {}

/// Says with an error what to do about it.
pub(crate) trait Advise<T> {
    /// The same, with a hint.
    fn hint(self, hint: impl Into<String>) -> anyhow::Result<T>;
}

impl<T, E: Into<anyhow::Error>> Advise<T> for Result<T, E> {
    fn hint(self, hint: impl Into<String>) -> anyhow::Result<T> {
        self.map_err(|error| error.into().context(Hint { text: hint.into() }))
    }
}

/// Writes an error to standard error.
pub(crate) fn tell(error: &anyhow::Error) {
    // Whoever closed standard error does not want to know.
    let _ = std::io::stderr().lock().write_all(text(error).as_bytes());
}

fn text(error: &anyhow::Error) -> String {
    let hint = error.downcast_ref::<Hint>().map(|hint| hint.text.clone());
    let mut causes: Vec<String> = Vec::new();
    for cause in error.chain() {
        let said = cause.to_string();
        // A transparent wrapper says what its cause says, and some say it as part of more; once is enough.
        if hint.as_deref() != Some(said.as_str()) && !causes.iter().any(|known| known.contains(&said)) {
            causes.push(said);
        }
    }
    let mut lines = causes.into_iter();
    let mut text = format!("error: {}\n", lines.next().unwrap_or_default());
    for cause in lines {
        // What has several problems says them one below the other.
        text.push_str(&format!("  because: {}\n", cause.replace('\n', "\n           ")));
    }
    if let Some(hint) = hint {
        text.push_str(&format!("\nhint: {hint}\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::Context as _;

    #[test]
    fn an_error_tells_its_causes_and_what_to_do_once_each() {
        let missing = || std::io::Error::new(std::io::ErrorKind::NotFound, "no such file");
        let error = Err::<(), _>(missing()).context("cannot read `a.csv`").hint("give another file").expect_err("it");
        assert_eq!(text(&error), "error: cannot read `a.csv`\n  because: no such file\n\nhint: give another file\n");
        let plain = anyhow::Error::from(missing());
        assert_eq!(text(&plain), "error: no such file\n");
    }
}
