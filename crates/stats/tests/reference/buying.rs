//! What are they worth.

use std::fs;
use std::path::{Path, PathBuf};

use stats::buying::{
    BgBb, BgNbd, Buying, GammaGamma, Histories, History, MbgNbd, ParetoNbd, Periods, Purchase, Spending, Window, bg_bb,
    bg_nbd, buyers, gamma_gamma, lifetime_value, mbg_nbd, pareto_nbd,
};
use stats::checked::Level;
use stats::estimate::{Answer, Estimate, Why};
use stats::fitted::{Fit, Fitted, Parametric};

#[track_caller]
fn close(got: f64, wanted: f64, tolerance: f64) {
    assert!((got - wanted).abs() <= tolerance, "got {got:.13e}, wanted {wanted:.13e}");
}

#[track_caller]
fn relative(got: f64, wanted: f64, tolerance: f64) {
    assert!((got / wanted - 1.0).abs() <= tolerance, "got {got:.13e}, wanted {wanted:.13e}");
}

#[track_caller]
fn known(answer: Answer) -> Estimate {
    *answer.known().unwrap_or_else(|| panic!("undetermined: {:?}", answer.why()))
}

#[track_caller]
fn fit<T>(fitted: Fitted<T>) -> T {
    match fitted {
        Fitted::Known(fit) => fit,
        Fitted::Undetermined(why) => panic!("undetermined: {why:?}"),
    }
}

fn history(frequency: f64, recency: f64, age: f64) -> History {
    History::new(frequency, recency, age).unwrap()
}

/// A file of the CDNOW folder beside the project, or a word that it is absent.
fn cdnow(name: &str) -> Option<String> {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/cdnow").join(name);
    let text = fs::read_to_string(&path).ok();
    if text.is_none() {
        eprintln!("skipped: {} is not there", path.display());
    }
    text
}

/// The numbers of a file with commas and a header line, column by column.
fn columns<const K: usize>(text: &str) -> [Vec<f64>; K] {
    let mut columns = [const { Vec::new() }; K];
    for line in text.lines().skip(1) {
        for (column, cell) in columns.iter_mut().zip(line.split(',')) {
            column.push(cell.trim().parse().unwrap());
        }
    }
    columns
}

/// Identity, frequency, recency and age of the 2,357 customers.
fn sample() -> Option<[Vec<f64>; 4]> {
    cdnow("cdnow_customers_summary.csv").map(|text| columns(&text))
}

fn table([_, frequency, recency, age]: &[Vec<f64>; 4]) -> Histories {
    Histories::from_columns(frequency, recency, age).unwrap()
}

#[test]
fn bg_nbd_agrees_with_the_paper_and_lifetimes_on_cdnow() {
    let Some(sample) = sample() else { return };
    let fit = fit(bg_nbd(&table(&sample), Level::P95));
    let wanted = [
        ("r", 0.242_592_891_136, 0.012_557_3),
        ("alpha", 4.413_531_120_520, 0.378_221),
        ("a", 0.792_886_255_422, 0.185_719),
        ("b", 2.425_753_959_956, 0.705_344),
    ];
    for (got, (name, value, error)) in fit.parameters().iter().zip(wanted) {
        assert_eq!(got.name, name);
        // The peer's search stopped at about six digits; ours ends where the slopes are 0 to the last one.
        relative(got.estimate.value, value, 5e-7);
        relative(got.estimate.standard_error.unwrap(), error, 5e-6);
    }
    // The likelihood itself: not per customer and not on rescaled time, as lifetimes' attribute is.
    close(fit.log_likelihood(), -9_582.425_560_567, 1e-8);
    close(fit.log_likelihood() / -9582.4, 1.0, 1e-5);
    assert_eq!(fit.n(), 2357);
    assert!(fit.steps() < 12, "{} steps", fit.steps());
}

#[test]
fn bg_nbd_foretells_what_the_paper_foretells() {
    let paper = BgNbd::new(0.243, 4.414, 0.793, 2.426).unwrap();
    let customer = history(2.0, 30.43, 38.86);
    close(paper.expected(&customer, 39.0), 1.226_028_174_767, 1e-12);
    close(paper.alive(&customer), 0.726_578_570_081, 1e-12);
    close(paper.expected_of_new(39.0), 1.196_723_193_321, 1e-12);
    close(paper.expected_of_new(52.0), 1.446_050_595_396, 1e-12);
    relative(paper.alive(&history(10.0, 10.0, 39.0)), 0.000_179_362_183_989, 3e-12);
    close(paper.alive(&history(0.0, 0.0, 39.0)), 1.0, 0.0);
}

