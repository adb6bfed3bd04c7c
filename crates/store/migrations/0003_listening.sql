-- Listening: what is asked, whom, what was answered, and the work that came of it. What customers write stands in
-- `answers.value` alone and goes after its term; what they chose stays.

insert into counters (name, value) values ('askings', 0), ('points', 0);

-- Every version of every survey, as its file. A version is never changed: who opened it answers it to the end.
create table surveys (
    survey          text   not null check (survey <> ''),
    version         bigint not null check (version >= 1),
    body            text   not null,
    published_by    text   not null,
    published_at_us bigint not null,
    primary key (survey, version)
);

-- A row is one time somebody was asked: what the cap over all surveys and channels counts.
create table invitations (
    id            text   not null primary key,
    token_hash    text   not null unique,
    survey        text   not null,
    version       bigint not null,
    customer      text   not null check (customer <> ''),
    channel       text   not null check (channel in ('mail', 'text', 'qr', 'web', 'desk', 'kiosk')),
    language      text   not null check (language in ('nl', 'en')),
    about         text   check (about in ('schedule', 'first_use', 'service_contact', 'renewal', 'activity', 'goodbye')),
    about_on      text,
    asked_on      text   not null,
    asked_by      text   not null,
    asked_at_us   bigint not null,
    expires_at_us bigint not null check (expires_at_us > asked_at_us),
    foreign key (survey, version) references surveys (survey, version),
    check ((about is null) = (about_on is null))
);
create index invitations_of_customer on invitations (customer, asked_on);
create index invitations_of_survey on invitations (survey, version, asked_on);

-- An answer that was touched inside a message and not sent. It counts nowhere: programs that look into mail touch too.
create table taps (
    invitation_id text   not null references invitations (id) on delete cascade,
    value         text   not null,
    tapped_at_us  bigint not null,
    primary key (invitation_id, value)
);

-- One row per form that came in, so that a form that comes twice counts once.
create table answer_deliveries (
    invitation_id  text   not null references invitations (id) on delete cascade,
    delivery       text   not null check (delivery <> ''),
    received_at_us bigint not null,
    primary key (invitation_id, delivery)
);

-- One answer per invitation and question; who answers again within the invitation changes it. Own words without a value
-- were kept for their term.
create table answers (
    invitation_id text   not null references invitations (id) on delete cascade,
    question      text   not null,
    value         text,
    purposes      text   not null,
    words_until_us bigint,
    answered_on   text   not null,
    first_at_us   bigint not null,
    changed_at_us bigint not null,
    primary key (invitation_id, question),
    check (value is not null or words_until_us is not null)
);
create index answers_first on answers (first_at_us);
create index answers_words on answers (words_until_us);

-- Where a customer said they stand.
create table standings (
    invitation_id text   not null primary key references invitations (id) on delete cascade,
    customer      text   not null,
    rung          text   not null check (rung in ('deep_red', 'orange', 'yellow', 'soft_green', 'green')),
    said_on       text   not null,
    fades_on      text   not null,
    said_at_us    bigint not null
);
create index standings_of_customer on standings (customer, said_on);

-- A row is a customer who does not want to be asked.
create table asking_opt_outs (
    customer        text   not null primary key,
    channel         text   not null check (channel in ('mail', 'text', 'qr', 'web', 'desk', 'kiosk')),
    opted_out_at_us bigint not null
);

-- Work that came of what customers said. `customer` is empty where it is about many.
create table action_points (
    id            text   not null primary key,
    customer      text   not null,
    reason        text   not null check (reason <> ''),
    created_at_us bigint not null
);
create index action_points_of_customer on action_points (customer);

-- A row is an open point: there is one per customer and reason.
create table open_action_points (
    customer        text not null,
    reason          text not null,
    action_point_id text not null unique references action_points (id) on delete cascade,
    primary key (customer, reason)
);

create table action_point_events (
    action_point_id text   not null references action_points (id) on delete cascade,
    seq             bigint not null check (seq >= 1),
    what            text   not null,
    body            text   not null,
    done_by         text   not null,
    at_us           bigint not null,
    primary key (action_point_id, seq)
);
