//! What may be asked once the request is in. All of it can be skipped, and nothing of it is needed for anything.

use pages::Fields;
use relationship::exit::{ANSWER_WORKING_DAYS, Apology, Command, Exit, OWN_WORDS_CHARS_MAX, ReplyBy, SCORE_MAX};
use relationship::flow::{Flow, Offer, Survey};
use relationship::law::OfferAfter;
use relationship::reason::Destination;
use relationship::reason::catalogue::{Catalogue, Degree, OfferRule};

use super::frame::Frame;
use super::typed::{several_lines, too_long};
use crate::procedure::offer_after;
use crate::then::own_words;

/// Longest own words that are asked for here.
pub(crate) const WORDS_CHARS_MAX: usize = 500;
const _: () = assert!(WORDS_CHARS_MAX <= OWN_WORDS_CHARS_MAX);

/// Something to choose.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) label: String,
    pub(crate) is_chosen: bool,
    pub(crate) more: Vec<Choice>,
}

/// The numbers of a question with five answers, and which of them was given.
pub(crate) type Scale = Vec<(u8, bool)>;

fn scale(given: Option<u8>) -> Scale {
    (1..=SCORE_MAX).map(|n| (n, given == Some(n))).collect()
}

/// The questions with what was answered before.
#[expect(clippy::struct_excessive_bools, reason = "each is a question that is asked or was answered")]
pub(crate) struct Questions {
    pub(crate) goal: Vec<Choice>,
    pub(crate) reasons: Vec<Choice>,
    pub(crate) main: Vec<Choice>,
    pub(crate) destinations: Vec<Choice>,
    pub(crate) effort: bool,
    pub(crate) effort_scale: Scale,
    pub(crate) goodbye_scale: Scale,
    pub(crate) words: bool,
    pub(crate) words_label: String,
    pub(crate) words_most: usize,
    pub(crate) words_given: String,
    pub(crate) reply: Vec<Choice>,
    pub(crate) fixed: bool,
    pub(crate) fixed_given: bool,
}

/// A first answer: its word in the texts, the code it stands for, and the codes that say more.
struct First {
    word: &'static str,
    code: &'static str,
    more: &'static [&'static str],
}

const fn first(word: &'static str, code: &'static str, more: &'static [&'static str]) -> First {
    First { word, code, more }
}

/// The answers that change places from case to case, so that none profits from standing first.
const SHUFFLED: [First; 7] = [
    first("price", "price", &["price.too_high", "price.increase", "price.surprise", "price.cheaper_elsewhere"]),
    first("service", "service", &["service.encounter", "service.slow", "service.unresolved", "service.channels"]),
    first("product", "product", &["product.quality", "product.missing", "product.complex", "product.inconvenient"]),
    first("start", "start", &["start.never_started", "start.no_contact", "start.expectation"]),
    first("fit", "fit", &["fit.unused", "fit.need_changed", "switch.better", "switch.own"]),
    first("life", "life", &[]),
    first("done", "done.goal", &[]),
];
/// The answers that always stand last.
const LAST: [First; 2] =
    [first("other", "other", &["trust.honesty", "trust.privacy"]), first("none", "none.not_said", &[])];

/// The order of the first answers for a case: the same whenever its page is opened.
fn ordered(case: &str) -> Vec<&'static First> {
    let mut order: Vec<&'static First> = SHUFFLED.iter().collect();
    // A small generator over the id of the case (FNV-1a, then xorshift): it has to be even and repeatable, not secret.
    let mut state = case
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    for at in (1..order.len()).rev() {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let to = usize::try_from(state % (at as u64 + 1)).unwrap_or(0);
        order.swap(at, to);
    }
    order.extend(LAST.iter());
    order
}

impl Questions {
    /// The questions of a flow about a case; nothing where the flow asks nothing.
    pub(crate) fn of(f: &Frame, flow: &Flow, case: &str, exit: &Exit) -> Option<Self> {
        let Survey { reason, effort, free_text, goal_reached } = flow.survey;
        if !(reason || effort || free_text || goal_reached) {
            return None;
        }
        let has = |code: &str| exit.reasons.iter().any(|given| given == code);
        let words = if goal_reached { "leave-words-goal" } else { "leave-words" };
        Some(Self {
            goal: if goal_reached { goal(f, exit) } else { Vec::new() },
            reasons: if reason {
                ordered(case).into_iter().map(|it| answer(f, it, &has)).collect()
            } else {
                Vec::new()
            },
            main: main(f, exit),
            destinations: destinations(f, exit),
            effort,
            effort_scale: scale(exit.effort),
            goodbye_scale: scale(exit.goodbye_score),
            words: free_text,
            words_label: f.t(words),
            words_most: WORDS_CHARS_MAX,
            // What stands in quarantine is not shown again: the page has an address, and that may be seen by others.
            words_given: exit.words.clone().filter(|_| exit.quarantine.is_none()).unwrap_or_default(),
            reply: reply(f, exit),
            fixed: exit.reasons.iter().any(|code| is_fixable(code)),
            fixed_given: exit.tell_when_fixed.is_some(),
        })
    }
}

