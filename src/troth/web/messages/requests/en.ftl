# What people may ask for.
ask-information = How my data is dealt with
ask-confirmation = Whether you hold anything about me
ask-access = A copy of my data
ask-rectification = Correct something
ask-erasure = Delete my data
ask-restriction = Leave my data alone for now
ask-objection = Stop using my data for something
ask-portability = Take my data elsewhere
ask-withdrawal = Take back a consent
ask-sale-opt-out = Do not sell or share my data
explain-information = What is taken in and why, who gets it, where it lies and how long it is kept.
explain-confirmation = A yes or a no, for each kind of data.
explain-access = Everything that is held about you: where it came from, what it is for, who received it and when it goes.
explain-rectification = Something is wrong, incomplete or gives a false picture.
explain-erasure = What no law makes us keep goes, and you get a receipt.
explain-restriction = It stays where it is, and nobody uses it until a question is settled.
explain-objection = Advertising stops at once. For anything else we have to show why we may go on.
explain-portability = What you gave us, in formats other programs read.
explain-withdrawal = As easy as giving it. It holds from now on.
explain-sale-opt-out = Nothing of yours is sold or handed on for advertising from now on.

# Asking.
requests-title = What would you like to do?
requests-lead = You need no reasons and no form of words, and it costs nothing.
requests-how = How it goes
requests-how-ask = You say what you want, and how we reach you.
requests-how-verify = We send you a link, to make sure that it is you. Nobody asks for a copy of your passport or identity card.
requests-how-answer = A page of your own shows where your request stands and by which day you get your answer.
requests-account = You are signed in: one click is enough.
requests-back = Something else
request-button = Send
request-button-account = Do it
request-about = What is it about?
request-about-restriction = Why?
request-about-rectification = What is wrong with it?
about-all = Everything
about-marketing = Advertising of every kind
about-interests = Everything you do for reasons of your own
about-accuracy-contested = Something is wrong, and you are checking it
about-unlawful = It is used unlawfully, and I do not want it deleted
about-needed-for-claims = I need it for a legal claim
about-objection-pending = I have objected, and you are weighing it
about-purpose-fulfilled = What it was for is over
about-inaccurate = It is wrong
about-misleading = It is true and gives a false picture
about-incomplete = Something is missing
request-who = Who is it about?
request-who-self = Me
request-who-child = A child I am responsible for
request-who-client = Somebody who has asked me to act for them
request-email = Your e-mail address
request-email-hint = Where we reach you. Best is the one we may know you by.
request-others = Only if you ask for somebody else
request-subject = Their e-mail address
request-subject-hint = How they may be known here.
request-mandate = Reference of your authority
request-mandate-hint = The number of the mandate or of the record. Keep the document itself; we ask if there is any doubt.
request-residence = Where do you live?
request-residence-hint = It decides which law applies and which authority is there for you.
request-residence-none = I would rather not say
request-optional = optional
request-no-proof = This needs no proof of who you are. If we know this address, it holds at once.
request-wrong-empty = Please fill this in.
request-wrong-email = This is no e-mail address. It looks like name@example.org.
request-wrong-choice = Please choose one of these.
request-wrong-mandate = Whoever asks for somebody else names their authority.
request-wrong-reference = Letters, digits and . _ / : - only, such as case-17.
request-declined = This cannot be asked for in this way. Please write to us.
request-summary = Please look at this again
sent-title = Look into your mailbox
sent-lead = If a message can reach the address you gave, a link is on its way there. Follow it, and your request goes on.
sent-term = Your request counts from today on, not from when you follow the link.
sent-nothing = Nothing has come after ten minutes? Look among unwanted mail, or ask again.
sent-contact = Or write to { $contact }.
verify-title = Was this you?
verify-lead = Somebody used this address to ask for this, on { $day }:
verify-button = Yes, that was me
verify-not = If it was not you, close this page. Nothing happens then.
over-title = This link no longer works
over-lead = It was used before, it is too old, or it was not copied whole. You can ask again at any time.
over-button = Ask again

