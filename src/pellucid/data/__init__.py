"""Where pictures come from: painted worlds, and the files they are kept in."""
