"""Time expressions: what is one, which date it means, how it is written, when an article was published."""
