//! Whole stories, told to the real program.

#[path = "stories/activities.rs"]
mod activities;
#[path = "stories/bad_input.rs"]
mod bad_input;
#[path = "stories/console.rs"]
mod console;
#[path = "stories/import.rs"]
mod import;
#[path = "stories/office.rs"]
mod office;
#[path = "stories/program.rs"]
mod program;
#[path = "stories/reports.rs"]
mod reports;
