"""What people are told: the notice as sections and plain sentences, before any language or page."""
