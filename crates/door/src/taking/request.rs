//! A request to leave, as any channel makes it.

use relationship::Day;
use relationship::exit::{By, ExitKind, Said};
use relationship::flow::ChannelKind;
use serde::{Deserialize, Serialize};
use store::ExitId;

/// The longest line a leaver writes: a name, a number, a mail address.
pub const LINE_CHARS_MAX: usize = 200;
/// The longest text that is kept as the words of a request.
pub const WORDS_CHARS_MAX: usize = 20_000;

/// The most contracts that a request ends beside its first.
pub const ALSO_MAX: usize = 50;

/// What shows who asked.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// Nothing beyond what they say of themselves: the customer number with the mail address the company has is enough.
    #[default]
    Said,
    /// Something only they and the company know; kept as a hash that is good for nothing else.
    Knows {
        /// The hash, made with [`knows_hash`](super::knows_hash).
        hash: String,
    },
    /// The mail came from the address the company has.
    Sender,
    /// Somebody vouches: a link the company signed or sent, or a person at the desk.
    Vouched {
        /// The customer.
        customer: String,
    },
}

/// The mail a request came in, so that the receipt answers it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Thread {
    /// Its id.
    pub message_id: String,
    /// What it answered itself.
    #[serde(default)]
    pub references: Vec<String>,
    /// Its subject.
    #[serde(default)]
    pub subject: String,
}

/// A request to leave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Its id, which becomes that of the case. The same id again is the same request.
    pub id: ExitId,
    /// The name of the flow.
    pub flow: String,
    /// Who they say they are.
    pub said: Said,
    /// What shows it.
    pub proof: Proof,
    /// The contract, where they chose one.
    pub contract: Option<String>,
    /// Further contracts that are to end with it.
    #[serde(default)]
    pub also: Vec<String>,
    /// Which ending.
    pub kind: ExitKind,
    /// The ground of an extraordinary ending.
    pub ground: Option<String>,
    /// How it came.
    pub channel: ChannelKind,
    /// The language of the leaver.
    pub language: String,
    /// The last day they want.
    pub wanted_on: Option<Day>,
    /// What they wrote or said, word for word.
    pub words: Option<String>,
    /// Who brought it: the leaver, or the desk for them.
    pub by: By,
    /// When it was received.
    pub asked_at_us: i64,
    /// When it came to us, where somebody else received it before: a letter lies until it is entered.
    #[serde(default)]
    pub entered_at_us: Option<i64>,
    /// The walk through the pages it ends.
    pub visit: Option<String>,
    /// The mail it came in.
    pub thread: Option<Thread>,
}

impl Request {
    /// The same request about these contracts.
    #[must_use]
    pub fn about(mut self, contracts: impl IntoIterator<Item = String>) -> Self {
        let mut contracts = contracts.into_iter();
        self.contract = contracts.next();
        self.also = contracts.collect();
        self
    }

    /// A request of which only the flow, the channel, the language and the moment are known.
    pub fn new(id: ExitId, flow: &str, channel: ChannelKind, language: &str, asked_at_us: i64) -> Self {
        Self {
            id,
            flow: flow.to_owned(),
            said: Said::default(),
            proof: Proof::Said,
            contract: None,
            also: Vec::new(),
            kind: ExitKind::Ordinary,
            ground: None,
            channel,
            language: language.to_owned(),
            wanted_on: None,
            words: None,
            by: By::Leaver,
            asked_at_us,
            entered_at_us: None,
            visit: None,
            thread: None,
        }
    }

    /// The request without what cannot be kept: signs that steer, lines without end. It is never refused for them.
    pub(super) fn cleaned(mut self) -> Self {
        let said = &mut self.said;
        for line in [
            &mut said.customer,
            &mut said.name,
            &mut said.mail,
            &mut said.phone,
            &mut said.contract,
            &mut self.contract,
            &mut self.visit,
        ] {
            *line = line.take().and_then(|text| clean(&text, false, LINE_CHARS_MAX));
        }
        self.also = self.also.iter().filter_map(|text| clean(text, false, LINE_CHARS_MAX)).take(ALSO_MAX).collect();
        for text in [&mut self.words, &mut self.ground] {
            *text = text.take().and_then(|text| clean(&text, true, WORDS_CHARS_MAX));
        }
        if let Some(thread) = &mut self.thread {
            thread.message_id = clean(&thread.message_id, false, LINE_CHARS_MAX * 5).unwrap_or_default();
            thread.subject = clean(&thread.subject, false, LINE_CHARS_MAX * 5).unwrap_or_default();
        }
        self
    }
}

/// A text without signs that steer; `None` where nothing is left.
fn clean(text: &str, in_lines: bool, chars_max: usize) -> Option<String> {
    let unified = text.replace("\r\n", "\n").replace('\r', "\n");
    let kept = |sign: &char| !sign.is_control() || (in_lines && matches!(sign, '\n' | '\t'));
    let spaced = unified.chars().map(|sign| if !in_lines && sign == '\n' { ' ' } else { sign });
    let text: String = spaced.filter(kept).take(chars_max).collect();
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}
