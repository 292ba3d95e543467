"""The workloads of GDPRbench (Shastri et al., VLDB 2020), made anew, with an oracle.

The public code never checks an answer; here every answer is compared with a model in memory, and
the whole store at the end. Mixes, fields and distributions are those of the repository's files.
"""
