-- Question:   Who pays and does not use it?
-- Grain:      one row per group
-- Population: here now, for at least the days that count, who pay and pass the filters
-- Columns:    customers (count), price_sum, price_squares (of all of them, minor units per month), sleeping, never (counts:
--             no use in those days; none ever), sleeping_sum, sleeping_squares
-- Feeds:      nothing: the report counts the same in one pass, bucket by bucket (value::sleeping)
select
  {names}
  count(*) as customers, sum(price) as price_sum, sum(price * price) as price_squares,
  sum(case when sleeps then 1 else 0 end) as sleeping,
  sum(case when used_on is null then 1 else 0 end) as never,
  sum(case when sleeps then price else 0.0 end) as sleeping_sum,
  sum(case when sleeps then price * price else 0.0 end) as sleeping_squares
from (
  select {names}price, used_on, used_on is null or used_on <= date '{awake}' as sleeps
  from (
    select {columns} customer as member, cast(price as double) as price, started_on as since
    from spells
    where ended_on is null and price > 0 and started_on <= date '{awake}' and {condition}
  )
  left join (
    select customer, max("on") as used_on
    from facts
    where kind not in ({not_use}) and "on" <= date '{until}'
    group by customer
  ) on customer = member
)
{group_by}