#[test]
fn pareto_nbd_agrees_with_lifetimes_on_cdnow() {
    let Some(sample) = sample() else { return };
    let histories = table(&sample);
    let fit = fit(pareto_nbd(&histories, Level::P95));
    let wanted = [0.553_275_511, 10.577_612_542, 0.606_213_486, 11.667_908_543];
    for (got, wanted) in fit.parameters().iter().zip(wanted) {
        // The reference search stopped at about six digits; its likelihood is lower than ours.
        relative(got.estimate.value, wanted, 3e-5);
    }
    close(fit.log_likelihood(), -9_594.973_929_827, 1e-7);
    assert!(fit.log_likelihood() >= -9_594.973_929_827 - 1e-9);
}

#[test]
fn gamma_gamma_agrees_with_lifetimes_on_cdnow() {
    let Some(text) = cdnow("cdnow_customers_summary_with_transactions.csv") else { return };
    let [_, frequency, _, _, mean] = columns::<5>(&text);
    let spending = Spending::from_columns(&frequency, &mean).unwrap();
    assert_eq!((spending.n(), spending.left_out()), (946, 1411));
    let fit = fit(gamma_gamma(&spending, Level::P95));
    let wanted = [("p", 6.248_803_182, 1.189_68), ("q", 3.744_588_437, 0.290_164), ("gamma", 15.447_745_955, 4.159_95)];
    for (got, (name, value, error)) in fit.parameters().iter().zip(wanted) {
        assert_eq!(got.name, name);
        relative(got.estimate.value, value, 2e-6);
        // The reference took second differences.
        relative(got.estimate.standard_error.unwrap(), error, 2e-5);
    }
    close(fit.log_likelihood(), -4_055.923_243_503, 1e-8);
    relative(known(fit.population_mean()).value, 35.171_001_514, 1e-7);
    let first_ten = [
        24.658_615_85,
        18.911_479_09,
        35.171_001_51,
        35.171_001_51,
        35.171_001_51,
        71.462_851_02,
        18.911_479_09,
        35.171_001_51,
        27.282_407_30,
        35.171_001_51,
    ];
    for (i, wanted) in first_ten.into_iter().enumerate() {
        relative(known(fit.mean_of(frequency[i], mean[i]).unwrap()).value, wanted, 1e-6);
    }
}

#[test]
fn lifetime_value_agrees_with_lifetimes_on_cdnow() {
    let Some(text) = cdnow("cdnow_customers_summary_with_transactions.csv") else { return };
    let [_, frequency, recency, age, mean] = columns::<5>(&text);
    let purchases = fit(bg_nbd(&Histories::from_columns(&frequency, &recency, &age).unwrap(), Level::P95));
    let spending = fit(gamma_gamma(&Spending::from_columns(&frequency, &mean).unwrap(), Level::P95));
    let year = Periods::new(12, 4.345, 0.01).unwrap();
    let wanted = [36.278_496_4, 4.637_466_79, 8.344_092_65, 8.344_092_65, 8.344_092_65];
    for (i, wanted) in wanted.into_iter().enumerate() {
        let count = purchases.discounted_purchases(&history(frequency[i], recency[i], age[i]), &year);
        let value = known(lifetime_value(&count, &spending.mean_of(frequency[i], mean[i]).unwrap()));
        // The peer's parameters carry six digits, and this is a product of ten powers of them.
        relative(value.value, wanted, 2e-6);
        assert!(value.interval.lower < wanted && wanted < value.interval.upper);
    }
}

/// The donors of the 1995 cohort: purchases, the last of them, of 6 years, and how many donors (Fader, Hardie and Shang 2010,
/// table 1).
const DONATIONS: [(u8, u8, u64); 22] = [
    (6, 6, 1203),
    (5, 6, 728),
    (4, 6, 512),
    (3, 6, 357),
    (2, 6, 234),
    (1, 6, 129),
    (5, 5, 335),
    (4, 5, 284),
    (3, 5, 225),
    (2, 5, 173),
    (1, 5, 119),
    (4, 4, 240),
    (3, 4, 181),
    (2, 4, 155),
    (1, 4, 78),
    (3, 3, 322),
    (2, 3, 255),
    (1, 3, 129),
    (2, 2, 613),
    (1, 2, 277),
    (1, 1, 1091),
    (0, 0, 3464),
];

