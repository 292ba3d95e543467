### The sentences of a notice in English. Short words and short sentences: the summary is measured.

## Shared

free = { $said }
just = { $what }
just-name = { $name }
named = { $word }:
none = none
list-and = { $first } and { $last }
list-or = { $first } or { $last }
period-years = { $n ->
    [one] one year
   *[other] { $n } years
}
period-months = { $n ->
    [one] one month
   *[other] { $n } months
}
period-days = { $n ->
    [one] one day
   *[other] { $n } days
}
period-hours = { $n ->
    [one] one hour
   *[other] { $n } hours
}
period-seconds = { $n ->
    [one] one second
   *[other] { $n } seconds
}
period-none = no time at all
place-any = any country
place-EU = the European Union
place-EEA = the European Economic Area
stamp = Last revised: { $date }

## Pages

page-summary = { $name }: privacy in short
page-full = { $name }: privacy notice
page-full-titled = { $name }: { $title }
page-form = { $name }: your data at this point: { $form }
page-cookies = { $name }: cookies
page-recruitment = { $name }: privacy notice for job applicants
page-recipients = { $name }: who receives data
page-rights = { $name }: your rights
skip = Skip to the text
contents = Contents
made-from = Made from policy { $policy }, content hash { $hash }.
own-words = Words in another language are the policy’s own.

## Titles

title-summary = In short
title-controller = Who we are
title-people = Whose data it is
title-data = Which data we use
title-sources = Where data comes from
title-forms = Where we take data
title-purposes = Why we use data
title-withdrawal = You can withdraw your consent
title-recipients = Who receives data
title-transfers = Data in other countries
title-retention = How long we keep data
title-rights = Your rights
title-complaint = You can complain
title-automated = Decisions by machines
title-cookies = Cookies
title-minors = Young people
title-sensitive = Sensitive data
title-security = How we protect data
title-accounts = Your account
title-changes = When this notice changes
title-disputes = If we disagree
title-documents = Other documents
title-words = What words mean here
title-claims = What the text says of itself

## Summary

label-who = Who
label-what = What
label-why = Why
label-yes = Your yes
label-others = Others
label-how-long = How long
label-your-rights = Your rights
label-cookies = Cookies
label-children = Young people
sum-who = { $name } decides how your data is used.
sum-write = Write to us: { $value }.
sum-you-give = You give us: { $data }.
sum-device-sends = Your device sends us: { $data }.
sum-others-give = We get from others: { $data }.
sum-why = We use data for: { $kinds }.
sum-ask = We ask you first for: { $kinds }.
sum-no-later = You can say no later, at any time.
sum-others = { $count ->
    [one] We name one who may get data.
   *[other] We name { $count } who may get data.
}
sum-places = Some of them are in: { $places }.
sum-no-sale = The policy says that we do not sell your data.
sum-longest = Of the times the policy sets, the longest is { $period }.
sum-until = Some data stays until what it is for has come to an end.
sum-default = Where the policy sets no time, we keep data for { $period } and then erase it.
sum-rights = You can: { $rights }.
sum-answer = We answer within { $period }.
sum-complain = You can also complain to a data protection authority.
sum-cookies = We use cookies.
sum-cookies-wait = Those we do not need wait for your yes.

## Who

