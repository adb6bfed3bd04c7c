//! A screen on the spot: one tap counts, nobody is known, and it begins again by itself.

use axum::http::StatusCode;
use relationship::listening::{AskedBy, Purpose, Survey, Use, Value};
use store::{AnswerFilter, KioskId, NewKiosk, TokenHash};

use super::{Fietsplan, SURVEY, act, form_of};

impl Fietsplan {
    async fn screen(&self) -> KioskId {
        let survey = Survey::parse("fietsplan-pulse.toml", SURVEY).unwrap();
        self.store.publish_survey(&survey, SURVEY, act()).await.unwrap();
        let id = KioskId::new(act().at, 1);
        let place = "Werkplaats".to_owned();
        let new = NewKiosk { id, token: TokenHash::of("screen"), survey: survey.survey, place };
        self.store.add_kiosk(&new, act()).await.unwrap();
        id
    }

    async fn said(&self) -> Vec<(String, Value)> {
        let wanted = Use::For(Purpose::Improve);
        let answers = self.store.answers(&AnswerFilter::default(), wanted, None, 100).await.unwrap().items;
        assert!(answers.iter().all(|it| it.customer.is_empty() && it.channel == AskedBy::Kiosk));
        answers.into_iter().map(|it| (it.question, it.value.take(wanted).unwrap().unwrap())).collect()
    }
}

#[tokio::test]
async fn one_tap_counts_and_the_screen_is_ready_for_the_next() {
    let fietsplan = Fietsplan::open().await;
    fietsplan.screen().await;
    let start = fietsplan.get("/a/kiosk/screen").await;
    assert_eq!(start.status, StatusCode::OK);
    assert_eq!(start.page.matches("<button class=\"pick").count(), 5, "each face is a button");
    assert!(!start.page.contains("http-equiv=\"refresh\"") && !start.page.contains("/stop"), "{}", start.page);
    assert!(start.page.contains("niet gevraagd en niet bewaard"));
    assert!(
        start.page.contains("beter maken") && !start.page.contains("goedmaken"),
        "nobody knows for whom: {}",
        start.page
    );
    for bot in ["/a/kiosk/screen?q-whole=1", "/a/kiosk/screen/1", "/a/kiosk/screen?thanks=1"] {
        fietsplan.get(bot).await;
    }
    assert_eq!(fietsplan.answers().await, 0, "a GET counts nowhere");
    let form = format!("form={}&speak=nl&q-whole=1", form_of(&start.page));
    let sent = fietsplan.post("/a/kiosk/screen", &form).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    assert!(sent.location.starts_with("/a/kiosk/screen/"), "{}", sent.location);
    // A finger that trembles sends the same form twice.
    assert_eq!(fietsplan.post("/a/kiosk/screen", &form).await.location, sent.location);
    assert_eq!(fietsplan.said().await, [("whole".to_owned(), Value::Face(1))]);
    // The other questions, without own words and without a reply; nothing that was answered is shown again.
    let more = fietsplan.get(&sent.location).await.page;
    assert!(more.contains("q-most") && !more.contains("q-whole") && !more.contains("textarea"), "{more}");
    assert!(!more.contains("q-reply") && more.contains("http-equiv=\"refresh\" content=\"60;url=/a/kiosk/screen\""));
    let path = sent.location.split('?').next().unwrap();
    let done = fietsplan.post(path, &format!("form={}&speak=nl&q-most=service&q-whole=5", form_of(&more))).await;
    assert_eq!(done.location, "/a/kiosk/screen?thanks=1&lang=nl");
    let said = fietsplan.said().await;
    assert!(said.contains(&("most".to_owned(), Value::One("service".to_owned()))), "{said:?}");
    assert!(said.contains(&("whole".to_owned(), Value::Face(1))) && said.len() == 2, "{said:?}");
    let thanks = fietsplan.get(&done.location).await.page;
    assert!(thanks.contains("http-equiv=\"refresh\" content=\"6;url=/a/kiosk/screen\""), "{thanks}");
    // The next person is another answer.
    let next = fietsplan.get("/a/kiosk/screen").await.page;
    fietsplan.post("/a/kiosk/screen", &format!("form={}&q-whole=5", form_of(&next))).await;
    assert_eq!(fietsplan.said().await.len(), 3);
    let today = fietsplan.office.today();
    assert_eq!(fietsplan.store.facts_count().await.unwrap(), 0);
    assert_eq!(fietsplan.store.standings(None, today).await.unwrap(), []);
    let to_handle =
        fietsplan.store.answers(&AnswerFilter::default(), Use::For(Purpose::Handle), None, 100).await.unwrap();
    assert!(to_handle.items.is_empty(), "kept for what the screen said and no more");
    let work = door::listening::signals::in_answers(&fietsplan.office, today).await.unwrap();
    assert!(work.is_empty(), "there is nobody to put it right for");
}

#[tokio::test]
async fn a_screen_in_english_forged_answers_and_one_that_was_taken_away() {
    let fietsplan = Fietsplan::open().await;
    let id = fietsplan.screen().await;
    let page = fietsplan.get("/a/kiosk/screen?lang=en").await.page;
    assert!(page.contains("lang=\"en\"") && page.contains("Who you are is not asked"), "{page}");
    for (path, form, status) in [
        ("/a/kiosk/screen", "", StatusCode::OK),
        ("/a/kiosk/screen", "q-whole=9&q-most=price", StatusCode::OK),
        ("/a/kiosk/screen", "q-words=hello", StatusCode::OK),
        ("/a/kiosk/other", "q-whole=1", StatusCode::NOT_FOUND),
        ("/a/kiosk/screen/forged", "q-most=price", StatusCode::SEE_OTHER),
    ] {
        assert_eq!(fietsplan.post(path, form).await.status, status, "{path} {form}");
    }
    assert_eq!(fietsplan.answers().await, 0);
    // A link of a customer opens nothing at a screen.
    fietsplan.ask("K-1", "token", 1).await;
    assert_eq!(fietsplan.post("/a/kiosk/screen/token", "q-most=price").await.status, StatusCode::SEE_OTHER);
    assert_eq!(fietsplan.answers().await, 0);
    // Ten minutes later what somebody began is over.
    let sent = fietsplan.post("/a/kiosk/screen", "form=AbCdEfGhIjKlMnOpQrStUv&q-whole=3").await;
    fietsplan.clock.fetch_add(11 * 60 * 1_000_000, std::sync::atomic::Ordering::Relaxed);
    assert_eq!(fietsplan.get(&sent.location).await.location, "/a/kiosk/screen");
    fietsplan.post(sent.location.split('?').next().unwrap(), "q-most=price").await;
    assert_eq!(fietsplan.answers().await, 1);
    fietsplan.store.end_kiosk(id, act()).await.unwrap();
    assert_eq!(fietsplan.get("/a/kiosk/screen").await.status, StatusCode::GONE);
    assert_eq!(fietsplan.post("/a/kiosk/screen", "q-whole=1").await.status, StatusCode::GONE);
    assert_eq!(fietsplan.answers().await, 1);
}
