"""The registers that the law asks a company to keep, made from the policy that runs."""
