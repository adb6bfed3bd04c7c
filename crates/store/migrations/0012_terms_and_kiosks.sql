-- Own words of who left go after their term; when they went. Whoever writes again begins a new term.
alter table exits add column words_gone_at_us bigint;
create index exits_words on exits (changed_at_us) where words_gone_at_us is null;

-- A screen on the spot that asks whoever stands before it. Nobody says who they are: each answer is an invitation of the
-- screen and of no customer.
create table kiosks (
    id          text   not null primary key,
    token_hash  text   not null unique,
    survey      text   not null check (survey <> ''),
    place       text   not null check (place <> ''),
    made_by     text   not null,
    made_at_us  bigint not null,
    ended_at_us bigint
);
alter table invitations add column kiosk_id text references kiosks (id);
create index invitations_of_kiosk on invitations (kiosk_id) where kiosk_id is not null;
