"""Programs that call: their tokens, and the webhooks that tell them."""
