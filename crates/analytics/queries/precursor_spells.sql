-- Question:   Who was a customer from when until when, and how did it end?
-- Grain:      one row per spell, in order of customers
-- Population: spells that pass the filters, of every customer or of a drawn part of them
-- Columns:    customer (text), started, ended, asked (days since 1970), kind (of leaving), plan (on the first day), the
--             traits
-- Feeds:      precursors::rows
select
  customer, day_number(started_on) as started, day_number(ended_on) as ended, day_number(asked_on) as asked,
  departure_kind(departure, reason, ended_on, payment_failing) as kind, cast(plan_at_start as varchar) as plan{traits}
from spells
where {sample} and {condition}
order by customer, started_on
