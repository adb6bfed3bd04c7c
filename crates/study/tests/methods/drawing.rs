//! Drawing the customers of a file.

use clap::Parser as _;
use relationship::drawing::{Arm, Drawing, Key, Share};
use study::draw::{DrawFlags, DrawnFile, draw};

use crate::support::File;

#[derive(clap::Parser)]
struct Command {
    #[command(flatten)]
    flags: DrawFlags,
}

fn drawn(file: &File, options: &str) -> Result<DrawnFile, String> {
    let path = file.path().display().to_string();
    let words = ["draw", path.as_str()].into_iter().chain(options.split_whitespace());
    let command = Command::try_parse_from(words).map_err(|error| error.to_string())?;
    let treated = Share::new(0.8).unwrap();
    let drawing = Drawing { salt: "call".to_owned(), treated, company_holdout: None, lane: None };
    draw(&command.flags, &drawing, &Key::new([3; 32])).map_err(|error| error.to_string())
}

fn table(rows: usize) -> File {
    let text =
        (0..rows).map(|row| format!("c{row},h{},{}\n", row / 2, ["north", "south"][row % 2])).collect::<String>();
    File::new("id,home,region\n".to_owned() + &text)
}

#[test]
fn the_customers_of_a_file_are_drawn_and_written_as_a_column_to_measure() {
    let file = table(5_000);
    let first = drawn(&file, "--customer id").unwrap();
    assert_eq!(first.drawn[0] + first.drawn[1], 5_000);
    assert!((3_850..=4_150).contains(&first.drawn[0]), "{:?}", first.drawn);
    let csv = first.csv();
    assert!(csv.starts_with("customer,arm,treated\nc0,"));
    assert_eq!(csv.lines().filter(|line| line.ends_with(",treated,1")).count() as u64, first.drawn[0]);
    // A shorter file gives everybody in it the same arm.
    let second = drawn(&table(1_000), "--customer id").unwrap();
    assert_eq!(first.rows[..1_000], second.rows[..]);
}

#[test]
fn homes_stay_together_and_regions_in_proportion() {
    let file = table(1_000);
    let homes = drawn(&file, "--customer id --group home").unwrap();
    assert!(homes.rows.chunks(2).all(|home| home[0].1 == home[1].1));
    let regions = drawn(&file, "--customer id --stratum region").unwrap();
    let north = regions.rows.iter().step_by(2).filter(|(_, arm)| *arm == Arm::Treated).count();
    assert!((399..=401).contains(&north), "{north}");
}

#[test]
fn a_customer_on_two_rows_is_not_drawn_twice() {
    let file = File::new("id\na\nb\na\n");
    let told = drawn(&file, "--customer id").unwrap_err();
    assert!(told.contains("2 customers stand on 3 rows"), "{told}");
    assert!(drawn(&file, "--customer idd").unwrap_err().contains("did you mean `id`?"));
}
