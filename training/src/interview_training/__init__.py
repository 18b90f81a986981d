"""Training of the Interview Buddy model: from text to a verified model folder."""

__version__ = "0.1.0"
