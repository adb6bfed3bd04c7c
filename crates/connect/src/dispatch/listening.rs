//! The letters of listening: what each says is found at this moment, so that who opted out meanwhile is not asked.

use door::asking::taps;
use door::jobs::{About, LetterBody, LetterKind, NotSent};
use door::listening::{digest, point_in_words, reminders};
use door::then::own_words;
use pages::{Language, Speech};
use relationship::Day;
use store::{ActionPointId, InvitationId, Member, MemberId};

use super::{Dispatch, Letter, later};
use crate::letters::{self, Asking, Done};
use crate::mail::{Attachment, Content, Purpose};
use crate::paper::{Form, Paper, Press, Sender};
use crate::{Block, Writing};

impl Dispatch {
    /// A letter of listening; nothing where nobody needs it any more.
    pub(super) async fn about_listening(
        &self,
        body: &LetterBody,
        about: &About,
        speech: &Speech,
    ) -> Result<Option<Letter>, NotSent> {
        match about {
            About::Invitation { invitation, customer } => self.asking(*invitation, customer, speech).await,
            About::Point { point, closing, customer, member } => {
                let whom = match (customer, member) {
                    (Some(customer), _) => customer.clone(),
                    (None, Some(member)) => member.to_string(),
                    (None, None) => return Err(NotSent::Never("it is for nobody".to_owned())),
                };
                self.what_was_done((*point, *closing), &whom, customer.as_deref(), speech).await
            }
            About::Fixed { reason, since } => self.fixed(reason, *since, speech).await.map(Some),
            About::Member { member, until } if body.letter == LetterKind::Digest => {
                self.digest(*member, *until, speech).await
            }
            About::Member { member, .. } => self.reminder(*member, speech).await,
            About::Written { writing, paper } => self.written(writing, paper, speech).await.map(Some),
        }
    }

    async fn name_of(&self, customer: &str) -> Result<String, NotSent> {
        let person = self.office.store.person(customer).await.map_err(|error| later(&error))?;
        Ok(person.and_then(|it| it.name).unwrap_or_default())
    }

    async fn asking(&self, id: InvitationId, customer: &str, speech: &Speech) -> Result<Option<Letter>, NotSent> {
        let store = &self.office.store;
        let Some(invitation) = store.invitation_of(id).await.map_err(|error| later(&error))? else { return Ok(None) };
        let opted_out = store.has_opted_out(customer).await.map_err(|error| later(&error))?;
        if opted_out || invitation.expires_at <= self.office.now() {
            return Ok(None);
        }
        let survey = store.survey(&invitation.survey, invitation.version).await.map_err(|error| later(&error))?;
        let survey = survey.ok_or_else(|| NotSent::Never("there is no such survey".to_owned()))?.survey;
        let language = Language::from_code(survey.language(speech.language().code())).unwrap_or_default();
        let speech = &self.office.speech(language);
        let link = self.address(&format!("/a/{}", self.office.asking_token(id)));
        let stop = format!("{link}/stop");
        let first = survey.questions.first().map(|it| own_words(&it.ask, speech)).unwrap_or_default();
        let (company, name) = (self.company(None).await, self.name_of(customer).await?);
        let writing = letters::asking(
            speech,
            Asking {
                name: &name,
                company: &company.name,
                title: own_words(&survey.title, speech),
                intro: own_words(&survey.intro, speech),
                question: first,
                answers: taps(&survey, speech)
                    .into_iter()
                    .map(|(value, label)| (label, format!("{link}/{value}")))
                    .collect(),
            },
        );
        let unsubscribe = stop.parse().map_err(|_| NotSent::Later("there is no https address".to_owned()))?;
        let foot = speech.t1("mail-foot-asking", "address", &stop);
        Ok(Some(Letter { purpose: Purpose::Asking { unsubscribe }, ..Letter::new(writing, foot) }))
    }

