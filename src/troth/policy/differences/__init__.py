"""What differs between two versions of a policy, how it weighs on people, who must be told."""
