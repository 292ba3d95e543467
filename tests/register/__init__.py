"""The register of entries as tests: each drives the program from outside and sees what comes."""
