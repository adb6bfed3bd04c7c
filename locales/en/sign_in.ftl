sign-in-title = Sign in
sign-in-button = Sign in
sign-in-refused = E-mail address and password do not belong together. Try again.
sign-in-forgotten = Password forgotten? Ask the owner for a sign-in link.
sign-in-nobody-title = There is nobody yet
sign-in-nobody-text = Open the link the program showed when it started. It makes you the owner.

link-title = Sign in with a link
link-text = This link works once. Then you can choose a password.
link-used = This link was used before. Ask the owner for a new one.
link-expired = This link is too old. Ask the owner for a new one.
link-unknown = We do not know this link. Check that you copied all of it.

first-start-title = Welcome to Vaarwel
first-start-text = Say who you are. You become the owner, and can add others afterwards.
first-start-button = Begin
first-start-closed = This link is not valid (any more). Start the program again for a new one, or sign in if there is an owner already.
first-start-email-wrong = Fill in an e-mail address, such as noor@fietsplan.nl.
first-start-password-wrong = Choose a longer password.
