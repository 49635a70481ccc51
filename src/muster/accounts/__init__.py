"""Staff: who they are, what their roles let them do, and in which regions."""
