//! What the name of a column suggests, in Dutch and English, and where it is common in German and French.

/// The words of a column's name: `customerID`, `customer_id` and `Customer  ID` are all `customer` and `id`.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before: Option<char> = None;
    for character in name.chars() {
        if !character.is_alphanumeric() {
            before = None;
            continue;
        }
        let begins = before.is_none_or(|before: char| before.is_lowercase() && character.is_uppercase());
        if begins {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.extend(character.to_lowercase());
        }
        before = Some(character);
    }
    words
}

/// Does a column tell when people were born?
pub(super) fn is_of_birth(name: &str) -> bool {
    words(name).iter().any(|word| word == "dob" || ["birth", "geboor", "gebor"].iter().any(|it| word.starts_with(it)))
}

/// Is a column called like one of days, and of nothing else? `meter at start` is not.
pub(super) fn is_day(name: &str) -> bool {
    const DAYS: [&str; 13] =
        ["date", "datum", "day", "dag", "on", "at", "op", "since", "sinds", "seit", "joined", "signup", "timestamp"];
    let words = words(name);
    // `Lid tot` is a day; `meterstand tot` is none.
    let is_until = words.last().is_some_and(|last| matches!(last.as_str(), "tot" | "until" | "bis" | "to"))
        && words.iter().any(|word| is_customer_word(word) || matches!(word.as_str(), "valid" | "geldig" | "gültig"));
    if is_until {
        return true;
    }
    let is_dated = |word: &String| DAYS.contains(&word.as_str()) || word.ends_with("datum") || word.ends_with("date");
    let best = [Role::Start, Role::End, Role::Moment].map(|role| fit(name, role)).into_iter().max().unwrap_or(0);
    let says_day = [words.first(), words.last()].into_iter().flatten().any(is_dated);
    best >= 90 && words.len() == 1 || best >= 70 && says_day
}

/// What a customer is called.
const CUSTOMER: [&str; 19] = [
    "customer",
    "klant",
    "kunde",
    "client",
    "user",
    "member",
    "lid",
    "mitglied",
    "account",
    "debiteur",
    "subscriber",
    "abonnee",
    "relatie",
    "deelnemer",
    "donateur",
    "patient",
    "gebruiker",
    "master",
    "abonnent",
];

fn is_customer_word(word: &str) -> bool {
    // `verkooprelatie`, `eindklant`, `Endkunde`.
    CUSTOMER.contains(&word) || ["relatie", "klant", "kunde"].iter().any(|end| word.ends_with(end))
}

/// Is a column called an id and nothing else? It may be the id of anything.
pub(super) fn is_plain_id(name: &str) -> bool {
    matches!(words(name).concat().as_str(), "id" | "nr" | "nummer" | "number" | "code" | "uuid")
}

/// Is a column called like one that names the customer, whatever it holds?
pub(super) fn names_customer(name: &str) -> bool {
    !is_plain_id(name) && fit(name, Role::Id) >= 75
}

/// Does a column tell about a stretch that comes back, such as the period that is paid for, or one before anybody is a
/// customer?
fn is_passing(words: &[String]) -> bool {
    const PASSING: [&str; 14] = [
        "current", "period", "periods", "trial", "billing", "next", "huidige", "proef", "periode", "renewal", "card",
        "discount", "korting", "line",
    ];
    words.iter().any(|word| PASSING.contains(&word.as_str()))
}

/// Does a column hold what changes while a contract runs: a state, the period that is paid for, a planned end?
pub(super) fn changes(name: &str) -> bool {
    const CHANGING: [&str; 24] = [
        "status",
        "state",
        "stage",
        "current",
        "period",
        "trial",
        "next",
        "last",
        "laatste",
        "volgende",
        "huidige",
        "proef",
        "cancel",
        "canceled",
        "cancelled",
        "opgezegd",
        "updated",
        "modified",
        "gewijzigd",
        "due",
        "saldo",
        "balance",
        "renew",
        "renewal",
    ];
    let words = words(name);
    // `Billing Period` says how often is paid.
    let is_rhythm = |word: &str| word == "period" && words.iter().any(|it| it == "billing" || it == "payment");
    words.iter().any(|word| CHANGING.contains(&word.as_str()) && !is_rhythm(word))
}

