-- Question:   Which words does a trait have, and how often?
-- Grain:      one row per word, the most frequent first
-- Population: all spells with a known word, whatever the filters; of plans, each one a spell ever had
-- Columns:    word (text), spells (count)
-- Feeds:      values::words
select cast({column} as varchar) as word, count(*) as spells
from {source}
where {column} is not null
group by 1
order by 2 desc, 1
limit {limit}
