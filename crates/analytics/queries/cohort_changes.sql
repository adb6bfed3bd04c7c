-- Question:   By how much did the prices of customers who stayed change in each period?
-- Grain:      one row per group, first period and period
-- Population: spells that began in the window, pass the filters and have more than one price; only periods at whose end the
--             customer is still here
-- Columns:    first_period, period (numbers of periods), change (sum, minor units per month)
-- Feeds:      what is shown beside the numbers; cohorts::staying counts the same from the files
select
  {names}first_period,
  change['period'] as period,
  sum(coalesce(change['after'], 0) - coalesce(change['before'], 0)) as change
from (
  select
    {columns}
    period_number(started_on, '{unit}') as first_period,
    unnest(price_changes(prices, started_on, ended_on, '{unit}')) as change
  from spells
  where cardinality(prices) > 1 and {condition}
)
group by {names}first_period, change['period']
