//! The office: members, sessions, keys, settings and the newest facts, on SQLite and PostgreSQL.
