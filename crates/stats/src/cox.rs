//! What drives it: proportional hazards.
