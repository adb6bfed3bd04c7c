//! Facts at rest: import, seal, compact, read back as timelines and spells.
