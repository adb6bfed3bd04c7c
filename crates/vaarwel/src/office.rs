//! The office of the door, as this program runs it: its secret, its time and chance, and the worker that does what follows.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use door::jobs::{ProgramTeller, Sender, Turn, Worker};
use door::{Office, OfficeParts};
use store::Store;

use crate::chance;
use crate::failure::Advise as _;
use crate::place::Place;

/// The file of the secret in a data folder.
const SECRET_FILE: &str = "door.key";
/// How often the worker looks what is due.
const WORK_EVERY: Duration = Duration::from_secs(1);
/// How long it waits when the store cannot be asked.
const WORK_AGAIN: Duration = Duration::from_secs(5);

/// The office over a place.
pub(crate) fn open(place: &Place, store: Store, public_url: Option<String>) -> anyhow::Result<Arc<Office>> {
    open_at(place, store, public_url, Arc::new(|| chance::now().us()))
}

/// The office over a place with a clock of its own.
pub(crate) fn open_at(
    place: &Place,
    store: Store,
    public_url: Option<String>,
    clock: door::Clock,
) -> anyhow::Result<Arc<Office>> {
    Ok(Arc::new(Office::new(OfficeParts {
        store,
        data: place.data().to_owned(),
        texts: Arc::default(),
        clock,
        chance: Arc::new(chance::fill),
        zone: chance::zone(),
        public_url,
        secret: secret(place.data())?,
    })))
}

/// The secret of a data folder, made where there is none yet.
fn secret(data: &Path) -> anyhow::Result<[u8; 32]> {
    let file = data.join(SECRET_FILE);
    let shown = file.display().to_string();
    std::fs::create_dir_all(data).with_context(|| format!("cannot make `{}`", data.display()))?;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(&file) {
        Ok(mut new) => {
            let digits: String = chance::random::<32>().iter().map(|byte| format!("{byte:02x}")).collect();
            std::io::Write::write_all(&mut new, digits.as_bytes())
                .and_then(|()| new.sync_all())
                .with_context(|| format!("cannot write `{shown}`"))?;
        }
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(error).with_context(|| format!("cannot make `{shown}`")),
    }
    let text = std::fs::read_to_string(&file).with_context(|| format!("cannot read `{shown}`"))?;
    read_digits(text.trim()).with_context(|| format!("`{shown}` is not a key")).hint(
        "it holds 64 hexadecimal digits; restore it from a backup, or delete it: then the links in receipts stop working",
    )
}

fn read_digits(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (byte, at) in bytes.iter_mut().zip((0..64).step_by(2)) {
        *byte = u8::from_str_radix(text.get(at..at + 2)?, 16).ok()?;
    }
    Some(bytes)
}

/// Works on what follows from requests until the program ends. Without a sender letters wait, without a teller what other
/// programs are to be told.
pub(crate) fn work(office: Arc<Office>, sender: Option<Sender>, teller: Option<ProgramTeller>) {
    let worker = Worker::new(office, sender);
    let worker = match teller {
        Some(teller) => worker.telling(teller),
        None => worker,
    };
    tokio::spawn(async move {
        // A file that may not grow (a limit of the system) must not end the program: the write fails, and is dealt with.
        #[cfg(unix)]
        let _listening = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::from_raw(25));
        if let Err(error) = worker.hold_room().await {
            tracing::warn!(%error, "there is no room for requests while the disk is full");
        }
        loop {
            match worker.turn().await {
                Ok(turn) if turn == Turn::default() => tokio::time::sleep(WORK_EVERY).await,
                Ok(turn) => tracing::info!(?turn, "work that followed from requests was done"),
                Err(error) => {
                    tracing::warn!(%error, "what follows from requests waits");
                    tokio::time::sleep(WORK_AGAIN).await;
                }
            }
        }
    });
}
