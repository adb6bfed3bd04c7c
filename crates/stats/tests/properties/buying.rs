//! What are they worth: models of purchases.
