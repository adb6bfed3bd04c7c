-- The register of activities: what is done to keep customers, in versions, with what measuring said of it.

-- The key of all draws: without it nobody can foretell or repeat who was drawn. There is one, for ever.
create table draw_key (
    only_one   bigint not null primary key check (only_one = 1),
    key_hex    text   not null check (key_hex <> ''),
    made_at_us bigint not null
);

create table activities (
    id               text   not null primary key,
    registered_at_us bigint not null
);

-- Every description, as it was said. What was promised before the start stays beside what was said later.
create table activity_versions (
    activity_id text   not null references activities (id),
    version     bigint not null check (version >= 1),
    body        text   not null,
    said_by     text   not null,
    said_at_us  bigint not null,
    primary key (activity_id, version)
);

-- A row here is the end of an activity: there can be one.
create table activity_stops (
    activity_id   text   not null primary key references activities (id),
    why           text   not null,
    stopped_by    text   not null,
    stopped_at_us bigint not null
);

-- Who was drawn, counted: the arms themselves come from the key and are kept nowhere.
create table activity_draws (
    activity_id text   not null references activities (id),
    drawn_at_us bigint not null,
    treated     bigint not null check (treated >= 0),
    held_out    bigint not null check (held_out >= 0),
    drawn_by    text   not null,
    primary key (activity_id, drawn_at_us)
);

-- What measuring said; the last one counts.
create table activity_verdicts (
    activity_id    text   not null references activities (id),
    measured_at_us bigint not null,
    verdict        text   not null check (verdict in (
        'helps', 'no_sign', 'backfires', 'cannot_tell_yet', 'cannot_tell_this_way')),
    details        text   not null,
    primary key (activity_id, measured_at_us)
);
