-- Who keeps settings in memory looks here whether they still hold; for flows it is the counter of `flows`.
insert into counters (name, value) values ('settings', 0);

-- Faults of the company that a customer met, so that who leaves over one is answered by name. Each is a fact of the ledger
-- too; here it is found at the door.
create table faults (
    source      text   not null,
    source_id   text   not null,
    customer    text   not null check (customer <> ''),
    happened_on text   not null,
    what        text   not null check (what <> ''),
    noted_at_us bigint not null,
    primary key (source, source_id)
);
create index faults_customer on faults (customer, happened_on);
