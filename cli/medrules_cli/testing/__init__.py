"""Running the cases of a pack for a person, a program or a build server."""
