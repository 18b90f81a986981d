"""Errors that are the user's to mend, printed without a traceback."""


class UserError(Exception):
    """A problem with the input that the person running the step can mend.

    The message names the file, the place in it, and what to do.
    """
