//! Who asked. Whoever is not recognized is answered in the same way and as fast, so that nobody finds out who is a customer.

use relationship::exit::{ContractFacts, Said};
use store::{Person, Stamps, StoreError};
use subtle::ConstantTimeEq as _;

use super::{Proof, Request};
use crate::Office;
use crate::token::mac;

/// A customer who was recognized.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recognized {
    /// The customer number, as the company writes it.
    pub customer: String,
    /// The name.
    pub name: Option<String>,
    /// The mail address the company has.
    pub mail: Option<String>,
    /// Their contracts.
    pub contracts: Vec<ContractFacts>,
}

impl From<Person> for Recognized {
    fn from(person: Person) -> Self {
        Self { customer: person.customer, name: person.name, mail: person.mail, contracts: person.contracts }
    }
}

/// How many people may share a mail address before it recognizes nobody.
const SHARED_MAX: u32 = 2;

/// The keyed hash of something a customer knows, such as a birth date or a post code: what is stored of it. Spaces, marks
/// and capitals do not count, and a day may be written in any usual order.
pub fn knows_hash(office: &Office, customer: &str, knows: &str) -> String {
    let customer = customer.trim().to_lowercase();
    let hash = mac(&office.key("knows"), format!("{customer}\n{}", plain(knows)).as_bytes());
    hash.iter().fold(String::with_capacity(64), |mut digits, byte| {
        use std::fmt::Write as _;
        // Writing to a String cannot fail.
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

/// Letters and digits only, with a day as year, month, day.
fn plain(knows: &str) -> String {
    let parts: Vec<&str> = knows.split(|sign: char| !sign.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    if let [day, month, year] = parts.as_slice()
        && year.len() == 4
        && day.len() <= 2
        && month.len() <= 2
        && parts.iter().all(|part| part.bytes().all(|it| it.is_ascii_digit()))
    {
        return format!("{year}{month:0>2}{day:0>2}");
    }
    parts.concat().to_lowercase()
}

/// Who asked, and what says whether settings and flows in memory still hold.
pub(super) async fn recognize(office: &Office, request: &Request) -> Result<(Option<Recognized>, Stamps), StoreError> {
    office.recognize_at(&request.said, &request.proof).await
}

impl Office {
    /// The customer somebody is, as far as what they say and show is enough to be certain.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn recognize(&self, said: &Said, proof: &Proof) -> Result<Option<Recognized>, StoreError> {
        self.recognize_at(said, proof).await.map(|(recognized, _)| recognized)
    }

    async fn recognize_at(&self, said: &Said, proof: &Proof) -> Result<(Option<Recognized>, Stamps), StoreError> {
        if let Proof::Vouched { customer } = proof {
            let (known, stamps) = self.store.stamped_person(customer).await?;
            let unlisted = || Recognized { customer: customer.clone(), name: None, mail: None, contracts: Vec::new() };
            return Ok((Some(known.map_or_else(unlisted, Recognized::from)), stamps));
        }
        // Nobody has the empty number: without one, only the stamps are read here. Both steps are gone for every number.
        let number = self.store.written_as(said.customer.as_deref().unwrap_or_default()).await?;
        let (numbered, stamps) = self.store.stamped_person(&number).await?;
        let person = match &said.customer {
            Some(_) => numbered,
            None => self.only_one_with(said.mail.as_deref().unwrap_or_default()).await?,
        };
        // The same work whether somebody was found or not.
        let (key, nobody) = (self.key("compare"), String::new());
        let same = |left: &str, right: &str| -> bool {
            let (left, right) = (mac(&key, left.as_bytes()), mac(&key, right.as_bytes()));
            left.ct_eq(&right).into()
        };
        let known_mail = person.as_ref().and_then(|person| person.mail.as_ref()).unwrap_or(&nobody);
        let said_mail = said.mail.as_deref().unwrap_or_default().to_lowercase();
        let has_mail = same(known_mail, &said_mail) && !said_mail.is_empty();
        let is_proved = match proof {
            Proof::Said => has_mail && said.customer.is_some(),
            Proof::Sender => has_mail,
            Proof::Knows { hash } => {
                let known = person.as_ref().map_or_else(|| vec![String::new(); 2], |person| person.knows.clone());
                known.iter().fold(false, |found, known| found | same(known, hash)) && !hash.is_empty()
            }
            Proof::Vouched { .. } => false,
        };
        Ok((person.filter(|_| is_proved).map(Recognized::from), stamps))
    }

    /// The customer with a mail address, where nobody shares it.
    async fn only_one_with(&self, mail: &str) -> Result<Option<Person>, StoreError> {
        let mut people = self.store.people_with_mail(mail, SHARED_MAX).await?;
        Ok(if people.len() == 1 { people.pop() } else { None })
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn what_somebody_knows_may_be_written_in_any_usual_way() {
        for text in ["12-09-1980", "12/9/1980", "12 09 1980", "1980-09-12", "19800912"] {
            assert_eq!(plain(text), "19800912", "{text}");
        }
        for text in ["1234 AB", "1234ab", " 1234-Ab "] {
            assert_eq!(plain(text), "1234ab", "{text}");
        }
        assert_eq!(plain(""), "");
    }
}
