"""Requests that other companies' machines pass on: who signed, what is asked, what they are told.

One engine for every protocol; what a protocol spells differently is in a file of its own. A machine
proves who the agent is and never who the person is: its request waits for the same proof as any
other, unless staff saw the mandate.
"""
