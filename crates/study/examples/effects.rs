//! How fast the effects of many activities are known: `effects [CUSTOMERS] [ACTIVITIES]`, a million and fifty when nobody
//! says. Beside each stands the bare scan of the same columns or facts.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Instant;

use clap::Parser as _;
use ledger::mapping::Mapping;
use ledger::{ImportProgress, ImportRequest, Ledger, import};
use relationship::activity::Activity;
use relationship::drawing::{Drawing, Key, Share, Unit};
use relationship::{Day, Definition};
use stats::Level;
use stats::multiple::Correction;
use study::draw::{DrawFlags, draw};
use study::measure::Language;
use study::measure::register::{self, Customers, Rules, Way, measure};
use study::measure::registered::{Assignments, Known, Register, Rungs, measure_register};

type Done = Result<(), Box<dyn std::error::Error>>;

/// One in so many customers is in a given activity of the ledger.
const CONCERNED_ONE_IN: u64 = 20;

fn main() -> Done {
    let mut arguments = std::env::args().skip(1);
    let mut number = |usual: u64| arguments.next().map_or(Ok(usual), |it| it.parse::<u64>());
    let (customers, activities) = (number(1_000_000)?, number(50)?);
    let folder = tempfile::tempdir()?;
    columns(customers, activities)?;
    from_ledger(folder.path(), customers, activities)?;
    drawing(folder.path(), customers)
}

/// Numbers that look drawn, the same every time.
const fn spread(n: u64) -> u64 {
    let mut x = n.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(0x2545_F491_4F6C_DD1D);
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

fn share(n: u64) -> f64 {
    (spread(n) >> 11) as f64 / (1_u64 << 53) as f64
}

fn timed<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let done = work();
    eprintln!("{what:<64} {:>9.3} s", start.elapsed().as_secs_f64());
    done
}

/// Every customer in every activity, with three traits and money.
fn columns(customers: u64, activities: u64) -> Done {
    let column = |salt: u64, of: &dyn Fn(f64) -> f64| -> Vec<f64> {
        (0..customers).map(|at| of(share(at * 64 + salt))).collect()
    };
    let traits = vec![column(1, &|it| (it * 48.0).ceil()), column(2, &|it| it * 5.0), column(3, &|it| 10.0 + it)];
    let outcome = column(4, &|it| f64::from(u8::from(it < 0.12)));
    let money = column(5, &|it| it * 300.0);
    let arms: Vec<Vec<u8>> = (0..activities)
        .map(|activity| (0..customers).map(|at| u8::from(share((at << 20) + activity + 77) < 0.5)).collect())
        .collect();
    let all: Vec<register::Activity<'_>> = arms
        .iter()
        .map(|arms| register::Activity { way: Way::Drawn, arms, planned: Some(0.5), cost: None, obstacle: None })
        .collect();
    let rules = Rules {
        level: Level::P95,
        more_is_better: false,
        matters: None,
        power: 0.8,
        correction: Correction::BenjaminiHochberg,
    };
    let seen = Customers { outcome: &outcome, traits: &traits, money: Some(&money), controls: &[] };
    eprintln!("{activities} activities, {customers} customers in each, three traits and money:");
    let sums = timed("  bare scan: a sum of the outcome per arm, one activity after another", || {
        let of = |arms: &Vec<u8>| arms.iter().zip(&outcome).map(|(arm, y)| f64::from(*arm) * y).sum::<f64>();
        arms.iter().map(of).sum::<f64>()
    });
    let measured = timed("  effects with intervals, adjusted, all judged together", || measure(&seen, &all, &rules))?;
    eprintln!("  ({} verdicts, {sums} counted)", measured.len());
    Ok(())
}

