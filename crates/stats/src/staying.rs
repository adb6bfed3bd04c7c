//! How many will stay: models of retention from survivor counts.
