"""What probes found, as verdicts of promises and as a report."""
