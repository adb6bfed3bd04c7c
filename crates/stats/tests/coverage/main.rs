//! Do intervals hold what they promise? Where counts are few enough the chance of holding is added up exactly; elsewhere it
//! is counted over seeded simulations.

mod buying;
mod chance;
mod competing;
mod cox;
mod experiment;
mod monitoring;
mod movement;
mod observational;
mod predict;
mod rates_and_survival;
mod redraw;
mod regression;
mod staying;
mod uplift;
