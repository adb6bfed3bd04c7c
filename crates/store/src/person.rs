//! What the company tells us of its customers, so that a leaver can be recognized and told what ends when.

mod together;

pub(crate) use together::Recognizing;

use relationship::exit::ContractFacts;
use relationship::{Day, Money};
use serde_json::json;
use sqlx_macros::FromRow;

use crate::connection::{Pools, Reader, execute, fetch_all, fetch_optional};
use crate::error::{Cell, check_text};
use crate::{Act, Language, Store, StoreError};

/// A customer, as far as the company told us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The customer number, as the company writes it.
    pub customer: String,
    /// The name.
    pub name: Option<String>,
    /// The mail address, in lower case.
    pub mail: Option<String>,
    /// The phone number.
    pub phone: Option<String>,
    /// The language they read.
    pub language: Option<Language>,
    /// Keyed hashes of what they know, such as a birth date or a post code; never the things themselves.
    pub knows: Vec<String>,
    /// What this may be used for.
    pub purpose: String,
    /// The last day it is kept; `None` for as long as they are a customer.
    pub keep_until: Option<Day>,
    /// Their contracts.
    pub contracts: Vec<ContractFacts>,
}

/// A customer number without what people leave out or add when they write it: capitals, blanks and marks between its parts.
pub fn plain_number(number: &str) -> String {
    let is_kept = |sign: &char| !sign.is_whitespace() && !matches!(sign, '-' | '.' | '/' | '_');
    number.chars().filter(is_kept).collect::<String>().to_ascii_lowercase()
}

/// What became of people that were told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PutPeople {
    /// So many were unknown before.
    pub added: u64,
    /// So many were known.
    pub known: u64,
}

/// What says whether settings and flows that are kept in memory still hold: another number, another content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamps {
    /// The number of changes to the settings.
    pub settings: i64,
    /// The number of flows that were published.
    pub flows: i64,
}

/// A row of `people`; in a query that finds nobody too, all is empty.
#[derive(FromRow)]
struct Row {
    customer: Option<String>,
    name: Option<String>,
    mail: Option<String>,
    phone: Option<String>,
    language: Option<String>,
    knows: Option<String>,
    purpose: Option<String>,
    keep_until_on: Option<String>,
}

/// A customer with one of their contracts, beside the stamps.
#[derive(FromRow)]
struct StampedRow {
    settings_stamp: i64,
    flows_stamp: i64,
    #[sqlx(flatten)]
    person: Row,
    #[sqlx(flatten)]
    contract: ContractRow,
}

#[derive(FromRow)]
struct ContractRow {
    contract: Option<String>,
    plan: Option<String>,
    began_on: Option<String>,
    price_minor: Option<i64>,
    price_currency: Option<String>,
    price_months: Option<i64>,
    paid_from_on: Option<String>,
    paid_until_on: Option<String>,
    told_of_withdrawal_on: Option<String>,
}

impl ContractRow {
    /// The contract, where there is one.
    fn read(self, customer: &str) -> Result<Option<ContractFacts>, StoreError> {
        let Some(contract) = self.contract else { return Ok(None) };
        let id = format!("{customer} {contract}");
        let cell = |column| Cell { table: "contracts", column, id: &id };
        let day = |column, text: Option<String>| text.map(|text| cell(column).read::<Day>(&text)).transpose();
        let price = match (self.price_minor, self.price_currency) {
            (Some(minor), Some(code)) => Some(Money { minor, currency: cell("price_currency").read(&code)? }),
            _ => None,
        };
        Ok(Some(ContractFacts {
            began_on: day("began_on", self.began_on)?,
            paid_from: day("paid_from_on", self.paid_from_on)?,
            paid_until: day("paid_until_on", self.paid_until_on)?,
            told_of_withdrawal_on: day("told_of_withdrawal_on", self.told_of_withdrawal_on)?,
            price,
            price_months: self.price_months.and_then(|months| u32::try_from(months).ok()).unwrap_or(1),
            contract,
            plan: self.plan,
        }))
    }
}

