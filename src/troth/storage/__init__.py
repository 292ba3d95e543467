"""What is kept, behind ports; drivers in `sql` and the reference model in `memory`."""