# Where a request stands.
status-title = Your request
status-number = Number
status-asked-on = { $right }, asked for on { $day }
state-received = We have your request. What is missing is that you show that it is yours: follow the link we sent.
state-received-other = We have your request. A person here looks at the authority you named and writes to you if anything is unclear.
state-identifying = We are not sure yet that it is you. A person here will ask you something only you know. Please send no copy of an identity document.
state-verified = We know that it is you, and have begun.
state-collecting = We are looking for everything we hold about you.
state-awaiting-person = We have asked you something. Please answer the message we sent.
state-suspended = The clock stands still.
state-decided = It is decided, and being done.
state-carried-out = It is done. We are writing your answer.
state-answered = Your answer is ready.
state-closed = Your request is answered and closed.
state-appealed = Somebody else is looking at it again.
state-withdrawn = You took your request back.
state-joined = You had asked for the same before. One answer answers both.
status-by = You get your answer by
status-overdue = This day is over. You can complain to the authority at any time.
status-paused = It stands still because of this: { $ground }. The days do not count while it does.
status-extended = The term was extended on { $day }, and you were told why.
status-dates = The three dates
status-statutory = What the law says
status-promised = What we promise
status-safe = The careful reading
status-promised-none = nothing of our own
status-counts = The earliest counts.
status-derivation = How these days were counted
status-outcome = What became of it
outcome-open = Not decided yet
outcome-granted = Granted
outcome-partial = Granted in part
outcome-refused = Refused
outcome-looked-into = Looked into
ground-legal-obligation = A law makes us keep it (GDPR Art. 17(3)(b)).
ground-claims = It is needed for a legal claim (GDPR Art. 17(3)(e)).
ground-expression = Freedom of expression stands against it (GDPR Art. 17(3)(a)).
ground-public-health = Public health stands against it (GDPR Art. 17(3)(c)).
ground-archiving = It is kept for archives or research (GDPR Art. 17(3)(d)).
ground-third-party-rights = It would touch the rights of other people (GDPR Art. 15(4), 20(4)).
ground-manifestly-unfounded = The request has evidently no basis (GDPR Art. 12(5)(b)).
ground-excessive = The same was asked again and again (GDPR Art. 12(5)(b)).
ground-compelling-grounds = There are compelling reasons to go on (GDPR Art. 21(1)).
ground-not-identified = We could not find out whether it is about you (GDPR Art. 11(2), 12(2)).
ground-not-applicable-basis = This right does not reach data that is held on this legal basis (GDPR Art. 6, 17, 20, 21).
ground-held-for-a-customer = We hold it for a customer, who answers you (GDPR Art. 28(3)(e)).
ground-not-given-by-law = The law of the place where you live does not give this right.
ground-other = { $ground }
status-history = What has happened
event-open = Received
event-ask-identity = We asked who you are
event-verify = It was shown that it is you
event-collect = We began to look
event-ask-person = We asked you what you mean
event-hear = You answered
event-suspend = The clock was stopped
event-resume = The clock goes on
event-extend = The term was extended
event-grant = Granted
event-grant-part = Granted in part
event-refuse = Refused
event-carry-out = Done
event-answer = Answered
event-close = Closed
event-appeal = You asked somebody else to look
event-reconsider = Taken up again
event-uphold = The answer stands
event-withdraw = Taken back
event-join = Joined to an earlier request
status-answer = Your answer
status-answer-free = Save your answer
status-answer-lead = For your safety it is handed over in two halves: we send a link to your address, and this page shows the code that opens it.
status-answer-email = Your e-mail address
status-answer-send = Send me the link
status-answer-sent = If this is the address the request is about, a link is on its way. It works once, for seven days. You need this code:
status-answer-again = Nothing came? Send another link
status-answer-code = Your code
status-remedies = If you do not agree
status-appeal-lead = Somebody else here looks at it again, within a term of its own.
status-appeal = Ask for another look
status-complaint-lead = You can complain to an authority at any time; it costs nothing: { $authority }.
status-complaint-anywhere = You can complain at any time to the data protection authority of where you live, where you work or where we are.
status-complaint = Letter of complaint, ready to sign
status-court = You can also go to court (GDPR Art. 79).
status-withdraw-lead = You changed your mind?
status-withdraw = Take the request back
package-title = Your answer
package-lead = Type the code that the page of your request shows.
package-code = Code
package-hint = Twelve letters and digits. Spaces and dashes do not matter.
package-locked = As one locked page
package-locked-lead = It stays locked on your disk and opens in any browser with the code, without a network.
package-zip = As a ZIP
package-zip-lead = Open to everybody who can use your device.
package-form = How would you like to have it?
package-button = Save
package-wrong-code = This is not the code. Look at the page of your request: every link has a code of its own.
package-once = The link works once.

