//! What the simulated company does to keep its customers: three activities whose truth is known, of which it left a part
//! alone; one that nobody ever measured; and one that nobody answers for.

use relationship::activity::{Activity, Choosing, Cost, Goal, Plan};
use relationship::drawing::{Drawing, Share};
use relationship::{Currency, Day};
use store::{ActivityId, MemberId, Store};
use testkit::Parameters;

use crate::activity::measuring::House;
use crate::chance;
use crate::place::Place;

/// Days after which the company asks whether it helped: a winter, and long enough for who only puts it off.
const HORIZONS_DAYS: [u32; 3] = [30, 90, 180];

/// What the company says of an activity of the simulation.
struct Said {
    /// Its name in the events.
    planted: &'static str,
    name: &'static str,
    hypothesis: &'static str,
    audience: &'static str,
    treatment: &'static str,
}

const PLANTED: [Said; 3] = [
    Said {
        planted: "winterbeurt",
        name: "Gratis winterbeurt",
        hypothesis: "Wie met goede remmen en lampen de winter in gaat, blijft fietsen.",
        audience: "Iedereen die in oktober of november klant is",
        treatment: "Een onderhoudsbeurt bij de werkplaats, zonder kosten",
    },
    Said {
        planted: "routebrief",
        name: "Brief met fietsroutes",
        hypothesis: "Wie mooie routes kent, fietst vaker.",
        audience: "Klanten van drie maanden en langer",
        treatment: "Een brief met vijf routes in de buurt",
    },
    Said {
        planted: "prijsadvies",
        name: "Prijsadvies per telefoon",
        hypothesis: "Wie weet dat het abonnement past, zegt niet op om de prijs.",
        audience: "Klanten van een half jaar en langer",
        treatment: "Een gesprek van tien minuten over de prijs",
    },
];

/// Puts the activities into the register and measures them.
pub(super) async fn fill(place: &Place, store: &Store, owner: MemberId, parameters: &Parameters) -> anyhow::Result<()> {
    for (number, it) in (0..).zip(register(owner, parameters)?) {
        let id = ActivityId::new(chance::now().plus_seconds(number), chance::random_id());
        store.register_activity(id, &it, chance::act()).await?;
    }
    let house = House::load(store).await?;
    let all = house.measure(place)?;
    house.record((place, store), all, &|_| true, chance::act()).await?;
    Ok(())
}

fn register(owner: MemberId, parameters: &Parameters) -> anyhow::Result<Vec<Activity>> {
    let last_day = parameters.company.last_day;
    let mut all = Vec::new();
    for said in PLANTED {
        let Some(it) = parameters.activities.iter().find(|it| it.name == said.planted) else { continue };
        all.push(Activity {
            name: said.name.to_owned(),
            owner: Some(owner.to_string()),
            goal: if it.goal == "loyalty" { Goal::Loyalty } else { Goal::FewerLeavers },
            hypothesis: said.hypothesis.to_owned(),
            audience: said.audience.to_owned(),
            treatment: said.treatment.to_owned(),
            cost: Some(euros(0, it.cost_cents)),
            starts_on: it.from.first_day(),
            review_on: Some(last_day),
            ends_on: None,
            changed_because: String::new(),
            choosing: Choosing::Drawn {
                drawing: Drawing {
                    salt: it.name.clone(),
                    treated: Share::new(1.0 - it.holdout_share)?,
                    company_holdout: None,
                    lane: None,
                },
                unit: None,
            },
            plan: plan(),
        });
    }
    all.push(Activity {
        name: "Verjaardagskorting".to_owned(),
        owner: Some(owner.to_string()),
        goal: Goal::Loyalty,
        hypothesis: "Wie iets krijgt, voelt zich gezien.".to_owned(),
        audience: "Iedereen, op de verjaardag".to_owned(),
        treatment: "Een maand voor de helft".to_owned(),
        cost: Some(euros(480_000, 0)),
        starts_on: months_before(last_day, 21),
        review_on: None,
        ends_on: None,
        changed_because: String::new(),
        choosing: Choosing::Everybody,
        plan: plan(),
    });
    all.push(Activity {
        name: "Mail aan wie weinig fietst".to_owned(),
        owner: None,
        goal: Goal::FewerLeavers,
        hypothesis: String::new(),
        audience: "Wie twee maanden weinig reed".to_owned(),
        treatment: "Een mail met een foto van de eigen fiets".to_owned(),
        cost: Some(euros(90_000, 0)),
        starts_on: months_before(last_day, 15),
        review_on: Some(months_before(last_day, 3)),
        ends_on: None,
        changed_because: String::new(),
        choosing: Choosing::Rule { rule: "minder dan drie ritten in twee maanden".to_owned() },
        plan: plan(),
    });
    Ok(all)
}

fn plan() -> Plan {
    Plan { horizons_days: HORIZONS_DAYS.to_vec(), ..Plan::default() }
}

const fn euros(fixed_minor: i64, each_minor: i64) -> Cost {
    Cost { fixed_minor, each_minor, currency: Currency::EUR }
}

fn months_before(day: Day, months: i32) -> Day {
    Day::from_month_number(day.month_number() - months)
}