/// What a column may be for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Id,
    EventId,
    ContractId,
    Tenure,
    Left,
    Stayed,
    Start,
    End,
    Moment,
    Price,
    Amount,
    Count,
    Reason,
    Plan,
    Kind,
    Reference,
    Feeling,
}

/// The period other than a month that the name of an amount says it is for, as it stands there.
pub(super) fn other_period(name: &str) -> Option<String> {
    let words = words(name);
    let is_amount = |word: &String| {
        ["price", "prijs", "bedrag", "fee", "amount", "charge", "charges", "revenue", "tarief", "kosten", "contributie"]
            .iter()
            .any(|end| word.ends_with(end))
            || ["preis", "betrag", "beitrag", "prix", "tarif", "montant"].iter().any(|end| word.ends_with(end))
            || word == "arr"
    };
    let period = words.iter().find(|word| is_period_word(word))?;
    (is_of_other_period(&words) && words.iter().any(is_amount)).then(|| period.clone())
}

fn is_of_other_period(words: &[String]) -> bool {
    let is_monthly =
        |word: &String| ["month", "maand", "monat", "mensuel", "mrr"].iter().any(|it| word.starts_with(it));
    words.iter().any(|word| is_period_word(word)) && !words.iter().any(is_monthly)
}

/// `annual`, `jaarbedrag`, `kwartaaltarief`, `weekly`.
fn is_period_word(word: &str) -> bool {
    const BEGINS: [&str; 10] =
        ["annual", "year", "jaar", "jähr", "jahres", "annuel", "quarter", "kwartaal", "quartal", "week"];
    matches!(word, "arr" | "wöchentlich") || BEGINS.iter().any(|begin| word.starts_with(begin))
}

