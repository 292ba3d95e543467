"""What the law asks of a policy and this one leaves out, or says doubtfully: rules as dated data.

One file a topic; each rule is a row of it with its article, severity, days of validity, the reason
and what to write instead. `find` runs them all; nothing here adds a word to a policy (D13).
"""
