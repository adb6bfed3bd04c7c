-- Who was a customer on a day and had not asked to leave, since when, and what became of them until a later day: 0 still
-- here, 1 gone without a word, 2 gone with one. Whom the definition takes for gone by silence was here until the days of
-- silence were over. Stands at the head of the queries of `silent`.
with here as (
  select
    customer as member, cast(plan as varchar) as plan, price_on(prices, date '{on}') as price,
    day_number(started_on) as start_day,
    (day_number(date '{on}') - day_number(started_on) + 1) / 30 as stretches,
    case
      when ended_on is null or day_number(ended_on) + {grace} > day_number(date '{until}') then 0
      when asked_on is null and departure_kind(departure, reason, ended_on, payment_failing) in ('silent', 'involuntary') then 1
      else 2
    end as fate
  from spells
  where started_on <= date '{on}'
    and (ended_on is null or day_number(ended_on) + {grace} > day_number(date '{on}'))
    and (asked_on is null or asked_on > date '{on}')
    and {condition}
)
