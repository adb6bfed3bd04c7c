//! The outside, with what is outside: paper that a reader opens, mail servers on this machine.

#[path = "it/listening.rs"]
mod listening;
#[path = "it/machine.rs"]
mod machine;
#[path = "it/mailboxes.rs"]
mod mailboxes;
#[path = "it/paper.rs"]
mod paper;
#[path = "it/programs.rs"]
mod programs;
#[path = "it/sending.rs"]
mod sending;
#[path = "it/sink.rs"]
mod sink;
#[path = "it/site.rs"]
mod site;
#[path = "it/stories.rs"]
mod stories;
#[path = "it/tls.rs"]
mod tls;
#[path = "it/whole.rs"]
mod whole;
