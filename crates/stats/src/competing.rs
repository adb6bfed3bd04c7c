//! For which reason: several ways of leaving.
