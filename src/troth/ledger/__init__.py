"""The arithmetic of evidence: Merkle tree, checkpoints, tiles, offline verification."""
