-- Question:   Which spells are there, when a few customers have new facts since the rest was folded?
-- Grain:      one row per spell
-- Population: all customers
-- Columns:    those of the spells
select whole.*
from spells_whole as whole
left anti join spells_changed as changed on whole.customer = changed.customer
union all
select * from spells_changed