# The answer itself.
answer-title = Answer to your request
answer-asked = What you asked for
answer-outcome = What became of it
answer-received = Received
answer-made = Written
answer-request = Number
answer-nothing = We hold nothing about you
answer-nothing-lead = We looked for you by the address that you showed.
answer-nothing-since = What there was, was deleted on { $day }, when its time was over.
answer-no-longer = Erased before it could be given: what was granted is no longer there.
answer-held = What we hold
answer-yes = yes
answer-no = no
answer-data = Your data
answer-data-caption = { $count ->
    [one] One value
   *[other] { $count } values
}
answer-what = What
answer-value = Value
answer-from = From where, when
answer-for = What for, on which ground
answer-until = Until
answer-waits = until { $what }
answer-hidden = not shown
answer-recipients = Who received it
answer-recipients-none = Nobody has received it.
answer-consents = What you consented to
answer-letters = Messages
answer-letter-in = from you
answer-letter-out = to you
answer-looks = Who looked at it
answer-customers = What we hold for customers of ours, who answer you
answer-erasure = Receipt of erasure
answer-erased = Values erased
answer-found-again = Found again afterwards
answer-claim = What is claimed
answer-plan = Number of the plan
answer-kept = What stays, and why
answer-systems = Systems
answer-still = What goes on
answer-refused = What was not granted, and why
answer-copies = Copies elsewhere
answer-copies-lead = It is gone from our pages. Whoever copied it, such as search engines and archives, is asked to erase it; what they keep lies out of our reach.
answer-told = Who was told
answer-rights = Your rights
answer-machines = Decisions by machines
answer-machines-none = No decision about you is made by a machine alone (GDPR Art. 22).
answer-machines-profiling = Profiles are made of your data; people decide.
answer-machines-decisions = Some decisions about you are made by machines alone (GDPR Art. 22).
answer-may-receive = Who may receive it
answer-kept-by = With whom it lies
answer-authority = For you that is: { $authority }.
answer-transfers = Recipients in other countries, and what carries each
answer-valid = valid today
answer-you = you
answer-remedies = If you do not agree
answer-remedies-lead = You may complain to a supervisory authority (GDPR Art. 77) and go to court (GDPR Art. 79).
answer-files = Files beside this page
locked-title = Your answer is locked
locked-lead = Type the code you were shown. Nothing leaves this device.
locked-code = Code
locked-open = Open
locked-opening = Opening…
locked-wrong = This is not the code, or the file was changed.
locked-save = Save answer.zip
locked-script = Opening it needs a browser that runs scripts.

# Letters.
letter-verify-subject = { $company }: is this request yours?
letter-verify =
    Somebody used this address to ask { $company } for this:

    { $right }

    Was it you? Then follow this link. It works once, for seven days.

    { $link }

    If it was not you, do nothing. Nothing happens then.
    Nobody will ever ask you for a copy of an identity document.
letter-receipt-subject = { $company }: we have your request
letter-receipt =
    We have your request: { $right }.

    This page shows where it stands and by which day you get your answer:

    { $link }

    Keep the link to yourself: whoever has it sees how your request stands,
    and nothing of your data.
letter-mailed-subject = [#{ $code }] { $company }: is this request yours?
letter-mailed =
    A message from this address reached { $company } on { $day }. We read it
    as this request:

    { $right }

    Was it you, and did you mean this? Then follow this link. It works once,
    for seven days.

    { $link }

    Or answer this letter with the word yes, and leave its subject as it is.

    The time for the answer runs since { $day }:
    { $dates }

    If it was not you, do nothing. Nothing is told to anybody, and nothing is
    changed. Nobody will ever ask you for a copy of an identity document.
letter-stopped-subject = { $company }: your message holds
letter-stopped =
    Your message of { $day } reached { $company }. We read it as this:

    { $right }

    It holds from now on, for every address and number of yours that we know
    together with this one. Nothing else is needed.

    The time for the answer runs since { $day }:
    { $dates }

    If it was not you, or you meant something else, answer this letter.
letter-left-subject = { $company }: no more messages
letter-left =
    You asked { $company } for no more messages like the one you answered.
    There will be none, from now on.

    What belongs to a contract or a service of yours is still sent.
letter-date-promised = as we promise: by { $day }
letter-date-statutory = by law: by { $day }
letter-date-safe = by law, counted without holidays: by { $day }
letter-answered-subject = { $company }: your answer is ready
letter-answered =
    Your answer is ready: { $right }.

    Fetch it on the page of your request:

    { $link }

    The page sends you the link to it and shows you the code that opens it.
letter-package-subject = { $company }: your answer
letter-package =
    Here is the answer to your request: { $right }.

    { $link }

    The link works once, for seven days, with the code that the page of your
    request has shown. The code is not in this letter; that is on purpose.

# A complaint.
complaint-somebody = To the data protection authority
complaint-date = { $day }
complaint-subject = Complaint under Article 77 of the General Data Protection Regulation about { $company }
complaint-about = The complaint is about:
complaint-asked = On { $day } I asked for this: { $right }.
complaint-due = The answer was due on { $day }.
complaint-late = I have had no answer.
complaint-open = The request is still open.
complaint-answered = It was answered, and I do not agree with the answer.
complaint-refused = It was refused on this ground: { $ground }.
complaint-partial = It was granted only in part, on this ground: { $ground }.
complaint-number = The request has the number { $request }.
complaint-wish = I ask you to look into this and to tell me what came of it (Article 77(2)).
complaint-reasons = My reasons:
complaint-name = Name, address, signature:
