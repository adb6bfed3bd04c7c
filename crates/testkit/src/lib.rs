//! The fictional company Fietsplan and its simulator with known truth.
