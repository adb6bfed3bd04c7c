//! Did it work, when somebody chose who got it.
