-- Question:   How long were customers here, and had they left by then?
-- Grain:      one row per group and duration
-- Population: spells that began in the window and pass the filters
-- Columns:    duration (days from the first to the last day or to the last known day; or the stated tenure in its unit),
--             departures (count), censored (count of those still here or gone in a way that is not counted)
-- Feeds:      what is shown beside the numbers; survival::count counts the same from the files
select
  {names}duration,
  sum(case when has_left then 1 else 0 end) as departures,
  sum(case when has_left then 0 else 1 end) as censored
from (
  select
    {columns}
    {duration} as duration,
    {has_left} as has_left
  from spells
  where {condition}
)
group by {names}duration
