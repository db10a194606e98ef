"""What is kept between runs: compiled programs by content, and the list of installed packs."""
