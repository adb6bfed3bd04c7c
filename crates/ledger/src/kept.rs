//! What was counted once per bucket and kept in `derived/`: only buckets with new facts are counted again.

use std::collections::BTreeMap;
use std::fs;

use rayon::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::error::{LedgerError, at};
use crate::ledger::Snapshot;
use crate::manifest::replace_file;

#[derive(Serialize, Deserialize)]
struct Kept<T> {
    print: u64,
    counts: Vec<T>,
}

impl Snapshot {
    /// The counts of all buckets, one bucket after the other; `name` is the file they are kept in.
    pub(crate) fn counts_kept<T>(
        &self,
        name: &str,
        count: impl Fn(u32) -> Result<Vec<T>, LedgerError> + Sync,
    ) -> Result<Vec<T>, LedgerError>
    where
        T: Serialize + DeserializeOwned + Send,
    {
        let folder = self.data.join("derived");
        let path = folder.join(name);
        let mut kept: BTreeMap<u32, Kept<T>> =
            fs::read(&path).ok().and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default();
        let buckets: Vec<_> = (0..self.manifest.buckets).map(|bucket| (bucket, kept.remove(&bucket))).collect();
        let made: Vec<(u32, Kept<T>, bool)> = buckets
            .into_par_iter()
            .map(|(bucket, kept)| {
                let print = self.print_of(bucket);
                match kept.filter(|kept| kept.print == print) {
                    Some(same) => Ok((bucket, same, false)),
                    None => Ok((bucket, Kept { print, counts: count(bucket)? }, true)),
                }
            })
            .collect::<Result<_, LedgerError>>()?;
        let is_any_new = made.iter().any(|(_, _, is_new)| *is_new);
        let kept: BTreeMap<u32, Kept<T>> = made.into_iter().map(|(bucket, kept, _)| (bucket, kept)).collect();
        if is_any_new {
            fs::create_dir_all(&folder).map_err(at(&folder))?;
            let text = serde_json::to_vec(&kept)
                .map_err(|cause| LedgerError::Manifest { path: path.clone(), cause: cause.to_string() })?;
            replace_file(&path, &text)?;
        }
        Ok(kept.into_values().flat_map(|it| it.counts).collect())
    }
}