/// How well a name fits a role, from 0 (not at all) to 100.
#[expect(clippy::too_many_lines, reason = "a list of words, as long as there are words")]
pub(super) fn fit(name: &str, role: Role) -> u32 {
    let words = words(name);
    let joined = words.concat();
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    let is = |list: &[&str]| list.contains(&joined.as_str());
    let begins = |list: &[&str]| words.iter().any(|word| list.iter().any(|begin| word.starts_with(begin)));
    let ends_in_id = has(&["id", "nr", "no", "number", "nummer", "key", "code"])
        || ["id", "nummer", "nr", "num", "code"].iter().any(|end| joined.ends_with(end)) && !joined.ends_with("lid");
    let is_customer = CUSTOMER.iter().any(|word| joined.starts_with(word) && words.len() <= 2)
        || words.iter().any(|word| is_customer_word(word));
    let has_unit = has(&[
        "day", "days", "dagen", "week", "weeks", "weken", "month", "months", "maanden", "year", "years", "jaren",
    ]);
    let pick =
        |rules: &[(bool, u32)]| rules.iter().filter(|(fits, _)| *fits).map(|(_, score)| *score).max().unwrap_or(0);
    match role {
        Role::Id => pick(&[
            (
                is_customer && ends_in_id && !has(&["age", "value", "status", "segment", "zip", "postal", "country"]),
                100,
            ),
            (is(&["id", "nr", "nummer", "customerno"]), 80),
            (is(&["customer", "klant", "client", "user", "member", "lid", "account", "debiteur", "subscriber"]), 75),
            (is(&["code"]), 70),
            (ends_in_id && has(&["id"]) && words.len() <= 2, 30),
        ]),
        Role::EventId => pick(&[
            (
                has(&["event", "transaction", "transactie", "invoice", "factuur", "order", "payment", "betaling"])
                    && (ends_in_id || words.len() == 1),
                80,
            ),
            (ends_in_id && begins(&["transactie", "factuur", "invoice", "bestel", "order", "boeking", "betaling"]), 80),
            (is(&["id", "uuid", "sourceid", "nr", "nummer", "number"]), 40),
        ]),
        Role::ContractId => pick(&[
            (
                ["contract", "subscription", "abonnement", "policy", "polis"]
                    .iter()
                    .any(|word| joined.starts_with(word))
                    && ends_in_id,
                90,
            ),
            (is(&["contract", "polis"]), 60),
            // Often the plan: only the values tell.
            (is(&["abonnement", "subscription", "vertrag", "contrat"]), 40),
        ]),
        Role::Tenure => pick(&[
            (has(&["tenure", "klantduur", "looptijd", "tenuremonths", "laufzeit", "kundendauer"]), 100),
            (
                has(&["subscription", "account", "membership", "relation", "contract"])
                    && has(&["length", "age", "duration", "duur"]),
                90,
            ),
            (
                has_unit
                    && has(&[
                        "active",
                        "actief",
                        "customer",
                        "klant",
                        "member",
                        "lid",
                        "subscribed",
                        "abonnee",
                        "account",
                        "book",
                        "with",
                    ])
                    && !has(&["age", "leeftijd", "last", "laatste"]),
                85,
            ),
            (is(&["monthsactive", "activemonths", "lidmaatschapsduur"]), 85),
            // In some files it is how old the person is.
            (is(&["customerage"]), 50),
            (is(&["duration", "duur"]), 50),
            (is(&["t", "time", "futime", "week", "weeks", "months", "maanden", "stop"]), 30),
        ]),
        Role::Left => pick(&[
            (
                is(&[
                    "churn",
                    "churned",
                    "left",
                    "opgezegd",
                    "vertrokken",
                    "weg",
                    "exited",
                    "attrition",
                    "haschurned",
                    "isgone",
                ]),
                100,
            ),
            (
                has(&[
                    "churn",
                    "churned",
                    "attrition",
                    "opgezegd",
                    "vertrokken",
                    "exited",
                    "uitgestroomd",
                    "gekündigt",
                ]),
                90,
            ),
            (has(&["canceled", "cancelled", "terminated", "beeindigd", "ended", "gone", "left"]), 70),
            (is(&["customerstatus", "klantstatus", "status"]), 50),
            (is(&["e", "event", "observed", "death", "arrest", "cens"]), 20),
        ]),
        Role::Stayed => {
            pick(&[(has(&["retention", "retained", "behouden"]), 60), (is(&["active", "isactive", "actief"]), 50)])
        }
        Role::Start if is_passing(&words) && !has(&["billing"]) => 0,
        Role::Start => pick(&[
            (is_customer && has(&["became", "become", "geworden", "since", "sinds", "seit", "depuis"]), 95),
            (
                has(&[
                    "start",
                    "begin",
                    "joined",
                    "join",
                    "signup",
                    "since",
                    "ingangsdatum",
                    "startdatum",
                    "begindatum",
                    "aanvang",
                    "inschrijfdatum",
                    "sinds",
                    "signed",
                    "startdate",
                    "activation",
                    "beginn",
                    "eintritt",
                    "vertragsbeginn",
                ]),
                90,
            ),
            (
                has(&[
                    "created",
                    "create",
                    "activated",
                    "opened",
                    "registered",
                    "registration",
                    "aangemaakt",
                    "inschrijving",
                    "subscribed",
                ]),
                70,
            ),
            (
                begins(&["start", "begin", "ingang", "ingegaan", "aanmeld", "aangemeld", "inschrijf", "ingeschreven"]),
                70,
            ),
            (has(&["from", "van", "vanaf", "first", "eerste"]), 50),
        ]),
        // What has been paid for ends over and over, and a trial before anybody is a customer.
        Role::End if is_passing(&words) => 0,
        Role::End => pick(&[
            (
                has(&[
                    "end",
                    "ends",
                    "ended",
                    "einddatum",
                    "enddate",
                    "stop",
                    "stopped",
                    "stopdatum",
                    "beeindigd",
                    "uitschrijfdatum",
                    "ende",
                    "enddatum",
                    "termination",
                    "eind",
                    "vertrekdatum",
                    "austrittsdatum",
                    "fin",
                ]),
                90,
            ),
            (
                has(&[
                    "churn",
                    "churned",
                    "left",
                    "leave",
                    "exit",
                    "lost",
                    "closed",
                    "until",
                    "tot",
                    "bis",
                    "expired",
                    "expires",
                    "expire",
                    "expiry",
                    "expiration",
                    "terminated",
                    "deactivated",
                    "unsubscribed",
                    "vertrek",
                    "vertrokken",
                    "uitschrijving",
                    "sortie",
                ]),
                80,
            ),
            (["lastday", "laatstedag", "letztertag", "dernierjour"].iter().any(|day| joined.starts_with(day)), 80),
            (has(&["valid", "effective", "active"]) && has(&["to"]), 80),
            (
                begins(&[
                    "eind",
                    "uitschrijf",
                    "uitgeschreven",
                    "beëindig",
                    "beeindig",
                    "afgemeld",
                    "afmeld",
                    "austritt",
                    "abmeld",
                    "beendet",
                ]),
                80,
            ),
            // The day of the notice, which often comes before the end: taken where nothing says when it ended.
            (has(&["cancel", "canceled", "cancelled", "cancellation"]), 72),
            (begins(&["opzeg", "opgezegd", "kündig", "gekündigt", "resili", "résili"]), 72),
            (joined.ends_with("ende"), 50),
        ]),
        // When it had to be paid by, or was last looked at, is not when it happened.
        Role::Moment if has(&["due", "vervaldatum", "updated", "modified", "gewijzigd"]) => 20,
        Role::Moment => pick(&[
            (is(&["at", "date", "datum", "timestamp", "moment", "day", "dag", "ts", "time", "tijdstip"]), 90),
            (
                has(&["date", "datum", "timestamp", "invoicedate", "orderdate", "transactiondate", "at", "on", "time"]),
                70,
            ),
            (words.iter().any(|word| word.ends_with("datum") || word.ends_with("date")), 60),
        ]),
        // A price per year is none per month.
        Role::Price if is_of_other_period(&words) => 0,
        Role::Price => pick(&[
            (has(&["mrr"]), 90),
            (
                is(&[
                    "price",
                    "prijs",
                    "monthlycharges",
                    "monthlycharge",
                    "mrr",
                    "monthlyprice",
                    "monthlyfee",
                    "maandprijs",
                    "maandbedrag",
                    "tarief",
                    "fee",
                    "abonnementsprijs",
                    "abonnementsgeld",
                    "contributie",
                    "voorschot",
                    "termijnbedrag",
                    "preis",
                    "monatspreis",
                ]),
                100,
            ),
            (
                has(&["monthly", "maandelijks", "month", "maand"])
                    && has(&["charge", "charges", "price", "fee", "amount", "revenue", "bedrag", "kosten"])
                    && !has(&["avg", "average", "long", "total", "extra"]),
                80,
            ),
            (has(&["price", "prijs"]) && !has(&["total", "totaal", "change"]), 60),
        ]),
        // A part of what was paid, or what was given back.
        Role::Amount
            if has(&["discount", "korting", "tax", "btw", "vat", "refund", "refunded", "shipping", "terugbetaald"]) =>
        {
            20
        }
        Role::Amount if has(&["lineitem", "item", "unit"]) || joined.ends_with("eenheid") => 40,
        Role::Amount if has(&["due", "subtotal", "openstaand"]) => 50,
        Role::Amount => pick(&[
            (is(&["amount", "bedrag", "sales", "revenue", "omzet", "spend", "totalprice", "prijs", "price"]), 90),
            (has(&["paid", "betaald"]) && has(&["amount", "bedrag", "total", "totaal"]), 88),
            (is(&["total", "totaal", "totaalbedrag", "grandtotal"]), 85),
            (has(&["total", "totaal"]) && has(&["order", "invoice", "factuur", "amount", "bedrag"]), 80),
            (
                has(&[
                    "amount", "bedrag", "dollar", "euro", "eur", "usd", "sales", "revenue", "omzet", "paid", "betaald",
                    "value", "price", "prijs", "total", "totaal",
                ]),
                60,
            ),
        ]),
        Role::Count => pick(&[
            (is(&["value", "waarde", "rung", "score", "quantity", "aantal", "qty", "count"]), 90),
            (has(&["number", "aantal", "quantity", "qty", "count", "cds", "rides", "units"]), 60),
            (has(&["minutes", "minuten", "hours", "uren", "seconds", "duration", "duur", "kwh", "km", "mb", "gb"]), 60),
        ]),
        Role::Reason => pick(&[
            (
                has(&["churn", "cancel", "cancellation", "leaving", "exit", "opzeg", "vertrek"])
                    && has(&["reason", "reden"]),
                100,
            ),
            (has(&["reason", "reden", "opzegreden", "vertrekreden", "kündigungsgrund", "grund"]), 90),
            (words.iter().any(|word| word.ends_with("reden") || word.ends_with("grund")), 80),
            (has(&["churn", "cancel"]) && has(&["category", "categorie"]), 50),
        ]),
        Role::Plan => pick(&[
            (
                is(&[
                    "plan",
                    "abonnement",
                    "pakket",
                    "package",
                    "product",
                    "subscription",
                    "planname",
                    "formule",
                    "productnaam",
                    "abonnementssoort",
                    "abonnementsvorm",
                    "contractsoort",
                ]),
                90,
            ),
            (is(&["planid", "plancode", "plankey", "productcode"]), 85),
        ]),
        Role::Kind => pick(&[
            (is(&["kind", "type", "event", "eventtype", "soort", "eventname", "action", "gebeurtenis"]), 90),
            (has(&["kind", "type", "soort"]), 40),
        ]),
        Role::Reference => pick(&[(is(&["ref", "reference", "referentie", "refid", "activity", "campaign"]), 80)]),
        Role::Feeling => {
            pick(&[(has(&["satisfaction", "tevredenheid", "nps", "csat"]), 100), (has(&["rating", "cijfer"]), 60)])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fall_apart_into_words() {
        for (name, expected) in [
            ("customerID", "customer id"),
            ("Call  Failure", "call failure"),
            ("tenure_months", "tenure months"),
            ("MonthlyCharges", "monthly charges"),
            ("userid", "userid"),
            ("Opzegdatum", "opzegdatum"),
        ] {
            assert_eq!(words(name).join(" "), expected);
        }
    }

    #[test]
    fn names_suggest_what_a_column_is_for() {
        for (name, role) in [
            ("customerID", Role::Id),
            ("Klantnummer", Role::Id),
            ("userid", Role::Id),
            ("Subscription  Length", Role::Tenure),
            ("Tenure in Months", Role::Tenure),
            ("days_active", Role::Tenure),
            ("Aantal maanden lid", Role::Tenure),
            ("Churn Label", Role::Left),
            ("MonthlyCharges", Role::Price),
            ("Churn Reason", Role::Reason),
            ("Ingangsdatum", Role::Start),
            ("Opzegdatum", Role::End),
            ("Months_on_book", Role::Tenure),
            ("AccountWeeks", Role::Tenure),
            ("Kundennummer", Role::Id),
            ("Beginn", Role::Start),
            ("Kündigungsgrund", Role::Reason),
        ] {
            assert!(fit(name, role) >= 60, "{name}");
        }
        for (name, role) in [
            ("TotalCharges", Role::Price),
            ("tenure", Role::Id),
            ("Gender", Role::Left),
            ("Count", Role::Id),
            ("customer age in years", Role::Tenure),
            ("days since customer was last active", Role::Tenure),
        ] {
            assert_eq!(fit(name, role), 0, "{name}");
        }
    }
}
