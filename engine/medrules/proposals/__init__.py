"""New cases for a pack: the fewest that reach what its cases do not, written for people to confirm."""
