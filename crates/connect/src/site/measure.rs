//! How the controls of a page look when it is shown: measured in a Chromium of this machine, where there is one.
//!
//! The page is shown as it was served, with its own style sheets; a small script of ours measures it and writes what it found
//! into the page, which the browser hands back. Nothing is pressed, and the page's own scripts do not run.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde::Deserialize;
use url::Url;

/// The names a Chromium goes by.
const NAMES: [&str; 5] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"];
/// Where to look for it besides, before all others.
const SETTING: &str = "VAARWEL_CHROMIUM";
/// How long a page may take to be shown and measured.
const WAIT: Duration = Duration::from_secs(25);
const SCRIPT: &str = include_str!("measure.js");
const MARK: &str = "vaarwel-measured:";

/// What was measured of a control.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measured {
    /// What it says.
    pub label: String,
    /// Width and height in CSS pixels.
    pub size_px: [f64; 2],
    /// The size of its letters in CSS pixels.
    pub font_px: f64,
    /// The contrast of its letters, 1 to 21; unknown on a picture.
    pub contrast: Option<f64>,
    /// Must one scroll to see it, on a window of 1280 by 800?
    pub below_fold: bool,
    /// Does it change when it has the focus?
    pub shows_focus: bool,
}

impl Measured {
    /// Is it the control with this label?
    pub(super) fn is_of(&self, label: &str) -> bool {
        let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        plain(&self.label) == plain(label)
    }
}

/// What measures with a Chromium of this machine, to be given to [`look`](super::look).
pub fn browser() -> impl Fn(&Url, &str) -> Option<Result<Vec<Measured>, String>> {
    let program = find();
    move |address, html| program.as_deref().map(|program| measure(program, address, html))
}

fn find() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os(SETTING).map(PathBuf::from) {
        return named.is_file().then_some(named);
    }
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).flat_map(|folder| NAMES.map(|name| folder.join(name))).find(|it| it.is_file())
}

fn measure(program: &Path, address: &Url, html: &str) -> Result<Vec<Measured>, String> {
    let folder = Folder::new()?;
    let file = folder.0.join("page.html");
    std::fs::write(&file, prepared(address, html)).map_err(|error| error.to_string())?;
    let shown = show(program, &folder.0, &file)?;
    read(&shown)
}

/// What the browser handed back.
fn read(shown: &str) -> Result<Vec<Measured>, String> {
    // The script itself holds the mark too; what it wrote comes last.
    let (_, rest) = shown.rsplit_once(MARK).ok_or("the browser did not measure")?;
    let encoded = rest.split(['<', '"']).next().unwrap_or_default();
    serde_json::from_str(&pages::decode(encoded)).map_err(|error| format!("what was measured cannot be read: {error}"))
}

/// The page with our script and without its own; its style sheets and pictures come from where it was.
fn prepared(address: &Url, html: &str) -> String {
    let still = without_scripts(html);
    let base = format!("<base href=\"{}\">", address.as_str().replace('"', "%22"));
    let after = |name: &str| {
        let lower = still.to_ascii_lowercase();
        let at = lower.find(&format!("<{name}"))?;
        Some(at + lower[at..].find('>')? + 1)
    };
    let at = after("head").or_else(|| after("html")).or_else(|| after("!doctype")).unwrap_or(0);
    format!("{}{base}{}<script>{SCRIPT}</script>", &still[..at], &still[at..])
}

/// Takes out scripts and what forbids ours.
fn without_scripts(html: &str) -> String {
    let mut kept = String::with_capacity(html.len());
    let mut rest = html;
    let lower = |text: &str| text.to_ascii_lowercase();
    while let Some(at) = lower(rest).find("<script") {
        kept.push_str(&rest[..at]);
        let Some(end) = lower(&rest[at..]).find("</script") else { return kept };
        let end = at + end;
        rest = rest[end..].find('>').map_or("", |close| &rest[end + close + 1..]);
    }
    kept.push_str(rest);
    kept.replace("http-equiv=\"Content-Security-Policy\"", "name=\"csp\"")
        .replace("http-equiv=\"refresh\"", "name=\"refresh\"")
}

fn show(program: &Path, folder: &Path, file: &Path) -> Result<String, String> {
    let mut command = Command::new(program);
    command
        .args(["--headless=new", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--disable-extensions"])
        .args(["--window-size=1280,800", "--virtual-time-budget=4000", "--dump-dom"])
        .arg(format!("--user-data-dir={}", folder.join("profile").display()));
    if is_root() {
        // Chromium has no sandbox for the owner of the machine and would refuse.
        command.arg("--no-sandbox");
    }
    let address = Url::from_file_path(file).map_err(|()| "the page has no address".to_owned())?;
    let out = std::fs::File::create(folder.join("shown.html")).map_err(|error| error.to_string())?;
    let mut child = command
        .arg(address.as_str())
        .stdin(Stdio::null())
        .stdout(out)
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| format!("the browser does not start: {error}"))?;
    let begun = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(_)) => break,
            Ok(None) if begun.elapsed() < WAIT => std::thread::sleep(Duration::from_millis(50)),
            _ => {
                let _ = child.kill();
                let _ = child.wait();
                return Err(format!("the browser took longer than {} seconds", WAIT.as_secs()));
            }
        }
    }
    std::fs::read_to_string(folder.join("shown.html")).map_err(|error| error.to_string())
}

#[cfg(unix)]
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata("/proc/self").is_ok_and(|about| about.uid() == 0)
}

#[cfg(not(unix))]
const fn is_root() -> bool {
    false
}

/// A folder of our own that goes when it is not needed any more.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Result<Self, String> {
        let id = std::process::id();
        for n in 0..1_000_u32 {
            let folder = std::env::temp_dir().join(format!("vaarwel-lint-{id}-{n}"));
            match std::fs::create_dir(&folder) {
                Ok(()) => return Ok(Self(folder)),
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(format!("no folder can be made for the browser: {error}")),
            }
        }
        Err("no folder can be made for the browser".to_owned())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address() -> Url {
        Url::parse("http://gym.example/cancel?a=\"b\"").expect("an address")
    }

    #[test]
    fn the_page_keeps_its_looks_and_loses_its_scripts() {
        let html = "<!doctype html><HTML lang=nl><head><title>x</title><SCRIPT src=a.js></SCRIPT></head><body>a<script>b</script >c</body>";
        let page = prepared(&address(), html);
        assert!(page.starts_with("<!doctype html><HTML lang=nl><head><base href=\"http://gym.example/cancel?a=%22b%22\"><title>x</title></head><body>ac</body><script>"), "{page}");
        for odd in ["", "<script>", "<script>a", "text", "<head", "é<script></script"] {
            assert!(prepared(&address(), odd).ends_with("</script>"), "{odd}");
        }
    }

    #[test]
    fn what_the_browser_hands_back_is_read_or_refused_in_words() {
        let one = r#"[{"label":"Cancel","size_px":[120.5,44],"font_px":16,"contrast":null,"below_fold":false,"shows_focus":true}]"#;
        let shown = format!("<html><body>x<i>{MARK}{}</i></body>", pages::encode(one));
        let read_back = read(&shown).expect("measured");
        assert_eq!((read_back.len(), read_back[0].size_px, read_back[0].contrast), (1, [120.5, 44.0], None));
        assert!(read_back[0].is_of(" cancel "));
        for odd in ["", "<html>", MARK, "vaarwel-measured:%7B%7D<"] {
            assert!(read(odd).is_err(), "{odd}");
        }
    }
}