/// A ledger in which each activity concerns a part of the customers, at three horizons.
fn from_ledger(folder: &Path, customers: u64, activities: u64) -> Done {
    let begin = Day::from_number(20_000);
    let mut contracts = String::from("customer,start,end,price\n");
    let mut events = String::from("customer,at,kind,ref,value\n");
    for customer in 0..customers {
        let end = if share(customer * 3) < 0.3 {
            let days = i32::try_from(spread(customer) % 500).unwrap_or(0);
            begin.plus_days(days).to_string()
        } else {
            String::new()
        };
        writeln!(contracts, "{customer},{},{end},20.00", begin.plus_days(-400))?;
        for activity in (0..activities).filter(|it| spread(customer * 71 + it).is_multiple_of(CONCERNED_ONE_IN)) {
            let on = begin.plus_days(i32::try_from(spread(customer + activity * 13) % 100).unwrap_or(0));
            writeln!(events, "{customer},{on},exposed,a{activity},{}", spread(customer * 91 + activity) % 2)?;
        }
    }
    let usual = "id = \"customer\"\nas_of = \"2026-06-30\"\ncurrency = \"EUR\"\n";
    let files = [
        (
            "contracts",
            contracts,
            "as = \"contracts\"\ncontract = \"customer\"\nstart = \"start\"\nend = \"end\"\nprice = \"price\"\n",
        ),
        ("events", events, "as = \"events\"\nat = \"at\"\nkind = \"kind\"\nref = \"ref\"\nvalue = \"value\"\n"),
    ];
    let ledger = Ledger::open(folder.join("data"));
    for (name, csv, mapping) in files {
        let file = folder.join(format!("{name}.csv"));
        std::fs::write(&file, csv)?;
        let mapping: Mapping = toml::from_str(&format!("{mapping}{usual}"))?;
        let request = ImportRequest {
            file: &file,
            mapping: &mapping,
            today: "2026-11-22".parse()?,
            id: name,
            rejects_max_share: 0.0,
            memory_bytes: 1 << 30,
            threads: std::thread::available_parallelism().map_or(2, usize::from),
        };
        import(&ledger, &request, &ImportProgress::default())?;
    }
    let snapshot = ledger.snapshot()?;
    let described = |name: &str| -> Result<Vec<(Day, Activity)>, serde_json::Error> {
        let it: Activity = serde_json::from_value(serde_json::json!({
            "name": name, "goal": "fewer_leavers", "starts_on": begin.to_string(), "ends_on": begin.plus_days(100).to_string(),
            "choosing": {"how": "drawn", "drawing": {"salt": name, "treated": 0.5}},
        }))?;
        Ok(vec![(it.starts_on, it)])
    };
    let names: Vec<String> = (0..activities).map(|it| format!("a{it}")).collect();
    let versions = names.iter().map(|name| described(name)).collect::<Result<Vec<_>, _>>()?;
    let known: Vec<Known<'_>> =
        names.iter().zip(&versions).map(|(id, versions)| Known { id, versions, stopped_on: None }).collect();
    let (definition, rungs, assignments) = (Definition::default(), Rungs::default(), Assignments::default());
    let register = Register {
        activities: &known,
        assignments: &assignments,
        rungs: &rungs,
        snapshot: &snapshot,
        definition: &definition,
        lang: Language::En,
    };
    eprintln!("from the ledger, {} facts, three horizons:", snapshot.manifest().facts());
    let facts = timed("  bare scan: every timeline read, facts counted", || {
        snapshot.gather(|| 0_u64, |sum, _, facts| *sum += facts.len() as u64)
    })?;
    let said = timed("  effects, adjusted, at three horizons, all judged together", || measure_register(&register))?;
    eprintln!("  ({} verdicts, {} facts)", said.len(), facts.iter().sum::<u64>());
    Ok(())
}

#[derive(clap::Parser)]
struct Words {
    #[command(flatten)]
    flags: DrawFlags,
}

fn drawing(folder: &Path, customers: u64) -> Done {
    let file = folder.join("customers.csv");
    let rows: String = (0..customers).fold(String::from("customer,city\n"), |mut rows, it| {
        let _ = writeln!(rows, "customer-{it},{}", it % 12);
        rows
    });
    std::fs::write(&file, rows)?;
    let words = Words::parse_from(["draw", &file.to_string_lossy(), "--customer", "customer"]);
    let key = Key::new([7; 32]);
    let drawing = Drawing { salt: "call".to_owned(), treated: Share::new(0.8)?, company_holdout: None, lane: None };
    eprintln!("a draw of {customers} customers:");
    let read =
        timed("  bare scan: the file read as text", || std::fs::read_to_string(&file).map(|it| it.lines().count()))?;
    let drawn = timed("  read, drawn, written as CSV", || {
        let drawn = draw(&words.flags, &drawing, &key)?;
        std::fs::write(folder.join("drawn.csv"), drawn.csv())?;
        Ok::<_, Box<dyn std::error::Error>>(drawn)
    })?;
    let one = timed("  one customer", || drawing.arm(&key, &Unit::customer("customer-7")));
    eprintln!("  ({} drawn of {}, {})", drawn.rows.len(), read - 1, one.word());
    Ok(())
}
