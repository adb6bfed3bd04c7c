
-- Who was drawn for an activity, when and into which arm: the first draw counts for ever. What the key cannot tell again
-- (the day, a household or store, a draw in proportion) must be kept, or nobody could measure what the activity did.
create table activity_assignments (
    activity_id text   not null references activities (id),
    customer    text   not null check (customer <> ''),
    is_treated  bigint not null check (is_treated in (0, 1)),
    -- The household, store or team that was drawn as a whole, where one was.
    unit        text,
    drawn_on    text   not null,
    -- The day a later draw put the customer into the other arm, which changes nothing but is told.
    changed_on  text,
    primary key (activity_id, customer)
);
