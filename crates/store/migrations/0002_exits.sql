-- Leaving: flows, people the desk knows, cases with their events and receipts, and the jobs they bring about.

-- The place of the last receipt in the chain.
insert into counters (name, value) values ('receipts', 0), ('flows', 0);

-- The chain of receipts has one name for ever, whatever the company is called later.
create table chain (
    only_one   bigint not null primary key check (only_one = 1),
    name       text   not null check (name <> ''),
    made_at_us bigint not null
);

-- Every published version of every flow. Running cases finish on theirs.
create table flows (
    flow            text   not null,
    version         bigint not null check (version >= 1),
    body            text   not null,
    published_by    text   not null,
    published_at_us bigint not null,
    override_reason text,
    primary key (flow, version)
);

-- What the company tells us of its customers, so that a leaver can be recognized and told what ends when.
create table people (
    customer      text   not null primary key check (customer <> ''),
    name          text,
    mail          text,
    phone         text,
    language      text check (language in ('nl', 'en')),
    knows         text   not null,
    purpose       text   not null,
    keep_until_on text,
    changed_at_us bigint not null
);
create index people_mail on people (mail);

create table contracts (
    customer              text   not null references people (customer) on delete cascade,
    contract              text   not null check (contract <> ''),
    plan                  text,
    began_on              text,
    price_minor           bigint,
    price_currency        text,
    price_months          bigint not null check (price_months >= 1),
    paid_from_on          text,
    paid_until_on         text,
    told_of_withdrawal_on text,
    primary key (customer, contract),
    check ((price_minor is null) = (price_currency is null))
);

-- One row per case. What it holds can be made again from its events; it is here to be found by.
-- `case_key` keeps two open cases from being about the same thing; it goes when the case is closed.
create table exits (
    id            text   not null primary key,
    flow          text   not null,
    flow_version  bigint not null check (flow_version >= 0),
    customer      text,
    contract      text,
    kind          text   not null check (kind in ('ordinary', 'extraordinary', 'withdrawal')),
    channel       text   not null,
    language      text   not null,
    asked_at_us   bigint not null,
    asked_on      text   not null,
    last_on       text,
    due_on        text,
    state         text   not null check (state in ('open', 'undone', 'paused', 'ended')),
    case_key      text   unique,
    changed_at_us bigint not null
);
create index exits_due on exits (state, due_on);
create index exits_customer on exits (customer);
create index exits_asked on exits (asked_at_us);

-- Rows are only added.
create table exit_events (
    exit_id text   not null references exits (id),
    seq     bigint not null check (seq >= 1),
    at_us   bigint not null,
    done_by text   not null,
    event   text   not null,
    body    text   not null,
    primary key (exit_id, seq)
);

create table receipts (
    place      bigint not null primary key check (place >= 1),
    exit_id    text   not null unique references exits (id),
    content    text   not null,
    hash       text   not null,
    body       text   not null,
    made_at_us bigint not null
);

-- Work that a change brought about, written in the transaction of that change.
create table jobs (
    id               text   not null primary key,
    kind             text   not null,
    about            text   not null,
    body             text   not null,
    made_at_us       bigint not null,
    due_at_us        bigint not null,
    attempts         bigint not null check (attempts >= 0),
    claimed_by       text,
    claimed_until_us bigint,
    handed_at_us     bigint,
    done_at_us       bigint,
    dead_at_us       bigint,
    last_error       text
);
create index jobs_due on jobs (done_at_us, due_at_us);
create index jobs_about on jobs (about);

-- Links that work once: to be recognized by mail, and signed ones that were used.
create table door_links (
    token_hash    text   not null primary key,
    purpose       text   not null check (purpose in ('identify', 'signed')),
    about         text   not null,
    made_at_us    bigint not null,
    expires_at_us bigint not null,
    used_at_us    bigint
);
create index door_links_expire on door_links (expires_at_us);

-- A walk through the pages of a flow: who came and did not ask, and how long it took who did.
create table visits (
    id               text   not null primary key,
    flow             text   not null,
    channel          text   not null,
    language         text   not null,
    customer         text,
    exit_id          text,
    began_at_us      bigint not null,
    identified_at_us bigint,
    asked_at_us      bigint,
    screens          bigint not null check (screens >= 0),
    clicks           bigint not null check (clicks >= 0),
    fields           bigint not null check (fields >= 0)
);
create index visits_began on visits (began_at_us);

-- One row per try to be recognized, for the number that was typed and for the address it came from.
create table door_attempts (
    about_hash      text   not null,
    attempted_at_us bigint not null
);
create index door_attempts_about on door_attempts (about_hash, attempted_at_us);
create index door_attempts_at on door_attempts (attempted_at_us);
