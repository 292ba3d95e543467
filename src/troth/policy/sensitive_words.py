"""The wording that gives sensitive data away, by kind: regular expressions over English text.

Data, read by `sensitive_scan` only, against text in lower case. Each phrase must speak of a person:
an illness with a sufferer, a belief with a believer, a number with its name. Single words stand
alone only where they have no common other meaning. Add a phrase together with an innocent sentence
it must not catch.
"""

from __future__ import annotations

from collections.abc import Mapping

_WHO = (
    r"(?:i|i'm|im|he|he's|she|she's|we|they|who|my \w+|his \w+|her \w+|applicant|candidate|"
    r"employee|patient|person)"
)
_AM = (
    rf"(?:i am|i'm|im|he is|he's|she is|she's|they are|we are|{_WHO} (?:is|was|am|are|"
    r"were)) (?:an? |the )?(?:\w+ly )?"
)
_HAVE = (
    rf"(?:{_WHO} (?:\w+ly )?(?:have|has|had|got|suffers? from|suffered from|suffering from|"
    r"live[sd]? with|developed|contracted)|diagnosed with|suffers? from|suffering from|"
    r"treated for|treatment for|tested positive for|history of|because of my|due to my|"
    r"recovering from|living with)(?: an?| my| severe| chronic| mild| type \w+| stage \w+)*"
)
_ILLNESS = (
    r"(?:diabetes|(?:(?:breast|lung|skin|prostate|colon|bowel|brain|blood|liver) )?cancer|"
    r"leuka?emia|a tumou?r|asthma|epilep(?:sy|tic)|hiv|aids|hepatitis|covid(?:-19)?|tuberculosis|"
    r"heart (?:attack|disease|condition|failure)|high blood pressure|hypertension|arthritis|"
    r"multiple sclerosis|parkinson'?s?|alzheimer'?s?|dementia|migraines?|crohn'?s|celiac|coeliac|"
    r"endometriosis|lupus|allerg(?:y|ies) to \w+|(?:a )?disabilit(?:y|ies)|a (?:medical|"
    r"health) condition|surgery|chemotherapy|dialysis)"
)
_MIND = (
    r"(?:depression|depressive \w+|anxiety(?: disorder)?|panic (?:attacks|disorder)|"
    r"bipolar(?: disorder)?|schizophreni[ac]|ptsd|adhd|autism|anorexia|bulimia|ocd|psychosis|"
    r"an? eating disorder|a mental (?:illness|disorder)|burnout|suicidal thoughts|an addiction|"
    r"alcoholism)"
)
_FAITH = (
    r"(?:christian|catholic|protestant|orthodox|lutheran|baptist|mormon|muslim|moslem|sunni|shia|"
    r"jew|jewish|hindu|buddhist|sikh|atheist|agnostic|jehovah's witness|pagan|scientologist|"
    r"humanist|religious|pacifist|stoic|practising \w+|practicing \w+)"
)
_PEOPLE = (
    r"(?:black|white|asian|african(?:[ -]american)?|hispanic|latin[oax]|caucasian|roma|romani|"
    r"gypsy|arab|kurdish|hebrew|aboriginal|native american|indigenous|mixed[ -]race|biracial|"
    r"(?:half|part)[ -]\w+ by (?:descent|blood))"
)
_PARTY = (
    r"(?:socialist|communist|conservative|liberal|republican|democrat|anarchist|libertarian|"
    r"fascist|nationalist|social democrat|green party (?:member|voter)|left[ -]wing|right[ -]wing)"
)
_CRIME = (
    r"(?:theft|fraud|robbery|assault|murder|rape|drug (?:dealing|possession|offen[cs]es?)|"
    r"embezzlement|burglary|forgery|money laundering|drunk driving|dui|a crime|"
    r"a criminal offen[cs]e|a felony|tax evasion|bribery|stealing|perjury|harassment|"
    r"domestic violence)"
)
_NUMBER = r"(?:\s*(?:no\.?|number|nr\.?|num|#|№|id|code))?\s*(?:is|was|:|=|-|–)?\s*"
_DIGITS = r"[a-z]{0,3}[ -]?\d(?:[ /.-]?[a-z]{0,2}\d){5,}"

