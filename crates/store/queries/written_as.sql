-- Question:   Whose number is this, however it was written?
-- Grain:      one row per customer
-- Population: the customers with the same letters and digits, two of them at most: more than one is as good as none
-- Columns:    the number as the company writes it
select customer from people
where lower(replace(replace(replace(replace(replace(customer, ' ', ''), '-', ''), '.', ''), '/', ''), '_', '')) = $1
order by customer
limit 2
