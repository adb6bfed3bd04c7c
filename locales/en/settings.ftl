settings-tabs = Settings
settings-tab-own = Yourself
settings-tab-company = Company
settings-tab-definition = What counts as leaving
settings-tab-reasons = Reasons
settings-tab-members = Members
settings-tab-keys = API keys

own-title = Your settings
own-lead = You are signed in as { $email }, { $role }.
own-password-title = Password
own-password-text = A new password signs you out in other places.
own-password-button = Keep password
own-password-saved = Your new password is kept.
own-password-short = Choose a longer password.
own-password-wrong = The present password is not right. Fill it in again.
own-sessions-title = Where you are signed in
own-sessions-text = If you do not recognize one, sign the others out and choose a new password.
own-session-since = Since { $moment }
own-session-this = here
own-session-seen = last seen { $moment }
own-sessions-end = Sign the others out

settings-save = Keep
settings-saved = Kept.

company-title = Your company
company-name-title = Name and language
company-text = The name stands above every page. The language is for those who have not chosen one.
company-language = Language
company-currency = All amounts are in { $code }.
company-own-title = What a customer brings and costs
company-own-text = The page Value counts with these. There is no default; blank is: not said yet.
company-own-margin = Margin: what is left of the revenue after the costs of serving, in percent
company-own-discount = Discount: how much less money in a year counts than now, in percent
company-own-cost-to-win = What it costs to win one customer
company-own-cost-to-keep = What you spend to keep one customer
company-own-refused = Write a number such as 62 or 12.50, without a sign for thousands; a percentage is above 0 and at most 100.
company-words-title = How long own words stay
company-words-text = What who left wrote, in the questions afterwards or with the request itself, is erased. Reasons, scores and days stay. The receipt stays whole: it is proof. For surveys the term stands in the survey itself.
company-exit-words-days = Days after a request to leave is finished
company-exit-words-refused = A whole number from 1 to 3650.

definition-title = What counts as leaving
definition-lead = This stands with every number. When it changes, all numbers are made anew.
definition-version = Version { $n }
definition-request = Who asked to leave has left.
definition-effective-date = Somebody has left once their last day is over.
definition-last-payment = Who did not pay for { $n } days after the last payment has left.
definition-silence = Who did nothing for { $n } days has left.
definition-choose = Another definition
definition-choose-text = Your choice becomes a new version. Old versions stay.
definition-left-when = Somebody has left on
definition-way-effective-date = the last day of the contract
definition-way-request = the day they asked to leave
definition-way-last-payment = the last payment, after a time without payment
definition-way-silence = the last day anything happened, after a time of silence
definition-silent-days = Days of silence
definition-silent-hint = Only for the last two.
definition-bridge = Days between two contracts that do not count
definition-bridge-hint = Who renews with at most so many days without a contract was never away. 0: only from one day to the next.
definition-not-counted = Not counted as leaving
definition-least = Least number of customers for a rate
definition-level = Level of intervals, in percent
definition-button = Choose this definition
definition-history = Earlier versions
definition-history-text = A number names the version it was made with.
definition-from-start = from the start
definition-rest = { $bridge ->
    [one] 1 day between does not count;
   *[other] { $bridge } days between do not count;
} at least { $least } customers; intervals of { $level }.
definition-wrong-days = Choose when somebody has left. For silence: 1 to 3650 days.
definition-wrong-bridge = Fill in 0 to 366 days between two contracts.
definition-wrong-least = Fill in a number of customers of 1 or more.
definition-wrong-level = Fill in a level of 50 to 99.9 percent.

own-words-title = Reasons in your own words
own-words-version = Version { $n }
own-words-finding = { $n ->
    [0] All { $all } reasons are decided
    [one] 1 of the { $all } reasons is not decided yet
   *[other] { $n } of the { $all } reasons are not decided yet
}
own-words-lead = You say which reason belongs to which words. Until then it is a proposal, and shown as one.
own-words-empty = The reasons from your files will stand here. Import a file with a column for the reason.
own-words-count = { $n } ×
# { $why } are the words that tell it.
own-words-proposed = proposed, because of: { $why }
own-words-code = Reason for “{ $words }”
own-words-confirm = Confirm
own-words-change = Change
own-words-wrong = Choose a reason from the list for “{ $words }”; nothing was changed.
own-words-outdated = Somebody else changed the reasons meanwhile. Below they are as they are now; do it once more.
own-words-open = not decided yet

members-title = Members
members-lead = Who may sign in, and what they may do.
members-you = (you)
members-role = Role
members-role-of = Role of { $email }
members-change-role = Change role
members-new-link = Make sign-in link
members-remove = Remove
members-add = Add somebody
members-add-text = You get a link that works once. Hand it over.
members-add-button = Add
members-name = Name
members-language = Language
members-link-for = Sign-in link for { $email }
members-link-text = You see this link only now. It works once, within a week.
members-email-wrong = Fill in an e-mail address, such as noor@fietsplan.nl.
members-email-taken = This e-mail address is a member's already.
members-role-wrong = Choose a role.
members-last-owner = This is the last owner. Make somebody else an owner first.

keys-title = API keys
keys-lead = With a key another program reads or sends data.
keys-empty = There is no key yet.
keys-made = This is the new key
keys-made-text = Keep it now. Afterwards it cannot be seen.
keys-made-at = made { $moment }
keys-used-at = used { $moment }
keys-never-used = never used
keys-revoked-at = revoked { $moment }
keys-revoke = Revoke
keys-add = New key
keys-add-text = Give a key no more rights than it needs.
keys-add-button = Make key
keys-name = What is it for?
keys-scopes = What may it do?
keys-scope-read = read: reports, customers, requests to leave, answers and action points
keys-scope-write = send: facts, files, requests to leave, invitations and draws
keys-scope-admin = manage: everything about one customer, to take along and to erase, and webhooks
keys-wrong = Say what the key is for, and choose at least one right.