WORDING: Mapping[str, tuple[str, ...]] = {
    "identifying-number": (
        (
            r"(?:passport|identity card|id card|national id(?:entity)?|identity document|"
            rf"driver'?s licen[cs]e|driving licen[cs]e|residence permit){_NUMBER}{_DIGITS}"
        ),
        (
            r"(?:social security|ssn|national insurance|nino|tax(?:payer)? (?:id(?:entification)?|"
            r"payer id)|tin|itin|steuer-?id|ipn|inn|rnokpp|pesel|bsn|cpf|dni|nie|aadhaar|"
            rf"codice fiscale|national tax){_NUMBER}{_DIGITS}"
        ),
        r"passport (?:scan|copy|photo|page)",
        (
            r"(?:scan|copy|photo|picture) of (?:my|his|her|the|your|their) (?:passport|id card|"
            r"identity card|driver'?s licen[cs]e|driving licen[cs]e)"
        ),
    ),
    "financial-account": (
        (
            r"(?:bank account|account number|acct|iban|credit card|debit card|card number|"
            rf"routing number|sort code){_NUMBER}{_DIGITS}"
        ),
    ),
    "racial-ethnic-origin": (
        rf"{_AM}{_PEOPLE}(?= (?:man|woman|person|male|female|guy|and|but|by|,)|[.,;!?]|\s*$)",
        (
            r"(?:my|his|her|their) (?:race|ethnicity|ethnic (?:origin|background|group)|"
            r"skin colou?r)(?: is|:)"
        ),
        r"(?:race|ethnicity|ethnic (?:origin|background|group)) ?[:=] ?\w+",
        (
            r"of (?:african|asian|arab|jewish|roma|romani|kurdish|hispanic|latino|caribbean|slavic|"
            r"mixed) (?:descent|origin|ethnicity|ancestry|heritage)"
        ),
    ),
    "political-opinions": (
        (
            rf"{_AM}(?:a )?(?:registered |lifelong |committed )?{_PARTY}(?= (?:voter|activist|and|"
            r"but|by|at heart)|[.,;!?]|\s*$)"
        ),
        (
            r"(?:i|he|she|they|we) (?:always |usually )?vote[ds]? (?:for|against|labour|"
            r"conservative|republican|democrat|green)(?: \w+)?(?= (?:in|at|last|party|candidate)|"
            r"[.,;!?]|\s*$)"
        ),
        r"(?:member|supporter|activist) of the [\w ]{0,30}party",
        r"(?:my|his|her|their) political (?:views|opinions?|beliefs?|affiliation|convictions?)",
        r"political (?:views|opinions?|beliefs?|affiliation) ?[:=] ?\w+",
    ),
    "religious-philosophical-beliefs": (
        (
            rf"{_AM}(?:devout |strict |practi[sc]ing )?{_FAITH}(?= (?:man|woman|person|believer|by|"
            r"and|but|since)|[.,;!?]|\s*$)"
        ),
        (
            r"(?:my|his|her|their) (?:religion|faith|religious beliefs?|philosophical beliefs?|"
            r"church|parish|mosque|synagogue|rabbi|imam)\b"
        ),
        r"(?:religion|religious belief|faith|denomination|philosophical belief) ?[:=] ?\w+",
        (
            r"(?:i|he|she|they) (?:believes? in|worships?|prays? to) (?:god|allah|jesus|krishna|"
            r"reincarnation)"
        ),
        r"(?:ethical veganism|philosophical (?:belief|conviction)s? (?:in|that|as))",
        r"convert(?:ed|ing)? to (?:islam|christianity|judaism|buddhism|catholicism|hinduism)",
    ),
    "trade-union-membership": (
        (
            r"union (?:card|membership|dues|member|rep(?:resentative)?|steward)(?: (?:number|no\.?|"
            r"card|fee))?"
        ),
        (
            r"(?:trade|labou?r|workers'?) union(?:'s)? (?:card|member(?:ship)?|dues|"
            r"rep(?:resentative)?)"
        ),
        (
            r"(?:member|steward|representative|joined|joining|belongs? to|"
            r"paid-up member) (?:of )?(?:a|the|my|our|his|her) (?:\w+ )?(?:trade |labou?r |"
            r"workers'? )?union(?! (?:of sets|types?|queries|query))"
        ),
    ),
    "trade-association": (
        (
            r"(?:member|membership|fellow|card) (?:of|in|for|at) (?:the |a |"
            r"an )?(?:[\w']+ ){0,4}(?:trade association|guild|chamber of (?:commerce|trade|crafts)|"
            r"employers' (?:association|federation))"
        ),
        (
            r"(?:trade association|guild|chamber of (?:commerce|trade)) (?:member(?:ship)?|"
            r"card)(?: (?:number|no\.?|card))?"
        ),
    ),
    "professional-association": (
        (
            r"(?:member|membership|fellow|licentiate) (?:of|in|at) (?:the |a |"
            r"an )?(?:[\w']+ ){0,4}(?:professional (?:association|body|society)|bar association|"
            r"medical association|(?:association|institute|society|"
            r"institution) of [\w ]{0,30}(?:engineers|accountants|architects|lawyers|physicians|"
            r"nurses|psychologists|auditors|surgeons|physicists|journalists))"
        ),
        (
            r"(?:professional (?:association|body|society)|bar association|"
            r"medical association) (?:member(?:ship)?|card)(?: (?:number|no\.?|card))?"
        ),
    ),
    "health": (
        rf"{_HAVE} {_ILLNESS}",
        r"(?:had|suffered) (?:an? )?(?:\w+ )?stroke(?! of)",
        (
            rf"{_AM}(?:an? )?(?:diabetic|epileptic|asthmatic|pregnant|disabled|hiv[ -]positive|"
            r"deaf|blind(?! to| spot)|wheelchair user|chronically ill|terminally ill)"
        ),
        (
            r"(?:my|his|her|their|patient'?s) (?:diabetes|cancer|illness|disease|disability|"
            r"diagnosis|pregnancy|medication|medical (?:records?|history|condition|certificate)|"
            r"health (?:condition|problems?|records?)|chemotherapy|doctor'?s note|sick note|"
            r"blood (?:type|pressure|test results?)|prescription|insulin|asthma|epilepsy|allergy)"
        ),
        r"(?:blood type|blood group|diagnosis|medical condition|disability) ?[:=] ?\w+",
        r"(?:on|taking) (?:insulin|chemotherapy|antibiotics|blood thinners|dialysis)",
        r"(?:hiv|covid(?:-19)?|pregnancy) test (?:was |is |came back )?(?:positive|negative)",
        r"(?:signed off|off|on) sick(?: leave)? (?:with|for|because of) \w+",
        (
            r"(?:medical certificate|sick note|doctor'?s note|medical report|"
            r"discharge summary)(?: (?:of|for|from) \w+)?"
        ),
    ),
    "mental-health": (
        rf"{_HAVE} {_MIND}",
        (
            rf"{_AM}(?:clinically )?(?:depressed|bipolar|schizophrenic|autistic|suicidal|anorexic|"
            r"bulimic|an alcoholic)"
        ),
        (
            r"(?:my|his|her|their) (?:depression|anxiety disorder|mental (?:health|illness)|"
            r"psychiatrist|psychotherap(?:y|ist)|therapist|panic attacks|antidepressants|"
            r"bipolar disorder|ptsd|adhd|autism|burnout)"
        ),
        (
            r"(?:taking|on|prescribed) (?:antidepressants|lithium|antipsychotics|prozac|sertraline|"
            r"ssris?)"
        ),
        (
            r"(?:mental illness|psychiatric (?:history|diagnosis|treatment|hospital)|"
            r"nervous breakdown)"
        ),
    ),
    "genetic": (
        (
            r"(?:my|his|her|their|patient'?s) (?:dna|genome|genetic (?:test|profile|data|results?|"
            r"disorder|mutation)|genes)(?: (?:test|results?|profile|sample|data))?"
        ),
        (
            r"(?:dna|genome|genetic) (?:test(?:ing)? results?|profile|sample|sequenc(?:e|"
            r"ing) (?:of|for|results?))"
        ),
        (
            r"(?:brca ?[12]|carrier of (?:the|a) [\w ]{0,20}(?:gene|mutation)|(?:gene|"
            r"chromosome) mutation|huntington'?s|cystic fibrosis carrier|down syndrome)"
        ),
    ),
    "biometric": (
        (
            r"(?:my|his|her|their|employee'?s?) (?:finger ?prints?|face ?print|voice ?print|iris|"
            r"retina(?:l)?|facial (?:template|geometry)|biometrics?|hand geometry|"
            r"palm ?print)(?: (?:scan|template|data|image|pattern))?"
        ),
        (
            r"(?:finger ?print|iris|retina(?:l)?|palm|face|voice) (?:scan|template|"
            r"recognition template|biometric)s?"
        ),
        r"biometric (?:data|template|passport|identifier|photo|scan|enrol(?:l)?ment)s?",
    ),
    "sex-life": (
        (
            rf"{_AM}(?:openly )?(?:gay|lesbian|bisexual|homosexual|heterosexual|transgender|trans|"
            r"asexual|pansexual|queer)(?= (?:man|woman|person|and|but|since)|[.,;!?]|\s*$)"
        ),
        (
            r"(?:my|his|her|their) (?:sexual (?:orientation|preferences?|life|partners?|history)|"
            r"sex life|sexuality|affair with)"
        ),
        r"(?:sexual orientation|sexual preference|sex life) ?[:=] ?\w+",
        r"(?:coming out|came out) as (?:gay|lesbian|bi(?:sexual)?|trans(?:gender)?|queer)",
        r"(?:slept|sleeping|had sex|having sex) with (?:him|her|me|my|his|a|another)",
    ),
    "criminal": (
        (
            r"(?:suspected|accused|convicted|charged|found guilty|guilty|acquitted|suspicion|"
            r"allegations?|cleared|sentenced|arrested|indicted|investigated) (?:of|with|for|"
            rf"on suspicion of|on charges of) (?:\w+ ){{0,2}}{_CRIME}"
        ),
        (
            r"criminal (?:record|history|conviction|charges?|background|proceedings against|past|"
            r"offence|offense)s?"
        ),
        (
            rf"{_AM}(?:convicted|on probation|on parole|in prison|in jail|under arrest|"
            r"a convicted \w+|an? ex-(?:con|offender|convict)|a felon)"
        ),
        (
            r"(?:my|his|her|their) (?:conviction|arrest|probation|prison (?:term|sentence)|"
            r"time in (?:prison|jail)|parole|police record)"
        ),
        r"(?:served|serving|spent) (?:time|\w+ (?:years?|months?)) in (?:prison|jail)",
        (
            r"(?:i|he|she|they) (?:was|were|been|got|has been|have been) (?:arrested|jailed|"
            r"imprisoned|convicted)"
        ),
    ),
}
