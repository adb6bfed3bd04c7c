//! Imports a CSV file of events into a fresh folder and says what it took: `import_events FILE [RUNS] [MEMORY_MB]`.
//!
//! It links the ledger alone, so that it builds in seconds and a profile shows nothing else.

use std::path::{Path, PathBuf};
use std::time::Instant;

use ledger::mapping::{As, Mapping};
use ledger::{ImportProgress, ImportRequest, Ledger, import};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = PathBuf::from(arguments.next().ok_or("which file?")?);
    let runs: u32 = arguments.next().map_or(Ok(1), |runs| runs.parse())?;
    let megabytes: usize = arguments.next().map_or(Ok(1024), |megabytes| megabytes.parse())?;
    for run in 0..runs {
        let data = file.with_extension("ledger");
        let _ = std::fs::remove_dir_all(&data);
        once(&file, &data, megabytes, run)?;
    }
    Ok(())
}

fn once(file: &Path, data: &Path, megabytes: usize, run: u32) -> Result<(), Box<dyn std::error::Error>> {
    let column = |name: &str| Some(name.to_owned());
    let mapping = Mapping {
        kind_of_row: Some(As::Events),
        id: column("customer_id"),
        at: column("ts"),
        amount: column("amount"),
        ..Mapping::default()
    };
    let request = ImportRequest {
        file,
        mapping: &mapping,
        today: "2026-11-22".parse()?,
        id: &format!("example-{run}"),
        rejects_max_share: 0.0,
        memory_bytes: megabytes << 20,
        threads: std::thread::available_parallelism().map_or(2, usize::from),
    };
    let (before, start) = (processor_seconds(), Instant::now());
    let summary = import(&Ledger::open(data), &request, &ImportProgress::default())?;
    let (wall, processor) = (start.elapsed().as_secs_f64(), processor_seconds() - before);
    let bytes: u64 = Ledger::open(data).snapshot()?.manifest().segments.iter().map(|segment| segment.bytes).sum();
    eprintln!("{} rows: {wall:.2} s, {processor:.2} s of processor time, {bytes} bytes", summary.stored);
    Ok(())
}

/// Processor time of this process so far, as Linux tells it.
fn processor_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks: f64 = after_name.split_whitespace().skip(11).take(2).filter_map(|it| it.parse::<f64>().ok()).sum();
    ticks / 100.0
}
