-- Customer numbers as people write them: without capitals, blanks and marks. The same expression stands in
-- `queries/written_as.sql`; without it here, each search would read everybody.
create index people_written
    on people (lower(replace(replace(replace(replace(replace(customer, ' ', ''), '-', ''), '.', ''), '/', ''), '_', '')));
