-- Question:   Who are or were our customers, and where does each stand now?
-- Grain:      one row per customer
-- Population: every customer with at least one spell
-- Columns:    customer (text), first_started_on (day), spells (count), is_here (yes or no), last_ended_on (day),
--             plan (text), price (minor units per month), then the traits of the last spell
-- Feeds:      the table `customers` behind `vaarwel sql`
select
  customer,
  min(started_on) as first_started_on,
  count(*) as spells,
  bool_or(ended_on is null) as is_here,
  max(ended_on) as last_ended_on,
  last_value(plan order by spell) as plan,
  last_value(price order by spell) as price{traits}
from spells
group by customer