label-name = Name
label-address = Address
label-contact = Contact
label-dpo = Data protection officer
label-representative = Representative in the Union
label-law = Law
label-scope = What this covers
label-clients = Data of our clients
controller-called = We call ourselves { $name }.
controller-form = Legal form: { $form }.
controller-register = Register number: { $number }.
controller-registered = Registered in: { $place }.
controller-affiliates = This notice also covers companies of our group. The policy does not name them.
controller-seat = Our seat is in this country: { $place }.
contact-none = The policy names no address to write to.
contact-email = Email: { $value }.
contact-phone = Phone: { $value }.
contact-fax = Fax: { $value }.
contact-form = You can use our contact form.
contact-post = Post: { $value }.
dpo-appointed = We have a data protection officer.
representative = { $name }, { $place }.
law-named = We keep to: { $laws }.
law-as-written = The policy names as its law: { $law }.
scope-words = { $items }.
clients-data = For our clients we handle, on their orders: { $data }. They decide how it is used.
recipients-lead = These may receive data. Nobody else does.
recipients-none = The policy names nobody who receives data. So nobody does.
caption-recipients = Who receives which data, what for, and where
head-recipient = Who
head-does = What for
head-data = Data
head-where = Where
recipient-company = Company: { $company }
recipient-needs = Only with: { $needs }.
recipient-own-purposes = It also uses data for its own ends.
recipient-opt-out = It offers a way to opt out.
recipient-only-regions = Only data of people in: { $regions }.
recipient-except = Not { $place } for data of people in: { $regions }.
receives-silent = The policy does not say which data. So it gets none.
does-silent = The policy does not say what for.
place-silent = The policy names no place.
transfer-stands = Safeguard: { $mechanism }.
transfer-dead = Safeguard named: { $mechanism }. It does not hold under the law of today.
transfer-not-made = So we do not send data there on this ground.
transfer-to = Data may go to: { $to }.
transfer-somewhere = Data may go to other countries. The policy does not name them.
transfer-to-recipient = { $name }: data may go to { $to }.

## What and why

caption-data = Kinds of data and what belongs to each
head-items = What it is
head-origin = Where from
items-none = Nothing until a form names it.
items-closed = The text leaves this list open. We take only what is named here.
items-sensitive = This is sensitive: { $kinds }.
items-called = The text calls this data { $called }. We protect it as personal data.
items-people = About: { $people }.
origin-silent = Not stated.
source = { $source }: { $kind }.
source-gives = It gives us: { $data }.
source-unnamed = The policy does not name who exactly.
source-told = We tell you within { $period }.
caption-forms = Where data comes in, with fields and purposes
head-form = Where
head-fields = Fields
head-purposes = What for
form-required = You must give: { $items }. The rest is up to you.
form-marked = What you must give is marked. The rest is up to you.
form-optional = You need not give any of it.
form-if-not = If you do not: { $consequence }.
caption-purposes = Why we use which data, and on which legal ground
head-purpose = Purpose
head-ground = Legal ground
ground = Ground: { $basis }.
ground-assumed = The policy names no ground. We apply: { $basis }.
ground-by-source = Ground: { $basis }, for data from: { $sources }.
ground-asked-first = We also ask you before the first message.
ground-interest = Our interest: { $interest }.
ground-law = Law: { $law }.
ground-opt-out = You can stop it through { $way }.
ground-processor = Our client decides on this use.
ground-statistics = Only as figures that name nobody.
interests-lead = The policy also names these interests of ours:
interest = { $interest }.

## How long

caption-retention = How long we keep which data
head-how-long = How long
head-then = And then
kept-forms = Taken in at: { $forms }.
kept-for = For { $period }, counted from { $start }.
kept-more-than = Until more than this has passed: { $period }, counted from { $start }.
kept-until = Until { $event }.
kept-every = Cleared out every { $period }.
kept-as-written = The text says: { $words }.
kept-we-apply = We keep it for { $period }, counted from { $start }. That is our default, not a term of the policy.
kept-extended = With your leave, { $period } longer.
kept-at-most = Never more than { $period } in all.
kept-then = Then we { $action }.
kept-unless = Not if { $cases }.
kept-because = Because of: { $because }.
kept-silent-lead = On the data below the policy sets no time. So we apply a default:
kept-silent = { $data }: { $period }, counted from { $start }.
kept-silent-open = { $data }: until it is no longer needed.
kept-by-law = The law makes us keep longer: { $data }. Law: { $law }.
kept-by-law-for = For { $period }.

## Rights

