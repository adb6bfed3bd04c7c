-- Question:   How many customers are here and what do they pay, who left and who came in a stretch of days?
-- Grain:      one row per group
-- Population: all spells that pass the filters
-- Columns:    here, priced (counts), price_sum, price_squares (sums in minor units per month, of those here), departures,
--             priced_left (counts), price_left (sum, at the end), joined (count)
-- Feeds:      value::Group
select
  {names}
  sum(case when ended_on is null then 1 else 0 end) as here,
  count(case when ended_on is null then price end) as priced,
  sum(case when ended_on is null then price end) as price_sum,
  sum(case when ended_on is null then price * price end) as price_squares,
  sum(case when has_left then 1 else 0 end) as departures,
  count(case when has_left then price end) as priced_left,
  sum(case when has_left then price end) as price_left,
  sum(case when has_joined then 1 else 0 end) as joined
from (
  select
    {columns}
    ended_on, cast(price as double) as price,
    {has_left} and {left_window} as has_left,
    {joined_window} as has_joined
  from spells
  where {condition}
)
{group_by}