#[test]
fn bg_bb_agrees_with_the_paper_on_donations() {
    let rows = DONATIONS.map(|(x, last, donors)| (history(f64::from(x), f64::from(last), 6.0), donors));
    let histories = Histories::from_counts(rows).unwrap();
    assert_eq!(histories.n(), 11_104);
    let fit = fit(bg_bb(&histories, Level::P95).unwrap());
    for (got, wanted) in fit.model().parameters().into_iter().zip([1.204, 0.750, 0.657, 2.783]) {
        close(got, wanted, 0.000_5);
    }
    close(fit.log_likelihood(), -33_225.6, 0.05);
    // Every year gives the same answer as a sum over all that may have happened, written out in probabilities.
    let [alpha, beta, gamma, delta] = fit.model().parameters();
    let mut sum = 0.0;
    for (customer, donors) in rows {
        sum += donors as f64 * donor(customer, [alpha, beta, gamma, delta]).ln();
    }
    relative(fit.log_likelihood(), sum, 1e-11);
}

/// The likelihood of one donor by the trapezoid rule over both chances, in their logits.
fn donor(customer: History, [alpha, beta, gamma, delta]: [f64; 4]) -> f64 {
    let (x, last, n) = (customer.frequency(), customer.recency(), customer.age());
    let buys = |m: f64| beta_mean(alpha, beta, |p, q| p.powf(x) * q.powf(m - x));
    let mut sum = buys(n) * beta_mean(gamma, delta, |_, stays| stays.powf(n));
    let mut m = last;
    while m < n {
        sum += buys(m) * beta_mean(gamma, delta, |leaves, stays| leaves * stays.powf(m));
        m += 1.0;
    }
    sum
}

/// The mean of a function of a beta variable and its complement.
fn beta_mean(a: f64, b: f64, of: impl Fn(f64, f64) -> f64) -> f64 {
    let (mut above, mut below) = (0.0, 0.0);
    for k in -2000..=2000 {
        let odds = (f64::from(k) * 0.1).exp();
        let (p, q) = (odds / (1.0 + odds), 1.0 / (1.0 + odds));
        let density = p.powf(a) * q.powf(b);
        above += density * of(p, q);
        below += density;
    }
    above / below
}

/// The mean of a function of a gamma variable, by the trapezoid rule in its logarithm.
fn gamma_mean(shape: f64, rate: f64, of: impl Fn(f64) -> f64) -> f64 {
    let (mut above, mut below) = (0.0, 0.0);
    for k in -3000..=60 {
        let scaled = (f64::from(k) * 0.1).exp();
        let density = (shape * f64::from(k) * 0.1 - scaled).exp();
        above += density * of(scaled / rate);
        below += density;
    }
    above / below
}

/// Nine customers with whom everything can be written out.
fn few() -> Vec<(History, u64)> {
    [
        (0.0, 0.0, 30.0, 41),
        (0.0, 0.0, 12.5, 17),
        (1.0, 2.0, 30.0, 14),
        (1.0, 26.0, 28.0, 9),
        (2.0, 7.0, 30.0, 6),
        (3.0, 29.5, 30.0, 5),
        (5.0, 11.0, 22.0, 4),
        (8.0, 28.0, 30.0, 3),
        (15.0, 29.0, 30.0, 2),
    ]
    .map(|(x, last, age, n)| (history(x, last, age), n))
    .into()
}

/// E[λ^x e^(−λ y)] of a gamma rate: Γ(r + x)/Γ(r) · α^r (α + y)^−(r+x), with the ratio as a product.
fn bought(r: f64, alpha: f64, x: f64, y: f64) -> f64 {
    let mut product = (alpha / (alpha + y)).powf(r);
    let mut k = 0.0;
    while k < x {
        product *= (r + k) / (alpha + y);
        k += 1.0;
    }
    product
}

fn beta_geometric(customer: &History, [r, alpha, a, b]: [f64; 4], at_once: f64) -> f64 {
    let x = customer.frequency();
    let chances = x + at_once;
    let here = bought(r, alpha, x, customer.age()) * beta_mean(a, b, |_, stays| stays.powf(chances));
    if chances == 0.0 {
        return here;
    }
    let leaves = beta_mean(a, b, |p, stays| p * stays.powf(chances - 1.0));
    here + leaves * bought(r, alpha, x, customer.recency())
}

