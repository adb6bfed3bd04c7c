//! Did it work, when chance chose who got it.
