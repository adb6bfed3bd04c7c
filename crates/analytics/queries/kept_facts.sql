-- Question:   Which kinds of facts are there, about what, how many, and since when?
-- Grain:      one row per kind and what it refers to, the most frequent first; what refers to single customers or contracts is one row
-- Population: all facts until the last known day
-- Columns:    kind, about (text), facts (count), valued (count), lowest, highest (of their values), first_day (days since 1970)
-- Feeds:      kept::Kept
select kind, about, count(*) as facts, count(value) as valued, min(value) as lowest, max(value) as highest,
  min(day_number("on")) as first_day
from (
  select cast(kind as varchar) as kind, value, "on",
    case when kind in ('answered', 'contacted') then ref_id end as about
  from facts
  where "on" <= date '{until}'
)
group by kind, about
order by facts desc, kind, about
limit 10000
