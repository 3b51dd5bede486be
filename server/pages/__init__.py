"""The pages: a view takes what was asked and says what to show; `server.desk` does the rest."""
