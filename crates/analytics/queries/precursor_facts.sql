-- Question:   What happened to each customer, of what may go before leaving?
-- Grain:      one row per fact, in order of customers and days
-- Population: facts until the last known day, of every customer or of a drawn part of them
-- Columns:    customer (text), day (days since 1970), kind, about (text), amount (minor units), value
-- Feeds:      precursors::rows
select customer, day_number("on") as day, cast(kind as varchar) as kind,
  case when kind in ('answered', 'contacted') then ref_id end as about, amount, value
from facts
where {sample} and "on" <= date '{until}'
  and (kind in ('answered', 'contacted', 'payment_failed', 'joined', 'contract_started', 'plan_changed') or kind not in ({not_use}))
order by customer, "on", seq
