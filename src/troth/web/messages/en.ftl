# What every page says.
layout-skip = Skip to the content
layout-demo = A rehearsal: everybody in here is invented.
layout-privacy = Privacy
layout-pages = Pages
layout-languages = Languages
nav-notice = Notice
nav-requests = Your rights
nav-choices = Your choices
nav-account = Your account

# When something cannot be done.
fault-title = That did not work
fault-back = Back to the start
fault-401 = Sign in first, please.
fault-403 = This is not open to you.
fault-404 = There is nothing at this address.
fault-405 = This address does not take that.
fault-413 = This is larger than what is taken in.
fault-429 = That was a lot at once. Wait a minute and try again.
fault-500 = Something is wrong on our side. It was noted.
fault-503 = This cannot be done right now. Please try again later.

# Forms that people fill in.
forms-title = Write to us
forms-lead = Each form says above its button what happens with what you send.
forms-none = There are no forms here.
forms-error = Error:
forms-summary = Please look at this again
forms-nothing-kept = Nothing of it was kept. What you typed is still in the page.
forms-choose-again = Please choose the file again.
forms-required = What is marked as required is needed. The rest is up to you.
forms-all-optional = You choose what you fill in. Nothing here is required.
forms-is-required = required
forms-is-optional = optional
forms-file-hint = PDF, Word (DOCX), ODT, PNG, JPEG or plain text, up to { $size } MB.
forms-phone-hint = With the country code, such as +44 20 7946 0000.
forms-consents = Your choice
forms-consents-hint = Tick only what you agree to. Each stands for itself.
forms-consent = { $purpose }: I agree that { $company } uses my data for this: { $data }. I can take this back at any time.
forms-consent-by = { $purpose }, { $channel }: I agree that { $company } uses my data for this and reaches me { $channel }: { $data }. I can take this back at any time.
forms-doubly = We send you an e-mail to confirm this. Until you do, it does not count.
forms-notice = Before you send
forms-notice-who = Who gets it
forms-notice-why = What for
forms-notice-long = How long
forms-notice-rights = Your rights
forms-notice-whole = All about this form
forms-notice-full = The whole privacy notice
forms-gpc = Your browser asks us not to sell or share your data. We follow that.
forms-vouched = By sending this you say that what you write is true.
forms-send = Send
forms-sent = It has arrived
forms-sent-lead = Thank you. We have what you sent: { $form }.
forms-sent-doubly = One more step: open the e-mail that we have just sent you and confirm.
forms-sent-after = Change your mind at any time:
forms-others = To the other forms
forms-no-other = This cannot be taken in ({ $code }).
forms-no-consent = Without your yes to at least one of these we may not take this in.
forms-no-consent-text-replaced = The wording has changed. Read it again and tick it anew.
forms-no-consent-text-withdrawn = We no longer ask for this. Leave it out.
forms-no-consent-text-unpublished = The wording you agreed to is not ours. Read it again and tick it anew.
forms-no-consent-text-for-another-purpose = The wording you agreed to is about something else. Read it again and tick it anew.
forms-no-consent-text-names-another-channel = The wording you agreed to is about another channel. Read it again and tick it anew.
forms-no-consent-parent-needed = At your age somebody who takes care of you has to agree. Ask them to contact us.
forms-no-malformed-value = Please check how this is written.
forms-no-too-large = This is larger than what we take in.
forms-no-required-field-missing = Please fill this in.
forms-no-sensitive = This seems to be about: { $kind }. We do not take in such data; please leave it out.
forms-no-minor = We do not take in data of people this young. Please ask somebody who takes care of you.
forms-no-suppressed = We were asked never to contact this address and keep to that.
forms-no-field-undeclared = There is a field here that this form does not have.
forms-no-field-not-needed = This is not needed here. Please leave it out.
forms-no-consent-withdrawn = You took your consent back. Give it anew under “Your choices” first.
forms-no-objected = You said no to this. Change that under “Your choices” first.
forms-no-opted-out = You said no to marketing. Change that under “Your choices” first.
forms-no-restricted = The use of your data is restricted at the moment. Please contact us.
forms-no-strange = There was something in this that the form does not have. Please fill it in again.
forms-no-empty = There is nothing in the form yet.
forms-no-address = To confirm by e-mail we need a correct e-mail address.
forms-no-ticket = The page was open for too long. Please send it again.
forms-no-busy = This is just being taken in. Wait two minutes before you send it again.
forms-file-type = This is none of the kinds of file we take in.
forms-file-active = This file contains something that runs by itself. Save it as a plain document and choose that.
forms-file-locked = This file has a password, so we cannot check it. Choose one without.
forms-file-swells = This file holds much more than it shows. Choose a smaller one.
forms-letter-subject = { $company }: please confirm
forms-letter =
    Somebody gave us this address and asked for: { $what }.

    If that was you, please confirm here:
    { $link }

    If it was not you, do nothing. Without your confirmation we do nothing either, and the link ends by itself after 7 days.

    { $company }

