//! Everything a developer types: `cargo demo`, `cargo xtask test`, `bench` and `peers`.
//!
//! It builds in seconds, so that the first thing on a new machine is a sentence about what will happen and how long it
//! takes, not a compiler.

mod bench;
mod browser;
mod command;
mod demo;
mod embed;
mod machine;
mod peers;
mod postgres;
mod python;
mod style;
mod target;
mod test;

use std::process::ExitCode;

const HELP: &str = "\
Everything a developer types.

  cargo demo [ARGUMENTS]     build the program and open a simulated company on http://127.0.0.1:7171
  cargo xtask test [PART]    everything that must pass; a PART is one of: style, rust, browser
  cargo xtask picture        the picture of the README, from the demo company
  cargo xtask picture leave  the pictures of the pages of leaving
  cargo xtask picture stories  the pictures of docs/stories, from public experiments beside the project
  cargo xtask picture rooms  the pictures of the desk, the editor and the goodbyes
  cargo xtask embed          makes `embed/dist`, the element for other sites, from its TypeScript
  cargo xtask bench          how fast the program's own pieces are
  cargo xtask peers          the same work done by us and by DuckDB, Polars, pandas and lifelines, side by side
                               --events N      events of the cohort and import cases [default: 10000000]
                               --customers N   customers of the churn and survival case [default: 1000000]
                               --repeats N     the median of how many runs [default: 5]
                               --only WORD     only cases whose name holds WORD; may be given again
                               --program FILE  the program to measure [default: the release build]
                               --write         put the table in docs/performance.md
                               --large         memory for a hundred million facts too; needs 20 GB of disk
  cargo xtask peers --mathematics  the methods of `vaarwel stats` beside R and the Python peers, by the clock
  cargo xtask peers --check  every number of `vaarwel stats` beside that of R and the Python peers, worked out now
                               --program FILE  the program to ask [default: an example of the crate study]
                               --only WORD     only methods whose name holds WORD; may be given again
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (word, rest) = arguments.split_first().map_or(("help", &[][..]), |(word, rest)| (word.as_str(), rest));
    let done = match word {
        "demo" => demo::run_demo(rest),
        "test" => test::run_parts(rest),
        "picture" if rest == ["leave"] => browser::take_pictures_of_leaving(),
        "picture" if rest == ["stories"] => browser::take_pictures_of_stories(),
        "picture" if rest == ["rooms"] => browser::take_pictures_of_rooms(),
        "picture" => browser::take_picture(),
        "embed" => embed::build(),
        "bench" => bench::run_benches(rest),
        "peers" => peers::run_peers(rest),
        "help" | "--help" | "-h" => {
            command::say(HELP.trim_end());
            Ok(())
        }
        other => Err(anyhow::anyhow!(
            "`{other}` is nothing xtask can do; allowed: demo, test, picture, embed, bench, peers, help"
        )),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            command::say(&format!("\nxtask: {error:#}"));
            ExitCode::FAILURE
        }
    }
}
