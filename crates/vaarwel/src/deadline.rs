//! `vaarwel deadline`: when a contract ends after a notice, and until when somebody may change their mind. It needs no data
//! folder.

use anyhow::{Context as _, bail};
use clap::{Args, Subcommand};
use relationship::Day;
use relationship::deadline::{
    Contract, ContractKind, Ending, Holidays, Notice, Prepaid, Purchase, Span, Withdrawal, YearEnd, deadline,
    withdrawal,
};
use serde_json::json;

use crate::chance;
use crate::failure::Advise as _;
use crate::say::say;

#[derive(Args)]
#[command(after_help = "\
Examples:
  vaarwel deadline notice --kind nl_consumer --began 2023-09-12 --received 2026-03-16
  vaarwel deadline notice --kind nl_press --began 2025-04-01 --first-term 12 --blocks 12 --received 2026-08-15
  vaarwel deadline withdrawal --concluded 2026-06-20 --law nl --sent 2026-07-06

The kinds of contracts and their rules are in docs/reference/deadlines.md. This is a reading of rules and no legal advice.")]
pub(crate) struct Arguments {
    #[command(subcommand)]
    asked: Asked,
}

#[derive(Subcommand)]
enum Asked {
    /// The last day of a contract after a notice, and the rule that decides
    Notice(NoticeArguments),
    /// Until when somebody may change their mind about a contract that was made at a distance
    Withdrawal(WithdrawalArguments),
}

#[derive(Args)]
struct NoticeArguments {
    /// What the law calls the contract
    #[arg(long, value_parser = kind)]
    kind: ContractKind,
    /// Its first day
    #[arg(long, value_name = "DAY")]
    began: Day,
    /// The day the notice was received [default: today]
    #[arg(long, value_name = "DAY")]
    received: Option<Day>,
    /// The last day the customer wants [default: the earliest]
    #[arg(long, value_name = "DAY")]
    wanted: Option<Day>,
    /// The first term in months [default: none, it has no end from the start]
    #[arg(long, value_name = "MONTHS")]
    first_term: Option<u32>,
    /// The months it is prolonged by [default: without end]
    #[arg(long, value_name = "MONTHS")]
    blocks: Option<u32>,
    /// The agreed notice: 1m is a month, 28d are days [default: what is usual]
    #[arg(long, value_name = "LENGTH", value_parser = span)]
    agreed: Option<Span>,
    /// The end of the membership year of an association, MM-DD [default: 12-31]
    #[arg(long, value_name = "MM-DD", value_parser = year_end)]
    year_end: Option<YearEnd>,
    /// The first day of what is paid in advance
    #[arg(long, value_name = "DAY", requires = "paid_until")]
    paid_from: Option<Day>,
    /// Its last day
    #[arg(long, value_name = "DAY", requires = "paid_from")]
    paid_until: Option<Day>,
    /// As JSON
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
struct WithdrawalArguments {
    /// The day the contract was made
    #[arg(long, value_name = "DAY")]
    concluded: Day,
    /// The day the goods were received [default: it is a service or digital content]
    #[arg(long, value_name = "DAY")]
    received: Option<Day>,
    /// The day the customer was told of the right [default: the day the contract was made]
    #[arg(long, value_name = "DAY", conflicts_with = "untold")]
    informed: Option<Day>,
    /// The customer was never told of the right
    #[arg(long)]
    untold: bool,
    /// The day the withdrawal was sent [default: today]
    #[arg(long, value_name = "DAY")]
    sent: Option<Day>,
    /// The law packs that give the right, and whose public holidays count
    #[arg(long, value_name = "PACK,...", value_delimiter = ',', default_value = "nl")]
    law: Vec<String>,
    /// As JSON
    #[arg(long)]
    json: bool,
}

fn kind(given: &str) -> Result<ContractKind, String> {
    let word = |kind: &ContractKind| serde_json::to_value(kind).ok().and_then(|it| it.as_str().map(str::to_owned));
    let named = ContractKind::ALL.into_iter().find(|kind| word(kind).as_deref() == Some(given));
    named.ok_or_else(|| {
        let allowed: Vec<String> = ContractKind::ALL.iter().filter_map(word).collect();
        format!("`{given}` is no kind of contract; allowed: {}", allowed.join(", "))
    })
}

fn span(given: &str) -> Result<Span, String> {
    let allowed = || format!("`{given}` is no length; allowed: months such as `1m`, or days such as `28d`");
    let (digits, unit) = given.split_at_checked(given.len().saturating_sub(1)).ok_or_else(allowed)?;
    let count = digits.parse().map_err(|_| allowed())?;
    match unit {
        "m" => Ok(Span::Months(count)),
        "d" => Ok(Span::Days(count)),
        _ => Err(allowed()),
    }
}

fn year_end(given: &str) -> Result<YearEnd, String> {
    let read = given.split_once('-').and_then(|(month, day)| Some((month.parse().ok()?, day.parse().ok()?)));
    let (month, day) =
        read.ok_or_else(|| format!("`{given}` is no day of a year; allowed: `MM-DD` such as `06-30`"))?;
    let end = YearEnd { month, day };
    if end.is_a_day() {
        Ok(end)
    } else {
        Err(format!("`{given}` is a day no year has; allowed: `MM-DD` such as `06-30`, or `02-29`"))
    }
}

impl Arguments {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        match self.asked {
            Asked::Notice(it) => it.run(),
            Asked::Withdrawal(it) => it.run(),
        }
    }
}

