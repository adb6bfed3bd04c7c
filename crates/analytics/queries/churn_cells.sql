-- Question:   From which period to which were customers here, and how did they leave?
-- Grain:      one row per group, first period, first period they were here from its first day on, last period and kind
-- Population: spells that overlap the window and pass the filters
-- Columns:    first_period, entry_period, last_period (numbers of periods; last_period is null while here), kind (text,
--             null while here), spells (count), start_days (sum of days since 1970 of the first days), end_days (of the days
--             after the last), entry_* and exit_* (count, sum and sum of squares of the price in minor units per month when
--             the entry period and the last period began)
-- Feeds:      what is shown beside the numbers; churn::series counts the same from the files
select
  {names}first_period, entry_period, last_period, kind,
  count(*) as spells,
  sum(start_day) as start_days,
  sum(end_day) as end_days,
  count(entry_price) as entry_priced,
  sum(entry_price) as entry_sum,
  sum(entry_price * entry_price) as entry_squares,
  count(exit_price) as exit_priced,
  sum(exit_price) as exit_sum,
  sum(exit_price * exit_price) as exit_squares
from (
  select
    {columns}
    period_number(started_on, '{unit}') as first_period,
    entry_period(started_on, '{unit}') as entry_period,
    period_number(ended_on, '{unit}') as last_period,
    departure_kind(departure, reason, ended_on, payment_failing) as kind,
    day_number(started_on) as start_day,
    day_number(ended_on) + 1 as end_day,
    cast(price_before(prices, period_start(entry_period(started_on, '{unit}'), '{unit}')) as double) as entry_price,
    cast(price_before(prices, period_start(period_number(ended_on, '{unit}'), '{unit}')) as double) as exit_price
  from spells
  where {condition}
)
group by {names}first_period, entry_period, last_period, kind
