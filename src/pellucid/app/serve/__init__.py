"""The machine room of the page: one model thread, its queue, its records, its locks."""
