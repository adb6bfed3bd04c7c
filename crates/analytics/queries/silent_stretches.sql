-- Question:   How much did customers use in each of the stretches of thirty days before a day?
-- Grain:      one row per stretch, 0 for the last
-- Population: here on that day, for at least the whole stretch; not more than fourteen stretches back
-- Columns:    stretch (number), used (sum)
-- Feeds:      silent::Season
{here}
select stretch, sum(used) as used
from (
  select
    (day_number(date '{on}') - day_number(facts."on")) / 30 as stretch,
    case when facts.value > 0 then facts.value else 1.0 end as used,
    stretches
  from here
  join facts on facts.customer = member
  where facts."on" <= date '{on}' and day_number(facts."on") >= start_day and facts.kind not in ({not_use})
)
where stretch < stretches and stretch < 14
group by stretch
order by stretch
