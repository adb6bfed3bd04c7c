//! Pages for people and an API for programs: the only crate that knows HTTP.
