-- Mail that came in. A mail is kept before the mailbox is touched; its key makes the same mail the same through whatever
-- door it comes. What became of it is a row of its own.

-- How far each mailbox was read.
create table mailboxes (
    name     text   not null primary key,
    validity bigint not null,
    last_uid bigint not null,
    read_at_us bigint not null
);

create table mails (
    key               text   not null primary key,
    door              text   not null,
    message_id        text,
    references_json   text   not null,
    from_name         text   not null,
    from_address      text   not null,
    subject           text   not null,
    body              text   not null,
    attachments_count bigint not null,
    automatic         text check (automatic in ('own', 'bounce', 'reply', 'bulk')),
    is_forged         bigint not null check (is_forged in (0, 1)),
    written_at_us     bigint,
    received_at_us    bigint not null
);
create index mails_received on mails (received_at_us);

-- A mail with a row here waits for a person, who has not decided yet.
create table mail_doubts (
    mail_key   text   not null primary key references mails (key) on delete cascade,
    intent     text   not null,
    why        text   not null,
    doubted_at_us bigint not null
);

-- A mail with a row here was dealt with.
create table mail_outcomes (
    mail_key      text   not null primary key references mails (key) on delete cascade,
    outcome       text   not null check (outcome in ('case', 'set_aside', 'answered')),
    case_id       text,
    decided_by    text   not null,
    decided_at_us bigint not null,
    check ((outcome = 'case') = (case_id is not null))
);
create index mail_outcomes_of_case on mail_outcomes (case_id);
