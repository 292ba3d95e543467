"""Who a person is, what they declare of themselves, and every look at them."""
