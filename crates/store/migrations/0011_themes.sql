-- What people say an answer in own words is about, beside what the house had read. The words themselves stand in `answers`
-- alone; the code stays when they go after their term, and goes when the answer goes.
create table answer_themes (
    invitation_id   text   not null,
    question        text   not null,
    code            text   not null check (code <> ''),
    suggested       text,
    confirmed_by    text   not null,
    confirmed_at_us bigint not null,
    primary key (invitation_id, question),
    foreign key (invitation_id, question) references answers (invitation_id, question) on delete cascade
);
