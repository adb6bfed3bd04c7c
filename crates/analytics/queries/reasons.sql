-- Question:   What did those who left say why, how did they leave, and what did they pay?
-- Grain:      one row per group, kind of leaving, own words of the reason and stretch in which the words have one reading
-- Population: spells that ended in the window and pass the filters
-- Columns:    kind (text), words (text, null where nothing was said), reading (number of the stretch), spells (count),
--             priced (count), price_sum, price_squares (sums in minor units per month, at the end)
-- Feeds:      reasons::answer
select
  {names}kind, words, reading,
  count(*) as spells,
  count(last_price) as priced,
  sum(last_price) as price_sum,
  sum(last_price * last_price) as price_squares
from (
  select
    {columns}
    departure_kind(departure, reason, ended_on, payment_failing) as kind,
    cast(reason as varchar) as words,
    {reading} as reading,
    cast(price as double) as last_price
  from spells
  where ended_on is not null and {condition}
)
group by {names}kind, words, reading