impl Row {
    /// The customer with these contracts, where there is one.
    fn read(self, contracts: Vec<ContractRow>) -> Result<Option<Person>, StoreError> {
        let Some(customer) = self.customer else { return Ok(None) };
        let cell = |column| Cell { table: "people", column, id: &customer };
        let language = self.language.as_ref().map(|text| cell("language").read(text)).transpose()?;
        let keep_until = self.keep_until_on.as_ref().map(|text| cell("keep_until_on").read(text)).transpose()?;
        let contracts =
            contracts.into_iter().filter_map(|row| row.read(&customer).transpose()).collect::<Result<_, _>>()?;
        Ok(Some(Person {
            name: self.name,
            mail: self.mail,
            phone: self.phone,
            language,
            knows: self.knows.unwrap_or_default().split_whitespace().map(str::to_owned).collect(),
            purpose: self.purpose.unwrap_or_default(),
            keep_until,
            contracts,
            customer,
        }))
    }
}

/// What the rows of one customer say.
fn read_stamped(rows: Vec<StampedRow>) -> Result<(Option<Person>, Stamps), StoreError> {
    let mut rows = rows.into_iter();
    // The stamps make a row of their own where nobody is found.
    let Some(first) = rows.next() else { return Err(StoreError::NotFound { what: "counter", id: String::new() }) };
    let stamps = Stamps { settings: first.settings_stamp, flows: first.flows_stamp };
    let contracts = std::iter::once(first.contract).chain(rows.map(|row| row.contract)).collect();
    Ok((first.person.read(contracts)?, stamps))
}

/// These customers, each with their contracts.
async fn with_contracts(db: &mut Reader, rows: Vec<Row>) -> Result<Vec<Person>, StoreError> {
    let mut people = Vec::with_capacity(rows.len());
    for row in rows {
        let contracts: Vec<ContractRow> = fetch_all!(
            db,
            "select contract, plan, began_on, price_minor, price_currency, price_months, paid_from_on, paid_until_on,
                    told_of_withdrawal_on
             from contracts where customer = $1 order by contract",
            &row.customer,
        )?;
        people.extend(row.read(contracts)?);
    }
    Ok(people)
}

impl Person {
    fn check(&self, index: usize) -> Result<(), StoreError> {
        let texts = [
            ("customer", Some(&self.customer)),
            ("name", self.name.as_ref()),
            ("mail", self.mail.as_ref()),
            ("phone", self.phone.as_ref()),
            ("purpose", Some(&self.purpose)),
        ];
        for (field, text) in texts {
            check_text(index, field, text.map_or("", String::as_str))?;
        }
        if self.customer.is_empty() {
            return Err(StoreError::NotStorable { index, field: "customer", why: "is empty; say whom it is about" });
        }
        for facts in &self.contracts {
            check_text(index, "contract", &facts.contract)?;
            check_text(index, "plan", facts.plan.as_deref().unwrap_or_default())?;
            if facts.contract.is_empty() {
                return Err(StoreError::NotStorable { index, field: "contract", why: "is empty; say which it is" });
            }
        }
        Ok(())
    }
}

