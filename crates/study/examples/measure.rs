//! `vaarwel measure` alone, built without the rest of the program: `cargo run --example measure -- FILE …`.

use std::process::ExitCode;

#[expect(clippy::print_stdout, clippy::print_stderr, reason = "printing the answer is all this does")]
fn main() -> ExitCode {
    match study::measure::run(std::env::args_os().skip(1)) {
        Ok(answer) => {
            println!("{}", answer.trim_end());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{}", error.to_string().trim_end());
            ExitCode::FAILURE
        }
    }
}
