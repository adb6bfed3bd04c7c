-- Question:   Of the customers first active in a period, how many were active so many periods later, and what did they pay?
-- Grain:      one row per group, first period of activity and age
-- Population: customers of the spells that pass the filters; facts that show activity until the last known day
-- Columns:    first_period (number of the period), age (periods since then), customers (count), amount (sum, minor units)
-- Feeds:      cohorts::active
select {names}first_period, period - first_period as age, count(*) as customers, sum(amount) as amount
from (
  select {names}period, amount, min(period) over (partition by customer) as first_period
  from (
    select {names}facts.customer as customer, period_number(facts."on", '{unit}') as period, sum(facts.amount) as amount
    from facts
    join (
      select {columns}customer as member from spells where spell = 1 and {condition}
    ) on member = facts.customer
    where facts.kind not in ({idle}) and facts."on" <= date '{observed_until}'
    group by {names}facts.customer, period_number(facts."on", '{unit}')
  )
)
group by {names}first_period, period - first_period
