//! How long it takes to say whom to give an activity: `cargo run --release -p study --example target_speed -- [CUSTOMERS]`.
//!
//! Makes a file of customers with six traits, half of them drawn for a call that helps the dissatisfied and drives some
//! others away, and prints the time of the whole answer beside the bare scan of the same columns.

use std::fmt::Write as _;
use std::time::Instant;

use serde_json::Value;

/// Customers, when nobody says how many.
const CUSTOMERS: u32 = 1_000_000;
/// The columns, as a person names them.
const TRAITS: &str = "tenure,price,satisfaction,complaints,usage,plan";

#[expect(clippy::print_stdout, reason = "printing the times is all this does")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let customers = std::env::args().nth(1).map_or(Ok(CUSTOMERS), |it| it.parse())?;
    let file = std::env::temp_dir().join(format!("target-speed-{}.csv", std::process::id()));
    std::fs::write(&file, table(customers))?;
    let path = file.display().to_string();
    let begun = Instant::now();
    let words = ["means", &path, "--arm", "called", "--control-value", "0", "--outcome", "left"];
    study::run(words.into_iter().chain(["--covariates", TRAITS, "--json"]))?;
    let scanned = begun.elapsed();
    let begun = Instant::now();
    let words = ["target", &path, "--outcome", "left", "--drawn", "called", "--traits", TRAITS, "--customer", "id"];
    let answer = study::run(words.into_iter().chain(["--cost", "4", "--value", "100", "--json"]))?;
    let targeted = begun.elapsed();
    std::fs::remove_file(&file)?;
    let answer: Value = serde_json::from_str(&answer)?;
    println!(
        "{customers} customers, six traits: read and compared in {scanned:.1?}, targeted in {targeted:.1?}: {}, {} customers",
        answer["decision"], answer["best"]["customers"]
    );
    Ok(())
}

/// Numbers that look drawn and are the same in every run.
fn share(row: u32, salt: u32) -> f64 {
    let mut x =
        u64::from(row).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ u64::from(salt).wrapping_mul(0xD1B5_4A32_D192_ED03);
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((x ^ (x >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}

fn table(customers: u32) -> String {
    let mut text = String::from("id,tenure,price,satisfaction,complaints,usage,plan,called,left\n");
    for row in 0..customers {
        let draw = |salt| share(row, salt);
        let satisfaction = (draw(1) * 5.0).floor() + 1.0;
        let called = draw(2) < 0.5;
        let effect = if satisfaction <= 2.0 { -0.06 } else { 0.01 };
        let left = draw(3) < 0.18 - 0.02 * satisfaction + if called { effect } else { 0.0 };
        let (tenure, price) = ((draw(4) * 60.0).floor(), (draw(5) * 80.0).round());
        let (complaints, usage) = ((draw(6) * 4.0).floor(), draw(7));
        let plan = if draw(8) < 0.4 { "month" } else { "year" };
        // Writing to a text cannot fail.
        let _ = writeln!(
            text,
            "C{row:07},{tenure},{price},{satisfaction},{complaints},{usage:.3},{plan},{},{}",
            u8::from(called),
            u8::from(left)
        );
    }
    text
}
