-- Question:   Where did customers stand on a day, and what did they do from then on?
-- Grain:      one row per customer who had answered in the year before
-- Population: here on the day, who pass the filters
-- Columns:    rung (1 deep red to 5 green), has_left (0 or 1), months (of thirty days here from then on), paid (sum, minor
--             units), brought (count of customers they brought)
-- Feeds:      loyalty::answer
select
  rung,
  case when ended_day <= until_day then 1 else 0 end as has_left,
  cast(least(coalesce(ended_day, until_day), until_day) - from_day as double) / 30.0 as months,
  coalesce(paid, 0.0) as paid,
  coalesce(brought, 0) as brought
from (
  select customer as member, day_number(ended_on) as ended_day, day_number(date '{on}') as from_day,
    day_number(date '{until}') as until_day
  from spells
  where started_on <= date '{on}' and (ended_on is null or ended_on > date '{on}') and {condition}
)
join (
  select customer as who, last_value(value order by "on", seq) as rung
  from facts
  where kind = 'answered' and {question} and value in (1, 2, 3, 4, 5)
    and "on" <= date '{on}' and "on" > date '{fresh}'
  group by customer
) on who = member
left join (
  select customer as payer,
    sum(case when kind = 'paid' then cast(amount as double) else 0.0 end) as paid,
    sum(case when kind = 'referred' then 1 else 0 end) as brought
  from facts
  where kind in ('paid', 'referred') and "on" > date '{on}' and "on" <= date '{until}'
  group by customer
) on payer = member
order by rung, has_left, months, paid, brought
