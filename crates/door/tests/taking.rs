//! A request to leave is taken and receipted, whatever fails; and what follows is done once.

#[path = "taking/desk.rs"]
mod desk;
#[path = "taking/failing.rs"]
mod failing;
#[path = "taking/house.rs"]
mod house;
#[path = "taking/jobs.rs"]
mod jobs;
#[path = "taking/killed.rs"]
mod killed;
#[path = "taking/measured.rs"]
mod measured;
#[path = "taking/once.rs"]
mod once;
#[path = "taking/tokens.rs"]
mod tokens;