fn pareto(customer: &History, [r, alpha, s, beta]: [f64; 4]) -> f64 {
    let (x, last, age) = (customer.frequency(), customer.recency(), customer.age());
    let here = bought(r, alpha, x, age) * bought(s, beta, 0.0, age);
    // Simpson's rule over the moment of leaving.
    let steps = 4000;
    let width = (age - last) / f64::from(steps);
    let mut gone = 0.0;
    for k in 0..=steps {
        let y = last + f64::from(k) * width;
        let weight = match k {
            0 => 1.0,
            _ if k == steps => 1.0,
            _ if k % 2 == 1 => 4.0,
            _ => 2.0,
        };
        gone += weight * bought(r, alpha, x, y) * bought(s, beta, 1.0, y);
    }
    here + gone * width / 3.0
}

fn written_out(rows: &[(History, u64)], of: impl Fn(&History) -> f64) -> f64 {
    rows.iter().map(|(customer, n)| *n as f64 * of(customer).ln()).sum()
}

/// The fit has the likelihood that integration over customers gives it, and no neighbor has a higher one.
#[track_caller]
fn check_summit<M: Parametric<4>>(fit: &Fit<M, 4>, by_hand: impl Fn([f64; 4]) -> f64, digits: f64) {
    let theta = fit.model().parameters();
    let top = by_hand(theta);
    relative(fit.log_likelihood(), top, digits);
    for direction in (0..81).step_by(7).filter(|it| *it != 40) {
        let (mut moved, mut rest) = (theta, direction);
        for parameter in &mut moved {
            *parameter *= (0.02 * f64::from(rest % 3 - 1)).exp();
            rest /= 3;
        }
        assert!(by_hand(moved) < top, "direction {direction} leads up from {theta:?}");
    }
}

#[test]
fn likelihoods_agree_with_integration_over_customers() {
    let rows = few();
    let histories = Histories::from_counts(rows.clone()).unwrap();
    let bg = fit(bg_nbd(&histories, Level::P95));
    check_summit(&bg, |theta| written_out(&rows, |it| beta_geometric(it, theta, 0.0)), 1e-11);
    let mbg = fit(mbg_nbd(&histories, Level::P95));
    check_summit(&mbg, |theta| written_out(&rows, |it| beta_geometric(it, theta, 1.0)), 1e-11);
    for (customer, _) in &rows {
        let here = |theta: [f64; 4], k: f64| {
            let [r, alpha, a, b] = theta;
            bought(r, alpha, customer.frequency(), customer.age()) * beta_mean(a, b, |_, stays| stays.powf(k))
        };
        let x = customer.frequency();
        let theta = bg.model().parameters();
        close(bg.model().alive(customer), here(theta, x) / beta_geometric(customer, theta, 0.0), 1e-11);
        let theta = mbg.model().parameters();
        close(mbg.model().alive(customer), here(theta, x + 1.0) / beta_geometric(customer, theta, 1.0), 1e-11);
    }
}

#[test]
fn pareto_nbd_agrees_with_integration_over_customers() {
    let rows = few();
    let histories = Histories::from_counts(rows.clone()).unwrap();
    let pareto_fit = fit(pareto_nbd(&histories, Level::P95));
    check_summit(&pareto_fit, |theta| written_out(&rows, |it| pareto(it, theta)), 1e-9);
    let theta @ [r, alpha, s, beta] = pareto_fit.model().parameters();
    for (customer, _) in &rows {
        let here = bought(r, alpha, customer.frequency(), customer.age()) * bought(s, beta, 0.0, customer.age());
        close(pareto_fit.model().alive(customer), here / pareto(customer, theta), 1e-8);
    }
}