impl Questions {
    /// The same with what a form says that was not stored: nobody ticks and writes it all again.
    pub(crate) fn filled_in(mut self, fields: &Fields) -> Self {
        let choose = |choices: &mut Vec<Choice>, name: &str| {
            for it in choices {
                it.is_chosen = fields.all(name).any(|given| given == it.value);
            }
        };
        for (choices, name) in [
            (&mut self.goal, "goal"),
            (&mut self.main, "main"),
            (&mut self.destinations, "destination"),
            (&mut self.reply, "reply"),
        ] {
            choose(choices, name);
        }
        for it in &mut self.reasons {
            choose(&mut it.more, "more");
        }
        choose(&mut self.reasons, "reason");
        let given = |name: &str| fields.get(name).and_then(|it| it.parse().ok());
        (self.effort_scale, self.goodbye_scale) = (scale(given("effort")), scale(given("goodbye")));
        self.words_given = several_lines(fields.text("words"));
        self.fixed_given = fields.get("fixed").is_some();
        self
    }
}

fn goal(f: &Frame, exit: &Exit) -> Vec<Choice> {
    let reached = exit.reasons.iter().any(|code| code == "done.goal");
    ["yes", "partly", "no"]
        .map(|word| Choice {
            value: word.to_owned(),
            label: f.t(&format!("leave-goal-{word}")),
            is_chosen: reached && word == "yes",
            more: Vec::new(),
        })
        .to_vec()
}

fn answer(f: &Frame, it: &First, has: &impl Fn(&str) -> bool) -> Choice {
    let language = f.lang();
    let more: Vec<Choice> = it
        .more
        .iter()
        .filter_map(|code| Catalogue::current().find(code))
        .map(|reason| Choice {
            value: reason.code.to_owned(),
            label: reason.text(language).to_owned(),
            is_chosen: has(reason.code),
            more: Vec::new(),
        })
        .collect();
    Choice {
        value: it.code.to_owned(),
        label: f.t(&format!("leave-reason-{}", it.word)),
        is_chosen: has(it.code) || more.iter().any(|it| it.is_chosen),
        more,
    }
}

/// Which of several reasons weighed most: asked once there are several.
fn main(f: &Frame, exit: &Exit) -> Vec<Choice> {
    if exit.reasons.len() < 2 {
        return Vec::new();
    }
    let known = exit.reasons.iter().filter_map(|code| Catalogue::current().find(code));
    known
        .map(|reason| Choice {
            value: reason.code.to_owned(),
            label: said_as(f, reason.code).unwrap_or_else(|| reason.text(f.lang()).to_owned()),
            is_chosen: exit.main_reason.as_deref() == Some(reason.code),
            more: Vec::new(),
        })
        .collect()
}

/// A first answer is called the same wherever it stands.
fn said_as(f: &Frame, code: &str) -> Option<String> {
    let first = SHUFFLED.iter().chain(&LAST).find(|it| it.code == code)?;
    Some(f.t(&format!("leave-reason-{}", first.word)))
}

fn destinations(f: &Frame, exit: &Exit) -> Vec<Choice> {
    [Destination::Competitor, Destination::Alternative, Destination::Nothing]
        .map(|it| Choice {
            value: it.word().to_owned(),
            label: f.t(&format!("leave-destination-{}", it.word())),
            is_chosen: exit.destination == Some(it),
            more: Vec::new(),
        })
        .to_vec()
}

fn reply(f: &Frame, exit: &Exit) -> Vec<Choice> {
    let given = match exit.reply {
        None => "no",
        Some(ReplyBy::Mail) => "mail",
        Some(ReplyBy::Phone) => "phone",
    };
    ["no", "mail", "phone"]
        .map(|word| Choice {
            value: word.to_owned(),
            label: f.t1(&format!("leave-reply-{word}"), "days", ANSWER_WORKING_DAYS),
            is_chosen: word == given,
            more: Vec::new(),
        })
        .to_vec()
}

fn is_fixable(code: &str) -> bool {
    let reason = Catalogue::current().find(code);
    reason.is_some_and(|it| matches!(it.changeable, Degree::Yes | Degree::Partly) && it.firm_controls == Degree::Yes)
}

