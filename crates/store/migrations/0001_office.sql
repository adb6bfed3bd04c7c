-- The office. One text for SQLite and PostgreSQL: ids are text (ULID), instants bigint microseconds UTC, days text
-- YYYY-MM-DD, words text with a check. No defaults, no serial columns, no dates of the database: everything is bound.

-- Who holds the row of a counter until the end of the transaction has the turn; the others wait. This makes numbers
-- appear in the order in which they are given out, and rules over several rows hold, in both databases.
create table counters (
    name  text   not null primary key,
    value bigint not null
);
insert into counters (name, value) values ('members', 0), ('choices', 0), ('facts', 0), ('history', 0);

create table members (
    id            text   not null primary key,
    email         text   not null unique check (email <> ''),
    name          text   not null,
    role          text   not null check (role in ('owner', 'manager', 'analyst', 'front_line')),
    language      text   not null check (language in ('nl', 'en')),
    password_hash text,
    created_at_us bigint not null
);

create table sign_in_links (
    token_hash    text   not null primary key,
    member_id     text   not null references members (id) on delete cascade,
    created_at_us bigint not null,
    expires_at_us bigint not null check (expires_at_us > created_at_us)
);
create index sign_in_links_of_member on sign_in_links (member_id);

-- A row here is the use of a link: there can be one.
create table sign_in_link_uses (
    token_hash text   not null primary key references sign_in_links (token_hash) on delete cascade,
    used_at_us bigint not null
);

create table sessions (
    id              text   not null primary key,
    token_hash      text   not null unique,
    member_id       text   not null references members (id) on delete cascade,
    created_at_us   bigint not null,
    last_seen_at_us bigint not null,
    expires_at_us   bigint not null check (expires_at_us > created_at_us)
);
create index sessions_of_member on sessions (member_id);

-- One row per attempt for the mail address that was typed and one for the network address it came from.
create table sign_in_attempts (
    about            text   not null check (about in ('email', 'address')),
    about_hash       text   not null,
    attempted_at_us  bigint not null
);
create index sign_in_attempts_about on sign_in_attempts (about_hash, attempted_at_us);
create index sign_in_attempts_at on sign_in_attempts (attempted_at_us);

create table api_keys (
    id              text   not null primary key,
    name            text   not null check (name <> ''),
    scopes          text   not null check (scopes in (
        'read', 'write', 'admin', 'read write', 'read admin', 'write admin', 'read write admin')),
    prefix          text   not null,
    token_hash      text   not null unique,
    created_by      text   not null,
    created_at_us   bigint not null,
    last_used_at_us bigint
);

create table api_key_revocations (
    api_key_id    text   not null primary key references api_keys (id),
    revoked_by    text   not null,
    revoked_at_us bigint not null
);

-- What the company chose: every version of the definition of leaving and of the mapping of reasons.
create table choices (
    subject      text   not null check (subject in ('definition', 'reason_mapping')),
    version      bigint not null check (version >= 1),
    body         text   not null,
    chosen_by    text   not null,
    chosen_at_us bigint not null,
    primary key (subject, version)
);

create table settings (
    name          text   not null primary key,
    value         text   not null,
    changed_at_us bigint not null
);

-- The tail: facts that came one by one and wait to be sealed into the ledger.
create table facts (
    seq            bigint not null primary key,
    customer       text   not null check (customer <> ''),
    happened_on    text   not null,
    time_us        bigint check (time_us >= 0 and time_us < 86400000000),
    kind           text   not null check (kind <> ''),
    source         text   not null,
    source_id      text,
    ref_id         text,
    amount         bigint,
    plan           text,
    reason         text,
    departure      text check (departure in ('voluntary', 'involuntary', 'positive', 'silent', 'dismissed')),
    value          double precision,
    tenure         double precision check (tenure >= 0),
    tenure_unit    text check (tenure_unit in ('days', 'weeks', 'months', 'years')),
    traits         text,
    received_at_us bigint not null,
    unique (source, source_id),
    check ((tenure is null) = (tenure_unit is null))
);

create table imports (
    id            text   not null primary key,
    file_name     text   not null,
    taken_as      text   not null check (taken_as in ('customers', 'contracts', 'events')),
    started_by    text   not null,
    started_at_us bigint not null
);

-- An import without a row here is still running.
create table import_endings (
    import_id          text   not null primary key references imports (id),
    ending             text   not null check (ending in ('done', 'failed')),
    message            text,
    rows_read          bigint not null check (rows_read >= 0),
    rows_stored        bigint not null check (rows_stored >= 0),
    rows_already_known bigint not null check (rows_already_known >= 0),
    rows_rejected      bigint not null check (rows_rejected >= 0),
    rejects_file       text,
    ended_at_us        bigint not null,
    check ((ending = 'failed') = (message is not null))
);

-- Who changed what, and when. Rows are only added.
create table history (
    seq     bigint not null primary key,
    at_us   bigint not null,
    done_by text   not null,
    what    text   not null,
    about   text,
    details text   not null
);
