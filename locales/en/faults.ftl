# When a page does not come: what is the matter, and what one can do.
fault-home = To the first page
# { $id } is the number of this request in the log.
fault-request = When you ask for help, give this number: { $id }

fault-not-allowed-title = This page is not for your role
fault-not-allowed-text = If you need it, ask the owner to change your role.
fault-foreign-form-title = This form has expired
fault-foreign-form-text = Nothing was changed. Open the page again and send the form once more.
fault-not-found-title = There is no such page
fault-not-found-text = Check the address, or begin at the overview.
fault-too-large-title = This is too large
fault-too-large-text = Nothing was kept. Split the file, or bring it in with the command vaarwel import.
fault-too-many-title = Too many attempts
fault-too-many-text = Wait a quarter of an hour and try again. A sign-in link from the owner works at once.
fault-not-now-title = This takes too long just now
fault-not-now-text = Try again in a moment, or ask for less at once: a shorter period or fewer groups.
fault-disk-full-title = The disk is full
fault-disk-full-text = Nothing was kept. Make room and try again.
fault-not-understood-title = We do not understand this question
fault-not-understood-text = Check the address, or choose again on the page.
fault-broken-title = Something went wrong here
fault-broken-text = That is our fault, not yours. The error stands in the log of the program.
