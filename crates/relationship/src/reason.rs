//! Why people leave.
