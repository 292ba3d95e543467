"""Handing data on: to recipients, to authorities, into extracts, into mailings."""
