# Mails and letters. Confirm, thank once, say what comes next. No offer, no "we will miss you".
mail-hello = Dear { $name },
mail-hello-nobody = Hello,
mail-regards = Kind regards,
mail-foot = { $company } sends you this mail about your request to leave. You can answer it: a person reads along.
mail-foot-staff = Vaarwel sends this mail to colleagues only.
mail-foot-asking = No more mails like this? Press unsubscribe in your mail program, or open this page:
    { $address }
paper-receipt-file = confirmation
paper-letter-file = letter
paper-leaf = Page {"{page}"} of {"{pages}"}
paper-receipt-foot = Keep this confirmation. The seal at the bottom proves that the text was not changed.

mail-undone-title = Your request was taken back
mail-undone-text = Your contract { $contract } goes on as it was. Nothing has changed in your price or your terms.
mail-undone-more = You do not need to do anything. You can always leave again, in the same way.

mail-paused-title = Your contract is paused
mail-paused-text = Your contract rests from { $from } until { $until }. You pay nothing in that time.
mail-paused-more = You can leave now too, in the same way.

mail-resuming-title = Your pause is nearly over
mail-resuming-text = Your pause lasts until { $until }. After that your contract goes on, and so does what you pay.
mail-resuming-more = Would you rather leave? You can, in the same way as before.

mail-link-title = Your link to leave
mail-link-text = This link takes you on with your request to leave. It works once, until { $until }.
mail-link-open = Open this link:
mail-link-other = You did not ask for this? Then you do not need to do anything. Nothing changes.

mail-fixed-title = This has been fixed: { $what }
mail-fixed-text = You asked us to mail you once when this had been fixed. It is, since { $day }.
mail-fixed-once = This is the only mail you get about it.

mail-export-title = Your data are ready
mail-export-text = You asked for a copy of your data. It is ready until { $until }.
mail-export-open = Take your data here:
mail-export-more = The link is for you alone. Do not pass it on.

mail-overdue-title = { $count ->
    [one] One case is late
   *[other] { $count } cases are late
}
mail-overdue-text = { $count ->
    [one] This customer has been waiting longer than promised. Do this one first.
   *[other] These customers have been waiting longer than promised. Do these first.
}
mail-overdue-row = { $case }, since { $day }
mail-overdue-open = To the desk:

mail-farewell-title = Your goodbye is settled
mail-farewell-title-open = We have your request to leave
mail-farewell-confirm = Your contract { $contract } ends on { $day }. You do not need to do anything more in order to leave.
mail-farewell-confirm-open = We have your request to end { $contract }. We tell you the end date within { $days } working days.
mail-farewell-confirm-unnamed = Your contract ends on { $day }. You do not need to do anything more in order to leave.
mail-farewell-confirm-open-unnamed = We have your request to end your contract. We tell you the end date within { $days } working days.
mail-farewell-nothing = You do not need to do anything more in order to leave.
mail-farewell-thank = Thank you for having been our customer.
mail-farewell-thank-some = Thank you for letting us know. The rest goes on as you are used to.
mail-farewell-thank-since = Thank you for having been our customer since { $since }.
mail-farewell-goal = Good that you reached what you came for.
mail-farewell-sorry = { $fault } That should not have happened. We are sorry.
mail-farewell-goodwill = You get { $amount } back. You do not need to do anything for it.
mail-farewell-next = What comes next
mail-farewell-data = Your data
mail-farewell-door = The door is open. If you ever come back, we begin where you left off.

mail-check-title = A trial mail from Vaarwel
mail-check-text = This mail shows that Vaarwel can send mail. You do not need to do anything with it.