/// What the form said, as commands. What nobody answered is no command; what is not one of ours is left out.
pub(crate) fn commands(
    f: &Frame,
    flow: &Flow,
    exit: &Exit,
    fields: &Fields,
) -> Result<Vec<Command>, (&'static str, String)> {
    let mut commands = Vec::new();
    commands.extend(reasons(flow, exit, fields));
    let score = |name: &str| fields.get(name).and_then(|it| it.parse::<u8>().ok()).filter(|it| (1..=5).contains(it));
    if flow.survey.effort {
        commands.extend(score("effort").filter(|it| exit.effort != Some(*it)).map(Command::ScoreEffort));
        commands.extend(score("goodbye").filter(|it| exit.goodbye_score != Some(*it)).map(Command::ScoreGoodbye));
    }
    let words = several_lines(fields.text("words"));
    if flow.survey.free_text && !words.is_empty() && exit.words.as_ref() != Some(&words) {
        if let Some(what) = too_long(f, &words, WORDS_CHARS_MAX) {
            return Err(("words", what));
        }
        let quarantine = delicate(&words);
        commands.push(Command::SayInOwnWords { words, quarantine });
    }
    let by = match fields.text("reply") {
        "mail" => Some(ReplyBy::Mail),
        "phone" => Some(ReplyBy::Phone),
        _ => None,
    };
    if by != exit.reply {
        commands.push(Command::AllowReply(by));
    }
    if fields.get("fixed").is_some() && exit.tell_when_fixed.is_none() {
        let fixable = exit.main_reason.iter().chain(&exit.reasons).find(|code| is_fixable(code));
        commands.extend(fixable.map(|reason| Command::TellWhenFixed { reason: reason.clone() }));
    }
    Ok(commands)
}

/// The category of what the law protects most that a text may tell of: then it stands apart, and nothing is read from it.
fn delicate(words: &str) -> Option<String> {
    let found = words::special::detect(words);
    // A category is written as its word.
    let word = serde_json::to_value(found.first()?.category).ok()?;
    word.as_str().map(str::to_owned)
}

/// The reasons that were ticked: where more was said, that; and the goal that was reached.
fn reasons(flow: &Flow, exit: &Exit, fields: &Fields) -> Option<Command> {
    let all = || SHUFFLED.iter().chain(&LAST);
    let ticked: Vec<&str> = fields.all("reason").collect();
    let more: Vec<&str> = fields.all("more").collect();
    let mut reasons: Vec<String> = Vec::new();
    for it in all() {
        let said: Vec<&&str> = it.more.iter().filter(|code| more.contains(*code)).collect();
        if !said.is_empty() {
            reasons.extend(said.into_iter().map(|code| (*code).to_owned()));
        } else if ticked.contains(&it.code) {
            reasons.push(it.code.to_owned());
        }
    }
    if flow.survey.goal_reached && fields.text("goal") == "yes" && !reasons.iter().any(|it| it == "done.goal") {
        reasons.push("done.goal".to_owned());
    }
    let main = fields.get("main").filter(|main| reasons.iter().any(|it| it == main)).map(str::to_owned);
    let destination = [Destination::Competitor, Destination::Alternative, Destination::Nothing]
        .into_iter()
        .find(|it| it.word() == fields.text("destination"));
    let is_as_before =
        reasons == exit.reasons && destination == exit.destination && (main.is_none() || main == exit.main_reason);
    (!is_as_before).then_some(Command::GiveReasons { reasons, main, destination })
}

/// An offer that may be shown to who asks for it.
pub(crate) struct Proposal {
    pub(crate) id: String,
    pub(crate) text: String,
}

/// What is said to a leaver who told why: what they said was heard, and what can be done if they want it.
pub(crate) struct Answer {
    pub(crate) texts: Vec<String>,
    pub(crate) offers: Vec<Proposal>,
}

impl Answer {
    /// The answer to what was said so far; nothing where nothing was.
    pub(crate) fn of(f: &Frame, flow: &Flow, exit: &Exit, has_taken_offer: bool) -> Option<Self> {
        let said_anything = !exit.reasons.is_empty()
            || exit.effort.is_some()
            || exit.goodbye_score.is_some()
            || exit.words.is_some()
            || exit.reply.is_some();
        if !said_anything {
            return None;
        }
        let main = exit.main_reason.as_deref().or(exit.reasons.first().map(String::as_str));
        let mut texts: Vec<String> = main.and_then(|code| heard(f, code)).into_iter().collect();
        texts.extend(exit.apology.iter().flat_map(|apology| sorry(f, apology)));
        texts.push(f.t("leave-heard-change"));
        let offers = if has_taken_offer { Vec::new() } else { offer(f, flow, main).into_iter().collect() };
        Some(Self { texts, offers })
    }
}

