//! `vaarwel member`: people who sign in to the console.

use std::io::Read as _;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use door::listening::reminders::hand_over;
use store::{Actor, Email, Language, Member, MemberId, NewMember, PasswordHash, Role, Store};

use crate::failure::Advise as _;
use crate::mail::settings::MailSettings;
use crate::place::{Place, wait};
use crate::say::{Table, say};
use crate::{chance, serve};

#[derive(Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Add a member, with a password or with a link that signs them in once
    Add(Add),
    /// List the members
    List {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Make a link that signs a member in once, for instance after a lost password
    Link {
        /// The member's mail address
        #[arg(long)]
        email: Email,
        #[command(flatten)]
        site: Site,
    },
    /// Change what a member may do
    Role {
        /// The member's mail address
        #[arg(long)]
        email: Email,
        /// owner, manager, analyst or front_line
        #[arg(long)]
        role: Role,
    },
    /// Remove a member; their sessions end at once
    Remove {
        /// The member's mail address
        #[arg(long)]
        email: Email,
    },
}

#[derive(Args)]
struct Add {
    /// Their mail address
    #[arg(long)]
    email: Email,
    /// What they may do: owner, manager, analyst or front_line
    #[arg(long)]
    role: Role,
    /// Read the password from standard input; without it, a link that signs in once is printed
    #[arg(long)]
    password_stdin: bool,
    /// What to call them [default: the part of the address before the @]
    #[arg(long)]
    name: Option<String>,
    /// The language they read: nl or en [default: the company's]
    #[arg(long)]
    language: Option<Language>,
    #[command(flatten)]
    site: Site,
}

#[derive(Args)]
struct Site {
    /// The address people reach Vaarwel at, for links
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:7171")]
    public_url: String,
}

impl Arguments {
    pub(crate) fn run(self, place: &Place) -> anyhow::Result<()> {
        match self.what {
            What::Add(add) => add.run(place),
            What::List { json } => {
                place.require()?;
                list(place, json)
            }
            What::Link { email, site } => {
                place.require()?;
                wait(async {
                    let store = place.store().await?;
                    let member = find(&store, &email).await?;
                    tell_link(place, store, member.id, &site).await
                })
            }
            What::Role { email, role } => {
                place.require()?;
                wait(async {
                    let store = place.store().await?;
                    let member = find(&store, &email).await?;
                    if member.role == role {
                        say!("Nothing changed: {} is {role} already", email.as_str());
                        return Ok(());
                    }
                    store.change_role(member.id, role, chance::act()).await?;
                    say!("{} was {} and is {role} now", email.as_str(), member.role);
                    Ok(())
                })
            }
            What::Remove { email } => {
                place.require()?;
                wait(async {
                    let store = place.store().await?;
                    let member = find(&store, &email).await?;
                    store.remove_member(member.id, chance::act()).await?;
                    let office = crate::office::open(place, store.clone(), None)?;
                    let members = store.members().await?;
                    let heir = members.iter().find(|it| it.role == Role::Owner).map_or("", |it| it.email.as_str());
                    let rules = office.improvement_rules()?;
                    let given = hand_over(&office, &rules, &member, heir, chance::act()).await?;
                    say!("{} is no longer a member; their sessions and links have ended", email.as_str());
                    if given > 0 {
                        say!("Handed over: {}", crate::say::plural(given, "action point", "action points"));
                    }
                    Ok(())
                })
            }
        }
    }
}

impl Add {
    fn run(self, place: &Place) -> anyhow::Result<()> {
        let password_hash = self.password_stdin.then(read_password).transpose()?;
        let has_password = password_hash.is_some();
        let name = self.name.unwrap_or_else(|| self.email.as_str().split('@').next().unwrap_or_default().to_owned());
        wait(async {
            let store = place.store().await?;
            let language = match self.language {
                Some(language) => language,
                None => store.settings().await?.language,
            };
            let id = MemberId::new(chance::now(), chance::random_id());
            let new = NewMember { id, email: self.email, name, role: self.role, language, password_hash };
            let added = store.add_member(new, chance::act()).await;
            let member = added.hint(format!("`vaarwel member list{}` shows who is there", place.data_option()))?;
            say!("Added {} as {} ({})", member.email.as_str(), member.role, member.language);
            if has_password { Ok(()) } else { tell_link(place, store, member.id, &self.site).await }
        })
    }
}

async fn tell_link(place: &Place, store: Store, member: MemberId, site: &Site) -> anyhow::Result<()> {
    let app = serve::app(place, store, &MailSettings::default(), (Some(site.public_url.clone()), false))?;
    let path = app.sign_in_link(member, Actor::Program).await?;
    say!("This link signs in once, within a week: {}{path}", site.public_url.trim_end_matches('/'));
    Ok(())
}

/// The password on standard input: its first line.
fn read_password() -> anyhow::Result<PasswordHash> {
    /// More than any password.
    const BYTES_MAX: u64 = 10_000;
    let mut text = String::new();
    std::io::stdin().take(BYTES_MAX).read_to_string(&mut text).context("cannot read a password from standard input")?;
    let password = text.lines().next().unwrap_or_default();
    web::hash_password(password, chance::random())
        .hint("send it like this: vaarwel member add ... --password-stdin < FILE")
}

async fn find(store: &Store, email: &Email) -> anyhow::Result<Member> {
    match store.member_by_email(email).await? {
        Some(member) => Ok(member),
        None => Err(anyhow::anyhow!("nobody has the mail address `{}`", email.as_str()))
            .hint("`vaarwel member list` shows who is there"),
    }
}

fn list(place: &Place, json: bool) -> anyhow::Result<()> {
    let members = wait(async { Ok(place.store().await?.members().await?) })?;
    if json {
        let all: Vec<_> = members
            .iter()
            .map(|it| {
                serde_json::json!({"id": it.id, "email": it.email.as_str(), "name": it.name, "role": it.role,
                    "language": it.language, "has_password": it.password_hash.is_some()})
            })
            .collect();
        say!("{}", serde_json::to_string_pretty(&all)?);
    } else if members.is_empty() {
        say!("Nobody yet: vaarwel member add --email you@company.example --role owner{}", place.data_option());
    } else {
        let mut table = Table::new(["email", "name", "role", "language", "password"]);
        for it in &members {
            let password = if it.password_hash.is_some() { "yes" } else { "links only" };
            table.row([it.email.as_str(), &it.name, it.role.word(), it.language.word(), password]);
        }
        crate::say::write(format_args!("{table}"));
    }
    Ok(())
}
