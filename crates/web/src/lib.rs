//! The console for people and the API for programs, with the public pages beside them.
//!
//! [`App`] holds what a request needs, [`router`] says which address is answered by what, [`serve`] listens. Read the
//! modules in this order:
//!
//! | module | what it does |
//! | --- | --- |
//! | `app` | the parts a request needs; time and chance come in here |
//! | `router` | every address, and what stands around all of them |
//! | `visit`, `room` | who is asking, in which language, and where they may go |
//! | `sign_in` | links, passwords, sessions |
//! | `console` | the pages |
//! | `api` | the same for programs |
//! | `fault` | every refusal, as a page or as problem+json |
//! | `told`, `language` | Dutch and English, with what the crate `pages` holds |
//! | `mail_in` | mail that is posted to us |
//! | `operate` | health, readiness, metrics |

mod api;
mod app;
mod assets;
mod console;
mod fault;
mod frame;
mod guard;
mod imports;
mod language;
mod mail_in;
mod operate;
mod people;
mod posted;
mod room;
mod router;
mod sign_in;
mod told;
mod visit;

pub use api::openapi;
pub use app::{App, Chance, Clock, Limits, Parts};
pub use pages::{Argument, Language, Speech, Texts};
pub use people::entry as timeline_entry;
pub use router::{router, serve};
pub use sign_in::password::{PASSWORD_CHARS_MIN, PasswordError, hash_password};
