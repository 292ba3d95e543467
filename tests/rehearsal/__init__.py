"""The rehearsal: people who do not exist, time that is not real, promises that are."""
