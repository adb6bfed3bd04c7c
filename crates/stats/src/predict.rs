//! Who may leave or return.
