-- What a running program does about listening: it tells each person once, asks whether it helped, and tells other programs.

-- A row is something that somebody was told, so that they are not told again, whatever is repeated after a crash.
create table told_once (
    kind       text   not null check (kind <> ''),
    about      text   not null,
    whom       text   not null,
    told_at_us bigint not null,
    primary key (kind, about, whom)
);
create index told_once_of_whom on told_once (whom);

-- Somebody is asked whether what was done helped. `whom` is a customer or the id of a member.
create table helped_questions (
    token_hash      text   not null primary key,
    action_point_id text   not null references action_points (id) on delete cascade,
    who             text   not null check (who in ('customer', 'colleague')),
    whom            text   not null check (whom <> ''),
    asked_at_us     bigint not null,
    expires_at_us   bigint not null check (expires_at_us > asked_at_us),
    helped          bigint check (helped in (0, 1)),
    said_at_us      bigint,
    check ((helped is null) = (said_at_us is null))
);
create index helped_questions_of_point on helped_questions (action_point_id);
create index helped_questions_of_whom on helped_questions (whom);

-- Addresses of other programs that are told of changes. What each is signed with comes from the key of the data folder.
create table webhooks (
    id          text   not null primary key,
    url         text   not null check (url <> ''),
    topics      text   not null check (topics <> ''),
    made_by     text   not null,
    made_at_us  bigint not null,
    ended_at_us bigint
);

-- Each try to tell, with what was answered.
create table webhook_tries (
    webhook_id text   not null references webhooks (id) on delete cascade,
    delivery   text   not null,
    tried      bigint not null check (tried >= 1),
    event      text   not null,
    status     bigint,
    error      text,
    tried_at_us bigint not null,
    primary key (webhook_id, delivery, tried)
);
create index webhook_tries_at on webhook_tries (tried_at_us);
