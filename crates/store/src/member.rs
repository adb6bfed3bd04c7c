//! Members: the people of the company who sign in to the console.

use std::fmt;
use std::str::FromStr;

use serde_json::json;
use sqlx_macros::FromRow;

use crate::connection::{Turn, Tx, execute, fetch_all, fetch_one, fetch_optional};
use crate::error::{Cell, check_text};
use crate::word::words;
use crate::{Act, Language, MemberId, Moment, NotAllowed, PasswordHash, Store, StoreError};

words! {
    /// What a member may do.
    Role, "a role" {
        /// Everything, members and keys included.
        Owner = "owner",
        /// Everything about customers and activities.
        Manager = "manager",
        /// Read and compute.
        Analyst = "analyst",
        /// Help customers who leave.
        FrontLine = "front_line",
    }
}

/// Longest mail address, as RFC 5321 allows it.
pub const EMAIL_CHARS_MAX: usize = 254;

/// A mail address in lower case: two ways to write one address are one member.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Email(String);

impl Email {
    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[mail address]")
    }
}

impl FromStr for Email {
    type Err = NotAllowed;

    fn from_str(given: &str) -> Result<Self, NotAllowed> {
        let text = given.trim().to_lowercase();
        let has_two_parts = text.rsplit_once('@').is_some_and(|(local, host)| {
            let is_host = host.split('.').all(|part| !part.is_empty());
            !local.is_empty() && !local.contains('@') && is_host
        });
        let is_plain = !text.chars().any(|c| c.is_whitespace() || c.is_control());
        if has_two_parts && is_plain && text.chars().count() <= EMAIL_CHARS_MAX {
            Ok(Self(text))
        } else {
            Err(NotAllowed {
                // What was typed may be somebody's address with a slip in it, so it is not repeated.
                given: "what was given".to_owned(),
                what: "a mail address",
                allowed: format!("`name@host` without spaces, at most {EMAIL_CHARS_MAX} characters"),
            })
        }
    }
}

/// A person of the company who may sign in.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// Names the member.
    pub id: MemberId,
    /// Where sign-in links go; unique.
    pub email: Email,
    /// What to call them.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// The language they read.
    pub language: Language,
    /// None for a member who only uses sign-in links.
    pub password_hash: Option<PasswordHash>,
    /// When they were added.
    pub created_at: Moment,
}

/// A member to be added.
#[derive(Debug, Clone)]
pub struct NewMember {
    /// A fresh id.
    pub id: MemberId,
    /// Where sign-in links go.
    pub email: Email,
    /// What to call them.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// The language they read.
    pub language: Language,
    /// None for a member who only uses sign-in links.
    pub password_hash: Option<PasswordHash>,
}

#[derive(FromRow)]
pub(crate) struct MemberRow {
    id: String,
    email: String,
    name: String,
    role: String,
    language: String,
    password_hash: Option<String>,
    created_at_us: i64,
}

impl MemberRow {
    pub(crate) fn read(self) -> Result<Member, StoreError> {
        let cell = |column| Cell { table: "members", column, id: &self.id };
        Ok(Member {
            id: cell("id").read(&self.id)?,
            email: cell("email").read(&self.email)?,
            role: cell("role").read(&self.role)?,
            language: cell("language").read(&self.language)?,
            name: self.name,
            password_hash: self.password_hash.map(PasswordHash::new),
            created_at: Moment::from_us(self.created_at_us),
        })
    }
}

fn about(id: MemberId) -> String {
    format!("member:{id}")
}

fn missing(id: MemberId) -> StoreError {
    StoreError::NotFound { what: "member", id: id.to_string() }
}

impl Store {
    /// Adds a member.
    ///
    /// # Errors
    /// `EmailTaken` when the mail address is a member's already; `NotStorable` for a name with a zero character.
    pub async fn add_member(&self, member: NewMember, act: Act) -> Result<Member, StoreError> {
        let mut tx = self.write().await?;
        let member = insert(&mut tx, member, act).await?;
        tx.commit().await?;
        Ok(member)
    }

    /// Adds the first member, at the first start; `None` when there are members already.
    ///
    /// # Errors
    /// `Busy`, `DiskFull`, `Database`.
    pub async fn add_first_member(&self, member: NewMember, act: Act) -> Result<Option<Member>, StoreError> {
        let mut tx = self.write().await?;
        tx.take_turn(Turn::Members, 1).await?;
        let (members,): (i64,) = fetch_one!(tx, "select count(*) from members")?;
        if members > 0 {
            return Ok(None);
        }
        let member = insert(&mut tx, member, act).await?;
        tx.commit().await?;
        Ok(Some(member))
    }

