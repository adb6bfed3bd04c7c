-- Question:   How many renewals did customers go through, and did they leave at the next?
-- Grain:      one row per group and number of whole periods
-- Population: all spells that pass the filters
-- Columns:    whole (number of periods), departures, censored (counts). Who left before the day of a renewal that has not come yet
--             is censored at the last one: of the others that day is not known either
-- Feeds:      stats::staying::Renewals
select
  {names}whole,
  sum(case when has_left and reached > whole then 1 else 0 end) as departures,
  sum(case when has_left and reached > whole then 0 else 1 end) as censored
from (
  select
    {columns}
    floor({duration} / {length}) as whole,
    floor({watched} / {length}) as reached,
    {has_left} as has_left
  from spells
  where {duration} >= 0 and {condition}
)
group by {names}whole