#[test]
fn expected_purchases_agree_with_integration_also_where_the_usual_formulas_divide_by_zero() {
    // E[(1 − e^(−λ p t))/p] over λ and p, and E[λ (1 − e^(−μ t))/μ] over λ and μ.
    for (r, alpha, a, b) in
        [(0.243, 4.414, 0.793, 2.426), (0.7, 9.0, 1.0, 3.0), (2.0, 3.0, 2.5, 0.2), (40.0, 3.0, 0.5, 9.0)]
    {
        for horizon in [1.0, 39.0, 300.0] {
            // E[1 − e^(−λ p t)] over λ.
            let made = |p: f64| -(-r * (p * horizon / alpha).ln_1p()).exp_m1();
            let model = BgNbd::new(r, alpha, a, b).unwrap();
            let wanted = beta_mean(a, b, |p, _| made(p) / p);
            relative(model.expected_of_new(horizon), wanted, 1e-10);
            let modified = MbgNbd::new(r, alpha, a, b).unwrap();
            let wanted = beta_mean(a, b, |p, q| q * made(p) / p);
            relative(modified.expected_of_new(horizon), wanted, 1e-10);
        }
    }
    for (r, alpha, s, beta) in [(0.55, 10.6, 0.6, 11.7), (2.0, 5.0, 1.0, 5.0), (1.5, 3.0, 3.0, 40.0)] {
        let model = ParetoNbd::new(r, alpha, s, beta).unwrap();
        let wanted = r / alpha * gamma_mean(s, beta, |mu| -(-mu * 39.0).exp_m1() / mu);
        relative(model.expected_of_new(39.0), wanted, 1e-10);
        // All purchases to come, discounted without end: ∫ λ e^(−(μ + δ) t) = λ/(μ + δ).
        let customer = history(2.0, 7.0, 8.0);
        let wanted =
            model.alive(&customer) * (r + 2.0) / (alpha + 8.0) * gamma_mean(s, beta + 8.0, |mu| 1.0 / (mu + 0.003));
        relative(model.residual_purchases(&customer, 0.003).unwrap(), wanted, 1e-10);
    }
    let donors = BgBb::new(1.204, 0.750, 0.657, 2.783).unwrap();
    let wanted = 1.204 / 1.954 * (1..=4).map(|j| beta_mean(0.657, 2.783, |_, stays| stays.powi(j))).sum::<f64>();
    relative(donors.expected_of_new(4.9), wanted, 1e-12);
}

#[test]
fn alpha_near_beta_is_no_special_case() {
    let customer = history(7.0, 20.0, 38.0);
    let at = |beta: f64| ParetoNbd::new(0.5, 10.0, 0.6, beta).unwrap().alive(&customer);
    // Where α = β the integral has a closed form.
    let power: f64 = 0.5 + 7.0 + 0.6;
    let gone = 0.6 / power * (30.0_f64.powf(-power) - 48.0_f64.powf(-power));
    let here = 48.0_f64.powf(-power);
    close(at(10.0), here / (here + gone), 1e-13);
    for step in [1e-3, 1e-6, 1e-9, 1e-12] {
        let slope = (at(10.0 + step) - at(10.0 - step)) / (2.0 * step);
        let rounding = 1e-15 / step;
        close(slope, (at(10.01) - at(9.99)) / 0.02, 1e-6 + rounding);
    }
}

#[test]
fn millions_of_customers_and_huge_frequencies_overflow_nothing() {
    let busy = [(5_000.0, 29.9), (900.0, 2.0), (200_000.0, 29.99)].map(|(x, last)| (history(x, last, 30.0), 1));
    let rows: Vec<(History, u64)> = few().into_iter().map(|(it, n)| (it, n * 30_000)).chain(busy).collect();
    let histories = Histories::from_counts(rows.iter().copied()).unwrap();
    assert_eq!((histories.n(), histories.distinct()), (3_030_003, 12));
    for answer in [
        bg_nbd(&histories, Level::P95).known().map(|it| (it.log_likelihood(), it.parameters())),
        pareto_nbd(&histories, Level::P95).known().map(|it| (it.log_likelihood(), it.parameters())),
    ] {
        let (value, parameters) = answer.expect("a fit");
        assert!(value.is_finite());
        for it in parameters {
            assert!(it.estimate.value.is_finite() && it.estimate.standard_error.unwrap().is_finite());
        }
    }
    for (customer, _) in rows {
        let bg = BgNbd::new(0.2, 1.0, 0.5, 30.0).unwrap();
        let pareto = ParetoNbd::new(0.2, 1.0, 0.5, 30.0).unwrap();
        for (alive, expected) in [
            (bg.alive(&customer), bg.expected(&customer, 39.0)),
            (pareto.alive(&customer), pareto.expected(&customer, 39.0)),
        ] {
            assert!((0.0..=1.0).contains(&alive) && expected.is_finite() && expected >= 0.0);
        }
    }
    // A customer who buys 100 times a week and was here until the end goes on about like that for a week.
    let steady = BgNbd::new(1.0, 1.0, 1.0, 1e7).unwrap();
    relative(steady.expected(&history(3000.0, 30.0, 30.0), 1.0), 3001.0 / 31.0, 1e-5);
}