    /// All members, in the order they were added.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn members(&self) -> Result<Vec<Member>, StoreError> {
        let mut db = self.read().await?;
        let rows: Vec<MemberRow> = fetch_all!(
            db,
            "select id, email, name, role, language, password_hash, created_at_us from members
             order by created_at_us, id",
        )?;
        rows.into_iter().map(MemberRow::read).collect()
    }

    /// The member with this id.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn member(&self, id: MemberId) -> Result<Option<Member>, StoreError> {
        let mut db = self.read().await?;
        let row: Option<MemberRow> = fetch_optional!(
            db,
            "select id, email, name, role, language, password_hash, created_at_us from members where id = $1",
            id.to_string(),
        )?;
        row.map(MemberRow::read).transpose()
    }

    /// The member with this mail address.
    ///
    /// # Errors
    /// `Corrupt`, `Busy`, `Database`.
    pub async fn member_by_email(&self, email: &Email) -> Result<Option<Member>, StoreError> {
        let mut db = self.read().await?;
        let row: Option<MemberRow> = fetch_optional!(
            db,
            "select id, email, name, role, language, password_hash, created_at_us from members where email = $1",
            email.as_str(),
        )?;
        row.map(MemberRow::read).transpose()
    }

    /// Changes the language a member reads.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn change_language(&self, id: MemberId, language: Language, act: Act) -> Result<(), StoreError> {
        let mut tx = self.write().await?;
        let sql = "update members set language = $1 where id = $2";
        if execute!(tx, sql, language.word(), id.to_string())? == 0 {
            return Err(missing(id));
        }
        tx.record(act, "member_language_changed", about(id), json!({ "language": language })).await?;
        tx.commit().await
    }

    /// Changes what a member may do.
    ///
    /// # Errors
    /// `NotFound`; `LastOwner` when nobody would be an owner any more.
    pub async fn change_role(&self, id: MemberId, role: Role, act: Act) -> Result<(), StoreError> {
        let mut tx = self.write().await?;
        tx.take_turn(Turn::Members, 1).await?;
        let before = role_of(&mut tx, id).await?;
        if role != Role::Owner {
            keep_an_owner(&mut tx, id).await?;
        }
        execute!(tx, "update members set role = $1 where id = $2", role.word(), id.to_string())?;
        tx.record(act, "member_role_changed", about(id), json!({ "from": before, "to": role })).await?;
        tx.commit().await
    }

    /// Sets a member's password, or takes it away so that only sign-in links are left. Sessions stay; see
    /// [`Store::revoke_sessions_of`].
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn set_password(&self, id: MemberId, hash: Option<&PasswordHash>, act: Act) -> Result<(), StoreError> {
        let mut tx = self.write().await?;
        let sql = "update members set password_hash = $1 where id = $2";
        if execute!(tx, sql, hash.map(PasswordHash::expose), id.to_string())? == 0 {
            return Err(missing(id));
        }
        let what = if hash.is_some() { "member_password_set" } else { "member_password_removed" };
        tx.record(act, what, about(id), json!({})).await?;
        tx.commit().await
    }

    /// Removes a member with all their sessions and sign-in links. The history keeps the id and nothing else.
    ///
    /// # Errors
    /// `NotFound`; `LastOwner` when nobody would be an owner any more.
    pub async fn remove_member(&self, id: MemberId, act: Act) -> Result<(), StoreError> {
        let mut tx = self.write().await?;
        tx.take_turn(Turn::Members, 1).await?;
        let role = role_of(&mut tx, id).await?;
        keep_an_owner(&mut tx, id).await?;
        execute!(tx, "delete from members where id = $1", id.to_string())?;
        tx.record(act, "member_removed", about(id), json!({ "role": role })).await?;
        tx.commit().await
    }
}

async fn insert(tx: &mut Tx, new: NewMember, act: Act) -> Result<Member, StoreError> {
    check_text(0, "name", &new.name)?;
    let stored = execute!(
        tx,
        "insert into members (id, email, name, role, language, password_hash, created_at_us)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict (email) do nothing",
        new.id.to_string(),
        new.email.as_str(),
        &new.name,
        new.role.word(),
        new.language.word(),
        new.password_hash.as_ref().map(PasswordHash::expose),
        act.at.us(),
    )?;
    if stored == 0 {
        return Err(StoreError::EmailTaken);
    }
    tx.record(act, "member_added", about(new.id), json!({ "role": new.role })).await?;
    let NewMember { id, email, name, role, language, password_hash } = new;
    Ok(Member { id, email, name, role, language, password_hash, created_at: act.at })
}

async fn role_of(tx: &mut Tx, id: MemberId) -> Result<Role, StoreError> {
    let id_text = id.to_string();
    let row: Option<(String,)> = fetch_optional!(tx, "select role from members where id = $1", &id_text)?;
    let (role,) = row.ok_or_else(|| missing(id))?;
    Cell { table: "members", column: "role", id: &id_text }.read(&role)
}

/// Refuses when the only owner is this member. The caller has the members' turn, so nobody else can leave meanwhile.
async fn keep_an_owner(tx: &mut Tx, leaving: MemberId) -> Result<(), StoreError> {
    let sql = "select id from members where role = 'owner' limit 2";
    let owners: Vec<(String,)> = fetch_all!(tx, sql)?;
    if owners.len() == 1 && owners[0].0 == leaving.to_string() { Err(StoreError::LastOwner) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_address_is_one_whatever_the_case_and_is_never_shown_in_a_log() {
        let email: Email = " Anouk@Fietsplan.Example ".parse().expect("an address");
        assert_eq!(email.as_str(), "anouk@fietsplan.example");
        assert_eq!(format!("{email:?}"), "[mail address]");
    }

    #[test]
    fn what_is_no_mail_address_is_refused_without_repeating_it() {
        let too_long = format!("{}@x.example", "a".repeat(EMAIL_CHARS_MAX));
        for given in ["", "anouk", "@x", "a@", "a@b@c.example", "a b@c.example", "a@c..example", "a\u{0}@c", &too_long]
        {
            let said = given.parse::<Email>().expect_err(given).to_string();
            assert!(said.contains("allowed: `name@host`"), "{said}");
            assert!(given.is_empty() || !said.contains(&format!("`{given}`")), "{said}");
        }
    }
}
