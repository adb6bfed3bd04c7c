//! The contract of the store: every case runs on SQLite and, where `VAARWEL_TEST_POSTGRES` holds the address of a
//! PostgreSQL database in which schemas may be made, on PostgreSQL too, each in a schema of its own.

#[path = "contract/office.rs"]
mod office;

/// Runs each case on both databases.
macro_rules! on_both {
    ($($case:ident),+ $(,)?) => {
        mod on_sqlite {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $case() {
                    crate::office::on_sqlite(super::$case).await;
                }
            )+
        }

        mod on_postgres {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $case() {
                    crate::office::on_postgres(stringify!($case), super::$case).await;
                }
            )+
        }
    };
}
pub(crate) use on_both;

#[path = "contract/activities.rs"]
mod activities;
#[path = "contract/chosen.rs"]
mod chosen;
#[path = "contract/crash.rs"]
mod crash;
#[path = "contract/door.rs"]
mod door;
#[path = "contract/erasing.rs"]
mod erasing;
#[path = "contract/exits.rs"]
mod exits;
#[path = "contract/faults.rs"]
mod faults;
#[path = "contract/imports.rs"]
mod imports;
#[path = "contract/improving.rs"]
mod improving;
#[path = "contract/jobs.rs"]
mod jobs;
#[path = "contract/keys.rs"]
mod keys;
#[path = "contract/listening.rs"]
mod listening;
#[path = "contract/mail.rs"]
mod mail;
#[path = "contract/members.rs"]
mod members;
#[path = "contract/opening.rs"]
mod opening;
#[path = "contract/people.rs"]
mod people;
#[path = "contract/signing_in.rs"]
mod signing_in;
#[path = "contract/tail.rs"]
mod tail;
#[path = "contract/telling.rs"]
mod telling;
