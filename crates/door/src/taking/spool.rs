//! The spool: requests that the store could not take, one per line, until it is back.
//!
//! The file holds room in advance, written out and synced, so that a full disk does not keep a request out: it is written
//! into room that is there. What was acknowledged is on the disk.

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use store::ExitId;

use super::Request;

/// Room that is held in advance: for some hundreds of requests.
const ROOM_BYTES: u64 = 512 * 1024;
/// The largest spool that is read.
const SPOOL_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// A request in the spool, with the receipt that was given for it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Entry {
    pub(crate) request: Request,
    pub(crate) receipt: String,
}

/// The spool of an office. Opened when it is first needed; room is made at the start of the program.
#[derive(Debug, Clone)]
pub(crate) struct Spool {
    file: PathBuf,
    /// One at a time, within the program; between programs the file is locked.
    turn: Arc<Mutex<()>>,
}

impl Spool {
    pub(crate) fn new(data: &Path) -> Self {
        Self { file: data.join("spool").join("requests.jsonl"), turn: Arc::default() }
    }

    /// Makes room in advance.
    pub(crate) async fn hold_room(&self) -> std::io::Result<()> {
        self.in_turn(|spool| {
            let (mut file, end) = spool.open()?;
            fill(&mut file, end)?;
            file.sync_all()
        })
        .await
    }

    /// Writes a request down so that it is on the disk.
    pub(super) async fn append(&self, entry: Entry) -> std::io::Result<()> {
        self.in_turn(move |spool| {
            // A line that was cut off before is ended first.
            let mut line = vec![b'\n'];
            serde_json::to_writer(&mut line, &entry)?;
            line.push(b'\n');
            let (mut file, end) = spool.open()?;
            file.seek(SeekFrom::Start(end))?;
            file.write_all(&line)?;
            file.sync_data()
        })
        .await
    }

    /// The requests that wait.
    pub(super) async fn entries(&self) -> Vec<Entry> {
        let read = self.in_turn(|spool| if spool.file.exists() { spool.read() } else { Ok(Vec::new()) }).await;
        read.unwrap_or_else(|error| {
            tracing::error!(%error, "the spool cannot be read");
            Vec::new()
        })
    }

    /// The receipt that was given for a request.
    pub(super) async fn receipt(&self, exit: ExitId) -> Option<String> {
        self.entries().await.into_iter().find(|entry| entry.request.id == exit).map(|entry| entry.receipt)
    }

    /// Forgets requests that are in the store.
    pub(super) async fn forget(&self, moved: &[ExitId]) -> std::io::Result<()> {
        if moved.is_empty() {
            return Ok(());
        }
        let moved = moved.to_vec();
        self.in_turn(move |spool| {
            let left: Vec<Entry> = spool.read()?.into_iter().filter(|it| !moved.contains(&it.request.id)).collect();
            let mut text = Vec::new();
            for entry in &left {
                text.push(b'\n');
                serde_json::to_writer(&mut text, entry)?;
                text.push(b'\n');
            }
            let (mut file, end) = spool.open()?;
            // What is left goes first, so that a crash in between leaves some twice, known by their ids, and none missing.
            file.seek(SeekFrom::Start(end))?;
            file.write_all(&text)?;
            file.sync_data()?;
            file.seek(SeekFrom::Start(0))?;
            file.write_all(&text)?;
            file.sync_data()?;
            let length = file.metadata()?.len().max(ROOM_BYTES);
            blank(&mut file, length.saturating_sub(text.len() as u64))?;
            file.sync_data()
        })
        .await
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> std::io::Result<T> + Send + 'static,
    ) -> std::io::Result<T> {
        let spool = self.clone();
        let turn = move || {
            let _turn = spool.turn.lock().unwrap_or_else(PoisonError::into_inner);
            work(&spool)
        };
        tokio::task::spawn_blocking(turn).await.unwrap_or_else(|error| Err(std::io::Error::other(error)))
    }

    /// The file, locked until it is dropped, and where the next line goes.
    fn open(&self) -> std::io::Result<(File, u64)> {
        if let Some(folder) = self.file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&self.file)?;
        file.lock()?;
        let bytes = read_all(&mut file)?;
        Ok((file, end_of(&bytes)))
    }

    fn read(&self) -> std::io::Result<Vec<Entry>> {
        let (mut file, _) = self.open()?;
        file.seek(SeekFrom::Start(0))?;
        let bytes = read_all(&mut file)?;
        let mut entries: Vec<Entry> = Vec::new();
        for line in bytes.split(|byte| *byte == b'\n').filter(|line| !line.iter().all(u8::is_ascii_whitespace)) {
            match serde_json::from_slice::<Entry>(line) {
                Ok(entry) if entries.iter().any(|known| known.request.id == entry.request.id) => {}
                Ok(entry) => entries.push(entry),
                // Cut off while it was being written: it was never acknowledged.
                Err(error) => tracing::warn!(%error, "a line of the spool cannot be read and is passed over"),
            }
        }
        Ok(entries)
    }
}

fn read_all(file: &mut File) -> std::io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(0))?;
    let mut bytes = Vec::new();
    file.take(SPOOL_BYTES_MAX).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// After the last sign that is not blank.
fn end_of(bytes: &[u8]) -> u64 {
    bytes.iter().rposition(|byte| !byte.is_ascii_whitespace()).map_or(0, |last| last as u64 + 1)
}

/// Fills the file with blank lines up to the room that is held.
fn fill(file: &mut File, end: u64) -> std::io::Result<()> {
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.max(end)))?;
    blank(file, ROOM_BYTES.saturating_sub(length))
}

fn blank(file: &mut File, bytes: u64) -> std::io::Result<()> {
    let blank = vec![b'\n'; 64 * 1024];
    let mut left = bytes;
    while left > 0 {
        let now = left.min(blank.len() as u64);
        file.write_all(&blank[..usize::try_from(now).unwrap_or(0)])?;
        left -= now;
    }
    Ok(())
}
