"""The manifest as written: one model a section, nothing resolved, nothing assumed.

The only room of the language that knows pydantic. A field that is absent here is a thing the policy
does not say; `compile` may fill it from law or by assumption, and says which.
"""
