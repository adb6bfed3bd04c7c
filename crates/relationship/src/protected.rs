//! Traits by which nobody is chosen: those the law protects, and those that stand in for them.
//!
//! Whom an activity is for may not hang on them. A report shows how they fall out; a choice never uses them.

/// Why a trait is not used to choose customers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Care {
    /// The law protects it, such as age or religion.
    Protected,
    /// It tells a protected trait in other words, such as a postal code or a first name.
    Proxy,
}

/// Words of protected traits, in Dutch and English.
const PROTECTED: [&str; 47] = [
    "age",
    "leeftijd",
    "born",
    "birth",
    "birthday",
    "birthdate",
    "birthyear",
    "dob",
    "geboorte",
    "geboortedatum",
    "geboortejaar",
    "gender",
    "geslacht",
    "sex",
    "sexe",
    "race",
    "ras",
    "ethnicity",
    "etniciteit",
    "nationality",
    "nationaliteit",
    "religion",
    "religie",
    "geloof",
    "godsdienst",
    "belief",
    "handicap",
    "disability",
    "disabled",
    "beperking",
    "health",
    "gezondheid",
    "medical",
    "medisch",
    "marital",
    "pregnant",
    "zwanger",
    "orientation",
    "geaardheid",
    "political",
    "politiek",
    "vakbond",
    "seniorcitizen",
    "senior",
    "partner",
    "dependents",
    "gezinssituatie",
];

/// Words of traits that stand in for protected ones.
const PROXIES: [&str; 20] = [
    "zip",
    "zipcode",
    "postcode",
    "postal",
    "neighborhood",
    "neighbourhood",
    "buurt",
    "wijk",
    "firstname",
    "voornaam",
    "surname",
    "lastname",
    "achternaam",
    "language",
    "taal",
    "moedertaal",
    "birthplace",
    "geboorteplaats",
    "geboorteland",
    "title",
];

/// What the name of a column says. A name that says nothing may still stand in for a protected trait; only its values tell.
pub fn care(column: &str) -> Option<Care> {
    let words = words(column);
    // `first_name` and `firstname` are one word to who reads them.
    let joined = words.windows(2).map(<[String]>::concat);
    let all: Vec<String> = words.iter().cloned().chain(joined).chain(std::iter::once(words.concat())).collect();
    let holds = |list: &[&str]| all.iter().any(|word| list.contains(&word.as_str()));
    if holds(&PROTECTED) {
        Some(Care::Protected)
    } else if holds(&PROXIES) {
        Some(Care::Proxy)
    } else {
        None
    }
}

/// The words of a name in small letters: `postCode`, `post_code` and `Post code` have two.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut was_small = false;
    for letter in name.chars() {
        if !letter.is_alphanumeric() {
            was_small = false;
            words.push(String::new());
            continue;
        }
        if words.is_empty() || (letter.is_uppercase() && was_small) {
            words.push(String::new());
        }
        was_small = letter.is_lowercase();
        if let Some(word) = words.last_mut() {
            word.extend(letter.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_tells_what_may_not_be_used() {
        for name in ["age", "Leeftijd", "customer_age", "SeniorCitizen", "geboorte-datum", "Gender", "sexe"] {
            assert_eq!(care(name), Some(Care::Protected), "{name}");
        }
        for name in ["zip_code", "ZipCode", "postcode4", "first_name", "voornaam", "Wijk"] {
            let expected = if name == "postcode4" { None } else { Some(Care::Proxy) };
            assert_eq!(care(name), expected, "{name}");
        }
        for name in ["usage", "average", "page", "tenure_months", "package", "Contract", "satisfaction", "storage", ""]
        {
            assert_eq!(care(name), None, "{name}");
        }
    }
}
