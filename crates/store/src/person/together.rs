//! Customers who are looked up while others wait for theirs: one way to PostgreSQL and back for all of them.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use sqlx_macros::FromRow;
use tokio::sync::oneshot;

use super::{Person, StampedRow, Stamps, read_stamped};
use crate::connection::{Pools, acquire};
use crate::{Store, StoreError};

const STATEMENT: &str = include_str!("../../queries/people_together.sql");
/// The most customers that are looked up together.
const TOGETHER_MAX: usize = 64;

type Answer = Result<(Option<Person>, Stamps), StoreError>;

/// Customers that wait to be looked up.
#[derive(Default)]
pub(crate) struct Recognizing {
    waiting: Mutex<Vec<(String, oneshot::Sender<Answer>)>>,
    turn: tokio::sync::Mutex<()>,
}

impl fmt::Debug for Recognizing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Recognizing")
    }
}

/// A customer's row, with the place of the question it answers.
#[derive(FromRow)]
struct PlacedRow {
    place: i64,
    #[sqlx(flatten)]
    row: StampedRow,
}

impl Store {
    pub(super) async fn recognize_together(&self, customer: &str) -> Answer {
        // A text with a zero in it is nobody's number, and PostgreSQL would refuse those who wait with it too.
        let customer = if customer.contains('\0') { String::new() } else { customer.to_owned() };
        let (answer, answered) = oneshot::channel();
        self.recognizing.waiting.lock().unwrap_or_else(PoisonError::into_inner).push((customer, answer));
        let store = self.clone();
        tokio::spawn(async move { store.recognize_waiting().await });
        answered.await.unwrap_or(Err(StoreError::Busy { seconds: 0 }))
    }

    async fn recognize_waiting(&self) {
        let _turn = self.recognizing.turn.lock().await;
        // Whoever is about to ask in this moment comes along.
        tokio::task::yield_now().await;
        let batch: Vec<_> = {
            let mut waiting = self.recognizing.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            let count = waiting.len().min(TOGETHER_MAX);
            waiting.drain(..count).collect()
        };
        if batch.is_empty() {
            return;
        }
        let (customers, answers): (Vec<String>, Vec<_>) = batch.into_iter().unzip();
        let found = match self.people_at(&customers).await {
            Ok(found) => found,
            Err(error) => customers.iter().map(|_| Err(error.again())).collect(),
        };
        for (answer, found) in answers.into_iter().zip(found) {
            // Nobody listens any more.
            let _ = answer.send(found);
        }
    }

    /// What is known of each of these customers, in their order.
    async fn people_at(&self, customers: &[String]) -> Result<Vec<Answer>, StoreError> {
        let Pools::Postgres { together, .. } = &self.pools else { return Ok(Vec::new()) };
        let mut link = acquire(together).await?;
        let query = sqlx::query_as::<sqlx::Postgres, PlacedRow>(STATEMENT).bind(customers);
        let mut rows = query.fetch_all(&mut *link).await?.into_iter().peekable();
        drop(link);
        let mut found = Vec::with_capacity(customers.len());
        for place in (1..).take(customers.len()) {
            let mut own = Vec::with_capacity(1);
            while let Some(PlacedRow { row, .. }) = rows.next_if(|it| it.place == place) {
                own.push(row);
            }
            found.push(read_stamped(own));
        }
        Ok(found)
    }
}