    /// To a customer who said it, or to a colleague who meets them.
    async fn what_was_done(
        &self,
        (id, closing): (ActionPointId, u32),
        whom: &str,
        customer: Option<&str>,
        speech: &Speech,
    ) -> Result<Option<Letter>, NotSent> {
        let store = &self.office.store;
        let point = store.action_point(id).await.map_err(|error| later(&error))?;
        // Opened again meanwhile: what was done is not the last word.
        let Some(point) = point.filter(|it| !it.point.stage.is_open()) else { return Ok(None) };
        let link = self.address(&format!("/a/helped/{}", self.office.helped_token(id, closing, whom)));
        let (reason, action) = (&point.point.subject.reason, point.point.action.as_deref().unwrap_or_default());
        let company = self.company(None).await;
        let done = Done { name: "", company: &company.name, reason, action, link: &link };
        let Some(customer) = customer else {
            return Ok(Some(Letter::new(letters::helped(speech, done), speech.t("mail-foot-staff"))));
        };
        if store.has_opted_out(customer).await.map_err(|error| later(&error))? {
            return Ok(None);
        }
        let name = self.name_of(customer).await?;
        let writing = letters::you_said(speech, Done { name: &name, ..done });
        Ok(Some(Letter::new(writing, speech.t1("listening-foot", "company", &company.name))))
    }

    async fn fixed(&self, reason: &str, since: Day, speech: &Speech) -> Result<Letter, NotSent> {
        let company = self.company(None).await;
        let what = door::listening::in_words(speech, reason);
        let writing = letters::fixed(speech, "", &what, since, &company.name);
        Ok(Letter::new(writing, speech.t1("listening-foot", "company", &company.name)))
    }

    async fn member(&self, id: MemberId) -> Result<Option<Member>, NotSent> {
        self.office.store.member(id).await.map_err(|error| later(&error))
    }

    async fn reminder(&self, id: MemberId, speech: &Speech) -> Result<Option<Letter>, NotSent> {
        let Some(member) = self.member(id).await? else { return Ok(None) };
        let rules = self.office.improvement_rules().map_err(|error| NotSent::Later(error.to_string()))?;
        let needing = reminders::needing(&self.office, &rules, &member).await.map_err(|error| later(&error))?;
        if needing.is_empty() {
            return Ok(None);
        }
        let rows: Vec<_> = needing
            .into_iter()
            .map(|(it, attention)| {
                let link = self.address(&format!("/work/{}", it.id));
                (point_in_words(speech, &it.point.subject), attention, it.point.due_on, link)
            })
            .collect();
        let writing = letters::reminder(speech, &rows, &self.office.calendar_address(&member));
        Ok(Some(Letter::new(writing, speech.t("mail-foot-staff"))))
    }

    async fn digest(&self, id: MemberId, until: Day, speech: &Speech) -> Result<Option<Letter>, NotSent> {
        let Some(member) = self.member(id).await? else { return Ok(None) };
        let week = digest::digest(&self.office, &member, until).await.map_err(|error| later(&error))?;
        let writing = letters::digest(speech, &week, &self.address("/work"));
        Ok(Some(Letter::new(writing, speech.t("mail-foot-staff"))))
    }

    /// A letter that was written already, with the same on paper.
    async fn written(&self, writing: &serde_json::Value, name: &str, speech: &Speech) -> Result<Letter, NotSent> {
        let writing = read_writing(speech.language(), writing)
            .ok_or_else(|| NotSent::Never("the letter cannot be read".to_owned()))?;
        let company = self.company(None).await;
        let pdf = report_on_paper(&self.press, &writing, speech, (&company, self.office.now().us()));
        let pdf = pdf.inspect_err(|error| tracing::error!("a letter goes out as mail only: {error}"));
        let attachments = pdf.into_iter().map(|pdf| Attachment { name: name.to_owned(), content: Content::Pdf(pdf) });
        Ok(Letter { attachments: attachments.collect(), ..Letter::new(writing, speech.t("mail-foot-staff")) })
    }
}

/// A letter as JSON, to be sent later as it is.
pub fn write_down(writing: &Writing) -> serde_json::Value {
    serde_json::json!({ "title": writing.title, "blocks": writing.blocks })
}

fn read_writing(language: Language, written: &serde_json::Value) -> Option<Writing> {
    let title = written.get("title")?.as_str()?.to_owned();
    let blocks: Vec<Block> = serde_json::from_value(written.get("blocks")?.clone()).ok()?;
    Some(Writing { language, title, blocks })
}

/// A page with numbers on paper.
///
/// # Errors
/// `NotSet`, `NotAccessible`.
pub fn report_on_paper(
    press: &Press,
    writing: &Writing,
    speech: &Speech,
    (sender, made_at_us): (&Sender, i64),
) -> Result<Vec<u8>, crate::paper::PaperError> {
    press.print(&Paper {
        form: Form::Report,
        writing,
        sender,
        to: "",
        written: "",
        foot: "",
        leaf: &speech.t("paper-leaf"),
        made_at_us,
    })
}
