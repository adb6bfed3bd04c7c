//! What the desk says, from the same flow as the public pages: in their words, with what holds for this customer.

use door::procedure::DeskScript;
use door::then::{Fact, Values, facts, own_words};
use pages::Speech;
use relationship::exit::Goodbye;
use relationship::flow::Flow;

/// The card beside a case, and beside the form that takes a request.
#[derive(Debug, Clone, Default)]
pub(crate) struct Card {
    pub(crate) flow: String,
    pub(crate) title: String,
    /// The version of the flow; 0 is one that nobody published here.
    pub(crate) version: u32,
    pub(crate) say: Vec<String>,
    pub(crate) never: Vec<String>,
    pub(crate) facts: Vec<(String, String)>,
}

impl Card {
    /// The card of a flow: for one goodbye, or for anybody who would ask today.
    pub(crate) fn of(flow: &Flow, version: u32, speech: &Speech, goodbye: Option<&Goodbye>) -> Self {
        let script = DeskScript::of(flow, speech);
        let values = goodbye.map_or(Values::Anybody { last_day: None }, Values::of);
        let told = |Fact { about, text }: Fact| (about, text);
        Self {
            flow: flow.flow.clone(),
            title: own_words(&flow.title, speech).to_owned(),
            version,
            say: script.say,
            never: script.never,
            facts: facts(flow, speech, values).into_iter().map(told).collect(),
        }
    }
}