rights-lead = You have these rights. Tell us what you want; you need not say why.
right = You have the right { $right }.
right-by-law = The law gives you this right.
explain-information = We tell you who uses your data, what for and for how long.
explain-confirmation = We tell you whether we hold data about you.
explain-access = We give you a copy of your data and tell you how we use it.
explain-rectification = We correct data that is wrong and complete what is missing.
explain-erasure = We erase your data unless a law or a legal claim needs it.
explain-restriction = We stop using your data while a question about it is open.
explain-objection = We stop a use that rests on our interests unless we show a stronger reason. We always stop marketing.
explain-portability = We give you the data you gave us in a form that machines can read.
explain-withdrawal = You can take back a yes at any time.
explain-notification = We tell those who got your data when it is corrected, erased or limited.
explain-sale-opt-out = You can tell us not to sell or share your data.
answer-promised = We promise an answer within { $period }.
answer-by-law = The law gives us { $period } to answer.
rights-ways = You can ask us through { $ways }.
rights-recipients-told = We pass your request on to those who got the data.
rights-free = It costs you nothing.
rights-restriction-grounds = The text names these cases for limiting use:
rights-not-for = The text leaves out:
rights-route = The text gives one more way to use the right { $right }. It holds for: { $data }.
withdrawal = You can withdraw your consent at any time.
withdrawal-earlier = What we did before that stays lawful.
withdrawal-purposes = This holds for: { $purposes }.
complaint = You can complain to a data protection authority, above all where you live, where you work or where you think the law was broken.
complaint-free = You need not come to us first.
automated-none = No machine decides about you alone.
automated-profiling = We build profiles from data, and people decide.
automated-decisions = Some decisions about you are made by machines alone.
automated-right = You have the right not to be judged by a machine alone where that matters to you.

## Cookies

cookies-lead = Cookies are small files on your device. Other techniques that store or read something there count as well.
cookies-for = We use them for: { $purposes }.
cookies-ask-first = We set only what is needed before you choose. All else waits for your yes.
cookies-by-use = The text takes your use of the site as a yes.
cookies-personal = The text says that cookies hold no personal data. We protect them as personal data.
cookies-out-browser = You can refuse or delete cookies in your browser.
cookies-out-banner = You can change your choice in the cookie banner at any time.
cookies-out-both = You can change your choice in the cookie banner, and refuse or delete cookies in your browser.
cookies-degrade = Without cookies some parts may work less well.
cookies-similar = The same choice holds for tags, pixels and ids of your device.
caption-cookies = The cookies we use
head-cookie = Cookie
head-use = Kind
head-party = Set by
head-expires = Ends after
cookie-identifier = Contains identifier: { $answer }.
cookie-own = The policy names no other party.
cookie-expiry-silent = The policy names no time.

## Conduct

minors-services = Our services are not for people under { $age }.
minors-data = We do not take data from people under { $age }.
minors-raised = Where your law sets a higher age, that age holds.
minors-erased = If we learn of such data, we erase it.
minors-parents = With proof that a parent agrees, we may keep it.
minors-report-anyone = Anyone may tell us of such a case.
minors-report-parent-guardian = Parents and guardians may tell us of such a case.
sensitive-refused = We do not take these kinds of data: { $kinds }.
sensitive-by-law = The policy is silent on sensitive data. By law we do not take: { $kinds }.
sensitive-exceptions = There are these narrow exceptions:
sensitive-admitted = { $kind }.
sensitive-admitted-at = { $kind }, at: { $form }.
measure = We use: { $kind }.
measure-against = Against: { $threats }.
more-there = You can read more here:
systems-lead = This is where data lies and who may look:
system = { $kind }: { $data }.
system-vendor = It is { $name } by { $vendor }.
system-place = It is in: { $place }.
staff-role = { $role } may look at data for: { $purposes }.
effective = A new version holds { $how }.
change = Where there is { $weight }, { $audience }.
change-consent-anew = If a new use needs your consent, we ask you anew. Going on using the service is not a yes.
dispute-contact-first = The text asks you to write to us first.
dispute-escalate = If that does not help, turn to { $to }.
dispute-claim = The text asks for a written claim before you go to court.
dispute-claim-term = We answer a claim within { $period }.
dispute-never-bars = You may still go to an authority or a court at once.
account-edit = You can change your data in your account.
account-confidentiality-settings = You can set who sees what.
account-close = You can close your account.
account-sign-in = You can sign in with: { $sources }.
account-no-passwords = We do not store those passwords.
operations = The text counts as use of data: { $named }.
claims-lead = The text makes these statements about itself. Where the law does not accept one, we say what we do.
claim = { $what }
claim-about = It is about: { $entries }.
document-absent = The text does not give this document.
