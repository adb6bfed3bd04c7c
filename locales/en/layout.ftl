# What stands on every page.
layout-skip = Skip to content
layout-navigation = Main
layout-sign-out = Sign out
# { $moment } is a day and a time.
layout-made-at = made { $moment }

nav-part-leaving = Leaving
nav-part-farewell = Farewell
nav-part-listening = Listening
nav-part-customers = Customers
nav-overview = Overview
nav-churn = Who
nav-survival = When
nav-reasons = Why
nav-cohorts = Cohorts
nav-activities = Activities
nav-customers = Customers
nav-desk = Desk
nav-goodbyes = Goodbyes
nav-flows = Leave flow
nav-answers = Answers
nav-ladder = Ladder
nav-work = Action points
nav-surveys = Surveys
nav-import = Import
nav-settings = Settings

role-owner = owner
role-manager = manager
role-analyst = analyst
role-front_line = front line

field-email = E-mail address
field-password = Password
field-password-old = Present password
field-password-new = New password
field-password-hint = Choose { $n } characters or more. A few unrelated words will do.
field-name = Your name
field-company-name = Name of your company
