"""triwire-bench: takes samples of candidates in alternating rounds, and says what they show."""
