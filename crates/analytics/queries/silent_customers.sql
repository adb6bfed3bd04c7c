-- Question:   What did each customer do until a day, and what became of them until a later one?
-- Grain:      one row per customer
-- Population: here on the day, without having asked to leave, who pass the filters. Whom the definition takes for gone by
--             silence was here until the days of silence were over
-- Columns:    member (text), plan, price (minor units per month), start_day, stretches (whole
--             stretches of thirty days here), fate (0 here, 1 gone without a word, 2 gone with one), the last days of life, use,
--             payments in and failed, holds and their ends (days since 1970), used_0 to used_13 (use in each stretch, 0 the last),
--             bought (days with a purchase),
--             first_bought, last_bought, bought_after and came_after (days with a purchase or any life after the day)
-- Feeds:      nothing: the report counts the same in one pass, bucket by bucket (silent::seen)
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
),
stretched as (
  select
    member, stretches, stretch,
    sum(used) as used,
    max(life_day) as life_day, max(paid_day) as paid_day, max(failed_day) as failed_day,
    max(hold_day) as hold_day, max(resumed_day) as resumed_day, min(bought_day) as first_bought,
    max(bought_day) as last_bought, count(distinct bought_day) as bought, count(life_day) as lives
  from (
    select
      member, stretches,
      case
        when facts."on" > date '{on}' then -1
        else least((day_number(date '{on}') - day_number(facts."on")) / 30, 14)
      end as stretch,
      case when facts.kind in ({not_use}) then 0.0 when facts.value > 0 then facts.value else 1.0 end as used,
      case when facts.kind not in ({not_life}) then day_number(facts."on") end as life_day,
      case when facts.kind = 'paid' then day_number(facts."on") end as paid_day,
      case when facts.kind = 'payment_failed' then day_number(facts."on") end as failed_day,
      case when facts.kind = 'paused' then day_number(facts."on") end as hold_day,
      case when facts.kind = 'resumed' then day_number(facts."on") end as resumed_day,
      case when {is_bought} then day_number(facts."on") end as bought_day
    from here
    join facts on facts.customer = member
    where facts."on" <= date '{until}' and day_number(facts."on") >= start_day
  )
  group by member, stretches, stretch
),
seen as (
  select
    member as known,
    max(case when stretch >= 0 then life_day end) as life_day,
    max(case when stretch >= 0 then paid_day end) as paid_day,
    max(case when stretch >= 0 then failed_day end) as failed_day,
    max(case when stretch >= 0 then hold_day end) as hold_day,
    max(case when stretch >= 0 then resumed_day end) as resumed_day,
    {uses}
    min(case when stretch >= 0 then first_bought end) as first_bought,
    max(case when stretch >= 0 then last_bought end) as last_bought,
    sum(case when stretch >= 0 then bought else 0 end) as bought,
    sum(case when stretch < 0 then bought else 0 end) as bought_after,
    sum(case when stretch < 0 then lives else 0 end) as came_after
  from stretched
  group by member
)
select member, plan, price, start_day, stretches, fate, life_day, paid_day, failed_day, hold_day, resumed_day,
  {used}, first_bought, last_bought, bought, bought_after, came_after
from here
left join seen on known = member
order by member
