-- Question:   Who are these customers, and do settings and flows in memory still hold?
-- Grain:      one row per customer asked for and contract; one without a customer where nobody has the number
-- Population: the customers whose numbers are given, each as often as it is given
-- Columns:    place (of the number in the list, from 1), the stamps, the customer, one contract
--
-- PostgreSQL only, as `declare_at_once.sql`.
select place, settings_stamp, flows_stamp, people.customer, name, mail, phone, language, knows, purpose, keep_until_on,
       contract, plan, began_on, price_minor, price_currency, price_months, paid_from_on, paid_until_on,
       told_of_withdrawal_on
from unnest($1::text[]) with ordinality as given (number, place)
cross join (select (select value from counters where name = 'settings') as settings_stamp,
                   (select value from counters where name = 'flows') as flows_stamp) as stamps
left join people on people.customer = given.number
left join contracts on contracts.customer = given.number
order by place, contract
