"""Who marks pictures: the judge, what captions state, and measures of likeness."""
