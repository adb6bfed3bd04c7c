## Cohorts: who began in the same period, followed through time.

cohorts-title = Cohorts
# $after: 12 months.
cohorts-finding = After { $after }, { $share } of customers are still here.
cohorts-finding-active = After { $after }, { $share } of customers are active again.
cohorts-finding-none = There are no cohorts to follow yet.
cohorts-finding-groups = Who stays, per group and per beginning.
cohorts-finding-apart = After { $after }, { $highShare } of { $high } are still here, and { $lowShare } of { $low }.
cohorts-after = { $age } { $period ->
    [week] { $age ->
        [one] week
       *[other] weeks
    }
    [month] { $age ->
        [one] month
       *[other] months
    }
    [quarter] { $age ->
        [one] quarter
       *[other] quarters
    }
   *[other] { $age ->
        [one] year
       *[other] years
    }
}
cohorts-lead = Each row is a group that began in the same period. Read from left to right how many stayed.
cohorts-customers = Customers
cohorts-staying-text = Share still here, in percent. Empty: that period has yet to come, or is not over or settled.
cohorts-active-text = Share that did something in that period, in percent. Empty: that period has yet to come or is not over.
cohorts-revenue = Revenue
cohorts-revenue-text = Revenue of the cohort, in percent of that at the beginning. Over 100: those who stay pay more than is lost.
cohorts-some = The map shows the newest { $count } cohorts; the file has all.
cohorts-first = Began / { $period ->
    [week] weeks
    [month] months
    [quarter] quarters
   *[other] years
} since
cohorts-empty = A map appears here once customers have a first day and their first period is over.
