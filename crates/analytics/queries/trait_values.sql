-- Question:   Which values does a numeric trait have, and how often?
-- Grain:      one row per value
-- Population: all spells with a known value, whatever the filters
-- Columns:    value (number), spells (count)
-- Feeds:      grouping::cut_of
select {column} as value, count(*) as spells
from spells
where {column} is not null
group by {column}
order by {column}
