-- Question:   Can these requests be stored as they are: is the end of the chain where it was thought to be, and is none of
--             their cases there already?
-- Grain:      one row when all of them were stored; none when the chain ends elsewhere, and nothing was stored. Where a case
--             was there already, its key is there twice, and that undoes it all
-- Population: requests that waited for each other, each with its events, receipt, jobs and facts as lists of columns
-- Columns:    stored (count of cases)
--
-- PostgreSQL only: SQLite has neither arrays nor statements within statements, and no way to the server to save. Nothing
-- begins a transaction around it, so that it is committed when it ends.
-- Every part reads `turn`, so that the turn of receipts is taken before anything else is touched, and that of facts after it:
-- the order in which transactions take turns.
-- Nothing says `on conflict`: each row would be looked up, put in on trial and confirmed, which takes half as long again, and
-- whoever waits for this turn waits for that too.
-- The commit does not wait for the disk: whoever asked does, after the turn of receipts is given back (`settling.rs`). Should
-- the server fall over in between, nobody was answered, and the chain ends where its last receipt on the disk does; so the
-- turn is taken only where that is the receipt it was left with.
with turn as (
    update counters set value = $2
    where name = 'receipts' and value = $1
      and ($1 = 0 or exists (select 1 from receipts where place = $1 and hash = $55))
    returning value, set_config('synchronous_commit', 'off', true)
), cases as (
    insert into exits (id, flow, flow_version, customer, contract, kind, channel, language, asked_at_us, asked_on,
                       last_on, due_on, state, case_key, changed_at_us)
    select id, flow, flow_version, customer, contract, kind, channel, language, asked_at_us, asked_on, last_on, due_on,
           'open', case_key, asked_at_us
    from unnest($4::text[], $5::text[], $6::bigint[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[],
                $12::bigint[], $13::text[], $14::text[], $15::text[], $16::text[])
         as given (id, flow, flow_version, customer, contract, kind, channel, language, asked_at_us, asked_on, last_on,
                   due_on, case_key)
    where exists (select 1 from turn)
), events as (
    insert into exit_events (exit_id, seq, at_us, done_by, event, body)
    select exit_id, seq, at_us, done_by, event, body
    from unnest($17::text[], $18::bigint[], $19::bigint[], $20::text[], $21::text[], $22::text[])
         as given (exit_id, seq, at_us, done_by, event, body)
    where exists (select 1 from turn)
), sealed as (
    insert into receipts (place, exit_id, content, hash, body, made_at_us)
    select place, exit_id, content, hash, body, made_at_us
    from unnest($23::bigint[], $24::text[], $25::text[], $26::text[], $27::text[], $28::bigint[])
         as given (place, exit_id, content, hash, body, made_at_us)
    where exists (select 1 from turn)
), work as (
    insert into jobs (id, kind, about, body, made_at_us, due_at_us, attempts)
    select id, kind, about, body, made_at_us, due_at_us, 0
    from unnest($29::text[], $30::text[], $31::text[], $32::text[], $33::bigint[], $34::bigint[])
         as given (id, kind, about, body, made_at_us, due_at_us)
    where exists (select 1 from turn)
), turn_of_facts as (
    update counters set value = value + $35
    where name = 'facts' and $35 > 0 and exists (select 1 from turn)
    returning value
), told as (
    insert into facts (seq, customer, happened_on, time_us, kind, source, source_id, ref_id, amount, plan, reason,
                       departure, value, tenure, tenure_unit, traits, received_at_us)
    select turn_of_facts.value - $35 + given.place, customer, happened_on, time_us, kind, source, source_id, ref_id,
           amount, plan, reason, departure, given.value, tenure, tenure_unit, traits, $36
    from turn_of_facts,
         unnest($37::text[], $38::text[], $39::bigint[], $40::text[], $41::text[], $42::text[], $43::text[],
                $44::bigint[], $45::text[], $46::text[], $47::text[], $48::double precision[], $49::double precision[],
                $50::text[], $51::text[])
         with ordinality
         as given (customer, happened_on, time_us, kind, source, source_id, ref_id, amount, plan, reason, departure,
                   value, tenure, tenure_unit, traits, place)
), walks as (
    update visits set exit_id = given.exit_id, asked_at_us = given.at_us
    from unnest($52::text[], $53::text[], $54::bigint[]) as given (id, exit_id, at_us)
    where visits.id = given.id and exists (select 1 from turn)
)
select $3::bigint as stored from turn