impl Store {
    /// Takes over what the company tells of people: who is known is replaced with all their contracts, who is not is
    /// added, all or none.
    ///
    /// # Errors
    /// `NotStorable` names the first person that cannot be kept.
    pub async fn put_people(&self, people: &[Person], act: Act) -> Result<PutPeople, StoreError> {
        for (index, person) in people.iter().enumerate() {
            person.check(index)?;
        }
        let mut put = PutPeople::default();
        let mut tx = self.write().await?;
        for person in people {
            let known = execute!(tx, "delete from contracts where customer = $1", &person.customer)?
                + execute!(tx, "delete from people where customer = $1", &person.customer)?;
            put.added += u64::from(known == 0);
            put.known += u64::from(known > 0);
            execute!(
                tx,
                "insert into people (customer, name, mail, phone, language, knows, purpose, keep_until_on, changed_at_us)
                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                &person.customer,
                &person.name,
                person.mail.as_ref().map(|mail| mail.trim().to_lowercase()),
                &person.phone,
                person.language.map(Language::word),
                person.knows.join(" "),
                &person.purpose,
                person.keep_until.map(|day| day.to_string()),
                act.at.us(),
            )?;
            for facts in &person.contracts {
                execute!(
                    tx,
                    "insert into contracts (customer, contract, plan, began_on, price_minor, price_currency,
                                            price_months, paid_from_on, paid_until_on, told_of_withdrawal_on)
                     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                     on conflict (customer, contract) do update set
                         plan = excluded.plan, began_on = excluded.began_on, price_minor = excluded.price_minor,
                         price_currency = excluded.price_currency, price_months = excluded.price_months,
                         paid_from_on = excluded.paid_from_on, paid_until_on = excluded.paid_until_on,
                         told_of_withdrawal_on = excluded.told_of_withdrawal_on",
                    &person.customer,
                    &facts.contract,
                    &facts.plan,
                    facts.began_on.map(|day| day.to_string()),
                    facts.price.map(|price| price.minor),
                    facts.price.map(|price| price.currency.code().to_owned()),
                    i64::from(facts.price_months.max(1)),
                    facts.paid_from.map(|day| day.to_string()),
                    facts.paid_until.map(|day| day.to_string()),
                    facts.told_of_withdrawal_on.map(|day| day.to_string()),
                )?;
            }
        }
        if !people.is_empty() {
            tx.record(act, "people_told", None, json!({ "added": put.added, "known": put.known })).await?;
        }
        tx.commit().await?;
        Ok(put)
    }

    /// The number of a customer as the company writes it, where somebody wrote it in their own way: capitals, blanks and marks
    /// do not count as long as only one customer can be meant. Where nobody or several can be meant it stays as it was written.
    ///
    /// # Errors
    /// `Busy`, `Database`.
    pub async fn written_as(&self, number: &str) -> Result<String, StoreError> {
        // A text with a zero in it is nobody's number, and PostgreSQL would refuse it.
        let plain = if number.contains('\0') { String::new() } else { plain_number(number) };
        let mut db = self.read().await?;
        let rows: Vec<(String,)> = fetch_all!(db, include_str!("../queries/written_as.sql"), plain.as_str())?;
        Ok(match rows.as_slice() {
            [(only,)] if !plain.is_empty() => only.clone(),
            _ => number.to_owned(),
        })
    }

    /// A customer, if the company told of them.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn person(&self, customer: &str) -> Result<Option<Person>, StoreError> {
        self.stamped_person(customer).await.map(|(person, _)| person)
    }

    /// A customer, if the company told of them, with what says whether settings and flows in memory still hold: one way to
    /// the database and back for all that a request to leave has to read.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn stamped_person(&self, customer: &str) -> Result<(Option<Person>, Stamps), StoreError> {
        if let Pools::Postgres { .. } = &self.pools {
            return self.recognize_together(customer).await;
        }
        let mut db = self.read().await?;
        let rows: Vec<StampedRow> = fetch_all!(
            db,
            "select settings_stamp, flows_stamp, people.customer, name, mail, phone, language, knows, purpose,
                    keep_until_on, contract, plan, began_on, price_minor, price_currency, price_months, paid_from_on,
                    paid_until_on, told_of_withdrawal_on
             from (select (select value from counters where name = 'settings') as settings_stamp,
                          (select value from counters where name = 'flows') as flows_stamp) as stamps
             left join people on people.customer = $1
             left join contracts on contracts.customer = $1 order by contract",
            customer,
        )?;
        read_stamped(rows)
    }

    /// The customers with a mail address; one, where nobody shares it.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn people_with_mail(&self, mail: &str, limit: u32) -> Result<Vec<Person>, StoreError> {
        let mut db = self.read().await?;
        let rows: Vec<Row> = fetch_all!(
            db,
            "select customer, name, mail, phone, language, knows, purpose, keep_until_on
             from people where mail = $1 order by customer limit $2",
            mail.trim().to_lowercase(),
            i64::from(limit),
        )?;
        with_contracts(&mut db, rows).await
    }

    /// Customers whose number, mail address or name begins with a text, for the desk.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn find_people(&self, beginning: &str, limit: u32) -> Result<Vec<Person>, StoreError> {
        let plain = beginning.trim().to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let mut db = self.read().await?;
        let rows: Vec<Row> = fetch_all!(
            db,
            "select customer, name, mail, phone, language, knows, purpose, keep_until_on from people
             where lower(customer) like $1 escape '\\' or mail like $1 escape '\\' or lower(name) like $1 escape '\\'
                or lower(name) like $2 escape '\\'
             order by customer limit $3",
            format!("{plain}%"),
            format!("% {plain}%"),
            i64::from(limit),
        )?;
        with_contracts(&mut db, rows).await
    }

    /// How many customers the company told of.
    ///
    /// # Errors
    /// `Busy`, `Database`.
    pub async fn people_count(&self) -> Result<u64, StoreError> {
        let mut db = self.read().await?;
        let row: Option<(i64,)> = fetch_optional!(db, "select count(*) from people")?;
        Ok(row.map_or(0, |(count,)| count.unsigned_abs()))
    }
}
