//! The public pages, from outside: what a browser without script sends, and what comes back.

#[path = "pages/afterwards.rs"]
mod afterwards;
#[path = "pages/honest.rs"]
mod honest;
#[path = "pages/house.rs"]
mod house;
#[path = "pages/looks.rs"]
mod looks;
#[path = "pages/safety.rs"]
mod safety;
#[path = "pages/several.rs"]
mod several;
#[path = "pages/stories.rs"]
mod stories;