impl NoticeArguments {
    fn run(self) -> anyhow::Result<()> {
        let kind = self.kind;
        self.unused()?;
        let contract = Contract {
            kind,
            began_on: self.began,
            first_term_months: self.first_term,
            block_months: self.blocks,
            notice: self.agreed.unwrap_or_else(|| kind.usual_notice()),
            year_end: self.year_end,
            prepaid: self.paid_from.zip(self.paid_until).map(|(from, until)| Prepaid { from, until }),
        };
        let notice = Notice { received_on: self.received.unwrap_or_else(chance::today), wanted_on: self.wanted };
        let ending = deadline(&contract, &notice).context("no last day can be told")?;
        if self.json {
            say!("{}", serde_json::to_string_pretty(&ending)?);
        } else {
            tell(&ending);
        }
        Ok(())
    }
}

impl NoticeArguments {
    /// What was given and counts for nothing under this kind of contract is refused.
    fn unused(&self) -> anyhow::Result<()> {
        if self.year_end.is_some() && self.kind != ContractKind::NlAssociation {
            bail!("`--year-end` counts only with `--kind nl_association`; leave it out");
        }
        let given = [("--agreed", self.agreed.is_some()), ("--first-term", self.first_term.is_some())];
        match given.iter().find(|(_, is_given)| *is_given) {
            Some((option, _)) if self.kind == ContractKind::UsAtWill => {
                bail!("`{option}` counts for nothing with `--kind us_at_will`, which is left at any time; leave it out")
            }
            _ => Ok(()),
        }
    }
}

fn tell(ending: &Ending) {
    say!("The last day is {}: {} ({}).", ending.last_day, ending.rule, ending.rule.word());
    if ending.earliest < ending.last_day {
        say!("The earliest would be {}.", ending.earliest);
    }
    if let Some(back) = ending.refund {
        say!("Of {} days that were paid for {} go back, {} to {}.", back.of_days, back.days, back.from, back.until);
    }
    if let Some(switching) = ending.switching {
        let charge = if switching.may_charge { "may be charged for, at cost" } else { "may not be charged for" };
        say!("The move is helped with until {} and {charge}.", switching.transition_until);
        say!("The data can be fetched until {}.", switching.retrieval_until);
    }
    for remark in &ending.remarks {
        say!("Look: {remark}.");
    }
}

impl WithdrawalArguments {
    fn run(self) -> anyhow::Result<()> {
        let informed_on = (!self.untold).then(|| self.informed.unwrap_or(self.concluded));
        let purchase = Purchase { concluded_on: self.concluded, received_on: self.received, informed_on };
        let sent_on = self.sent.unwrap_or_else(chance::today);
        if sent_on < self.concluded {
            bail!(
                "`--sent` is {sent_on}, before the contract was made on {}; allowed: that day or later",
                self.concluded
            );
        }
        for pack in &self.law {
            relationship::law::pack_with_withdrawal(pack).hint("the packs are described in docs/reference/law.md")?;
        }
        let holidays = Holidays::around(self.concluded, self.law.iter().map(String::as_str));
        let answer = withdrawal(&purchase, sent_on, &holidays);
        match answer {
            _ if self.json => say!("{}", serde_json::to_string_pretty(&json!({ "withdrawal": answer }))?),
            Withdrawal::InTime { until, refund_until } => {
                say!("In time: until {until}, midnight. What was paid is back by {refund_until}.");
            }
            Withdrawal::TooLate { until } => {
                say!("Too late: the right could be used until {until}. It can be taken as an ordinary notice.");
            }
        }
        Ok(())
    }
}