# Links of messages: confirming, and getting no more of them.
confirm-ask = One click and it counts
confirm-ask-lead = You asked us for this: { $purpose }.
confirm-button = Yes, I want this
confirm-not-you = If that was not you, close this page. Without your yes we do nothing.
confirm-done = Confirmed
confirm-done-lead = Thank you. You can take it back at any time.
confirm-over = This link no longer works
confirm-over-lead = It was used before, its seven days are over, or you have changed your mind since.
unsubscribe-ask = No more messages?
unsubscribe-ask-lead = You will get no more messages from us about: { $purpose }.
unsubscribe-button = Yes, stop them
unsubscribe-done = You will get no more of these
unsubscribe-done-lead = We have stopped messages about: { $purpose }.
unsubscribe-over = This link no longer works
unsubscribe-over-lead = Nothing is sent to you by it any more.
unsubscribe-choices = Choose what else you get

# Sites of others.
links = Sites of others
links-lead = We link to these sites. They are not ours: { $company } has no say over what they ask for and what they do with it.
links-none = We link to no sites of others.
links-one = You are leaving for { $site }
links-one-lead = { $site } is not ours: { $company } has no say over what it asks of you and what it does with it. We recommend that you read its own privacy policy first. Nothing about you goes along.
links-policy = Read the privacy policy of { $site }
links-no-policy = We know of no privacy policy of { $site }.
links-go = Go to { $site }

# What customers said.
testimonials = What customers say
testimonials-none = Nothing is shown here at the moment.
testimonials-yours = Did you write one of these? You can have it changed or taken down at any time.

# The choices a person makes.
choices-lead = A yes and a no take effect at once, and you can change them as often as you like.
choices-none = There is nothing here that you could choose.
choices-interest = We do this without asking for consent because we have an interest in it. Say no and we stop.
choices-waiting = You asked for this and have not confirmed it yet.
choices-yes = Yes
choices-no = No
choices-no-marketing = No advertising of any kind, whatever I said above
choices-nothing = Nothing any more
choices-nothing-hint = One press says no to everything above and to all advertising. You can come back at any time.
choices-by-email = by e-mail
choices-by-phone = by phone
choices-by-message = by text message or messenger
choices-by-post = by post
choices-by-in-app = in the app
choices-by-web = on websites
choices-since-yes = Yes since { $date }
choices-since-no = No since { $date }
choices-text = The words you said yes to
choices-none-said = You have said nothing about this yet.
choices-theirs = Their choices, as they see them
choices-purpose = Purpose
choices-channel = Channel
choices-said = Said
choices-since = Since
choices-words = Fingerprint of the words
choices-save = Save my choices
choices-saved = Saved. It holds from now on.
choices-ask-lead = Give us your e-mail address and we send you a link to what you have chosen.
choices-email = E-mail address
choices-ask-button = Send me the link
choices-ask-hint = Do you have an account? Sign in and come back: then you need no link.
choices-sent = Look into your mailbox
choices-sent-lead = If we have anything under this address, a link is on its way. It works for 7 days.
choices-open = Your choices
choices-open-lead = This link works once.
choices-open-button = Open my choices
choices-over = This link no longer works
choices-over-lead = It was used before or its time is over. Ask for a new one.
choices-letter-subject = { $company }: your choices
choices-letter =
    You can see and change here what you let us do:
    { $links }

    The link works once, for 7 days. If you did not ask for it, do nothing.

    { $company }
