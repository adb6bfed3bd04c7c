-- Question:   In which periods did customers on one plan begin to pay more or less?
-- Grain:      one row per group and period
-- Population: spells that overlap the window and have more than one price, cut where their plan changed; of the parts, those that
--             pass the filters; only periods at whose end the customer is still here and pays another price than when it began
-- Columns:    as those of the query without plans
-- Feeds:      what is shown beside the numbers; churn::series counts the same from the files
select
  {names}period,
  sum(case when after < before then before - after else 0 end) as contraction,
  sum(case when after > before then after - before else 0 end) as expansion,
  sum(case when after < before then (before - after) * (before - after) else 0 end) as contraction_squares,
  sum(case when after < before then (before - after) * before else 0 end) as contraction_before,
  sum(case when after > before then (after - before) * (after - before) else 0 end) as expansion_squares,
  sum(case when after > before then (after - before) * before else 0 end) as expansion_before,
  count(after) - count(before) as priced,
  sum(coalesce(after, 0.0) - coalesce(before, 0.0)) as revenue,
  sum(coalesce(after * after, 0.0) - coalesce(before * before, 0.0)) as squares
from (
  select
    {names}
    change['period'] as period,
    cast(change['before'] as double) as before,
    cast(change['after'] as double) as after
  from (
    select
      {columns}
      unnest(price_changes(
        prices,
        period_start(entry_period(from_on, '{unit}'), '{unit}'),
        case when next_on is not null and (ended_on is null or period_number(ended_on, '{unit}') > last_period)
          then period_start(last_period + 1, '{unit}') else ended_on end,
        '{unit}'
      )) as change
    from (
      select
        * exclude (plan, stretch),
        stretch['plan'] as plan,
        stretch['from_on'] as from_on,
        stretch['next_on'] as next_on,
        coalesce(entry_period(stretch['next_on'], '{unit}') - 1, period_number(ended_on, '{unit}')) as last_period
      from (select *, unnest(plan_stretches(plans, started_on, ended_on)) as stretch from spells)
    )
    where cardinality(prices) > 1 and {condition}
  )
)
group by {names}period
