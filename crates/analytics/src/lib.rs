//! The reports: questions over spells, answered with DataFusion and our mathematics.
