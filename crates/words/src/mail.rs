//! What a mail asks for: to leave, to withdraw from a fresh contract, a question, or something else; and whether a person
//! must look before anything is done.
//!
//! Strong phrases of both languages say what is asked; what stands around them (a denial, a condition, a question, a doubt,
//! another object, somebody else's contract, a death, a claim) takes it away again; a linear model trained on mails of our
//! own gives a second opinion. Nothing is done alone unless all three leave one reading. Whatever a person wrote and the
//! machine does not act on is put before a person; only what a machine wrote is set aside.

mod beside;
mod body;
mod circumstances;
mod decide;
mod ends;
mod letter;
mod numbers;
mod opinion;
mod origin;
mod phrases;
pub mod plain;
mod read;
mod rest;
mod run;
mod snags;

use relationship::Day;
use serde::Serialize;

use crate::Language;

pub use body::{Body, body_of};
pub use decide::{Limits, classify, classify_with};
pub use ends::Ends;
pub use numbers::NumberPattern;
pub use read::{Mail, ReadError, from_eml, from_json};
pub use run::{Format, run};

/// What a mail asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Intent {
    /// To leave: to end a contract.
    Leave,
    /// To withdraw from a fresh contract, which has other rules than leaving.
    Withdraw,
    /// A question about leaving; nothing was declared.
    Question,
    /// Something else.
    Other,
    /// It speaks of leaving, but what is wanted is not clear.
    Unclear,
}

/// Why a person must look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LookWhy {
    /// The mail asks for something no rule here handles; a person answers it.
    AsksSomethingElse,
    /// It is a question, or asks one beside the request.
    Question,
    /// It speaks of leaving without saying it in words nobody would misread.
    NotUnmistakable,
    /// The request is denied.
    Negation,
    /// The request depends on something.
    Condition,
    /// The writer is not decided, or speaks of later.
    Hesitation,
    /// An earlier request is taken back, or the writer wants to stay.
    TakenBack,
    /// A pause is asked for, or spoken of.
    Pause,
    /// The contract is to move along.
    Moving,
    /// What is canceled is no contract: an order, an appointment, a newsletter.
    OtherObject,
    /// It is about a payment or a mandate.
    Payment,
    /// Somebody writes for somebody else.
    SomebodyElse,
    /// Somebody has died.
    Death,
    /// The writer may be a minor.
    Minor,
    /// More than one contract, or a part of one.
    SeveralContracts,
    /// More than one customer number.
    SeveralNumbers,
    /// It was asked or happened before.
    AskedBefore,
    /// A claim, a breach, a lawyer, money back.
    Claim,
    /// Personal data are to be erased.
    Erasure,
    /// The wish to become a customer is in it.
    Joining,
    /// Another contract is to take the place of this one.
    AnotherInstead,
    /// The wanted end date is not clear, lies in the past, or there are several.
    EndDate,
    /// Leaving and withdrawing are both spoken of.
    LeaveOrWithdraw,
    /// The words are quoted or forwarded.
    Quoted,
    /// There is nothing to read but an attachment.
    Attachment,
    /// There is nothing to read.
    Empty,
    /// A machine wrote it, yet it asks to leave.
    Machine,
    /// Somebody's life or safety may be in danger.
    Danger,
    /// The linear model reads it differently.
    SecondOpinion,
}

/// One reason to look, with the words that gave it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Look {
    /// Why.
    pub why: LookWhy,
    /// The words, as they were written; empty where no words tell.
    pub words: String,
}

/// What must be known beside the mail itself.
#[derive(Debug, Clone, Default)]
pub struct Setting {
    /// The day the mail came in, for a mail without a date of its own.
    pub received_on: Option<Day>,
    /// How the company's customer numbers look, such as `FP-#####`.
    pub number_pattern: Option<NumberPattern>,
    /// The name of the company the mails are to, so that a contract with another one is noticed.
    pub company: Option<String>,
    /// Does `3/4` mean 3 April? Unknown means: yes in Dutch, and in English a person must look.
    pub is_day_first: Option<bool>,
}

/// What a mail asks for, as it was understood.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Understood {
    /// What it asks for.
    pub intent: Intent,
    /// Must a person look before anything is done? Where this is false, a request to leave or to withdraw can be taken, and
    /// a mail of another intent was written by a machine and can be set aside.
    pub must_look: bool,
    /// Why a person must look; empty when nobody need.
    pub look: Vec<Look>,
    /// The day from which on the writer wants to be gone.
    pub ends: Ends,
    /// The customer number, if there is exactly one.
    pub customer_number: Option<String>,
    /// All customer numbers that were named.
    pub customer_numbers: Vec<String>,
    /// Contracts that were named by number.
    pub contract_numbers: Vec<String>,
    /// The language it is written in.
    pub language: Language,
    /// The words that decided, as they were written.
    pub because: Vec<String>,
    /// What the linear model gives for leaving or withdrawing, from 0 to 1.
    pub second_opinion: f32,
    /// The log odds, by a model of whole mails, that a careful clerk would register the request at once.
    pub plainness: f32,
}
