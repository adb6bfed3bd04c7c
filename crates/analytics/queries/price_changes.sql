-- Question:   In which periods did customers who stayed begin to pay more or less?
-- Grain:      one row per group and period
-- Population: spells that overlap the window, pass the filters and have more than one price; only periods at whose end the
--             customer is still here and pays another price than when it began
-- Columns:    period (number), contraction and expansion (sums in minor units per month), contraction_squares,
--             contraction_before, expansion_squares, expansion_before (sums of products with the price before),
--             priced (how many more have a known price), revenue and squares (sums of the differences of known prices and of
--             their squares)
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
        period_start(entry_period(started_on, '{unit}'), '{unit}'),
        ended_on,
        '{unit}'
      )) as change
    from spells
    where cardinality(prices) > 1 and {condition}
  )
)
group by {names}period
