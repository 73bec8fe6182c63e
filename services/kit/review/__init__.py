"""Writing and reviewing records, the same in every service that keeps some.

A service says in its `Records` what can be written about and how words become public. Drafts and their states, what
differs, the editors' decisions, suggestions without an account and the doors to all of it stand here.
"""
