-- Question:   Of the customers in the snapshot, how many have left, how, and how much revenue went with them?
-- Grain:      one row per group and kind of leaving
-- Population: all spells that pass the filters
-- Columns:    kind (text, null while here), spells (count), tenure (sum, in the stated unit), priced (count),
--             price_sum, price_squares (sums in minor units per month)
-- Feeds:      what is shown beside the numbers; churn::snapshot counts the same from the files
select
  {names}kind,
  count(*) as spells,
  sum(tenure) as tenure,
  count(last_price) as priced,
  sum(last_price) as price_sum,
  sum(last_price * last_price) as price_squares
from (
  select
    {columns}
    departure_kind(departure, reason, ended_on, payment_failing) as kind,
    tenure,
    cast(price as double) as last_price
  from spells
  where {condition}
)
group by {names}kind
