"""What is sound but likely wrong in a pack: checks beyond what the compiler refuses."""
