//! The mathematics of retention: numbers in, estimates out.