impl Answer {
    /// What was apologized for stays said to whoever goes on.
    pub(crate) fn sorry(f: &Frame, exit: &Exit) -> Option<Self> {
        let texts: Vec<String> = exit.apology.iter().flat_map(|apology| sorry(f, apology)).collect();
        (!texts.is_empty()).then_some(Self { texts, offers: Vec::new() })
    }
}

/// What went wrong, by name, and what is given back for it.
fn sorry(f: &Frame, apology: &Apology) -> Vec<String> {
    let mut texts: Vec<String> = apology
        .faults
        .iter()
        .map(|fault| f.t2("leave-sorry-fault", "day", f.day(fault.on), "what", fault.what.as_str()))
        .collect();
    texts.push(f.t("leave-sorry"));
    texts.extend(apology.goodwill.map(|money| f.t1("leave-sorry-goodwill", "money", f.money(money))));
    texts
}

/// What was said, in the words in which it could be ticked, and what is done with it: the reason is answered, not the group it
/// stands under.
fn heard(f: &Frame, code: &str) -> Option<String> {
    let word = word_of(code)?;
    let is_more = SHUFFLED.iter().chain(&LAST).any(|it| it.more.contains(&code));
    let Some(reason) = Catalogue::current().find(code).filter(|_| is_more) else {
        return Some(f.t(&format!("leave-answer-{word}")));
    };
    let said = f.t1("leave-answer-said", "reason", reason.text(f.lang()).trim_end_matches('.'));
    Some(format!("{said} {}", f.t(&format!("leave-answer-then-{word}"))))
}

/// Under which of the first answers a code stands.
fn word_of(code: &str) -> Option<&'static str> {
    let family = code.split('.').next().unwrap_or(code);
    let under = |it: &&First| it.code == code || it.more.contains(&code) || it.code == family;
    SHUFFLED.iter().chain(&LAST).find(under).map(|it| it.word).filter(|word| *word != "none")
}

/// The one offer that fits the reason, where the flow has one and no pack forbids it. It is folded away: who does not ask
/// for it does not see it.
pub(crate) fn offer(f: &Frame, flow: &Flow, main: Option<&str>) -> Option<Proposal> {
    let code = main?;
    let reason = Catalogue::current().find(code)?;
    // To show it on request is what the strictest pack still allows.
    let may = offer_after(flow) >= OfferAfter::OnRequest && reason.offer != OfferRule::Never;
    let fits = |offer: &&Offer| {
        !offer.before_request && offer.skippable && offer.reasons.iter().any(|it| it == code || it == reason.family())
    };
    let offer = flow.offers.iter().filter(|_| may).find(fits)?;
    Some(Proposal { id: offer.id.clone(), text: own_words(&offer.text, f).to_owned() })
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn every_answer_is_a_reason_that_a_customer_may_give() {
        for it in SHUFFLED.iter().chain(&LAST) {
            for code in std::iter::once(&it.code).chain(it.more) {
                let reason = Catalogue::current().find(code).unwrap_or_else(|| panic!("no reason `{code}`"));
                assert!(reason.shown_to_customers, "{code}");
            }
        }
    }

    #[test]
    fn each_answer_stands_first_about_as_often_and_the_last_two_stay() {
        let mut first: HashMap<&str, u32> = HashMap::new();
        for case in 0..7_000 {
            let order = ordered(&format!("case-{case}"));
            assert_eq!(order.iter().rev().take(2).map(|it| it.word).collect::<Vec<_>>(), ["none", "other"]);
            *first.entry(order[0].word).or_default() += 1;
        }
        // 1,000 each; the standard deviation of a count is 29.
        assert!(first.len() == 7 && first.values().all(|count| (880..1_120).contains(count)), "{first:?}");
        assert_eq!(
            ordered("a").iter().map(|it| it.word).collect::<Vec<_>>(),
            ordered("a").iter().map(|it| it.word).collect::<Vec<_>>()
        );
    }

    #[test]
    fn a_code_finds_its_answer() {
        for (code, word) in [
            ("price.increase", Some("price")),
            ("switch.better", Some("fit")),
            ("trust.privacy", Some("other")),
            ("done.goal", Some("done")),
            ("none.not_said", None),
            ("life", Some("life")),
        ] {
            assert_eq!(word_of(code), word, "{code}");
        }
    }
}
