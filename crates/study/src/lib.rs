//! One method of `stats` on one file: columns in, an answer out, without import.