#[test]
fn what_purchases_cannot_tell_is_named_and_never_a_fit_that_only_looks_like_one() {
    let why = |rows: &[(f64, f64, f64, u64)]| {
        let rows = rows.iter().map(|(x, last, age, n)| (history(*x, *last, *age), *n));
        bg_nbd(&Histories::from_counts(rows).unwrap(), Level::P95).why().map(Why::word)
    };
    assert_eq!(why(&[]), Some("nobody_at_risk"));
    assert_eq!(why(&[(0.0, 0.0, 10.0, 500)]), Some("too_few"));
    assert_eq!(why(&[(0.0, 0.0, 0.0, 500)]), Some("too_few"));
    // Everybody bought until the very end: nobody seems to leave.
    assert_eq!(why(&[(0.0, 0.0, 30.0, 20), (3.0, 30.0, 30.0, 50), (9.0, 29.9, 30.0, 40)]), Some("at_boundary"));
    // Everybody alike: no spread of rates.
    assert_eq!(why(&[(5.0, 25.0, 30.0, 1000)]), Some("at_boundary"));
    let spent = |x: &[f64], mean: &[f64]| {
        gamma_gamma(&Spending::from_columns(x, mean).unwrap(), Level::P95).why().map(Why::word)
    };
    assert_eq!(spent(&[0.0], &[f64::NAN]), Some("nobody_at_risk"));
    assert_eq!(spent(&[1.0, 4.0], &[20.0, 20.0]), Some("zero_variance"));
    let endless = GammaGamma::new(6.0, 0.9, 15.0).unwrap();
    assert_eq!(endless.population_mean(), None);
    assert!(endless.mean_of(1.0, 20.0).is_some());
    assert!(Spending::from_columns(&[2.0], &[0.0]).is_err());
    let odd = |x: f64, last: f64, age: f64| Histories::from_counts([(history(x, last, age), 5)]).unwrap();
    assert!(bg_bb(&odd(1.0, 2.5, 6.0), Level::P95).is_err());
    assert!(bg_bb(&odd(3.0, 2.0, 6.0), Level::P95).is_err());
    assert!(bg_bb(&odd(1.0, 1.0, 20_000.0), Level::P95).is_err());
    assert!(Periods::new(0, 1.0, 0.1).is_err() && Periods::new(3, 0.0, 0.1).is_err());
}

/// Days since the first of January 1997.
fn day(text: &str) -> i32 {
    let (year, month, day) = (&text[0..4], &text[4..6], &text[6..8]);
    let before = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    (year.parse::<i32>().unwrap() - 1997) * 365
        + before[month.parse::<usize>().unwrap() - 1]
        + day.parse::<i32>().unwrap()
        - 1
}

#[test]
fn the_list_of_cdnow_gives_its_published_summary() {
    let (Some(list), Some(summary)) =
        (cdnow("CDNOW_sample.txt"), cdnow("cdnow_customers_summary_with_transactions.csv"))
    else {
        return;
    };
    let purchases: Vec<Purchase> = list
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| {
            let cells: Vec<&str> = line.split_whitespace().collect();
            Purchase { customer: cells[1].parse().unwrap(), day: day(cells[2]), amount: cells[4].parse().unwrap() }
        })
        .collect();
    assert_eq!(purchases.len(), 6919);
    let window = Window { until: day("19970930"), holdout_until: Some(day("19980630")), days_per_unit: 7.0 };
    let found = buyers(&purchases, &window).unwrap();
    let [id, frequency, recency, age, mean] = columns::<5>(&summary);
    assert_eq!(found.len(), id.len());
    for (i, buyer) in found.iter().enumerate() {
        assert_eq!(buyer.customer as f64, id[i]);
        let what = format!("customer {}", buyer.customer);
        assert_eq!(buyer.history.frequency(), frequency[i], "{what}");
        // The summary is printed to two digits.
        assert!((buyer.history.recency() - recency[i]).abs() < 0.005_1, "{what}");
        assert!((buyer.history.age() - age[i]).abs() < 0.005_1, "{what}");
        assert!((buyer.mean_value.unwrap_or(0.0) - mean[i]).abs() < 0.005_1, "{what}");
    }
    // In the 39 weeks kept apart customers bought an eighth more often than the model foretells, as the paper's figures show.
    let counted = found.iter().map(|it| (it.history, 1));
    let histories = Histories::from_counts(counted).unwrap();
    let fit = fit(bg_nbd(&histories, Level::P95));
    let foretold = known(fit.purchases_of_all(&histories, 39.0).unwrap()).value;
    let came: u64 = found.iter().filter_map(|it| it.holdout).sum();
    assert!((foretold / came as f64 - 0.878).abs() < 0.01, "foretold {foretold}, came {came}");
}
