"""The one way in: a submission becomes sealed records or a refusal that kept nothing."""
