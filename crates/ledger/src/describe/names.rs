//! What the name of a column suggests, in Dutch and English.

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
    const DAYS: [&str; 12] =
        ["date", "datum", "day", "dag", "on", "at", "op", "since", "sinds", "joined", "signup", "timestamp"];
    let words = words(name);
    let is_dated = |word: &String| DAYS.contains(&word.as_str()) || word.ends_with("datum") || word.ends_with("date");
    let best = [Role::Start, Role::End, Role::Moment].map(|role| fit(name, role)).into_iter().max().unwrap_or(0);
    let says_day = [words.first(), words.last()].into_iter().flatten().any(is_dated);
    best >= 90 && words.len() == 1 || best >= 70 && says_day
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
    let is_customer = [
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
    ]
    .iter()
    .any(|word| joined.starts_with(word) && words.len() <= 2 || words.iter().any(|w| w == word));
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
            (ends_in_id && has(&["id"]) && words.len() <= 2, 30),
        ]),
        Role::EventId => pick(&[
            (
                has(&["event", "transaction", "transactie", "invoice", "factuur", "order", "payment", "betaling"])
                    && (ends_in_id || words.len() == 1),
                80,
            ),
            (ends_in_id && begins(&["transactie", "factuur", "invoice", "bestel", "order", "boeking", "betaling"]), 80),
            (is(&["id", "uuid", "sourceid"]), 40),
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
        Role::Start => pick(&[
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
            (has(&["created", "opened", "registered", "registration", "aangemaakt", "inschrijving", "subscribed"]), 70),
            (
                begins(&["start", "begin", "ingang", "ingegaan", "aanmeld", "aangemeld", "inschrijf", "ingeschreven"]),
                70,
            ),
            (has(&["from", "van", "vanaf", "first", "eerste"]), 50),
        ]),
        // What has been paid for ends over and over, and a trial before anybody is a customer.
        Role::End if has(&["current", "period", "trial", "billing", "next", "huidige", "proef", "periode"]) => 0,
        Role::End => pick(&[
            (
                has(&[
                    "end",
                    "ended",
                    "einddatum",
                    "enddate",
                    "stop",
                    "opzegdatum",
                    "beeindigd",
                    "uitschrijfdatum",
                    "ende",
                    "enddatum",
                    "kündigungsdatum",
                    "termination",
                    "cancellation",
                    "eind",
                ]),
                90,
            ),
            (
                has(&[
                    "churn",
                    "cancel",
                    "canceled",
                    "cancelled",
                    "left",
                    "closed",
                    "until",
                    "tot",
                    "expired",
                    "vertrek",
                ]),
                70,
            ),
            (begins(&["eind", "opzeg", "uitschrijf", "uitgeschreven", "beëindig", "beeindig"]), 70),
            (joined.ends_with("ende"), 50),
        ]),
        Role::Moment => pick(&[
            (is(&["at", "date", "datum", "timestamp", "moment", "day", "dag", "ts", "time", "tijdstip"]), 90),
            (
                has(&["date", "datum", "timestamp", "invoicedate", "orderdate", "transactiondate", "at", "on", "time"]),
                70,
            ),
        ]),
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
        Role::Amount => pick(&[
            (is(&["amount", "bedrag", "sales", "revenue", "omzet", "spend", "totalprice", "prijs", "price"]), 90),
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
            (has(&["churn", "cancel"]) && has(&["category", "categorie"]), 50),
        ]),
        Role::Plan => pick(&[(
            is(&["plan", "abonnement", "pakket", "package", "product", "subscription", "planname", "formule"]),
            90,
        )]),
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
