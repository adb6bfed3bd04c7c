-- Question:   From which period to which were customers here on one plan, and how did they leave?
-- Grain:      one row per group, first period, first period they were on the plan from its first day on, last period, kind and part
-- Population: spells that overlap the window, cut where their plan changed; of the parts, those that pass the filters
-- Columns:    first_period, entry_period, last_period (numbers of periods; last_period is null while here), kind (text, null
--             while here and of who goes on on another plan), goes_on (the spell began before this part), is_followed (it ends
--             after this part), moves (here on another plan when the next period begins), spells (count), start_days (sum of
--             days since 1970 of the first days), end_days (of the days after the last), entry_* and exit_* (count, sum and sum
--             of squares of the price in minor units per month when the entry period began, and when the last period began or,
--             of who moves, the one after it)
-- Feeds:      what is shown beside the numbers; churn::series counts the same from the files
select
  {names}first_period, entry_period, last_period, kind, goes_on, is_followed, moves,
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
    period_number(from_on, '{unit}') as first_period,
    entry_period(from_on, '{unit}') as entry_period,
    last_period,
    case when not moves then departure_kind(departure, reason, ended_on, payment_failing) end as kind,
    from_on > started_on as goes_on,
    next_on is not null as is_followed,
    moves,
    day_number(from_on) as start_day,
    coalesce(day_number(next_on), day_number(ended_on) + 1) as end_day,
    cast(price_before(prices, period_start(entry_period(from_on, '{unit}'), '{unit}')) as double) as entry_price,
    cast(price_before(prices, period_start(last_period + case when moves then 1 else 0 end, '{unit}')) as double)
      as exit_price
  from (
    select
      *,
      next_on is not null and (ended_on is null or period_number(ended_on, '{unit}') > last_period) as moves
    from (
      select
        * exclude (plan, stretch),
        stretch['plan'] as plan,
        stretch['from_on'] as from_on,
        stretch['next_on'] as next_on,
        coalesce(entry_period(stretch['next_on'], '{unit}') - 1, period_number(ended_on, '{unit}')) as last_period
      from (select *, unnest(plan_stretches(plans, started_on, ended_on)) as stretch from spells)
    )
  )
  where {condition}
)
group by {names}first_period, entry_period, last_period, kind, goes_on, is_followed, moves
