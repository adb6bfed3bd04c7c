-- Question:   In which period did customers start, in which did they leave, and what did they pay?
-- Grain:      one row per group, first period and last period
-- Population: spells that began in the window and pass the filters
-- Columns:    first_period, last_period (numbers of periods; last_period is null while here), spells (count),
--             first_revenue (sum of first prices), first_squares (of their squares), last_revenue (sum of the prices when the
--             last period began), in minor
--             units per month
-- Feeds:      what is shown beside the numbers; cohorts::staying counts the same from the files
select
  {names}first_period, last_period,
  count(*) as spells,
  sum(first_price) as first_revenue,
  sum(cast(first_price as double) * cast(first_price as double)) as first_squares,
  sum(exit_price) as last_revenue
from (
  select
    {columns}
    period_number(started_on, '{unit}') as first_period,
    period_number(ended_on, '{unit}') as last_period,
    price_before(prices, started_on) as first_price,
    price_before(prices, period_start(period_number(ended_on, '{unit}'), '{unit}')) as exit_price
  from spells
  where {condition}
)
group by {names}first_period, last_period
